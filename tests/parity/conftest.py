"""Two served worlds with their stores: the seeds, and a generated graph of 100 k triples."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from bench.generator import SIZES, Generator
from kg.build.pipeline import build
from kg.model.iri import ID, ONTOLOGY
from kg.model.terms import RDF, Iri
from kg.publish import Generations
from kg.store.oxigraph import OxigraphStore
from tests.api.conftest import start_server

API = "/api/v1"
# How many nodes of a class are asked about; all of them in a small world.
SAMPLE = 12


@dataclass
class World:
    """A server, the store it serves, and nodes to ask about, always the same ones."""

    name: str
    client: httpx.Client
    view: OxigraphStore
    report: Path
    content_hash: str
    dice: random.Random = field(default_factory=lambda: random.Random(2017))

    def get(self, path: str, **fields: Any) -> dict[str, Any]:
        """Return a JSON answer."""
        response = self.client.get(API + path, params=fields)
        assert response.status_code == 200, (path, fields, response.text[:500])
        answer = response.json()
        assert answer["dataset"]["content_hash"] == self.content_hash
        return answer

    def pages(self, path: str, limit: int = 1000, **fields: Any) -> list[dict[str, Any]]:
        """Return all rows of a table, page by page, and check that the pages agree."""
        answer = self.get(path, limit=limit, **fields)
        rows, total = list(answer["items"]), answer["total"]
        while answer["next"]:
            response = self.client.get(answer["next"])
            assert response.status_code == 200, response.text[:500]
            answer = response.json()
            assert answer["total"] == total and answer["items"]
            rows += answer["items"]
        assert len(rows) == total
        return rows

    def nodes(self, *classes: str, sample: int = SAMPLE) -> list[str]:
        """Return IRIs of nodes of some classes: a fixed sample of a large world."""
        found = sorted(
            {
                str(row["node"])
                for name in classes
                for row in self.view.query(
                    "SELECT DISTINCT ?node WHERE { ?node a ?class }",
                    bindings={"class": Iri(ONTOLOGY + name)},
                )
                if str(row["node"]).startswith(ID)
            }
        )
        return found if len(found) <= sample else sorted(self.dice.sample(found, sample))


def local(iri: str) -> str:
    """Return the id of an IRI, as paths take it."""
    return iri.removeprefix(ID)


TYPE = Iri(RDF + "type")


@pytest.fixture(scope="session")
def generated_var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A generation of the generated graph; a few seconds."""
    folder = tmp_path_factory.mktemp("generated")
    Generator(folder / "data", SIZES["100k"]).run()
    build([folder / "data"], Generations(folder / "var"))
    return folder / "var"


@pytest.fixture(scope="session")
def seeds_var(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Path:
    """A generation of the seeds."""
    var = tmp_path_factory.mktemp("parity-seeds") / "var"
    build([root / "data" / "seeds"], Generations(var))
    return var


@pytest.fixture(scope="session", params=["seeds", "generated"])
def world(request: pytest.FixtureRequest, root: Path, tmp_path_factory) -> Iterator[World]:
    """Each of the two worlds in turn."""
    var: Path = request.getfixturevalue(f"{request.param}_var")
    generation = Generations(var).current()
    server = start_server(var, tmp_path_factory.mktemp("parity") / "server.log", root)
    store = OxigraphStore.open_read_only(generation.store_path)
    try:
        with httpx.Client(base_url=server.url, timeout=120) as client:
            yield World(
                request.param, client, store, generation.report_path, generation.content_hash
            )
    finally:
        store.close()
        server.stop()
