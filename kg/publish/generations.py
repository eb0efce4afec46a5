"""Immutable generations under one `var` folder (architecture.md, decision 4).

```
var/
├─ current                  id of the generation that is served; replaced by one rename
├─ build.lock               held while somebody builds, publishes or rolls back
├─ generations/000007-3fa9c2d1/   store/ search.sqlite authority/ report.json manifest.json
└─ staging/                 builds under way; leftovers of killed ones go at the next build
```

`current` is a file and not a symbolic link: copying tools follow links and would double the data.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from kg.errors import NotFoundError, StoreUnavailable
from kg.publish.files import disk_errors, remove_tree, replace_text, sizes, sync, sync_tree
from kg.publish.lock import BuildLock
from kg.publish.manifest import FILE_NAME, Contents, Manifest, read_manifest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import TracebackType

_ID = re.compile(r"(?P<sequence>\d{6,})-[0-9a-f]{8}\Z")


@dataclass(frozen=True, slots=True)
class Generation:
    """A whole generation. Its files never change; readers open them read-only."""

    id: str
    path: Path
    manifest: Manifest

    @property
    def content_hash(self) -> str:
        """SHA-256 of what the graphs hold."""
        return self.manifest.contents.content_hash

    @property
    def store_path(self) -> Path:
        """Folder of the embedded store."""
        return self.path / "store"

    @property
    def search_path(self) -> Path:
        """File of the full-text index."""
        return self.path / "search.sqlite"

    @property
    def authority_path(self) -> Path:
        """Folder of the authority arrays."""
        return self.path / "authority"

    @property
    def report_path(self) -> Path:
        """File of the validation report."""
        return self.path / "report.json"


@dataclass(frozen=True, slots=True)
class Listed:
    """One folder under `generations/`.

    Attributes:
        generation: None when it cannot be opened.
        fault: Why it cannot; empty when it can.
        current: Whether it is the one that is served.
    """

    id: str
    generation: Generation | None
    fault: str
    current: bool


class StagedGeneration:
    """A generation being built: a folder to fill, and the lock that goes with it.

    Leave the `with` block without publishing and the folder is deleted; the lock always goes.

    Attributes:
        path: An empty folder on the file system of the published generations.
    """

    def __init__(self, path: Path, lock: BuildLock) -> None:
        self.path = path
        self.contents: Contents | None = None
        self._lock = lock

    def describe(self, contents: Contents) -> None:
        """Say what the folder holds; has to happen before it is published."""
        self.contents = contents

    def clear(self) -> None:
        """Empty the folder, to begin again under the same lock."""
        shutil.rmtree(self.path)
        self.path.mkdir()
        self.contents = None

    def close(self) -> None:
        """Delete what was not published and give the lock back. Twice is allowed."""
        shutil.rmtree(self.path, ignore_errors=True)
        self._lock.release()

    def __enter__(self) -> StagedGeneration:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


class Generations:
    """The generations of one `var` folder: the door for readers and for the one writer.

    Args:
        var: The folder; it need not exist yet.
        keep: How many generations stay, the current one included.
    """

    def __init__(self, var: Path, *, keep: int = 5) -> None:
        self.var = var
        self.keep = max(1, keep)
        self._home = var / "generations"
        self._staging = var / "staging"
        self._pointer = var / "current"

    def current_id(self) -> str | None:
        """Return the id that `current` names, or None before the first publication.

        Costs one small read: a server asks it between requests.

        Raises:
            StoreUnavailable: The file cannot be read.
        """
        try:
            return self._pointer.read_text(encoding="utf-8").strip() or None
        except (FileNotFoundError, NotADirectoryError):
            return None
        except (OSError, ValueError) as error:
            raise StoreUnavailable(f"{self._pointer.name} in {self.var} cannot be read") from error

    def current(self) -> Generation:
        """Return the generation to serve.

        Raises:
            StoreUnavailable: Nothing was published yet, or it is damaged or of a newer format;
                the message names the last whole one, if there is one.
        """
        current = self.current_id()
        if current is None:
            raise StoreUnavailable(
                f"nothing has been published in {self.var} yet; run `phoihop build`"
            )
        try:
            return self._open(current)
        except StoreUnavailable as error:
            whole = self.last_whole()
            hint = f"`phoihop generations rollback {whole.id}`" if whole else "`phoihop build`"
            raise StoreUnavailable(f"{error}; to serve a whole one: {hint}") from None

    def find_current(self) -> Generation | None:
        """Return the generation to serve, or None if there is none that opens."""
        try:
            return self.current()
        except StoreUnavailable:
            return None

    def get(self, generation_id: str) -> Generation:
        """Open a generation by its id.

        Raises:
            NotFoundError: No such folder.
            StoreUnavailable: It is damaged or of a newer format.
        """
        known = self._ids()
        if generation_id not in known:
            raise NotFoundError("generation", generation_id, known[:3])
        return self._open(generation_id)

    def last_whole(self) -> Generation | None:
        """Return the newest generation that opens, or None."""
        return next((row.generation for row in self.iter_listed() if row.generation), None)

    def list(self) -> tuple[Listed, ...]:
        """Return every generation, damaged ones too, newest first."""
        return tuple(self.iter_listed())

    def iter_listed(self) -> Iterator[Listed]:
        """Yield every generation, newest first, opening one at a time."""
        current = self.current_id()
        for name in self._ids():
            try:
                generation, fault = self._open(name), ""
            except StoreUnavailable as error:
                generation, fault = None, str(error)
            yield Listed(name, generation, fault, name == current)

    def rollback(self, generation_id: str) -> Generation:
        """Serve an older (or newer) generation again; nothing is rebuilt or deleted.

        Raises:
            NotFoundError: No such generation.
            StoreUnavailable: It is damaged or of a newer format.
            StoreBusy: A build is running.
            StoreError: The disk refused.
        """
        generation = self.get(generation_id)
        lock = self._lock()
        lock.acquire()
        try:
            with disk_errors("rolling back"):
                replace_text(self._pointer, f"{generation.id}\n")
        finally:
            lock.release()
        return generation

    def stage(self) -> StagedGeneration:
        """Take the lock, clear what killed builds left, and return an empty folder to fill.

        Use it in a `with` block.

        Raises:
            StoreBusy: Another build is running.
            StoreError: The disk refused.
        """
        lock = self._lock()
        with disk_errors("starting a build"):
            lock.acquire()
        try:
            with disk_errors("starting a build"):
                shutil.rmtree(self._staging, ignore_errors=True)
                path = self._staging / f"{os.getpid()}-{secrets.token_hex(4)}"
                path.mkdir(parents=True)
                self._home.mkdir(exist_ok=True)
        except BaseException:
            lock.release()
            raise
        return StagedGeneration(path, lock)

    def publish(self, staged: StagedGeneration) -> Generation:
        """Make a described folder the current generation.

        Everything is on the disk before the folder gets its name, and the name before `current`
        says it: killed at any instant, readers find the old generation or the new one.

        Raises:
            ValueError: `staged.describe` was not called.
            StoreError: The disk refused; the old generation stays current.
        """
        if staged.contents is None:
            raise ValueError("describe the staged generation before publishing it")
        with disk_errors("publishing"):
            manifest = self._manifest(staged.path, staged.contents)
            (staged.path / FILE_NAME).write_text(manifest.to_json(), encoding="utf-8")
            sync_tree(staged.path)
            home = self._home / manifest.id
            staged.path.replace(home)
            sync(self._home)
            replace_text(self._pointer, f"{manifest.id}\n")
            self._prune(manifest.id)
        return Generation(manifest.id, home, manifest)

    def _manifest(self, folder: Path, contents: Contents) -> Manifest:
        newest = max((_sequence(name) for name in self._ids()), default=0)
        name = f"{newest + 1:06d}-{contents.content_hash[:8]}"
        created = datetime.now(UTC).isoformat(timespec="seconds")
        # The engine's own log and lock are not data: it may touch them when it opens the folder.
        files = {
            path: size
            for path, size in sizes(folder).items()
            if not path.rsplit("/", 1)[-1].startswith(("LOG", "LOCK"))
        }
        return Manifest(name, created, contents, files)

    def _prune(self, current: str) -> None:
        """Delete the oldest beyond `keep`; open readers keep their files until they let go."""
        kept = [name for name in self._ids() if name != current][: self.keep - 1]
        for name in self._ids():
            if name != current and name not in kept:
                remove_tree(self._home / name, self._staging)

    def _open(self, generation_id: str) -> Generation:
        path = self._home / generation_id
        return Generation(generation_id, path, read_manifest(path))

    def _ids(self) -> tuple[str, ...]:
        """Names of all generation folders, newest first."""
        if not self._home.is_dir():
            return ()
        names = (path.name for path in self._home.iterdir() if _ID.match(path.name))
        return tuple(sorted(names, key=_sequence, reverse=True))

    def _lock(self) -> BuildLock:
        return BuildLock(self.var / "build.lock")


def _sequence(generation_id: str) -> int:
    match = _ID.match(generation_id)
    return int(match["sequence"]) if match else 0
