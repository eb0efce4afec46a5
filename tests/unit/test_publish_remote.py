"""Loading a generation elsewhere and following it, over the embedded store as the engine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.errors import StoreError, StoreUnavailable
from kg.model.terms import Iri, Quad, format_quad
from kg.publish import Contents, Generation, Generations
from kg.publish.content_hash import content_hash, hash_lines
from kg.publish.following import RemoteGenerations
from kg.publish.remote import (
    GENERATION_GRAPH,
    check_union,
    find_recorded_id,
    publish_to,
    read_recorded,
)
from kg.store.base import Solutions
from kg.store.oxigraph import OxigraphStore

NS = "http://example.org/"
ONE, TWO, THREE = (f"{NS}graph/{name}" for name in ("one", "two", "three"))


def quads(graph: str, count: int) -> list[Quad]:
    return [Quad(Iri(f"{NS}s{n}"), Iri(f"{NS}p"), Iri(f"{NS}o"), Iri(graph)) for n in range(count)]


def make_generation(var: Path, sizes: dict[str, int]) -> tuple[Generation, OxigraphStore]:
    """Publish a generation that has a manifest and nothing else; return it and its store."""
    source, summaries = OxigraphStore(), {}
    for graph, count in sizes.items():
        source.load(graph, quads(graph, count))
        lines = var.parent / "lines"
        lines.write_text("".join(f"{format_quad(quad)}\n" for quad in quads(graph, count)))
        summaries[graph] = hash_lines(lines)
    generations = Generations(var)
    with generations.stage() as staged:
        staged.describe(Contents(content_hash(summaries), graphs=summaries))
        return generations.publish(staged), source


@pytest.fixture
def engine() -> Iterator[OxigraphStore]:
    with OxigraphStore() as opened:
        yield opened


@pytest.fixture
def var(tmp_path: Path) -> Path:
    return tmp_path / "var"


def test_a_generation_is_loaded_and_recorded(var: Path, engine: OxigraphStore) -> None:
    generation, source = make_generation(var, {ONE: 2, TWO: 3})
    told: list[str] = []
    done = publish_to(engine, generation, source, differences=("d",), progress=told.append)
    assert (done.loaded, done.removed, done.kept) == ((ONE, TWO), (), ())
    assert (done.generation, done.differences, told) == (generation.id, ("d",), [ONE, TWO])
    assert engine.graphs() == tuple(sorted((ONE, TWO, GENERATION_GRAPH)))
    assert set(engine.dump(TWO)) == set(quads(TWO, 3))
    assert find_recorded_id(engine) == (generation.id, generation.content_hash)
    check_union(engine)
    again = publish_to(engine, generation, source)
    assert (again.loaded, again.kept) == ((), (ONE, TWO))


def test_only_what_differs_is_sent(var: Path, engine: OxigraphStore) -> None:
    publish_to(engine, *make_generation(var, {ONE: 2, TWO: 3}))
    newer, source = make_generation(var, {ONE: 2, THREE: 1})
    done = publish_to(engine, newer, source)
    assert (done.loaded, done.removed, done.kept) == ((THREE,), (TWO,), (ONE,))
    assert engine.graphs() == tuple(sorted((ONE, THREE, GENERATION_GRAPH)))
    assert read_recorded(engine).graphs.keys() == {ONE, THREE}


class Failing(OxigraphStore):
    """A store that loses the third quad of a graph, as a cut upload would."""

    broken = True

    def load(self, graph: str, quads: object) -> None:
        kept = list(quads)
        super().load(graph, kept[:2] if self.broken and graph == TWO else kept)


def test_a_publication_that_breaks_leaves_no_generation(var: Path) -> None:
    generation, source = make_generation(var, {ONE: 1, TWO: 3})
    with Failing() as engine:
        with pytest.raises(StoreError, match="holds 2 quads"):
            publish_to(engine, generation, source)
        assert find_recorded_id(engine) is None
        with pytest.raises(StoreUnavailable, match="no whole generation"):
            RemoteGenerations(Generations(var), engine).current()
        with pytest.raises(StoreUnavailable, match="union"):
            check_union(engine)
        engine.broken = False
        with pytest.raises(StoreError, match="not of a generation"):
            publish_to(engine, Generation(generation.id, generation.path, make_generation(
                var, {ONE: 1})[0].manifest), source)  # fmt: skip
        publish_to(engine, generation, source)
        assert RemoteGenerations(Generations(var), engine).current_id() == generation.id


def test_foreign_graphs_are_not_touched_unless_told(var: Path, engine: OxigraphStore) -> None:
    generation, source = make_generation(var, {ONE: 1})
    engine.load(THREE, quads(THREE, 1))
    with pytest.raises(StoreError, match=THREE):
        publish_to(engine, generation, source)
    assert engine.graphs() == (THREE,)
    assert publish_to(engine, generation, source, replace=True).removed == (THREE,)
    assert THREE not in engine.graphs()


def test_the_generation_of_the_engine_is_followed(var: Path, engine: OxigraphStore) -> None:
    older, source = make_generation(var, {ONE: 1})
    publish_to(engine, older, source)
    newer, fresh = make_generation(var, {ONE: 2})
    following = RemoteGenerations(Generations(var), engine)
    assert Generations(var).current_id() == newer.id
    assert following.current_id() == older.id
    publish_to(engine, newer, fresh)
    assert following.current().path == newer.path


def test_an_engine_ahead_of_the_indexes_is_refused(
    tmp_path: Path, var: Path, engine: OxigraphStore
) -> None:
    publish_to(engine, *make_generation(var, {ONE: 1}))
    following = RemoteGenerations(Generations(tmp_path / "other"), engine)
    with pytest.raises(StoreUnavailable, match="no index of it here"):
        following.current()


def test_the_same_id_with_other_content_is_refused(var: Path, engine: OxigraphStore) -> None:
    generation, source = make_generation(var, {ONE: 1})
    publish_to(engine, generation, source)
    engine.update(
        "PREFIX ph: <https://w3id.org/phoihop/ontology#> "
        f"DELETE {{ GRAPH ?g {{ ?g ph:sha256 ?h }} }} INSERT {{ GRAPH ?g {{ ?g ph:sha256 'x' }} }} "
        f"WHERE {{ GRAPH ?g {{ ?g ph:sha256 ?h }} FILTER(?g = <{GENERATION_GRAPH}>) }}"
    )
    with pytest.raises(StoreUnavailable, match="another generation"):
        RemoteGenerations(Generations(var), engine).current()


def test_two_records_are_none(var: Path, engine: OxigraphStore) -> None:
    publish_to(engine, *make_generation(var, {ONE: 1}))
    engine.update(
        "PREFIX d: <http://purl.org/dc/terms/> "
        f"INSERT DATA {{ GRAPH <{GENERATION_GRAPH}> {{ <{GENERATION_GRAPH}> d:identifier 'x' }} }}"
    )
    with pytest.raises(StoreUnavailable, match="more than one"):
        find_recorded_id(engine)


def test_a_failure_is_remembered_for_a_moment(var: Path) -> None:
    asked = []

    class Down(OxigraphStore):
        def query(self, text: str, **options: object) -> Solutions:
            asked.append(text)
            raise StoreError("no")

    with Down() as engine:
        following = RemoteGenerations(Generations(var), engine)
        for _ in range(3):
            with pytest.raises(StoreUnavailable, match="did not say"):
                following.current_id()
    assert len(asked) == 1
