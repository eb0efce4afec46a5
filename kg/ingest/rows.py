"""One row of a table as a record, with a fault for each bad cell."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from kg.errors import IriError
from kg.ingest.cells import (
    parse_bound,
    parse_certainty,
    parse_class,
    parse_key,
    parse_value,
    split_values,
)
from kg.ingest.faults import BadCell, FaultLog
from kg.ingest.places import Hashes, parse_place, sort_places
from kg.ingest.references import Directory
from kg.ingest.schema import Column, Kind, Table
from kg.ingest.sheets import Row
from kg.model.evidence import Evidence, Source
from kg.model.iri import ONTOLOGY, NodeId, parse_iri
from kg.model.records import Record
from kg.model.terms import Iri, Term
from kg.model.validity import Validity

Parsed = TypeVar("Parsed")


@dataclass(frozen=True, slots=True)
class Context:
    """What a row is read against: its source, the hashes of its ranges, what is described."""

    source: Source
    hashes: Hashes
    directory: Directory


@dataclass(slots=True)
class Draft:
    """What the cells of a row gave so far."""

    cls: str
    values: list[tuple[str, Term]] = field(default_factory=list[tuple[str, Term]])
    bounds: dict[str, date] = field(default_factory=dict[str, date])
    evidence: Sequence[Evidence] = ()
    certainty: str | None = None


def parse_node(table: Table, value: str) -> NodeId:
    """Parse the id of the node that a row describes.

    Raises:
        BadCell: It is no id, or one of another table.
    """
    try:
        node = parse_iri(value)
    except IriError as error:
        example = f"{table.node}/ten-khong-dau"
        raise BadCell(f"{error.expected}, such as {example}", "bad-id") from None
    if node.type != table.node:
        raise BadCell(f"an id that begins with {table.node}/", "wrong-type")
    return node


def read_record(
    table: Table, row: Row, iri: str | None, context: Context, log: FaultLog
) -> Record | None:
    """Build the record of a row.

    Args:
        table: The row's table.
        row: The row.
        iri: Its node, minted or given; None when that failed (and has its fault).
        context: What the row is read against.
        log: Where faults go.

    Returns:
        The record, or None when a cell is at fault.
    """
    before = len(log.faults)
    draft = Draft(cls=ONTOLOGY + table.classes[0])
    for column in table.columns:
        if column.name in row.bad:
            continue
        cell = row.cells.get(column.name)
        if cell is None:
            if column.required:
                log.add(
                    row.number, column.name, "", f"a value ({column.kind.value})", "missing-value"
                )
            continue
        _fill(draft, table, row, column, context, log)
    validity = _read_validity(draft, row, log)
    if iri is None or row.bad or len(log.faults) > before:
        return None
    return Record(
        iri=iri,
        cls=draft.cls,
        source=context.source.slug,
        values=tuple(draft.values),
        validity=validity,
        certainty=draft.certainty,
        evidence=sort_places(draft.evidence),
    )


def parse_parts(
    column: Column, row: Row, parse: Callable[[str], Parsed], log: FaultLog
) -> list[Parsed]:
    """Parse each value of a cell; a bad value goes to the log, the others are returned."""
    cell = row.cells[column.name]
    parsed: list[Parsed] = []
    try:
        parts = split_values(column, cell)
    except BadCell as bad:
        log.add_bad(row.number, column.name, cell, bad)
        return parsed
    for part in parts:
        try:
            parsed.append(parse(part))
        except BadCell as bad:
            log.add_bad(row.number, column.name, part, bad)
    return parsed


def term_parser(column: Column, context: Context) -> Callable[[str], Term]:
    """Return the parser of a column that becomes a property of the node."""
    if column.kind is not Kind.REF:
        return lambda value: parse_value(column, value)
    resolve, slug = context.directory.resolve, context.source.slug
    return lambda value: Iri(resolve(value, column.targets, slug))


def _fill(
    draft: Draft, table: Table, row: Row, column: Column, context: Context, log: FaultLog
) -> None:
    """Parse a cell into the place its kind has in the draft."""

    def parse(parser: Callable[[str], Parsed]) -> list[Parsed]:
        return parse_parts(column, row, parser, log)

    match column.kind:
        case Kind.ID:
            pass  # parsed when the ids were collected
        case Kind.KEY:
            parse(parse_key)
        case Kind.TYPE:
            draft.cls = next(iter(parse(lambda value: parse_class(value, table.classes))), "")
        case Kind.BOUND:
            for day in parse(lambda value: parse_bound(column.name, value)):
                draft.bounds[column.name] = day
        case Kind.CERTAINTY:
            draft.certainty = next(iter(parse(parse_certainty)), None)
        case Kind.EVIDENCE:
            draft.evidence = parse(lambda value: parse_place(value, context.source, context.hashes))
        case _:
            terms = parse(term_parser(column, context))
            draft.values.extend((column.property, term) for term in terms)


def _read_validity(draft: Draft, row: Row, log: FaultLog) -> Validity | None:
    """Return the bounds of a row; None when it has none. Out of order is a fault."""
    bounds = draft.bounds
    if not bounds:
        return None
    validity = Validity(
        bounds.get("startEarliest"),
        bounds.get("startLatest"),
        bounds.get("endEarliest"),
        bounds.get("endLatest"),
    )
    wrong = validity.check_order()
    if wrong:
        words = wrong.split()  # start_earliest 2017-01-01 is after end_latest 2016-12-31
        low, high = _header(words[0]), _header(words[-2])
        expected = f"{low} not after {high} ({row.cells.get(high, '')})"
        log.add(row.number, low, row.cells.get(low, ""), expected, "bounds-out-of-order")
    return validity


def _header(bound: str) -> str:
    """Turn `start_earliest` into `startEarliest`."""
    head, tail = bound.split("_")
    return head + tail.title()
