"""Build the authority index: from rows of a store to arrays in a folder.

References: ontology.md 3.5, 3.6 and 4.2; architecture.md section 5.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from kg.index.authority_arrays import (
    FORMAT,
    GREATEST,
    I4,
    LEAST,
    SUBORDINATION,
    U1,
    U8,
    UNITS,
    Edges,
    Nodes,
    Parties,
    Places,
    Sources,
    Statements,
    Tables,
    Ties,
    dump_group,
)
from kg.index.authority_edges import LINES, build_edges, read_edges, read_terms
from kg.index.authority_feed import Asked
from kg.index.authority_frames import (
    ANY_GRAPH,
    Coder,
    add_masks,
    build_csr,
    build_offsets,
    build_pairs,
    collect_masks,
    read_collections,
    to_int,
    to_strings,
)
from kg.index.authority_reports import build_duties, build_groups, read_duties, read_groups
from kg.index.authority_strings import Strings, build_strings
from kg.model.iri import ID

if TYPE_CHECKING:
    from pathlib import Path

    from kg.index.authority_feed import Rows
    from kg.store.base import GraphView

_SHA_BYTES = 32
_OWN_PLACE = "^" + re.escape(f"{ID}ev/") + r"(.+)\.(?:\d+-\d+|at-[0-9a-f]+)$"


def build_authority(view: GraphView, folder: Path) -> None:
    """Write the authority index of a store into `folder`, which is made if it is not there.

    The files depend on the content of the store only: the same graphs give the same bytes.

    Raises:
        InputError: There are more collections or lines than the index can tell apart.
        StoreError: The engine failed.
    """
    write_authority(Asked(view), folder)


def write_authority(ask: Asked, folder: Path) -> None:
    """Write the authority index of rows into `folder`, and the rows beside it.

    Raises:
        InputError: There are more collections or lines than the index can tell apart.
        StoreError: The engine failed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    collections, bits = read_collections(ask)
    terms = read_terms(ask)
    edges = read_edges(ask, bits, terms)
    facts = _read_masked(ask, "index-structure", bits)
    parties = _read_masked(ask, "index-parties", bits)
    duties = read_duties(ask, bits, terms)
    groups = read_groups(ask, bits)
    described = ask("index-nodes").with_columns(pl.col("class").cast(pl.UInt8))
    nodes = _node_coder(edges, facts, parties, duties, groups, described)
    statements = Coder([edges["statement"]])
    committees, organised = (
        build_pairs(
            nodes.encode(facts.filter(pl.col("fact") == fact), "from", "to").sort("from", "to"),
            len(nodes),
        )
        for fact in ("committee", "organised")
    )
    packed = build_edges(edges, nodes, statements)
    units = np.zeros(len(nodes), dtype=np.uint8)
    for known in (
        committees.right,
        organised.left,
        packed.source[packed.kind == SUBORDINATION],
    ):
        units[known] = 1
    dump_group(folder, "edges", packed)
    dump_group(folder, "committees", committees)
    dump_group(folder, "organised", organised)
    dump_group(folder, "ties", _build_ties(ask, statements, packed))
    dump_group(folder, "parties", _build_parties(parties, nodes))
    dump_group(folder, "duties", build_duties(duties, nodes))
    dump_group(folder, "groups", build_groups(groups, nodes))
    _dump_descriptions(ask, folder, nodes, statements, described, units, bits)
    tables = Tables(
        np.array([FORMAT], dtype=np.int32), build_strings(collections), build_strings(LINES)
    )
    dump_group(folder, "tables", tables)
    ask.keep(folder)


def _read_masked(ask: Rows, query: str, bits: pl.DataFrame) -> pl.DataFrame:
    return collect_masks(add_masks(ask(query), bits))


def _node_coder(
    edges: pl.DataFrame,
    facts: pl.DataFrame,
    parties: pl.DataFrame,
    duties: pl.DataFrame,
    groups: pl.DataFrame,
    described: pl.DataFrame,
) -> Coder:
    return Coder(
        [
            *(edges[name] for name in ("subordinate", "superior", "basis")),
            *(facts[name] for name in ("from", "to")),
            *(parties[name] for name in ("agreement", "committee")),
            *(duties[name] for name in ("duty", "agreement", "obligor", "beneficiary")),
            *(groups[name] for name in ("group", "node")),
            described["node"],
        ]
    )


def _build_ties(ask: Rows, statements: Coder, edges: Edges) -> Ties:
    rows = ask("index-transfers").select("ended", "started").unique()
    coded = statements.encode(rows, "ended", "started").sort("ended", "started")
    known = coded.filter((pl.col("ended") >= 0) & (pl.col("started") >= 0))
    ended, started = to_int(known, "ended"), to_int(known, "started")
    # The widest days of each statement: graphs may tell one statement differently.
    first = np.full(len(statements), GREATEST, dtype=np.int32)
    last = np.full(len(statements), LEAST, dtype=np.int32)
    np.minimum.at(first, edges.statement, edges.bounds[:, 0])
    np.maximum.at(last, edges.statement, edges.bounds[:, 3])
    return Ties(
        ended,
        started,
        np.maximum(first[ended], first[started]),
        np.minimum(last[ended], last[started]),
    )


