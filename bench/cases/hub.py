"""A committee above 5 000 units by 10 000 statements, with 5 000 posts: its pages, whole.

The workbook of the case `workbook` with 25 000 rows, over HTTP. Peer: the same kind of page of one
of those units, which has two superiors and no more, from the same server in turn.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import httpx

from bench.cases.workbook import publish_workbook
from bench.measure import Samples
from bench.servers import free_port, running
from bench.workspace import Workspace

ROWS: Final = 25_000
PAGES: Final[Mapping[str, tuple[str, str]]] = {
    "organisation": ("/organisations/com/goc-a", "/organisations/unit/chi-bo-7"),
    "on_a_day": (
        "/organisations/com/goc-a?as_of=2015-06-01",
        "/organisations/unit/chi-bo-7?as_of=2015-06-01",
    ),
    "turned_over": (
        "/organisations/com/goc-a?part=below&offset=9800",
        "/organisations/unit/chi-bo-7",
    ),
    "triples": ("/page/com/goc-a", "/page/unit/chi-bo-7"),
    "facts": (
        "/api/v1/network/facts?node=com/goc-a&limit={}",
        "/api/v1/network/facts?node=unit/chi-bo-7&limit={}",
    ),
    "neighbours": (
        "/api/v1/entities/com/goc-a/neighbours?limit={}",
        "/api/v1/entities/unit/chi-bo-7/neighbours?limit={}",
    ),
    "picture": (
        "/picture/neighbourhood.svg?of=com/goc-a",
        "/picture/neighbourhood.svg?of=unit/chi-bo-7",
    ),
    "explorer": ("/explorer?start=com/goc-a", "/explorer?start=unit/chi-bo-7"),
}
"""By name: the address of the committee, and that of one unit. The server keeps answers of its API,
so that each of those is asked for with another limit in place of `{}`.
"""


def run(space: Workspace, times: int) -> dict[str, object]:
    """Measure each page `times` times beside its peer; at the smallest size of the graph only."""
    if space.size != "100k":
        return {"skipped": "does not depend on the size of the graph"}
    return measure(space.scratch("hub"), ROWS, times)


def measure(folder: Path, rows: int, times: int) -> dict[str, object]:
    """Publish a workbook of so many rows, serve it, and measure every page of its committee.

    Raises:
        httpx.HTTPStatusError: A page is an error.
    """
    publish_workbook(folder, rows)
    port = free_port()
    command = [sys.executable, "-m", "kg.cli", "serve", "--var", str(folder / "var")]
    with running([*command, "--port", str(port)], port) as base, httpx.Client(base_url=base) as at:
        return {name: _measure(at, *pair, times) for name, pair in PAGES.items()}


def _measure(client: httpx.Client, hub: str, unit: str, times: int) -> dict[str, object]:
    samples = {hub: Samples(), unit: Samples()}
    # once before it is measured, for words and names are read but once
    sizes = {address: _get(client, address.format(100)) for address in samples}
    for number in range(times):
        for address, one in samples.items():
            with one.one():
                _get(client, address.format(101 + number))
    return {
        "hub": samples[hub].to_dict(),
        "unit": samples[unit].to_dict(),
        "bytes": sizes[hub],
    }


def _get(client: httpx.Client, address: str) -> int:
    return len(client.get(address, timeout=120).raise_for_status().content)
