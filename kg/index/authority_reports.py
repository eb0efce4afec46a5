"""What agreements commit to and what sources count: duties and reported groups as arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from kg.index.authority_arrays import GREATEST, Duties, Groups
from kg.index.authority_facts import ANCHORS, NODE_FACTS, PROPERTIES
from kg.index.authority_feed import BOUNDS
from kg.index.authority_frames import (
    Coder,
    add_masks,
    build_offsets,
    collect_masks,
    fill_bounds,
    meet_terms,
    parse_partial_days,
    to_bounds,
    to_int,
    to_strings,
)
from kg.model.iri import ONTOLOGY

if TYPE_CHECKING:
    from kg.index.authority_feed import Rows


def read_duties(ask: Rows, bits: pl.DataFrame, terms: pl.DataFrame) -> pl.DataFrame:
    """Return duties as rows of IRIs with the days on which they may be in force.

    A focus task is attested on the day of its event and cannot be older; its end is unknown. Any
    duty is in force within the term of its agreement; one without event has that term as its time.
    """
    rows = ask("index-duties")
    first, last = parse_partial_days(rows["agreedOn"])
    attested = pl.DataFrame({"startEarliest": first, "startLatest": last}).with_columns(
        pl.col("startEarliest").alias("endEarliest"),
        # With an event no end is too late; without, the column stays null for the term alone.
        pl.when(pl.col("startEarliest").is_not_null())
        .then(pl.lit(GREATEST, dtype=pl.Int32))
        .alias("endLatest"),
    )
    dated = pl.concat([rows.drop("agreedOn"), attested], how="horizontal")
    masked = add_masks(dated, bits).with_columns(pl.col("certainty").cast(pl.UInt8))
    return collect_masks(fill_bounds(meet_terms(masked, terms, "agreement")))


def build_duties(frame: pl.DataFrame, nodes: Coder) -> Duties:
    """Pack duties, sorted by obligor."""
    columns = ("duty", "agreement", "obligor", "beneficiary")
    coded = nodes.encode(frame, *columns).sort(["obligor", "duty", "beneficiary", *BOUNDS])
    obligor = to_int(coded, "obligor")
    return Duties(
        duty=to_int(coded, "duty"),
        agreement=to_int(coded, "agreement"),
        obligor=obligor,
        beneficiary=to_int(coded, "beneficiary"),
        certainty=coded["certainty"].to_numpy(),
        mask=coded["mask"].to_numpy(),
        bounds=to_bounds(coded),
        by_obligor=build_offsets(obligor, len(nodes)),
    )


def read_groups(ask: Rows, bits: pl.DataFrame) -> pl.DataFrame:
    """Return facts of reported groups: group IRI, property code, node IRI, text, mask."""
    facts = add_masks(ask("index-group-facts"), bits)
    days = ask("index-group-days").select(
        "group",
        pl.lit(ONTOLOGY + "eventDate").alias("property"),
        pl.col("day").alias("value"),
        pl.lit(None, dtype=pl.String).alias("language"),
        # The day of an event belongs to whoever tells of the group.
        pl.lit(2**64 - 1, dtype=pl.UInt64).alias("mask"),
    )
    rows = pl.concat([facts, days.select(facts.columns)])
    local = pl.col("property").str.strip_prefix(ONTOLOGY)
    tagged = local + pl.col("language").fill_null("").str.to_titlecase()
    codes = {name: code for code, name in enumerate(PROPERTIES)}
    named = rows.with_columns(
        pl.when(local == "countedWhat")
        .then(tagged)
        .otherwise(local)
        .replace_strict(codes, default=None, return_dtype=pl.UInt8)
        .alias("property")
    ).drop_nulls("property")
    is_node = pl.col("property") < len(NODE_FACTS)
    split = named.select(
        "group",
        "property",
        pl.when(is_node).then("value").alias("node"),
        pl.when(~is_node).then("value").alias("text"),
        "mask",
    )
    return collect_masks(split)


def build_groups(frame: pl.DataFrame, nodes: Coder) -> Groups:
    """Pack the facts of reported groups, sorted by group."""
    texts = Coder([frame["text"]])
    coded = texts.encode(nodes.encode(frame, "group", "node"), "text")
    coded = coded.sort(["group", "property", "node", "text"])
    node, kind = to_int(coded, "node"), coded["property"].to_numpy()
    facts = np.flatnonzero(kind < ANCHORS).astype(np.int32)
    facts = facts[np.argsort(node[facts], kind="stable")]
    return Groups(
        group=to_int(coded, "group"),
        property=kind,
        node=node,
        text=to_int(coded, "text"),
        mask=coded["mask"].to_numpy(),
        texts=to_strings(texts.values),
        anchors=node[facts],
        anchor_facts=facts,
    )
