"""The near end of the process that makes changes: started at the first, killed when one overruns.

References: `kg.build.change_job` for the far end and for what passes over the pipes.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any, cast

import structlog

from kg.errors import QueryTimeout, QueryTooLarge, StoreError

_ROOT = Path(__file__).resolve().parent.parent
_COMMAND = (sys.executable, "-s", "-m", "kg.build.change_job")

_log = structlog.get_logger(__name__)


class ChangeProcess:
    """One process; used by one caller at a time, closed by any."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._overran = False

    def call(self, head: dict[str, Any], payload: bytes, deadline_s: float) -> dict[str, Any]:
        """Send a change and return its answer.

        Raises:
            QueryTimeout: It took too long, and was killed.
            QueryTooLarge: It ran out of memory.
            StoreError: The process died for another reason.
        """
        process = self._ensure()
        assert process.stdin is not None
        assert process.stdout is not None
        self._overran = False
        timer = threading.Timer(deadline_s, self._overrun)
        timer.start()
        try:
            line = json.dumps({**head, "payload_bytes": len(payload)}).encode()
            process.stdin.write(line + b"\n" + payload)
            process.stdin.flush()
            answer = process.stdout.readline()
        except OSError:
            answer = b""
        finally:
            timer.cancel()
        if not answer:
            self.close()
            if self._overran:
                raise QueryTimeout(deadline_s)
            raise StoreError("the process that makes changes ended; nothing was published")
        return _checked(cast("dict[str, Any]", json.loads(answer)), head["memory_bytes"])

    def close(self) -> None:
        """End the process and whatever it is doing. Twice is allowed."""
        process, self._process = self._process, None
        if process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                with suppress(OSError):
                    stream.close()

    def _ensure(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self.close()
            environment = {"PYTHONPATH": str(_ROOT), "LC_ALL": "C.UTF-8", "PATH": os.defpath}
            self._process = subprocess.Popen(  # noqa: S603  # our own module, no shell, no input
                _COMMAND,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env=environment,
                start_new_session=True,  # a group of its own, to be killed as one
            )
        return self._process

    def _overrun(self) -> None:
        self._overran = True
        process = self._process
        if process is not None:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def _checked(answer: dict[str, Any], memory_bytes: int) -> dict[str, Any]:
    code = answer.get("died")
    if code is None:
        return answer
    _log.error("a change died", code=code)
    if code < 0:
        # Rust and C++ abort when an allocation fails; the kernel kills when memory is out.
        raise QueryTooLarge("memory", memory_bytes)
    raise StoreError("the change could not be made; nothing was published")
