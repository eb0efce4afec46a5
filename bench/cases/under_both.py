"""The main question: one pair, and the parties of every agreement, against the same in SPARQL."""

from __future__ import annotations

import time
from datetime import date
from importlib.resources import files
from statistics import median

from bench.measure import peak_rss_bytes, repeat
from bench.workspace import Workspace
from kg.index.authority import AuthorityIndex
from kg.model.iri import GRAPH_DERIVED
from kg.model.terms import Iri, typed
from kg.ontology.terms import PH
from kg.query.under_both import UnderBothRequest, under_both
from kg.query.under_both_all import PairCount, under_both_all
from kg.store.oxigraph import OxigraphStore

DAY = date(2017, 10, 6)
PAIRS = 20
"""Pairs asked one by one: those with the most units, since an empty answer is quick."""


def one(space: Workspace, times: int) -> dict[str, object]:
    """A page of 50 units with all paths, as plain data."""
    generation = space.generation()
    index = AuthorityIndex.open(generation.authority_path)
    with OxigraphStore.open_read_only(generation.store_path) as view:
        pairs = _largest(under_both_all(index, DAY))
        medians: list[float] = []
        totals: list[int] = []
        for pair in pairs:
            request = UnderBothRequest(pair.a.iri, pair.b.iri, DAY, limit=50)
            samples = repeat(
                lambda request=request: under_both(index, view, request).to_dict("", ""),
                max(times, 5),
            )
            medians.append(median(samples.wall))
            totals.append(under_both(index, view, request).total)
        sparql = _sparql(view, pairs[:5])
    result: dict[str, object] = {
        "median_s": median(medians),
        "worst_s": max(medians),
        "pairs": len(pairs),
        "units_largest": max(totals),
        "peak_rss_bytes": peak_rss_bytes(),
    }
    return result | _compared(sparql, median(medians))


def every(space: Workspace, times: int) -> dict[str, object]:
    """All agreements on one day; SPARQL is asked for a sample of the pairs and scaled up."""
    generation = space.generation()
    index = AuthorityIndex.open(generation.authority_path)
    with OxigraphStore.open_read_only(generation.store_path) as view:
        counts = under_both_all(index, DAY)
        samples = repeat(lambda: under_both_all(index, DAY), max(times, 5))
        step = max(1, len(counts) // PAIRS)
        sparql = _sparql(view, counts[::step])
    result: dict[str, object] = {
        "all": samples.to_dict(),
        "pairs": len(counts),
        "units": sum(a + b for count in counts for _, a, b in count.counts),
        "peak_rss_bytes": peak_rss_bytes(),
    }
    scaled = None if sparql is None else sparql * len(counts)
    return result | _compared(scaled, median(samples.wall))


def _largest(counts: tuple[PairCount, ...]) -> list[PairCount]:
    def size(count: PairCount) -> int:
        return sum(certain + possible for _, certain, possible in count.counts)

    independent = [count for count in counts if not count.above]
    return sorted(independent, key=lambda count: (-size(count), count.agreement.iri))[:PAIRS]


def _sparql(view: OxigraphStore, pairs: list[PairCount] | tuple[PairCount, ...]) -> float | None:
    """Return the mean time of the defining query, None where no dated chains were derived."""
    has_chains = "ASK { GRAPH ?home { ?chain a ?class } }"
    given = {"home": Iri(GRAPH_DERIVED), "class": Iri(PH.DatedChain)}
    if view.query(has_chains, bindings=given) is not True:
        return None
    text = (files("kg.query") / "sparql" / "under-both.rq").read_text(encoding="utf-8")
    spent: list[float] = []
    for pair in pairs:
        bindings = {
            "a": Iri(pair.a.iri),
            "b": Iri(pair.b.iri),
            "day": typed(DAY.isoformat(), "date"),
        }
        begin = time.perf_counter()
        view.query(text, bindings=bindings)
        spent.append(time.perf_counter() - begin)
    return sum(spent) / len(spent)


def _compared(sparql: float | None, ours: float) -> dict[str, object]:
    if sparql is None:
        return {"sparql_s": None, "ratio_sparql": None}
    return {"sparql_s": sparql, "ratio_sparql": sparql / ours}
