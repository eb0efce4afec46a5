"""Writing so that a reader, a kill or a power cut never sees a half: sync, then one rename.

References: POSIX `rename` (atomic within one file system), `fsync` (a rename is durable only once
the folder that holds the name has been synced too).
"""

from __future__ import annotations

import errno
import os
import shutil
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Generator

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_NO_SPACE = "no space left on the device"
# RocksDB and SQLite pass the reason on as text only.
_FULL_WORDS = ("no space left", "disk is full", "file too large", "quota exceeded")


@contextmanager
def disk_errors(doing: str) -> Generator[None]:
    """Turn the system's refusals into a `StoreError` that says what was being done.

    Raises:
        StoreError: The block raised an OSError: full disk, no permission, a file that went away;
            or an engine failed because the disk is full.
    """
    try:
        yield
    except OSError as error:
        where = f" ({Path(str(error.filename)).name})" if error.filename else ""
        raise StoreError(
            f"{doing} failed{where}: {_reason(error)}; nothing was published"
        ) from error
    except StoreError as error:
        if _is_full(error.__cause__):
            raise StoreError(f"{doing} failed: {_NO_SPACE}; nothing was published") from error
        raise


def _reason(error: OSError) -> str:
    if _is_full(error):
        return _NO_SPACE
    return os.strerror(error.errno).lower() if error.errno else "the system refused"


def _is_full(error: BaseException | None) -> bool:
    if isinstance(error, OSError) and error.errno in _FULL:
        return True
    return error is not None and any(words in str(error).lower() for words in _FULL_WORDS)


def sync(path: Path) -> None:
    """Ask the system to put a file or a folder's names on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_tree(folder: Path) -> None:
    """Put every file under a folder, and the names of all its folders, on the disk."""
    for parent, _folders, names in os.walk(folder, topdown=False):
        for name in names:
            sync(Path(parent, name))
        sync(Path(parent))


def replace_text(path: Path, text: str) -> None:
    """Write a small file so that a reader sees the old text or the new one, never between."""
    partial = path.with_name(f"{path.name}.partial")
    partial.write_text(text, encoding="utf-8")
    sync(partial)
    partial.replace(path)
    sync(path.parent)


def sizes(folder: Path) -> dict[str, int]:
    """Return the size in bytes of every file under a folder, by relative path, sorted."""
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.stat().st_size for path in sorted(found)}


def remove_tree(folder: Path, trash: Path) -> None:
    """Delete a folder: moved out of sight first, so that nobody meets it half deleted."""
    trash.mkdir(parents=True, exist_ok=True)
    doomed = trash / f"trash-{os.getpid()}-{folder.name}"
    folder.replace(doomed)
    shutil.rmtree(doomed)
