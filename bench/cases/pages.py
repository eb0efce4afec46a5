"""Pages in a browser: first contentful paint and bytes, on the real data and a large graph.

Debian's Chromium, driven by Playwright, with an empty cache for each load, on the cores of the
server. The largest of each kind is asked for: the body with the most ties, the pair with the most
units. Loads of a page of one word from a bare server stand between them, as the peer.

References: Paint Timing, 4 (first-contentful-paint); Resource Timing, 4.3 (transferSize).
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from typing import Any, Final, cast
from urllib.parse import quote, urlencode

from playwright.sync_api import Browser, sync_playwright

from bench.cases.picture import DAY
from bench.servers import free_port, running, uvicorn
from bench.workspace import Workspace
from kg.build.pipeline import build
from kg.index.authority import AuthorityIndex
from kg.model.iri import ID
from kg.publish import Generation, Generations
from kg.query.under_both_all import PairCount, under_both_all
from kg.store.base import Solutions
from kg.store.oxigraph import OxigraphStore

DATA: Final = Path(__file__).resolve().parents[2] / "data"
_FLAGS: Final = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
_PREFIXES: Final = """
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX ph: <https://w3id.org/phoihop/ontology#>
"""
_BODY: Final = (
    "SELECT ?x (COUNT(?s) AS ?n) { ?s a ph:PartySubordination ; ph:superior ?x }"
    " GROUP BY ?x ORDER BY DESC(?n) LIMIT 1"
)
_PERSON: Final = (
    "SELECT ?x (COUNT(?s) AS ?n) { ?s a ph:PostHolding ; org:member ?x }"
    " GROUP BY ?x ORDER BY DESC(?n) LIMIT 1"
)
_AGREEMENTS: Final = "SELECT DISTINCT ?x { ?x ph:agreementParty ?y } ORDER BY ?x LIMIT 2"
_SOURCE: Final = (
    "SELECT ?x (COUNT(?p) AS ?n) { ?p oa:hasSource ?x } GROUP BY ?x ORDER BY DESC(?n) LIMIT 1"
)
_PLACE: Final = "SELECT ?x { ?f ph:evidence ?x . ?x oa:hasSource ?y } LIMIT 1"
_READ: Final = """() => {
  const paint = performance.getEntriesByName('first-contentful-paint')[0];
  const all = ['navigation', 'resource'].flatMap((type) => performance.getEntriesByType(type));
  const sum = (some) => some.reduce((total, one) => total + one.encodedBodySize, 0);
  return {
    paint: paint ? paint.startTime : null,
    first_byte: all[0].responseStart,
    page: sum(all.slice(0, 1)),
    script: sum(all.filter((one) => one.name.includes('.js'))),
    style: sum(all.filter((one) => one.name.includes('.css'))),
    font: sum(all.filter((one) => one.name.includes('.woff2'))),
    total: sum(all),
  };
}"""


def run(space: Workspace, times: int) -> dict[str, object]:
    """Measure every kind of page on the graph of the space and on the real data.

    Raises:
        RuntimeError: There is no Chromium, a server does not start, or a page is an error.
    """
    chromium = shutil.which("chromium")
    if chromium is None:
        raise RuntimeError("Chromium is needed: apt-get install chromium")
    real = Generations(space.scratch("real"), keep=1)
    build([DATA], real)
    graphs = {space.size: (space.var, space.generation()), "real": (real.var, real.current())}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=_FLAGS)
        measured = {
            name: _measure(browser, var, dict(_kinds(generation)), max(1, min(times, 5)))
            for name, (var, generation) in graphs.items()
        }
        browser.close()
    return {"graphs": measured}


def _measure(
    browser: Browser, var: Path, kinds: Mapping[str, str], times: int
) -> dict[str, dict[str, float]]:
    """Return medians by kind of page; `peer` is the page of one word, between all others."""
    loads: dict[str, list[dict[str, float]]] = {name: [] for name in ("peer", *kinds)}
    with _servers(var) as (peer, base):
        for path in kinds.values():
            _load(browser, base + path)  # a warm server
        for _ in range(times):
            for name, path in kinds.items():
                loads["peer"].append(_load(browser, peer))
                loads[name].append(_load(browser, base + path))
    return {
        name: {key: median(one[key] for one in found) for key in found[0]}
        for name, found in loads.items()
    }


@contextmanager
def _servers(var: Path) -> Iterator[tuple[str, str]]:
    with ExitStack() as stack:
        port = free_port()
        peer = stack.enter_context(running(uvicorn("bench.peers.hello:page", port), port))
        port = free_port()
        command = [sys.executable, "-m", "kg.cli", "serve", "--var", str(var), "--port", str(port)]
        base = stack.enter_context(running(command, port, {"PHOIHOP_LOG_LEVEL": "warning"}))
        yield peer, base


def _load(browser: Browser, url: str) -> dict[str, float]:
    context = browser.new_context(locale="vi-VN")
    try:
        page = context.new_page()
        answer = page.goto(url, wait_until="load", timeout=60_000)
        if answer is None or not answer.ok:
            raise RuntimeError(f"{url} is an error")
        # asked again and again: to wait in the page would be eval, which our pages forbid
        while not page.evaluate("performance.getEntriesByName('first-contentful-paint').length"):
            page.wait_for_timeout(20)
        return cast("dict[str, float]", page.evaluate(_READ))
    finally:
        context.close()


def _kinds(generation: Generation) -> Iterator[tuple[str, str]]:
    """Yield a path for each kind of page: the largest of its kind, where there are several."""
    pair = max(under_both_all(AuthorityIndex.open(generation.authority_path), DAY), key=_size)
    asked = urlencode({"a": pair.a.iri, "b": pair.b.iri, "as_of": DAY.isoformat()})
    with OxigraphStore.open_read_only(generation.store_path) as view:
        body, person, source, place = (
            _pick(view, query)[0] for query in (_BODY, _PERSON, _SOURCE, _PLACE)
        )
        agreements = _pick(view, _AGREEMENTS)
    yield "home", "/"
    yield "both committees", f"/?{asked}"
    yield "search", "/search?q=dang+uy"
    yield "organisation", f"/organisations/{body}"
    yield "organisation on a day", f"/organisations/{body}?as_of={DAY}"
    yield "person", f"/people/{person.partition('/')[2]}"
    yield "agreements", "/agreements"
    yield "agreement", f"/agreements/{agreements[0].partition('/')[2]}"
    yield "compare", "/agreements/compare?" + urlencode({"ids": agreements}, doseq=True)
    yield "conferences", "/conferences"
    yield "territories", "/territories"
    yield "explorer", f"/explorer?start={quote(body, safe='')}"
    yield "sources", "/sources"
    yield "source", f"/sources/{source.partition('/')[2]}"
    yield "evidence", f"/evidence/{place.partition('/')[2]}"
    yield "node with most referrers", "/page/cert/stated"
    yield "questions", "/questions"
    yield "SPARQL", "/sparql"
    yield "vocabulary", "/ontology"


def _pick(view: OxigraphStore, query: str) -> list[str]:
    found = view.query(_PREFIXES + query)
    assert isinstance(found, Solutions)
    return [str(row["x"]).removeprefix(ID) for row in found]


def _size(pair: PairCount) -> int:
    return 0 if pair.above else sum(certain + possible for _, certain, possible in pair.counts)


def as_table(measured: Mapping[str, Mapping[str, Any]]) -> str:
    """Return the medians as a Markdown table: a line for each kind, a pair of columns a graph."""
    names = list(measured)
    head = "| page | " + " | ".join(
        f"{name}: first paint, ms | to the peer | page, kB" for name in names
    )
    head += " | script, kB | style, kB | all, kB |\n|---|" + "---:|" * (3 * len(names) + 3)
    lines = [head]
    for kind in measured[names[0]]:
        cells: list[str] = []
        for name in names:
            one, peer = measured[name][kind], measured[name]["peer"]
            missed = kind != "peer" and one["paint"] > 300
            paint = f"**{one['paint']:.0f}**" if missed else f"{one['paint']:.0f}"
            cells += [paint, f"{one['paint'] / peer['paint']:.1f}", f"{one['page'] / 1000:.1f}"]
        last = measured[names[-1]][kind]
        cells += [f"{last[key] / 1000:.1f}" for key in ("script", "style", "total")]
        lines.append(f"| {kind} | " + " | ".join(cells) + " |")
    return "\n".join(lines)
