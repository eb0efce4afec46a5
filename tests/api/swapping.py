"""Generations that say their number in every node, and clients that watch what they are told."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from kg.build.pipeline import build
from kg.publish import Generations

PAIRS = 40
_SOURCE = """slug: {slug}
title: {{vi: "Nguồn {slug}", en: "Source {slug}"}}
publisher: a test
language: vi
collection: tests
licence_note: our own words
"""
_NODE = "/api/v1/entities/com/x?limit=1000"
_QUERY = "SELECT ?said { <https://w3id.org/phoihop/id/com/x> rdfs:comment ?said }"
_RDFS = "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "


def publish_number(folder: Path, generations: Generations, number: int) -> str:
    """Publish two sources whose every value carries a number; return the generation's id."""
    for slug in ("left", "right"):
        home = folder / slug
        home.mkdir(parents=True, exist_ok=True)
        (home / "source.yml").write_text(_SOURCE.format(slug=slug), encoding="utf-8")
        lines = [
            "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .",
            "@prefix com: <https://w3id.org/phoihop/id/com/> .",
            *(f'com:x rdfs:comment "{slug}-{place}-{number}" .' for place in range(PAIRS)),
        ]
        (home / "graph.ttl").write_text("\n".join(lines), encoding="utf-8")
    build([folder], generations)
    return generations.current().id


@dataclass
class Watchers:
    """Clients of a server; half ask the relational API, half send a query that is new each time.

    Attributes:
        seen: Generation that an answer names, how many values it held, the numbers they carry.
        failures: Answers that are none.
        refused: How many answers said that no generation is whole (an engine being loaded).
        longest_s: Longest wait for an answer.
    """

    url: str
    seen: list[tuple[str, int, frozenset[str]]] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    refused: int = 0
    longest_s: float = 0.0
    _ended: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def __enter__(self) -> Watchers:
        for ask in (self._ask_node, self._ask_query) * 2:
            self._threads.append(threading.Thread(target=self._keep_asking, args=(ask,)))
            self._threads[-1].start()
        return self

    def __exit__(self, *error: object) -> None:
        self._ended.set()
        for thread in self._threads:
            thread.join()

    def wait_for(self, generation: str, seconds: float = 30.0) -> None:
        """Wait until somebody was answered from a generation."""
        deadline = time.monotonic() + seconds
        while not any(one[0] == generation for one in self.seen[-200:]):
            assert time.monotonic() < deadline, f"nobody was answered from {generation}"
            time.sleep(0.02)

    def _keep_asking(self, ask) -> None:
        number = 0
        with httpx.Client(base_url=self.url, timeout=60) as client:
            while not self._ended.is_set():
                number += 1
                begin = time.monotonic()
                try:
                    answer = ask(client, number)
                except httpx.HTTPError as error:
                    self.failures.append(repr(error))
                    continue
                self.longest_s = max(self.longest_s, time.monotonic() - begin)
                self._note(answer)

    def _note(self, answer: httpx.Response) -> None:
        if answer.status_code == 503 and answer.json()["code"] == "store-unavailable":
            self.refused += 1
            time.sleep(0.05)
            return
        if answer.status_code != 200:
            self.failures.append(answer.text)
            return
        body = answer.json()
        generation = answer.headers["phoihop-generation"]
        if "items" in body:
            said = [row["value"] for row in body["items"] if not row["valueIri"]]
            if body["dataset"]["generation"] != generation:
                self.failures.append("the header names another generation than the answer")
        else:
            said = [row["said"]["value"] for row in body["results"]["bindings"]]
        numbers = frozenset(value.rpartition("-")[2] for value in said)
        self.seen.append((generation, len(said), numbers))

    def _ask_node(self, client: httpx.Client, _: int) -> httpx.Response:
        return client.get(_NODE)

    def _ask_query(self, client: httpx.Client, number: int) -> httpx.Response:
        query = f"{_RDFS}{_QUERY} # {threading.get_ident()}-{number}"
        return client.get("/sparql", params={"query": query})
