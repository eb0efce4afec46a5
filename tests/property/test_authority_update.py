"""The authority index and the dated chains of a changed store are those of one made anew."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

from kg.build import increment_authority
from kg.build.increment_authority import update_authority
from kg.build.increment_chains import find_chain_delta, iter_held_chains
from kg.build.pipeline import build
from kg.index.authority import build_authority
from kg.infer.chains import iter_chain_quads
from kg.model.iri import GRAPH_DERIVED, GRAPH_META, GRAPH_ONTOLOGY, ID, source_graph
from kg.model.terms import Iri, Literal, Quad, Triple
from kg.ontology.terms import PH
from kg.publish import Generations
from kg.store.oxigraph import OxigraphStore

OWN = (GRAPH_DERIVED, GRAPH_ONTOLOGY)
CHANGES = 8
"""Of each kind; every one rests on those before."""


@pytest.fixture(scope="module")
def quads(root: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Quad]:
    """All data: both lines, transfers, agreements, duties, counted groups, direction."""
    generations = Generations(tmp_path_factory.mktemp("data") / "var")
    current = build([root / "data"], generations).generation
    with OxigraphStore.open_read_only(current.store_path) as store:
        return [quad for graph in store.graphs() for quad in store.dump(graph)]


def draw_change(held: set[Quad], rng: random.Random, kind: str) -> tuple[set[Quad], set[Quad]]:
    """Return quads that come and quads that go."""
    said = sorted((quad for quad in held if quad.graph.value not in OWN), key=str)
    if kind == "some":  # quads of any graph go, as if a table had lost cells
        return set(), set(rng.sample(said, 20))
    if kind == "node":  # statements and nodes are told by another source too, or of other nodes
        firsts = rng.sample([q for q in said if isinstance(q.object, Iri)], 8)
        objects = {q.predicate: q.object for q in rng.sample(said, len(said))}
        graph = Iri(source_graph("khac"))
        come = {Quad(q.subject, q.predicate, objects[q.predicate], graph) for q in firsts}
        return come - held, set()
    if kind == "graph":  # a source goes, or comes back in parts
        graph = rng.choice([q.graph for q in said if q.graph.value != GRAPH_META])
        whole = {quad for quad in said if quad.graph == graph}
        return set(), whole if rng.random() < 0.3 else set(
            rng.sample(sorted(whole, key=str), min(len(whole), 40))
        )
    if (
        kind == "retold"
    ):  # facts of structure and statements are told again, by the same and by others
        told = [q for q in said if q.predicate.value in (PH.executiveCommitteeOf, PH.organisedIn)]
        nodes = {quad.subject for quad in rng.sample(said, 6)}
        again = [*rng.sample(told, 3), *(quad for quad in said if quad.subject in nodes)]
        graphs = sorted({quad.graph for quad in said}, key=str)
        return {
            Quad(q.subject, q.predicate, q.object, rng.choice(graphs)) for q in again
        } - held, set()
    described = [quad for quad in said if quad.predicate == Iri(PH.collection)]
    if not described:
        return set(), set()
    old = rng.choice(described)
    return {Quad(old.subject, old.predicate, Literal(f"c{rng.random()}"), old.graph)}, {old}


KINDS = ("some", "node", "graph", "collection", "retold")


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_bytes_as_made_anew(kind: str, quads: list[Quad], tmp_path: Path) -> None:
    rng, held = random.Random(f"authority {kind}"), set(quads)
    before = tmp_path / "before"
    different = 0
    with OxigraphStore() as old, OxigraphStore() as new:
        old.change(held, ())
        new.change(held, ())
        build_authority(old, before)
        for number in range(CHANGES):
            come, go = draw_change(held, rng, kind)
            new.change(come, go)
            changed = {Triple(q.subject, q.predicate, q.object) for q in come | go}
            chains = find_chain_delta(old, new, changed)
            new.change(chains.added, chains.removed)
            assert set(iter_held_chains(new)) == set(iter_chain_quads(new)), (number, come, go)
            after, anew = tmp_path / f"after-{number}", tmp_path / f"anew-{number}"
            update_authority(old, new, changed, before, after)
            build_authority(new, anew)
            assert read(after) == read(anew), (number, come, go)
            different += read(after) != read(before)
            different += bool(chains.added | chains.removed)
            old.change(come | chains.added, go | chains.removed)
            held = (held - go - chains.removed) | come | chains.added
            shutil.rmtree(anew)
            before = after
    assert different > 2


def read(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_change_that_leads_too_far_is_made_anew(
    quads: list[Quad], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(increment_authority, "MOST_PLACES", 3)
    gone = {quad for quad in quads if quad.predicate == Iri(PH.superior)}
    assert len(gone) > 3
    with OxigraphStore() as old, OxigraphStore() as new:
        old.change(quads, ())
        new.change(set(quads) - gone, ())
        build_authority(old, tmp_path / "before")
        changed = {Triple(q.subject, q.predicate, q.object) for q in gone}
        update_authority(old, new, changed, tmp_path / "before", tmp_path / "after")
        build_authority(new, tmp_path / "anew")
    assert read(tmp_path / "after") == read(tmp_path / "anew")


def test_an_index_without_rows_is_made_anew(quads: list[Quad], tmp_path: Path) -> None:
    unit = Quad(
        Iri(f"{ID}unit/moi"), Iri(PH.organisedIn), Iri(f"{ID}ent/moi"), Iri(source_graph("khac"))
    )
    with OxigraphStore() as old, OxigraphStore() as new:
        old.change(quads, ())
        new.change([*quads, unit], ())
        build_authority(old, tmp_path / "before")
        for path in (tmp_path / "before").glob("*.arrow"):
            path.unlink()
        changed = [Triple(unit.subject, unit.predicate, unit.object)]
        update_authority(old, new, changed, tmp_path / "before", tmp_path / "after")
        build_authority(new, tmp_path / "anew")
    assert read(tmp_path / "after") == read(tmp_path / "anew")