def _build_parties(frame: pl.DataFrame, nodes: Coder) -> Parties:
    coded = nodes.encode(frame, "agreement", "committee").sort("agreement", "committee")
    committee = to_int(coded, "committee")
    offsets, order = build_csr(committee, len(nodes))
    return Parties(to_int(coded, "agreement"), committee, coded["mask"].to_numpy(), offsets, order)


def _dump_descriptions(
    ask: Rows,
    folder: Path,
    nodes: Coder,
    statements: Coder,
    described: pl.DataFrame,
    units: U1,
    bits: pl.DataFrame,
) -> None:
    evidence = ask("index-evidence")
    places = Coder([evidence["place"]])
    vi, en = (_first(described, "node", name, nodes) for name in ("vi", "en"))
    cls = _class_codes(described, nodes)
    units[np.isin(cls, UNITS)] = 1
    of_nodes = _places_of(evidence, nodes, places)
    dump_group(folder, "nodes", Nodes(to_strings(nodes.values), vi, en, cls, units, *of_nodes))
    forms = _first(ask("index-forms"), "statement", "form", statements)
    of_statements = _places_of(evidence, statements, places)
    told = Statements(to_strings(statements.values), forms, *of_statements)
    dump_group(folder, "statements", told)
    cited = _sources_of(ask, places)
    sources = Coder([cited])
    dump_group(folder, "places", _build_places(evidence, cited, places, sources))
    masks = _source_masks(ask, sources, bits)
    dump_group(folder, "sources", Sources(to_strings(sources.values), masks))


def _class_codes(described: pl.DataFrame, nodes: Coder) -> U1:
    coded = nodes.encode(described.select("node", "class"), "node")
    lowest = coded.group_by("node").agg(pl.col("class").min())
    result = np.zeros(len(nodes), dtype=np.uint8)
    result[lowest["node"].to_numpy()] = lowest["class"].to_numpy()
    return result


def _first(rows: pl.DataFrame, key: str, value: str, coder: Coder) -> Strings:
    """Pack the least value of each key; "" where there is none."""
    once = rows.group_by(key).agg(pl.col(value).min())
    table = coder.values.alias(key).to_frame()
    return to_strings(table.join(once, on=key, how="left", maintain_order="left")[value])


def _places_of(evidence: pl.DataFrame, claims: Coder, places: Coder) -> tuple[I4, I4]:
    coded = claims.encode(places.encode(evidence, "place"), "claim")
    known = coded.select("claim", "place").filter(pl.col("claim") >= 0).unique()
    known = known.sort("claim", "place")
    return build_offsets(to_int(known, "claim"), len(claims)), to_int(known, "place")


def _sources_of(ask: Rows, places: Coder) -> pl.Series:
    """Return the source of each place; our own IRIs say it (`kg.model.iri.mint_span`)."""
    own = places.values.str.extract(_OWN_PLACE, 1)
    if own.null_count() == 0:
        return pl.select(pl.lit(f"{ID}src/") + own).to_series()
    rows = ask("index-place-sources").sort("place", "source")
    once = rows.unique("place", keep="first", maintain_order=True)
    table = places.values.alias("place").to_frame()
    return table.join(once, on="place", how="left", maintain_order="left")["source"]


def _build_places(rows: pl.DataFrame, cited: pl.Series, places: Coder, sources: Coder) -> Places:
    once = rows.drop("claim").group_by("place").agg(pl.all().sort(nulls_last=True).first())
    table = places.values.alias("place").to_frame()
    full = table.join(once, on="place", how="left", maintain_order="left").with_columns(
        pl.col("start").cast(pl.Int32).fill_null(-1),
        pl.col("end").cast(pl.Int32).fill_null(-1),
        pl.col("sha256").fill_null("0" * (2 * _SHA_BYTES)),
    )
    digests = bytes.fromhex("".join(full["sha256"].to_list()))
    return Places(
        iri=to_strings(places.values),
        source=sources.codes(cited).to_numpy(),
        start=to_int(full, "start"),
        end=to_int(full, "end"),
        sha256=np.frombuffer(digests, dtype=np.uint8).reshape(-1, _SHA_BYTES),
        locator=to_strings(full["locator"]),
    )


def _source_masks(ask: Rows, sources: Coder, bits: pl.DataFrame) -> U8:
    rows = add_masks(ask("index-sources"), bits)
    coded = sources.encode(rows, "source").filter(pl.col("source") >= 0)
    merged = coded.group_by("source").agg(pl.col("mask").bitwise_or())
    result = np.full(len(sources), ANY_GRAPH, dtype=np.uint64)
    result[merged["source"].to_numpy()] = merged["mask"].to_numpy()
    return result
