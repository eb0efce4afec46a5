"""The graph of the three seed sources, built from `data/seeds` as a build does, in memory."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from kg.ingest.folder import Ingested, read_folders
from kg.model.iri import ID, NODE_TYPES, ONTOLOGY
from kg.model.terms import Term
from kg.store.base import GraphStore, Solutions
from kg.store.oxigraph import OxigraphStore

_VOCABULARIES = {
    "ph": ONTOLOGY,
    "org": "http://www.w3.org/ns/org#",
    "oa": "http://www.w3.org/ns/oa#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dcterms": "http://purl.org/dc/terms/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_PREFIXES = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in _VOCABULARIES.items())
# Oxigraph 0.5 does not parse a prefixed name with two dots (evt:so-ket.2017-10-06.hong-bang), which
# SPARQL 1.1 allows (rule 169), so names of nodes are written out.
_NODE = re.compile(rf"(?<![\w<:/])({'|'.join(NODE_TYPES)}):([a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)")
_SPAN = re.compile(r"ev/([0-9a-f]{16})\.(\d+)-(\d+)\Z")


@dataclass(frozen=True)
class SeedGraph:
    """The seed graph with short ways to ask it; ids come back as `com/quan-uy-hong-bang`."""

    store: GraphStore

    def rows(self, select: str) -> list[tuple[str, ...]]:
        """Rows of a SELECT, sorted; an unbound cell is the empty string."""
        result = self.store.query(_query(select))
        assert isinstance(result, Solutions)
        return sorted(tuple(_short(term) for term in row) for row in result.rows)

    def column(self, select: str) -> list[str]:
        """The cells of a SELECT of one variable, sorted."""
        return [cell for (cell,) in self.rows(select)]

    def ask(self, pattern: str) -> bool:
        """Whether a graph pattern has a match."""
        result = self.store.query(_query(f"ASK {{ {pattern} }}"))
        assert isinstance(result, bool)
        return result

    def insert(self, graph: str, triples: str) -> None:
        """Add triples, written with the prefixes, to one graph."""
        self.store.update(_query(f"INSERT DATA {{ GRAPH <{graph}> {{ {triples} }} }}"))

    def spans(self, node: str) -> set[tuple[str, int, int]]:
        """The evidence of a node, given as a prefixed name, as (source, start, end)."""
        found = self.column(f"SELECT DISTINCT ?span WHERE {{ {node} ph:evidence ?span }}")
        return {
            (match[1], int(match[2]), int(match[3])) for match in map(_SPAN.match, found) if match
        }


def _query(text: str) -> str:
    return _PREFIXES + _NODE.sub(rf"<{ID}\1/\2>", text)


def _short(term: Term | None) -> str:
    return "" if term is None else str(term).removeprefix(ID).removeprefix(ONTOLOGY)


@pytest.fixture(scope="session")
def seed_folder(root: Path) -> Path:
    """The folder that holds one folder per seed source."""
    return root / "data" / "seeds"


@pytest.fixture(scope="session")
def seed_sources(seed_folder: Path) -> Ingested:
    """What the reader makes of the seed folders."""
    return read_folders([seed_folder])


@pytest.fixture(scope="session")
def graph(seed_sources: Ingested) -> Iterator[SeedGraph]:
    """The seed graph; not to be changed."""
    yield from _load(seed_sources)


@pytest.fixture
def spoilt(seed_sources: Ingested) -> Iterator[SeedGraph]:
    """A seed graph of one's own, to be spoilt."""
    yield from _load(seed_sources)


def _load(sources: Ingested) -> Iterator[SeedGraph]:
    store = OxigraphStore(None)
    try:
        for name, quads in sources.graphs.items():
            store.load(name, quads)
        yield SeedGraph(store)
    finally:
        store.close()
