"""Read-only connections to one SQLite file, shared by threads.

A connection serves one call at a time; the pool grows to the number of threads that search at the
same time. `immutable=1` tells SQLite that nobody writes, so it takes no lock and looks for no
journal: a generation may lie on a read-only mount and be read by any number of processes.

References: SQLite, Uniform Resource Identifiers, section 3.3.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from urllib.parse import quote

from kg.errors import StoreUnavailable

_MAPPED_BYTES: Final = 1 << 30


class ReadPool:
    """Connections to the index at `path`, which must have format `version`."""

    def __init__(self, path: Path, version: int) -> None:
        self._name, self._version = path.name, version
        self._uri = f"file:{quote(str(path.resolve()))}?mode=ro&immutable=1"
        self._lock = threading.Lock()
        self._idle: list[sqlite3.Connection] = []
        self._closed = False

    @contextmanager
    def connection(self) -> Generator[sqlite3.Connection]:
        """Lend a connection for the time of a `with` block.

        Raises:
            StoreUnavailable: The pool was closed, or the file is no index of this version.
        """
        with self._lock:
            if self._closed:
                raise StoreUnavailable("the search index is closed")
            database = self._idle.pop() if self._idle else None
        database = database or self._connect()
        try:
            yield database
        finally:
            self._give_back(database)

    def close(self) -> None:
        """Close what is idle now and what is lent when it comes back. Twice is allowed."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for database in idle:
            database.close()

    def _give_back(self, database: sqlite3.Connection) -> None:
        with self._lock:
            if not self._closed:
                self._idle.append(database)
                return
        database.close()

    def _connect(self) -> sqlite3.Connection:
        message = f"{self._name} is not a search index of this version"
        try:
            database = sqlite3.connect(self._uri, uri=True, check_same_thread=False)
        except sqlite3.Error:
            raise StoreUnavailable(message) from None
        try:
            (version,) = database.execute("PRAGMA user_version").fetchone()
            database.execute(f"PRAGMA mmap_size = {_MAPPED_BYTES}")
        except sqlite3.Error:
            version = None
        if version != self._version:
            database.close()
            raise StoreUnavailable(message)
        return database
