"""What would be left pointing at nothing if a source went: named before anything changes.

A source is retracted whole or not at all: nothing of another source, of what reviewers say or of
what was written to the server goes with it in silence. So whoever retracts is told each place that
refers to what this source alone describes, by file, row and column, or by graph and statement.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, ClassVar, Final

from kg.build.change_request import SOURCE_GRAPHS
from kg.errors import CellFault, IriError, TableError
from kg.ingest.bulk import is_bulk
from kg.ingest.discover import find_source_folders
from kg.ingest.faults import sort_faults
from kg.ingest.folder import read_folders
from kg.ingest.rdf import read_graph
from kg.ingest.source import SOURCE_FILE, parse_description
from kg.model.iri import (
    GRAPH_CURATED,
    GRAPH_DERIVED,
    GRAPH_META,
    GRAPH_ONTOLOGY,
    ONTOLOGY,
    is_node,
    mint,
    parse_iri,
)
from kg.model.records import TYPE
from kg.model.terms import Iri, Quad, format_quad
from kg.store.oxigraph import OxigraphStore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from kg.ingest.discover import SourceFolder
    from kg.publish import Generation

CODE: Final = "retracted-reference"
EXPECTED: Final = "a reference to what stays; change or retract this first"
_UNRESOLVED: Final = frozenset({"unresolved-reference", "unresolved-claim"})
_NOT_SAID: Final = frozenset({GRAPH_DERIVED, GRAPH_META, GRAPH_ONTOLOGY})


class SourceReferenced(TableError):
    """Others refer to what a source alone describes; `faults` names every place."""

    code: ClassVar[str] = "source-referenced"

    def __init__(self, slug: str, faults: Sequence[CellFault]) -> None:
        super().__init__(faults)
        self.slug = slug


def refuse_referenced(
    slug: str, folder: Path, left: Sequence[Path], current: Generation | None
) -> None:
    """Refuse to retract a source to which RDF files or written graphs refer.

    Tables are not looked at unless there are such references: the build that follows reads them,
    and `as_referenced` says of its faults what they mean.

    Args:
        slug: The source.
        folder: Its folder.
        left: Folders that a build would read without it.
        current: The generation that holds it; without one, nothing is known of RDF.

    Raises:
        SourceReferenced: Something refers to it.
        TableError: The folders that are left hold other faults.
    """
    graph = _read_graph_name(folder)
    found = list(_find_in_rdf(slug, graph, left, current)) if current is not None else []
    if not found:
        return
    faults = [CellFault(file, 0, "", said, EXPECTED, CODE) for file, said in found]
    try:
        read_folders(left)
    except TableError as error:
        faults += as_referenced(slug, error).faults
    raise SourceReferenced(slug, sort_faults(faults))


def as_referenced(slug: str, error: TableError) -> TableError:
    """Return the faults of a reading without a source as places that refer to it.

    With a fault of another kind it is the error as it was: then the folders are at fault.
    """
    if any(fault.code not in _UNRESOLVED for fault in error.faults):
        return error
    return SourceReferenced(
        slug,
        [
            CellFault(fault.file, fault.row, fault.column, fault.value, EXPECTED, CODE)
            for fault in error.faults
        ],
    )


def _find_in_rdf(
    slug: str, graph: str, left: Sequence[Path], current: Generation
) -> Iterator[tuple[str, str]]:
    """Yield the file, or the graph of what is in no file, and the statement."""
    with OxigraphStore.open_read_only(current.store_path) as store:
        gone = {Iri(mint("src", slug))}
        if graph != GRAPH_CURATED:  # which several sources share
            gone |= set(_iter_alone(store, graph))
        said: dict[str, dict[Quad, None]] = defaultdict(dict)
        for quad in _iter_about(store, gone):
            if quad.graph.value not in _NOT_SAID | {graph}:
                said[quad.graph.value][quad] = None
    if not said:
        return
    homes: dict[str, list[SourceFolder]] = defaultdict(list)
    for home in find_source_folders(left, []):
        homes[_read_graph_name(home.path)].append(home)
    for name, quads in said.items():
        if name not in homes:
            yield from ((name, _say(quad)) for quad in quads)
        for home in homes.get(name, ()):
            yield from _find_in_files(home, name, quads)


def _read_graph_name(folder: Path) -> str:
    return parse_description((folder / SOURCE_FILE).read_bytes()).graph


def _iter_alone(store: OxigraphStore, graph: str) -> Iterator[Iri]:
    """Yield the nodes that no other source describes."""
    for quad in store.iter_quads(None, TYPE):
        if quad.graph.value == graph and isinstance(quad.subject, Iri):
            homes = {one.graph.value for one in store.iter_quads(quad.subject, TYPE)}
            if not any(_describes(home) for home in homes - {graph}):
                yield quad.subject


def _describes(graph: str) -> bool:
    return graph.startswith(SOURCE_GRAPHS) or graph == GRAPH_CURATED


def _iter_about(store: OxigraphStore, nodes: Iterable[Iri]) -> Iterator[Quad]:
    for node in sorted(nodes, key=lambda one: one.value):
        yield from store.iter_quads(node)
        yield from store.iter_quads(None, None, node)


def _find_in_files(
    home: SourceFolder, graph: str, quads: Iterable[Quad]
) -> Iterator[tuple[str, str]]:
    """Yield which of the quads stand in RDF files of a folder; those of tables are faults there."""
    for path in home.rdf:
        holds = _look_in(path, graph, quads)
        yield from ((f"{home.shown}{path.name}", _say(quad)) for quad in quads if holds(quad))


def _look_in(path: Path, graph: str, quads: Iterable[Quad]) -> Callable[[Quad], bool]:
    if not is_bulk(path):
        return set(read_graph(path, graph)).__contains__
    wanted = {f"{format_quad(quad)}\n".encode(): quad for quad in quads}
    with path.open("rb") as lines:
        found = {wanted[line] for line in lines if line in wanted}
    return found.__contains__


def _say(quad: Quad) -> str:
    terms = (quad.subject, quad.predicate, quad.object)
    return " ".join(_short(str(term)) for term in terms)


def _short(value: str) -> str:
    """Return an IRI as people write it.

    >>> _short("https://w3id.org/phoihop/ontology#candidateMember")
    'ph:candidateMember'
    """
    if value.startswith(ONTOLOGY):
        return f"ph:{value.removeprefix(ONTOLOGY)}"
    try:
        return str(parse_iri(value)) if is_node(value) else value
    except IriError:
        return value
