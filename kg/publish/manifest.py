"""What a generation says about itself: `manifest.json`.

The manifest is written last, so a folder without one was never finished. It names every file of
the generation with its size: a generation that lost a part is recognised without opening it.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, cast

from kg.errors import StoreUnavailable

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FORMAT = 1
"""Version of the layout of a generation. A reader refuses a newer one, and says so."""

FILE_NAME = "manifest.json"


@dataclass(frozen=True, slots=True)
class GraphSummary:
    """One named graph, by its canonical N-Triples lines.

    Attributes:
        quads: How many.
        sha256: Hash of the sorted lines; of `graph/derived`, of the sum of its lines.
        sum: That sum, in hexadecimal (`kg.publish.sum_hash`); empty for other graphs.
    """

    quads: int
    sha256: str
    sum: str = ""


@dataclass(frozen=True, slots=True)
class Contents:
    """What a build put into a generation. Nothing here depends on the day or the machine.

    Attributes:
        content_hash: SHA-256 over the graphs and their hashes; same inputs, same hash.
        fingerprint: Hash of everything the build read (data, vocabulary, code, tools): the same
            fingerprint means that building again is of no use.
        ontology_version: `owl:versionInfo` of the vocabulary, empty without one.
        graphs: By graph IRI.
        classes: Nodes by full class IRI, over the union of the graphs.
        inputs: SHA-256 of every input file, by its path inside its data folder.
        tools: Versions of this package and of the engines that built it.
        findings: Validation results by severity.
    """

    content_hash: str
    fingerprint: str = ""
    ontology_version: str = ""
    graphs: Mapping[str, GraphSummary] = field(default_factory=dict[str, GraphSummary])
    classes: Mapping[str, int] = field(default_factory=dict[str, int])
    inputs: Mapping[str, str] = field(default_factory=dict[str, str])
    tools: Mapping[str, str] = field(default_factory=dict[str, str])
    findings: Mapping[str, int] = field(default_factory=dict[str, int])

    @property
    def quads(self) -> int:
        """Quads over all graphs."""
        return sum(summary.quads for summary in self.graphs.values())


@dataclass(frozen=True, slots=True)
class Manifest:
    """A published generation.

    Attributes:
        id: `{sequence}-{first 8 digits of the content hash}`.
        created: UTC time of publication, ISO 8601; the one thing that is not reproducible.
        files: Size in bytes of every file, by relative path, the manifest itself excepted.
        format: Layout version.
    """

    id: str
    created: str
    contents: Contents
    files: Mapping[str, int]
    format: int = FORMAT

    def to_json(self) -> str:
        """Return the text of `manifest.json`: keys sorted, one final newline."""
        data = {"id": self.id, "created": self.created, "format": self.format}
        data |= asdict(self.contents) | {"files": dict(self.files)}
        data["graphs"] = {iri: _told(one) for iri, one in self.contents.graphs.items()}
        return json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _told(summary: GraphSummary) -> dict[str, object]:
    return {name: value for name, value in asdict(summary).items() if value != ""}


def read_manifest(folder: Path) -> Manifest:
    """Read and check the manifest of a generation.

    Raises:
        StoreUnavailable: There is none, it cannot be read, its format is newer than ours, or a
            file it names is missing or has another size.
    """
    data = _read_json(folder)
    found = data.get("format")
    if not isinstance(found, int) or found > FORMAT:
        raise StoreUnavailable(
            f"generation {folder.name} has format {found!r} and this version reads up to {FORMAT}; "
            "update the program or build again"
        )
    try:
        manifest = _from_data(data)
    except (KeyError, TypeError, ValueError, AttributeError):
        raise StoreUnavailable(f"generation {folder.name} has a damaged manifest") from None
    _check_files(folder, manifest)
    return manifest


def _read_json(folder: Path) -> dict[str, Any]:
    try:
        data: object = json.loads((folder / FILE_NAME).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise StoreUnavailable(
            f"generation {folder.name} is not whole: it has no {FILE_NAME}"
        ) from None
    except (OSError, ValueError):
        raise StoreUnavailable(f"generation {folder.name} has a damaged manifest") from None
    if not isinstance(data, dict):
        raise StoreUnavailable(f"generation {folder.name} has a damaged manifest")
    return cast("dict[str, Any]", data)


def _from_data(data: dict[str, Any]) -> Manifest:
    graphs = {iri: GraphSummary(**summary) for iri, summary in data["graphs"].items()}
    contents = Contents(
        content_hash=data["content_hash"],
        fingerprint=data["fingerprint"],
        ontology_version=data["ontology_version"],
        graphs=graphs,
        classes=data["classes"],
        inputs=data["inputs"],
        tools=data["tools"],
        findings=data["findings"],
    )
    return Manifest(data["id"], data["created"], contents, data["files"], data["format"])


def _check_files(folder: Path, manifest: Manifest) -> None:
    for name, size in manifest.files.items():
        try:
            found = (folder / name).stat().st_size
        except OSError:
            raise StoreUnavailable(
                f"generation {folder.name} is not whole: {name} is missing"
            ) from None
        if found != size:
            raise StoreUnavailable(
                f"generation {folder.name} is not whole: {name} has {found} bytes, not {size}"
            )
