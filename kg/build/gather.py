"""The material of a build as files: what is loaded, and the flattened union that is validated.

Files and not objects, because the engine and the validator both read files faster than Python can
hand them quads, and because the validator has to see the literals as they were written: Oxigraph
stores `"04"^^xsd:nonNegativeInteger` as the integer 4. What needs the quads as objects is done here
first, so that they are gone before the validator asks for memory.
"""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from itertools import chain
from typing import IO, TYPE_CHECKING

from kg.index.fold import fold
from kg.ingest.bulk import BULK_BYTES, LABEL, iter_labels
from kg.ingest.folder import read_folders
from kg.ingest.meta import iter_graph_quads
from kg.model.iri import GRAPH_DERIVED
from kg.model.terms import Iri, Literal, Quad, format_quad, text
from kg.ontology.load import ontology_quads
from kg.ontology.terms import PH
from kg.shapes import check_quads, find_near_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from kg.ingest.bulk import RdfFile
    from kg.model.terms import Triple
    from kg.shapes import NearNames, Report

_PIECE = 16 << 20


@dataclass(frozen=True, slots=True)
class Material:
    """What a build works on.

    Attributes:
        quads: N-Quads file of every graph that was read as quads, the ontology and the search keys
            included.
        union: N-Triples file of everything, without graphs.
        files: Large N-Quads files, to be loaded from where they lie.
        read: How many quads were read as objects.
        checked: What the checks of graphs and letters found in these; those in large files are not
            looked at.
        review: Near names among the people in them.
    """

    quads: Path
    union: Path
    files: tuple[RdfFile, ...]
    read: int
    checked: Report
    review: NearNames

    @property
    def to_load(self) -> tuple[Path, ...]:
        """The N-Quads files to load: the one written here, and large ones from where they lie."""
        return (self.quads, *(file.path for file in self.files))


def gather(
    data: Sequence[Path],
    folder: Path,
    *,
    bulk_bytes: int = BULK_BYTES,
    beside: Mapping[str, Sequence[Quad]] | None = None,
) -> Material:
    """Read the source folders and write what the next steps need into `folder`.

    Args:
        data: Folders to search for sources.
        folder: Where to write.
        bulk_bytes: Size from which an N-Quads file goes to the engine as it is.
        beside: Graphs that are in no folder and go along.

    Raises:
        TableError: Tables or RDF files hold faults; all of them.
        SourceError: A folder is not as declared, or there is no source at all.
        OntologyError: The vocabulary cannot be read.
        OSError: The disk is full.
    """
    ingested = read_folders(data, bulk_bytes=bulk_bytes, beside=beside)
    material = describe_material(folder, ingested.graphs, ingested.files)
    graphs = [quads for _, quads in sorted(ingested.graphs.items())]
    large = (label for file in ingested.files for label in iter_labels(file.path))
    keys = iter_search_keys(chain(*graphs, large))
    _write(chain(ontology_quads(), iter_graph_quads(), *graphs, keys), material)
    return material


def describe_material(
    folder: Path, graphs: Mapping[str, Sequence[Quad]], files: tuple[RdfFile, ...] = ()
) -> Material:
    """Return what is known of quads before they are written to files in `folder`."""
    return Material(
        quads=folder / "data.nq",
        union=folder / "union.nt",
        files=files,
        read=sum(map(len, graphs.values())),
        checked=check_quads(chain.from_iterable(graphs.values())),
        review=find_near_names(chain.from_iterable(graphs.values())),
    )


def write_quads(quads: Iterable[Quad], load: IO[bytes], union: IO[bytes]) -> None:
    """Write each quad as a line of a file to load and as a line of a union."""
    for quad in quads:
        line = format_quad(quad).encode()
        ending = len(quad.graph.value) + len(" <> .")
        load.write(line + b"\n")
        union.write(line[:-ending] + b" .\n")


def iter_search_keys(said: Iterable[Quad | Triple]) -> Iterator[Quad]:
    """Yield the folded label of every node; shape S07 looks for two nodes with one key."""
    key, home = Iri(PH.searchKey), Iri(GRAPH_DERIVED)
    for one in said:
        if one.predicate == LABEL and isinstance(one.object, Literal):
            if one.object.language == "vi":
                yield Quad(one.subject, key, text(fold(one.object.value)), home)


def _write(quads: Iterable[Quad], material: Material) -> None:
    with ExitStack() as stack:
        load = stack.enter_context(material.quads.open("wb"))
        union = stack.enter_context(material.union.open("wb"))
        write_quads(quads, load, union)
        for file in material.files:
            for triples in _iter_flattened(file):
                union.write(triples)


def _iter_flattened(file: RdfFile) -> Iterator[bytes]:
    """Yield a large file without its graph, which stands at the end of every line."""
    ending = f" <{file.graph}> .\n".encode()
    with file.path.open("rb") as lines:
        while piece := lines.read(_PIECE):
            piece += lines.readline()
            whole = piece if piece.endswith(b"\n") else piece + b"\n"
            yield whole.replace(ending, b" .\n")
