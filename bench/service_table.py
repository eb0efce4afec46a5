"""The results of the case `service` as tables: a row per load and server, a column per clients."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

BEGIN, END = "<!-- service -->", "<!-- end of service -->"

_PROMISES: Final = (
    # words; ours: load, server; peer: load, server; what is compared; the least or the most
    ("cheap query, new, to rdflib-endpoint", "cheap query, new each time", "rdflib-endpoint", 4.0),
    ("cheap query, new, to oxigraph", "cheap query, new each time", "oxigraph", 0.5),
    ("10 000 rows in JSON, new, to oxigraph", "10000 rows, JSON, new each time", "oxigraph", 0.9),
    ("10 000 rows in CSV, new, to oxigraph", "10000 rows, CSV, new each time", "oxigraph", 0.9),
)


def format_service(result: Mapping[str, Any]) -> str:
    """Return the tables as Markdown: requests a second, waiting times, promises."""
    loads: list[Mapping[str, Any]] = result["loads"]
    clients = sorted({load["concurrency"] for load in loads})
    by_key = {(load["name"], load["server"], load["concurrency"]): load for load in loads}
    kinds = list(dict.fromkeys((load["name"], load["server"]) for load in loads))
    head = ["| | server |", *(f" {n} clients |" for n in clients)]
    lines = ["".join(head), "|---|---|" + "---:|" * len(clients)]
    for name, server in kinds:
        cells = [_cell(by_key.get((name, server, n))) for n in clients]
        lines.append(f"| {name} | {server} | {' | '.join(cells)} |")
    promised = ["", "| promise | " + " | ".join(f"{n} clients" for n in clients) + " | target |"]
    promised.append("|---|" + "---:|" * len(clients) + "---|")
    return "\n".join([*lines, *promised, *_iter_promises(by_key, clients)])


def _iter_promises(
    by_key: Mapping[tuple[str, str, int], Mapping[str, Any]], clients: Iterable[int]
) -> Iterator[str]:
    counts = list(clients)
    for words, name, peer, least in _PROMISES:
        found = [_ratio(by_key, (name, "phoihop"), (name, peer), n, "per_s") for n in counts]
        yield _line(words, found, least=least)
    cached = ("cheap query, asked before", "phoihop")
    found = [_ratio(by_key, ("hello", "bare"), cached, n, "per_s") for n in counts]
    yield _line("bare uvicorn's hello to a query asked before", found, most=1.3)
    for words in ("new each time", "asked before"):
        ours = (f"under-both, {words}", "phoihop")
        found = [_ratio(by_key, ours, ("hello", "bare"), n, "p50_ms") for n in counts]
        yield _line(f"p50 of under-both, {words}, to hello's", found, most=2.0)


def _ratio(
    by_key: Mapping[tuple[str, str, int], Mapping[str, Any]],
    one: tuple[str, str],
    other: tuple[str, str],
    clients: int,
    what: str,
) -> float | None:
    left, right = by_key.get((*one, clients)), by_key.get((*other, clients))
    if not left or not right or not right[what]:
        return None
    return float(left[what] / right[what])


def _line(
    words: str, found: list[float | None], least: float | None = None, most: float | None = None
) -> str:
    cells: list[str] = []
    for value in found:
        if value is None:
            cells.append("")
            continue
        missed = (least is not None and value < least) or (most is not None and value > most)
        cells.append(f"**{value:.2f}**" if missed else f"{value:.2f}")
    target = f"≥ {least:g}" if least is not None else f"≤ {most:g}"
    return f"| {words} | {' | '.join(cells)} | {target} |"


def _cell(load: Mapping[str, Any] | None) -> str:
    if load is None:
        return ""
    if not load["per_s"]:
        return "none in 2 s"
    rate = f"{load['per_s']:,.0f}".replace(",", " ")
    return f"{rate}/s, {_ms(load['p50_ms'])} / {_ms(load['p99_ms'])} ms"


def _ms(value: float) -> str:
    return f"{value:.0f}" if value >= 10 else f"{value:.2g}"


def update_service(path: Path, results: Mapping[str, Mapping[str, Any]]) -> None:
    """Write the tables of every size between the markers of a README, if the case has run."""
    parts = [
        f"{size}:\n\n{format_service(cases['service'])}"
        for size, cases in results.items()
        if "loads" in cases.get("service", {})
    ]
    text = path.read_text(encoding="utf-8")
    if not parts or BEGIN not in text:
        return
    head, _, rest = text.partition(BEGIN)
    _, _, tail = rest.partition(END)
    body = "\n\n".join(parts)
    path.write_text(f"{head}{BEGIN}\n\n{body}\n\n{END}{tail}", encoding="utf-8")
