"""Build the authority index: from rows of a store to arrays in a folder.

References: ontology.md 3.5, 3.6 and 4.2; architecture.md section 5.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from kg.index.authority_arrays import (
    CLASSES,
    FORMAT,
    GREATEST,
    I4,
    LEAST,
    SUBORDINATION,
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
from kg.index.authority_edges import EdgeRows, build_edges, read_edges, read_terms
from kg.index.authority_feed import read_frame
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
from kg.model.iri import ONTOLOGY

if TYPE_CHECKING:
    from pathlib import Path

    from kg.store.base import GraphView

_SHA_BYTES = 32


def build_authority(view: GraphView, folder: Path) -> None:
    """Write the authority index of a store into `folder`, which is made if it is not there.

    The files depend on the content of the store only: the same graphs give the same bytes.

    Raises:
        InputError: There are more collections or lines than the index can tell apart.
        StoreError: The engine failed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    collections, graphs = read_collections(view)
    terms = read_terms(view)
    edges = read_edges(view, graphs, terms)
    facts = _read_masked(view, "index-structure", graphs)
    parties = _read_masked(view, "index-parties", graphs)
    duties = read_duties(view, graphs, terms)
    groups = read_groups(view, graphs)
    classes = read_frame(view, "index-classes")
    nodes = _node_coder(edges, facts, parties, duties, groups, classes)
    statements = Coder([edges.frame["statement"]])
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
    dump_group(folder, "ties", _build_ties(view, statements, packed))
    dump_group(folder, "parties", _build_parties(parties, nodes))
    dump_group(folder, "duties", build_duties(duties, nodes))
    dump_group(folder, "groups", build_groups(groups, nodes))
    _dump_descriptions(view, folder, nodes, statements, classes, units, graphs)
    tables = Tables(
        np.array([FORMAT], dtype=np.int32), build_strings(collections), build_strings(edges.lines)
    )
    dump_group(folder, "tables", tables)


def _read_masked(view: GraphView, query: str, graphs: pl.DataFrame) -> pl.DataFrame:
    return collect_masks(add_masks(read_frame(view, query), graphs))


def _node_coder(
    edges: EdgeRows,
    facts: pl.DataFrame,
    parties: pl.DataFrame,
    duties: pl.DataFrame,
    groups: pl.DataFrame,
    classes: pl.DataFrame,
) -> Coder:
    frame = edges.frame
    return Coder(
        [
            *(frame[name] for name in ("subordinate", "superior", "basis")),
            *(facts[name] for name in ("from", "to")),
            *(parties[name] for name in ("agreement", "committee")),
            *(duties[name] for name in ("duty", "agreement", "obligor", "beneficiary")),
            *(groups[name] for name in ("group", "node")),
            classes["node"],
        ]
    )


def _build_ties(view: GraphView, statements: Coder, edges: Edges) -> Ties:
    rows = read_frame(view, "index-transfers").select("ended", "started").unique()
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
    view: GraphView,
    folder: Path,
    nodes: Coder,
    statements: Coder,
    classes: pl.DataFrame,
    units: np.ndarray[tuple[int, ...], np.dtype[np.uint8]],
    graphs: pl.DataFrame,
) -> None:
    evidence = read_frame(view, "index-evidence")
    rows = read_frame(view, "index-places")
    places = Coder([evidence["place"]])
    sources = Coder([rows["source"]])
    label_vi, label_en = _labels(view, nodes)
    cls = _class_codes(classes, nodes)
    units[np.isin(cls, UNITS)] = 1
    node_offsets, node_places = _places_of(evidence, nodes, places)
    dump_group(
        folder,
        "nodes",
        Nodes(to_strings(nodes.values), label_vi, label_en, cls, units, node_offsets, node_places),
    )
    offsets, of_statement = _places_of(evidence, statements, places)
    forms = _first(read_frame(view, "index-forms"), "statement", "form", statements)
    dump_group(
        folder,
        "statements",
        Statements(to_strings(statements.values), forms, offsets, of_statement),
    )
    dump_group(folder, "places", _build_places(rows, places, sources))
    masks = _source_masks(view, sources, graphs)
    dump_group(folder, "sources", Sources(to_strings(sources.values), masks))


def _class_codes(
    classes: pl.DataFrame, nodes: Coder
) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    codes = {ONTOLOGY + name: code for code, name in enumerate(CLASSES)}
    coded = nodes.encode(classes, "node").select(
        "node", pl.col("class").replace_strict(codes, return_dtype=pl.UInt8)
    )
    lowest = coded.group_by("node").agg(pl.col("class").min())
    result = np.zeros(len(nodes), dtype=np.uint8)
    result[lowest["node"].to_numpy()] = lowest["class"].to_numpy()
    return result


def _labels(view: GraphView, nodes: Coder) -> tuple[Strings, Strings]:
    rows = read_frame(view, "index-labels").sort("graph", "label")
    vi, en = (
        _first(rows.filter(pl.col("language") == language), "node", "label", nodes)
        for language in ("vi", "en")
    )
    return vi, en


def _first(rows: pl.DataFrame, key: str, value: str, coder: Coder) -> Strings:
    """Pack the first value of each key, in the order of the rows; "" where there is none."""
    once = rows.unique(key, keep="first", maintain_order=True).select(key, value)
    table = coder.values.alias(key).to_frame()
    return to_strings(table.join(once, on=key, how="left", maintain_order="left")[value])


def _places_of(evidence: pl.DataFrame, claims: Coder, places: Coder) -> tuple[I4, I4]:
    coded = claims.encode(places.encode(evidence, "place"), "claim")
    known = coded.filter(pl.col("claim") >= 0).sort("claim", "place")
    return build_offsets(to_int(known, "claim"), len(claims)), to_int(known, "place")


def _build_places(rows: pl.DataFrame, places: Coder, sources: Coder) -> Places:
    once = rows.sort("place", "source", "start").unique("place", keep="first", maintain_order=True)
    table = places.values.alias("place").to_frame()
    full = table.join(once, on="place", how="left", maintain_order="left").with_columns(
        pl.col("start").cast(pl.Int32).fill_null(-1),
        pl.col("end").cast(pl.Int32).fill_null(-1),
        pl.col("sha256").fill_null("0" * (2 * _SHA_BYTES)),
    )
    digests = b"".join(full["sha256"].str.decode("hex", strict=True).to_list())
    return Places(
        iri=to_strings(places.values),
        source=sources.codes(full["source"]).to_numpy(),
        start=to_int(full, "start"),
        end=to_int(full, "end"),
        sha256=np.frombuffer(digests, dtype=np.uint8).reshape(-1, _SHA_BYTES),
        locator=to_strings(full["locator"]),
    )


def _source_masks(
    view: GraphView, sources: Coder, graphs: pl.DataFrame
) -> np.ndarray[tuple[int, ...], np.dtype[np.uint64]]:
    rows = add_masks(read_frame(view, "index-sources"), graphs)
    coded = sources.encode(rows, "source").filter(pl.col("source") >= 0)
    merged = coded.group_by("source").agg(pl.col("mask").bitwise_or())
    result = np.full(len(sources), ANY_GRAPH, dtype=np.uint64)
    result[merged["source"].to_numpy()] = merged["mask"].to_numpy()
    return result
