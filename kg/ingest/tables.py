"""The tables of a source folder as records.

Three passes, because a reference may point at any row of any source: collect the ids, labels and
claim keys (`Directory`), then build the records. `read_tables` does all for one folder;
`kg.ingest.folder` runs the passes over many.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from kg.errors import CellFault
from kg.ingest.faults import BadCell, FaultLog, find_nearest, sort_faults
from kg.ingest.places import SPANS_FILE, Hashes, read_hashes
from kg.ingest.references import Directory
from kg.ingest.rows import Context, parse_node, parse_parts, read_record, term_parser
from kg.ingest.schema import BY_NAME, TABLES, Column, Kind, Table, get_table
from kg.ingest.sheets import Row, Sheet, read_sheet
from kg.model.evidence import Source
from kg.model.iri import ONTOLOGY, NodeId, mint_statement, parse_iri
from kg.model.records import Record

_LABELS = ("label@vi", "label@en")


@dataclass(frozen=True, slots=True)
class TableReading:
    """The records of a folder in table and row order, and every fault in file and row order."""

    records: tuple[Record, ...]
    faults: tuple[CellFault, ...]


@dataclass(slots=True)
class FolderTables:
    """The tables of one folder between the passes.

    Attributes:
        source: The folder's source.
        sheets: Tables present, in the order of the schema.
        hashes: Hashes of evidence ranges.
        faults: Everything found so far.
        nodes: IRI of each row that could be named, by table name and row number.
    """

    source: Source
    sheets: list[tuple[Table, Sheet]]
    hashes: Hashes
    faults: list[CellFault]
    nodes: dict[tuple[str, int], str] = field(default_factory=dict[tuple[str, int], str])


def read_tables(folder: Path, source: Source) -> TableReading:
    """Read every table of one folder; references resolve within it and to its own source.

    Nothing is raised for what the files hold: faults are in the reading.
    """
    directory = Directory()
    directory.add_node(NodeId("src", source.slug))
    tables = load_tables(folder, source)
    collect_entities(tables, directory)
    collect_claims(tables, directory)
    return build_records(tables, directory)


def load_tables(folder: Path, source: Source, shown: str = "") -> FolderTables:
    """Read the CSV files of a folder, not yet what their cells mean.

    Args:
        folder: The source folder.
        source: Its source.
        shown: How faults name the folder, ending in `/`; empty for the folder itself.
    """
    names = {path.stem for path in folder.iterdir() if path.suffix.lower() == ".csv"}
    hashes, faults = read_hashes(folder, f"{shown}{SPANS_FILE}")
    faults.extend(_iter_unknown_files(folder, shown))
    sheets: list[tuple[Table, Sheet]] = []
    for table in TABLES:
        if table.name in names and (path := folder / f"{table.name}.csv").is_file():
            known = [column.name for column in table.columns]
            required = [column.name for column in table.columns if column.required]
            sheet = read_sheet(path.read_bytes(), f"{shown}{path.name}", known, required)
            sheets.append((table, sheet))
            faults.extend(sheet.faults)
    return FolderTables(source, sheets, hashes, faults)


def collect_entities(tables: FolderTables, directory: Directory) -> None:
    """Note every entity a folder describes: its id, its labels in both languages."""
    for table, sheet in tables.sheets:
        if table.is_claim:
            continue
        log, seen = FaultLog(sheet.file), dict[NodeId, int]()
        for row in sheet.rows:
            node = _read_id(table, row, log)
            if node is None:
                continue
            if node in seen:
                expected = f"each id once in a table; it stands in row {seen[node]} already"
                log.add(row.number, "id", str(node), expected, "duplicate-row")
                continue
            seen[node] = row.number
            tables.nodes[table.name, row.number] = node.iri
            directory.add_node(node, *(row.cells[name] for name in _LABELS if name in row.cells))
        tables.faults.extend(log.faults)


def collect_claims(tables: FolderTables, directory: Directory) -> None:
    """Mint the IRI of every claim; needs the entities of all folders in the directory.

    A claim with a bad key cell gets no IRI: its fault is reported when its record is built.
    """
    context = Context(tables.source, tables.hashes, directory)
    for table, sheet in tables.sheets:
        if not table.is_claim:
            continue
        log, seen = FaultLog(sheet.file), dict[str, int]()
        for row in sheet.rows:
            _collect_claim(tables, table, row, context, log, seen)
        tables.faults.extend(log.faults)


def build_records(tables: FolderTables, directory: Directory) -> TableReading:
    """Build the records of a folder, once everything it may refer to is in the directory."""
    context = Context(tables.source, tables.hashes, directory)
    records: list[Record] = []
    for table, sheet in tables.sheets:
        log = FaultLog(sheet.file)
        for row in sheet.rows:
            iri = tables.nodes.get((table.name, row.number))
            record = read_record(table, row, iri, context, log)
            if record:
                records.append(record)
        tables.faults.extend(log.faults)
    return TableReading(tuple(records), tuple(sort_faults(tables.faults)))


def _read_id(table: Table, row: Row, log: FaultLog) -> NodeId | None:
    value = row.cells.get("id")
    if value is None:
        return None  # missing or unreadable: reported with the row's other cells
    try:
        return parse_node(table, value)
    except BadCell as bad:
        log.add_bad(row.number, "id", value, bad)
        return None


def _collect_claim(
    tables: FolderTables,
    table: Table,
    row: Row,
    context: Context,
    log: FaultLog,
    seen: dict[str, int],
) -> None:
    parts = _read_key(table, row, context)
    if parts is None or "key" in row.bad:
        return
    iri = _mint(table, row, parts, tables.source)
    if iri in seen:
        expected = (
            f"each claim once, it stands in row {seen[iri]} already; "
            "tell two terms apart by the column `key`"
        )
        shown = " > ".join(_short(part) for part in parts)
        log.add(row.number, table.key[0], shown, expected, "duplicate-row")
        return
    seen[iri] = row.number
    tables.nodes[table.name, row.number] = iri
    key = row.cells.get("key")
    written = (*(_short(part) for part in parts), *((key,) if key else ()))
    context.directory.add_claim(parse_iri(iri), written, tables.source.slug)


def _read_key(table: Table, row: Row, context: Context) -> list[str] | None:
    """Return the key cells as full IRIs, values of one cell sorted and joined; None when bad."""
    parts: list[str] = []
    for name in table.key:
        column = table.column(name)
        if column is None or name in row.bad or (column.required and name not in row.cells):
            return None
        if name not in row.cells:
            parts.append("")
            continue
        probe = FaultLog("")
        terms = parse_parts(column, row, term_parser(column, context), probe)
        if probe.faults:
            return None
        parts.append(" ".join(sorted(str(term) for term in terms)))
    return parts


def _mint(table: Table, row: Row, parts: list[str], source: Source) -> str:
    """Mint a claim's IRI from class, key cells, source and, if there is one, the `key` column."""
    values = dict(zip(table.key, parts, strict=True))
    ordered = sorted(values[name] for name in table.symmetric)
    values.update(zip(table.symmetric, ordered, strict=True))
    cls = ONTOLOGY + row.cells.get("type", table.classes[0])
    key = row.cells.get("key")
    return mint_statement(table.node, cls, *values.values(), source.iri, *((key,) if key else ()))


def _short(part: str) -> str:
    """Return a key part as a reference writes it: ids with their type, codes without."""
    return ", ".join(_short_name(parse_iri(iri)) for iri in part.split())


def _short_name(node: NodeId) -> str:
    return node.local if node.type in _SCHEMES else str(node)


def _iter_unknown_files(folder: Path, shown: str) -> Iterator[CellFault]:
    """Yield a fault for each CSV file that is no table, the nearest table named."""
    for path in sorted(folder.iterdir()):
        is_table = path.suffix == ".csv" and (get_table(path.stem) or path.name == SPANS_FILE)
        if path.suffix.lower() != ".csv" or path.name.startswith(".") or is_table:
            continue
        log = FaultLog(f"{shown}{path.name}")
        nearest = find_nearest(path.stem, BY_NAME)
        hint = f"; nearest: {nearest}.csv" if nearest else ""
        log.add(0, "", path.name, f"the name of a table{hint}", "unknown-table")
        yield from log.faults


def _iter_code_columns(tables: Iterable[Table]) -> Iterator[Column]:
    for table in tables:
        yield from (column for column in table.columns if column.kind is Kind.CODE)


_SCHEMES = frozenset(column.targets[0] for column in _iter_code_columns(TABLES))
