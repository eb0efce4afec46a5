"""Sources as tables that can be read again, to the same content hash.

A row is written for each node of a class that has a table. What a row cannot say (a claim told
apart by `key`, which leaves no trace but its IRI; a label with a semicolon; anything that came as
RDF) goes to `rest.nt` beside the tables. Whether a row says what the graph says is not guessed: the
folder is read again with the reader of a build, and what differs moves to `rest.nt`.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from kg.errors import TableError
from kg.ingest.folder import read_folders
from kg.ingest.identity import SAME_AS
from kg.ingest.places import SPANS_COLUMNS, SPANS_FILE
from kg.ingest.schema import TABLES, Column, Kind, Table
from kg.ingest.source import SOURCE_FILE
from kg.ingest.template import format_csv, format_description, header_of
from kg.model.iri import GRAPH_CURATED, GRAPH_META, ID, ONTOLOGY, mint, parse_iri, parse_span
from kg.model.records import OA, TYPE
from kg.model.terms import XSD, Iri, Literal, Quad, Term, format_quad, typed
from kg.ontology.terms import PH

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

REST_FILE: Final = "rest.nt"
_DCTERMS = "http://purl.org/dc/terms/"
_DERIVED_FROM = "http://www.w3.org/ns/prov#wasDerivedFrom"
_BY_CLASS: Final = {ONTOLOGY + cls: table for table in TABLES for cls in table.classes}
_MAX_ROUNDS = 8

Said = "Mapping[str, list[Term]]"


@dataclass(slots=True)
class Exported:
    """What was written.

    Attributes:
        sources: Number of source folders.
        rows: Rows by table.
        rest: Quads that no row says, by source.
    """

    sources: int = 0
    rows: dict[str, int] = field(default_factory=dict[str, int])
    rest: dict[str, int] = field(default_factory=dict[str, int])


@dataclass(slots=True)
class _Folder:
    """One source on its way out."""

    slug: str
    path: Path
    graph: str
    description: dict[str, str]
    quads: frozenset[Quad]
    nodes: dict[str, dict[str, list[Term]]]
    apart: set[str] = field(default_factory=set[str])
    rest: set[Quad] = field(default_factory=set[Quad])
    rows: dict[tuple[str, int], str] = field(default_factory=dict[tuple[str, int], str])


def export_tables(graphs: Mapping[str, Sequence[Quad]], folder: Path) -> Exported:
    """Write every source as a folder of tables.

    Args:
        graphs: Quads by graph, `graph/meta` among them.
        folder: Where to write; empty or not there.

    Raises:
        OSError: The disk refused.
    """
    sources = _plan(graphs, folder)
    exported = Exported(len(sources))
    for _ in range(_MAX_ROUNDS):
        exported.rows.clear()
        for source in sources:
            _write(source, exported)
        if not _compare(sources, folder):
            break
    exported.rest = {source.slug: len(source.rest) for source in sources if source.rest}
    return exported


def _plan(graphs: Mapping[str, Sequence[Quad]], folder: Path) -> list[_Folder]:
    meta = _said(graphs.get(GRAPH_META, ()))
    sources: list[_Folder] = []
    for graph, values in sorted(meta.items()):
        documents = sorted(str(document) for document in values.get(_DERIVED_FROM, []))
        held = graphs.get(graph, ())
        curated = _Curated(held, [parse_iri(document).local for document in documents])
        for document in documents:
            slug = parse_iri(document).local
            quads = frozenset(
                quad for quad in held if graph != GRAPH_CURATED or slug in curated.owners(quad)
            )
            description = _describe(slug, graph, meta.get(document, {}))
            path = folder / slug
            sources.append(_Folder(slug, path, graph, description, quads, _said(quads)))
    return sources


class _Curated:
    """Which source of reviewers a quad of their common graph belongs to."""

    def __init__(self, quads: Iterable[Quad], slugs: Sequence[str]) -> None:
        said = _said(quads)
        self._default = slugs[0] if slugs else ""
        self._owners: dict[str, set[str]] = defaultdict(set)
        for node, values in said.items():
            for place in [str(place) for place in values.get(PH.evidence, ())] or [node]:
                if place.startswith(f"{ID}ev/"):
                    self._owners[node].add(parse_iri(place).local.rpartition(".")[0])
        self._claims = {
            frozenset((str(values[PH.claimSubject][0]), str(values[PH.claimObject][0]))): node
            for node, values in said.items()
            if PH.claimSubject in values and PH.claimObject in values
        }

    def owners(self, quad: Quad) -> set[str]:
        """Return the slugs; the first source keeps what names no place."""
        node = _node(quad)
        if quad.predicate == SAME_AS:
            node = self._claims.get(frozenset((node, str(quad.object))), node)
        return self._owners.get(node) or {self._default}


def _describe(slug: str, graph: str, values: Mapping[str, list[Term]]) -> dict[str, str]:
    def one(predicate: str) -> str:
        return str(values[predicate][0]) if predicate in values else ""

    titles = {
        f"title.{term.language}": term.value
        for term in values.get(_DCTERMS + "title", ())
        if isinstance(term, Literal)
    }
    return {
        "slug": slug,
        "kind": "curated" if graph == GRAPH_CURATED else "source",
        **titles,
        "publisher": one(_DCTERMS + "publisher"),
        "published": one(_DCTERMS + "issued"),
        "language": one(_DCTERMS + "language"),
        "collection": one(PH.collection),
        "url": one(_DCTERMS + "source"),
        "file.name": one(PH.fileName),
        "file.sha256": one(PH.sha256),
        "file.characters": one(PH.characterCount),
        "licence_note": one(PH.licenceNote),
        "reach": one(PH.reach),
    }


def _said(quads: Iterable[Quad]) -> dict[str, dict[str, list[Term]]]:
    said: dict[str, dict[str, list[Term]]] = {}
    for quad in quads:
        values = said.setdefault(str(quad.subject), {})
        values.setdefault(quad.predicate.value, []).append(quad.object)
    return said


def _write(source: _Folder, exported: Exported) -> None:
    source.path.mkdir(parents=True, exist_ok=True)
    for old in source.path.iterdir():
        old.unlink()
    text = format_description(source.description)
    (source.path / SOURCE_FILE).write_text(text, encoding="utf-8")
    rows: dict[str, list[list[str]]] = defaultdict(list)
    source.rows.clear()
    for node, values in sorted(source.nodes.items()):
        table = _table_of(values)
        if table is not None and node not in source.apart:
            rows[table.name].append(_row(node, values, table, source))
            # the header is row 1
            source.rows[f"{table.name}.csv", len(rows[table.name]) + 1] = node
    for table in TABLES:
        if table.name in rows:
            used = _used_columns(table, rows[table.name])
            text = format_csv([[row[place] for place in used] for row in rows[table.name]])
            header = format_csv([[header_of(table)[place] for place in used]])
            (source.path / f"{table.name}.csv").write_text(header + text, encoding="utf-8")
            exported.rows[table.name] = exported.rows.get(table.name, 0) + len(rows[table.name])
    spans = _spans(source)
    if spans:
        text = format_csv([list(SPANS_COLUMNS), *spans])
        (source.path / SPANS_FILE).write_text(text, encoding="utf-8")
    if source.rest:
        lines = sorted({_line(quad) for quad in source.rest})
        (source.path / REST_FILE).write_text("".join(lines), encoding="utf-8")


def _used_columns(table: Table, rows: list[list[str]]) -> list[int]:
    return [
        place
        for place, column in enumerate(table.columns)
        if column.required or any(row[place] for row in rows)
    ]


def _table_of(values: Mapping[str, list[Term]]) -> Table | None:
    for term in values.get(TYPE.value, ()):
        if str(term) in _BY_CLASS:
            return _BY_CLASS[str(term)]
    return None


def _row(node: str, values: Mapping[str, list[Term]], table: Table, source: _Folder) -> list[str]:
    bounds = source.nodes.get(f"{node}.validity", {})
    cls = next(str(term) for term in values[TYPE.value] if str(term) in _BY_CLASS)
    return [_cell(column, node, cls, values, bounds, table, source) for column in table.columns]


def _cell(  # noqa: PLR0911  (one return a kind)
    column: Column,
    node: str,
    cls: str,
    values: Mapping[str, list[Term]],
    bounds: Mapping[str, list[Term]],
    table: Table,
    source: _Folder,
) -> str:
    match column.kind:
        case Kind.ID:
            return node.removeprefix(ID)
        case Kind.TYPE:
            local = cls.removeprefix(ONTOLOGY)
            return "" if local == table.classes[0] else local
        case Kind.KEY:
            return ""
        case Kind.BOUND:
            return _first(bounds.get(ONTOLOGY + column.name, ()))
        case Kind.CERTAINTY:
            return _first(values.get(PH.certainty, ())).rpartition("/")[2]
        case Kind.EVIDENCE:
            return ";".join(_places(values.get(PH.evidence, ()), source))
        case _:
            pass
    found = [
        _format(column, term)
        for term in values.get(column.property, ())
        if not column.language or getattr(term, "language", "") == column.language
    ]
    return ";".join(sorted(found)) if column.many else next(iter(sorted(found)), "")


def _format(column: Column, term: Term) -> str:
    value = str(term)
    if column.kind is Kind.CODE:
        return value.removeprefix(mint(column.targets[0], "x")[:-1])
    if column.kind is Kind.CLASS:
        return value.removeprefix(ONTOLOGY)
    return value.removeprefix(ID) if isinstance(term, Iri) else value


def _places(places: Iterable[Term], source: _Folder) -> list[str]:
    shown: list[str] = []
    for place in places:
        said = source.nodes.get(str(place), {})
        if PH.locator in said:
            shown.append(_first(said[PH.locator]))
        elif OA + "hasSelector" in said:
            _, start, end = parse_span(str(place))
            shown.append(f"{start}-{end}")
    return sorted(shown)


def _spans(source: _Folder) -> list[list[str]]:
    found = (
        (*parse_span(node)[1:], _first(values[PH.sha256]))
        for node, values in source.nodes.items()
        if OA + "hasSelector" in values and PH.sha256 in values
    )
    return [[str(start), str(end), digest] for start, end, digest in sorted(found)]


def _first(terms: Iterable[Term]) -> str:
    return next(iter(sorted(str(term) for term in terms)), "")


def _compare(sources: Sequence[_Folder], folder: Path) -> bool:
    """Read what was written; move what differs to the rest. Return whether anything did."""
    try:
        read = read_folders([folder]).graphs
    except TableError as error:
        return _set_apart(sources, error)
    again = {graph: {_as_stored(quad) for quad in quads} for graph, quads in read.items()}
    moved = False
    for source in sources:
        found = again.get(source.graph, set())
        if source.graph == GRAPH_CURATED:
            slugs = [one.slug for one in sources if one.graph == GRAPH_CURATED]
            curated = _Curated(found, slugs)
            found = {quad for quad in found if source.slug in curated.owners(quad)}
        # A claim told apart by a key comes back under another name: its own is missing.
        lost = {str(quad.subject) for quad in source.quads - found if quad.predicate == TYPE}
        strange = ({_node(quad) for quad in found - source.quads} | lost) & source.nodes.keys()
        if strange - source.apart:
            _move(source, strange)
            moved = True
        missing = source.quads - found - source.rest
        if missing:
            source.rest |= missing
            moved = True
    return moved


def _set_apart(sources: Sequence[_Folder], error: TableError) -> bool:
    """Take the nodes of rows with faults out of the tables; all of a file that cannot be read."""
    by_slug = {source.slug: source for source in sources}
    for fault in error.faults:
        *_, slug, name = fault.file.split("/")
        source = by_slug[slug]
        rows = (
            {source.rows[name, fault.row]}
            if (name, fault.row) in source.rows
            else set(source.nodes)
        )
        _move(source, rows)
    return True


def _move(source: _Folder, nodes: set[str]) -> None:
    source.apart |= nodes
    source.rest |= {quad for quad in source.quads if _node(quad) in nodes}


def _node(quad: Quad) -> str:
    return str(quad.subject).removesuffix(".validity").removesuffix(".selector")


def _as_stored(quad: Quad) -> Quad:
    """Return a quad as the engine gives it back: every integer type is `xsd:integer`."""
    value = quad.object
    if isinstance(value, Literal) and value.datatype == XSD + "nonNegativeInteger":
        return Quad(quad.subject, quad.predicate, typed(value.value, "integer"), quad.graph)
    return quad


def _line(quad: Quad) -> str:
    value = quad.object
    if isinstance(value, Literal) and value.datatype == XSD + "integer":
        # the ontology asks for it, and the engine had forgotten it
        value = typed(value.value, "nonNegativeInteger")
    line = format_quad(Quad(quad.subject, quad.predicate, value, quad.graph))
    return f"{line[: -len(quad.graph.value) - len('<> .')]}.\n"
