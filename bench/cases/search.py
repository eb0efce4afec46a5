"""Names typed into the search box."""

from __future__ import annotations

from bench.measure import Samples, peak_rss_bytes, repeat
from bench.workspace import Workspace
from kg.index.search import SearchIndex

QUERIES = (
    "dang uy",  # every committee begins so: the worst prefix
    "Đảng ủy Công ty Thép",
    "huyen hong",
    "nguyen van an",
    "Tập đoàn Than 3",
    "quy che phoi hop 12",
    "tct th",
    "ngyuen",  # a slip
    "c001",
    "com/g.p00",
)


def run(space: Workspace, times: int) -> dict[str, object]:
    """Every query several times; the worst one is told beside the median."""
    with SearchIndex.open(space.generation().search_path) as index:
        samples = {query: _ask(index, query, max(times, 5)) for query in QUERIES}
        filtered = repeat(lambda: index.search("hong", ("PartyCommittee",)), max(times, 5))
    samples["hong (PartyCommittee)"] = filtered
    medians = {query: one.to_dict()["wall_s"] for query, one in samples.items()}
    worst = max(medians, key=lambda query: medians[query])
    ordered = sorted(medians.values())
    return {
        "median_s": ordered[len(ordered) // 2],
        "worst_s": medians[worst],
        "worst": worst,
        "queries": medians,
        "peak_rss_bytes": peak_rss_bytes(),
    }


def _ask(index: SearchIndex, query: str, times: int) -> Samples:
    return repeat(lambda: index.search(query), times)
