"""What a build reads, as hashes: equal fingerprints mean that building again is of no use.

The fingerprint covers the data files, the vocabulary, the code that turns one into the other, the
engines and the options. It does not know where the folders lie nor in which order they were named.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from kg import __version__
from kg.errors import SourceError
from kg.ontology.files import alignment_files, code_files, core_files, shape_files
from kg.publish.files import disk_errors

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from kg.build.result import BuildOptions
    from kg.publish import Generation, Generations

_PACKAGE = Path(__file__).resolve().parent.parent
# Commands and questions do not change what a generation holds.
_CODE = ("build", "index", "infer", "ingest", "model", "ontology", "publish", "shapes", "store")
_ENGINES = ("numpy", "owlrl", "polars", "pyoxigraph", "pyshacl", "pyshifty", "rdflib", "scipy")
_NOT_DATA = {".md", ".pyc"}


@dataclass(frozen=True, slots=True)
class Inputs:
    """Hashes of everything a build reads.

    Attributes:
        files: SHA-256 of each data file by `{folder name}/{path inside it}`.
        tools: Version of this package and of each engine, and of what turns data into graphs.
        fingerprint: Hash over all of it.
    """

    files: Mapping[str, str]
    tools: Mapping[str, str]
    fingerprint: str


def read_inputs(data: Sequence[Path], options: BuildOptions) -> Inputs:
    """Hash what a build of these folders would read.

    Raises:
        SourceError: One of the folders does not exist.
        OSError: A file cannot be read.
    """
    files = hash_folders(data)
    tools = read_tools()
    chosen = [f"engine {options.engine}", f"chains {options.chain_limit}"]
    parts = [*_lines(files), *_lines(tools), *chosen]
    return Inputs(files, tools, hashlib.sha256("\n".join(parts).encode()).hexdigest())


def read_tools() -> dict[str, str]:
    """Return the version of this package and of each engine, and a hash of code and vocabulary."""
    program = hashlib.sha256("\n".join(_lines(_hash_program())).encode()).hexdigest()
    engines = {name: version(name) for name in _ENGINES}
    return {"phoihop": __version__, "program": program[:16]} | engines


def find_up_to_date(
    data: Sequence[Path], generations: Generations, options: BuildOptions
) -> Generation | None:
    """Return the current generation if building these folders would give it again.

    A damaged current generation is never up to date.

    Raises:
        SourceError: One of the folders does not exist.
        StoreError: A file cannot be read.
    """
    if options.force:
        return None
    with disk_errors("reading the data"):
        fingerprint = read_inputs(data, options).fingerprint
    current = generations.find_current()
    if current is None or current.manifest.contents.fingerprint != fingerprint:
        return None
    return current


def hash_folders(data: Sequence[Path]) -> dict[str, str]:
    """Return the hash of every data file under some folders, sorted by name.

    Two folders of one name are told apart by number, in the order of what they hold.

    Raises:
        SourceError: One of the folders does not exist.
    """
    folders = {folder.resolve() for folder in data}
    hashed = [(folder.name, _hash_folder(folder)) for folder in folders]
    found: dict[str, str] = {}
    seen: dict[str, int] = {}
    for name, files in sorted(hashed, key=lambda pair: (pair[0], sorted(pair[1].items()))):
        seen[name] = seen.get(name, 0) + 1
        shown = name if seen[name] == 1 else f"{name}#{seen[name]}"
        found |= {f"{shown}/{path}": digest for path, digest in files.items()}
    return dict(sorted(found.items()))


def _hash_folder(folder: Path) -> dict[str, str]:
    if not folder.is_dir():
        raise SourceError(f"there is no data folder {folder.name!r}")
    return {path.relative_to(folder).as_posix(): digest_file(path) for path in _iter_files(folder)}


def _iter_files(folder: Path) -> Iterator[Path]:
    """Yield the files a build might read: not hidden, not prose."""
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if not hidden and path.suffix.lower() not in _NOT_DATA and path.is_file():
            yield path


def _hash_program() -> dict[str, str]:
    vocabulary = (*core_files(), *code_files(), *alignment_files(), *shape_files())
    code = (path for name in _CODE for path in sorted((_PACKAGE / name).rglob("*.py")))
    return {"vocabulary": _digest_all(vocabulary), "code": _digest_all(code)}


def _digest_all(paths: Iterable[Path]) -> str:
    lines = (f"{path.parent.name}/{path.name} {digest_file(path)}" for path in paths)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def digest_file(path: Path) -> str:
    """Return the SHA-256 of a file; within a process a file that nobody touched is read once."""
    found = path.stat()
    return _digest(path, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)


@lru_cache(maxsize=10_000)
def _digest(path: Path, *_: int) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _lines(values: Mapping[str, str]) -> list[str]:
    return [f"{name} {value}" for name, value in sorted(values.items())]
