"""One writer at a time: an advisory lock that the system drops when its holder dies.

References: flock(2). The lock belongs to the open file, so a killed build leaves none behind.
"""

from __future__ import annotations

import fcntl
import os
from typing import TYPE_CHECKING, TextIO

from kg.errors import StoreBusy

if TYPE_CHECKING:
    from pathlib import Path


class BuildLock:
    """The right to change what stands in a `var` folder.

    Args:
        path: The lock file; it stays after release and means nothing by itself.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: TextIO | None = None

    def acquire(self) -> None:
        """Take the lock without waiting.

        Raises:
            StoreBusy: Another build, rollback or update holds it.
        """
        self._path.parent.mkdir(parents=True, exist_ok=True)
        file = self._path.open("a+", encoding="utf-8")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            holder = file.read().strip() or "unknown"
            file.close()
            raise StoreBusy(
                f"another build is running in {self._path.parent} (process {holder}); "
                "wait for it or stop it, nothing was changed",
                retry_after_s=10.0,
            ) from None
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        self._file = file

    def release(self) -> None:
        """Give the lock back. Twice is allowed."""
        if self._file is not None:
            self._file.close()
            self._file = None
