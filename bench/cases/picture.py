"""Pictures: the two-line picture of 50 units as SVG, PNG and PDF, and a large neighbourhood."""

from __future__ import annotations

from datetime import date
from statistics import median

from bench.measure import repeat
from bench.workspace import Workspace
from kg.index.authority import AuthorityIndex
from kg.picture.context import find_context
from kg.picture.draw import Drawer
from kg.picture.export import export
from kg.picture.stage import Style
from kg.picture.two_lines import draw_two_lines
from kg.query.facts import FactFilter
from kg.query.under_both import UnderBothRequest, under_both
from kg.query.under_both_all import PairCount, under_both_all
from kg.store.base import Solutions
from kg.store.oxigraph import OxigraphStore

DAY = date(2017, 10, 6)
UNITS = 50
_LARGEST = """
PREFIX ph: <https://w3id.org/phoihop/ontology#>
SELECT ?node (COUNT(?statement) AS ?ties) WHERE {
  ?statement a ph:PartySubordination ; ph:superior ?node
} GROUP BY ?node ORDER BY DESC(?ties) LIMIT 1
"""


def run(space: Workspace, times: int) -> dict[str, object]:
    """Measure drawing alone, then the formats, then a neighbourhood with its query."""
    generation, times = space.generation(), max(times, 5)
    index = AuthorityIndex.open(generation.authority_path)
    with OxigraphStore.open_read_only(generation.store_path) as view:
        pair = max(under_both_all(index, DAY), key=_size)
        request = UnderBothRequest(pair.a.iri, pair.b.iri, DAY, limit=UNITS)
        answer = under_both(index, view, request)
        context = find_context(view, answer)
        picture = draw_two_lines(answer, context, most=UNITS)
        largest = view.query(_LARGEST)
        assert isinstance(largest, Solutions)
        row = next(iter(largest))
        drawer, node = Drawer(view, index), str(row["node"])
        measured = {
            "two_lines_s": repeat(lambda: draw_two_lines(answer, context, most=UNITS), times),
            "column_s": repeat(
                lambda: draw_two_lines(answer, context, Style(narrow=True), UNITS), times
            ),
            "png_s": repeat(lambda: export(picture, "png"), times),
            "pdf_s": repeat(lambda: export(picture, "pdf"), times),
            "neighbourhood_s": repeat(
                lambda: drawer.neighbourhood(node, FactFilter(DAY))(Style()), times
            ),
        }
    medians = {name: median(samples.wall) for name, samples in measured.items()}
    return {"units": len(answer.units), "neighbours": int(str(row["ties"])), **medians}


def _size(pair: PairCount) -> int:
    """Return how many units are under both; a pair with one above the other has no picture."""
    return 0 if pair.above else sum(certain + possible for _, certain, possible in pair.counts)
