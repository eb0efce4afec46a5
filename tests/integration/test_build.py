"""The whole pipeline on small sources and on the seeds: same in, same out, nothing half."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from kg.build.fingerprint import hash_folders
from kg.build.gather import gather
from kg.build.pipeline import build, check
from kg.build.progress import STEPS
from kg.build.result import BuildOptions
from kg.errors import (
    SourceError,
    StoreBusy,
    StoreError,
    TableError,
    ValidationFailed,
)
from kg.index.search import SearchIndex
from kg.model.iri import GRAPH_DERIVED, GRAPH_ONTOLOGY, ID, source_graph
from kg.publish import Generation, Generations
from kg.shapes import Report
from kg.store.base import Solutions
from kg.store.oxigraph import OxigraphStore

WriteSource = Callable[..., Path]
FORCE = BuildOptions(force=True)
COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
EVERYTHING_OF = (
    "SELECT ?g ?s ?p ?o WHERE { GRAPH ?g { ?s ?p ?o } FILTER(CONTAINS(STR(?s), ?word)) }"
)
ABOVE = """
PREFIX ph: <https://w3id.org/phoihop/ontology#>
SELECT ?unit ?above WHERE { ?unit ph:everUnder ?above } ORDER BY ?unit ?above
"""
AGREEMENT_AND_EVENT = {
    "odd.ttl": """
@prefix agr: <https://w3id.org/phoihop/id/agr/> .
@prefix prov: <http://www.w3.org/ns/prov#> .
agr:odd a prov:Activity , prov:Entity .
"""
}


def rows(generation: Generation, query: str) -> list[tuple[str, ...]]:
    store = OxigraphStore.open_read_only(generation.store_path)
    try:
        found = store.query(query)
        assert isinstance(found, Solutions)
        return [tuple(str(term).removeprefix(ID) for term in row) for row in found.rows]
    finally:
        store.close()


def test_a_generation_holds_everything(built: Generation) -> None:
    contents = built.manifest.contents
    assert set(contents.graphs) == {
        GRAPH_DERIVED,
        GRAPH_ONTOLOGY,
        "https://w3id.org/phoihop/graph/meta",
        source_graph("first"),
        source_graph("second"),
    }
    assert contents.quads == sum(graph.quads for graph in contents.graphs.values())
    assert contents.classes["https://w3id.org/phoihop/ontology#PartyCell"] == 1
    assert contents.classes["http://xmlns.com/foaf/0.1/Person"] == 1
    assert contents.ontology_version
    assert contents.inputs["data/first/units.csv"]
    assert contents.tools["pyoxigraph"]
    assert json.loads(built.report_path.read_text())["conforms"] is True
    assert not (built.path / "work").exists()
    names = {path.name for path in built.path.iterdir()}
    assert names == {"store", "search.sqlite", "authority", "report.json", "manifest.json"}
    assert rows(built, ABOVE) == [("ent/e", "ent/g"), ("unit/p", "com/b")]


CHAINS = """
PREFIX ph: <https://w3id.org/phoihop/ontology#>
SELECT ?unit ?kind ?committee WHERE {
  ?chain a ph:DatedChain ; ph:chainUnit ?unit ; ph:chainCommittee ?committee ; ph:chainKind ?kind
} ORDER BY ?kind
"""


def test_dated_chains_are_derived_up_to_a_limit(
    built: Generation, data: Path, generations: Generations
) -> None:
    assert rows(built, CHAINS) == [
        ("unit/p", "affiliation", "com/a"),
        ("unit/p", "subordination", "com/b"),
    ]
    without = build([data], generations, BuildOptions(chain_limit=100)).generation
    assert rows(without, CHAINS) == []
    assert rows(without, ABOVE) == rows(built, ABOVE)


def test_names_are_searchable_and_folded(built: Generation) -> None:
    index = SearchIndex.open(built.search_path)
    try:
        assert index.search("dang uy b").hits[0].iri == ID + "com/b"
    finally:
        index.close()


def test_search_keys_are_visible_and_derived(built: Generation) -> None:
    query = (
        "PREFIX ph: <https://w3id.org/phoihop/ontology#> SELECT ?s ?key WHERE "
        "{ GRAPH <https://w3id.org/phoihop/graph/derived> { ?s ph:searchKey ?key } } ORDER BY ?s"
    )
    assert ("per/nguyen-thi-mau", "nguyen thi mau") in rows(built, query)


def test_opening_read_only_changes_no_file_that_counts(
    built: Generation, generations: Generations
) -> None:
    for _ in range(3):
        rows(built, COUNT)
    assert generations.current() == built


def test_progress_names_every_step_once(data: Path, generations: Generations) -> None:
    told: list[tuple[str, int, int]] = []
    result = build([data], generations, progress=lambda *step: told.append(step))
    assert [step for step, _, _ in told] == [*STEPS, "publish"]
    assert [done for _, done, _ in told] == list(range(len(STEPS) + 1))
    assert set(result.seconds) == set(STEPS)
    assert result.built
    assert result.to_dict()["generation"] == result.generation.id


def test_nothing_changed_builds_nothing(
    built: Generation, data: Path, generations: Generations
) -> None:
    again = build([data], generations)
    assert (again.built, again.generation.id) == (False, built.id)
    forced = build([data], generations, FORCE)
    assert forced.built
    assert forced.generation.id == f"000002-{built.id[-8:]}"
    assert forced.generation.content_hash == built.content_hash
    assert forced.generation.manifest.contents == built.manifest.contents


@pytest.mark.parametrize("name", ["first/units.csv", "second/source.yml"])
def test_a_changed_file_builds(
    built: Generation, data: Path, generations: Generations, name: str
) -> None:
    path = data / name
    path.write_text(path.read_text().replace("Chi bộ P", "Chi bộ Q").replace("a test", "tests"))
    again = build([data], generations)
    assert again.built
    assert again.generation.content_hash != built.content_hash


def test_options_are_part_of_what_was_built(
    built: Generation, data: Path, generations: Generations
) -> None:
    slow = build([data], generations, BuildOptions(engine="pyshacl"))
    assert slow.built
    assert slow.generation.content_hash == built.content_hash


def test_a_damaged_generation_is_never_up_to_date(
    built: Generation, data: Path, generations: Generations
) -> None:
    built.search_path.unlink()
    assert build([data], generations).built
    assert generations.current().id.startswith("000002-")


def test_same_inputs_same_hash_wherever_and_in_whatever_order(
    built: Generation, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "elsewhere" / "data"
    shutil.copytree(data, elsewhere)
    monkeypatch.chdir(elsewhere)
    variants = [
        [Path()],
        [Path("second"), Path("first")],
        [Path("first"), Path("../data/second")],
    ]
    for number, folders in enumerate(variants):
        generation = build(folders, Generations(tmp_path / f"var{number}")).generation
        assert generation.content_hash == built.content_hash
        assert generation.manifest.contents.graphs == built.manifest.contents.graphs


def test_order_of_folders_does_not_make_a_build(data: Path, generations: Generations) -> None:
    first, second = data / "first", data / "second"
    assert build([first, second], generations).built
    assert not build([second, first], generations).built


def test_folders_of_one_name_are_told_apart(tmp_path: Path, source_writer: WriteSource) -> None:
    for place, text in (("x", "1"), ("y", "2")):
        (tmp_path / place / "data").mkdir(parents=True)
        (tmp_path / place / "data" / "source.yml").write_text(text)
        (tmp_path / place / "data" / "README.md").write_text("prose is not an input")
        (tmp_path / place / "data" / ".hidden").write_text("nor are hidden files")
    folders = [tmp_path / "x" / "data", tmp_path / "y" / "data"]
    hashed = hash_folders(folders)
    assert list(hashed) == ["data#2/source.yml", "data/source.yml"]
    assert hash_folders(folders[::-1]) == hashed


def test_retracting_a_source_leaves_no_residue_and_reading_again_adds_nothing(
    built: Generation, data: Path, generations: Generations, tmp_path: Path
) -> None:
    kept = tmp_path / "kept"
    (data / "second").rename(kept)
    less = build([data], generations).generation
    alone = build([data / "first"], Generations(tmp_path / "alone")).generation
    assert less.content_hash == alone.content_hash
    about = "SELECT ?g WHERE { GRAPH ?g { ?s ?p ?o } FILTER(CONTAINS(CONCAT(STR(?s), STR(?o)), "
    assert rows(less, f"{about}'nguyen-thi-mau')) }}") == []
    assert rows(less, f"{about}'/second')) }}") == []
    assert rows(built, f"{about}'nguyen-thi-mau')) }}") != []
    kept.rename(data / "second")
    assert build([data], generations).generation.content_hash == built.content_hash


def test_a_reader_keeps_its_generation_while_others_come_and_go(
    built: Generation, data: Path, generations: Generations
) -> None:
    reader = OxigraphStore.open_read_only(built.store_path)
    try:
        before = reader.query(COUNT)
        for _ in range(generations.keep):
            build([data], generations, FORCE)
        assert not built.path.exists()
        assert reader.query(COUNT) == before
    finally:
        reader.close()


def publish_nothing(generations: Generations, before: str | None) -> None:
    assert generations.current_id() == before
    assert list((generations.var / "staging").iterdir()) == []
    generations.stage().close()  # the lock is free


BAD = {
    "a wrong date": (
        {"units": "id,type,label@vi,evidence,\n", "events": "id,label@vi,eventDate,evidence\n"
         "evt/x,Hội nghị,2017-13-01,paragraph 1\n"},
        TableError,
    ),
    "an id that resolves nowhere": (
        {"committees": "id,label@vi,executiveCommitteeOf,evidence\n"
         "com/x,Đảng ủy X,unit/nowhere,paragraph 1\n"},
        TableError,
    ),
    "Turtle that does not parse": ({"x.ttl": "<urn:a> <urn:b> ."}, TableError),
}  # fmt: skip


@pytest.mark.parametrize(("tables", "error"), BAD.values(), ids=BAD)
def test_bad_input_publishes_nothing(
    built: Generation,
    data: Path,
    generations: Generations,
    source_writer: WriteSource,
    tables: dict[str, str],
    error: type[Exception],
) -> None:
    source_writer(data, "third", tables)
    with pytest.raises(error):
        build([data], generations)
    publish_nothing(generations, built.id)


def test_a_violation_publishes_nothing_and_carries_the_report(
    built: Generation, data: Path, generations: Generations, source_writer: WriteSource
) -> None:
    cycle = TABLE_CYCLE
    source_writer(data, "third", cycle)
    with pytest.raises(ValidationFailed) as caught:
        build([data], generations)
    report = caught.value.report
    assert isinstance(report, Report)
    assert "S18" in {result.shape_id for result in report.violations}
    assert check([data]) == report
    publish_nothing(generations, built.id)


TABLE_CYCLE = {
    "subordinations": "subordinate,superior,line,certainty,evidence\n"
    "unit/b,com/a,vertical,stated,paragraph 1\n"
    "unit/a,com/b,vertical,stated,paragraph 1\n"
}


def test_a_clash_up_the_tree_publishes_nothing(
    built: Generation, data: Path, generations: Generations, source_writer: WriteSource
) -> None:
    source_writer(data, "third", AGREEMENT_AND_EVENT)
    with pytest.raises(ValidationFailed) as caught:
        build([data], generations)
    assert isinstance(caught.value.report, Report)
    (clash,) = caught.value.report.violations
    assert (clash.shape_id, clash.focus) == ("DISJOINT", ID + "agr/odd")
    assert clash.value == "Activity, Entity"
    assert "agr/odd" in clash.message_en
    assert check([data]).violations == (clash,)
    publish_nothing(generations, built.id)


def test_check_publishes_nothing(data: Path) -> None:
    before = sorted(data.parent.rglob("*"))
    assert check([data]).conforms
    assert sorted(data.parent.rglob("*")) == before


def test_no_folder_and_no_source(tmp_path: Path, generations: Generations) -> None:
    with pytest.raises(SourceError, match="no data folder 'nowhere'"):
        build([tmp_path / "nowhere"], generations)
    (tmp_path / "empty").mkdir()
    with pytest.raises(SourceError):
        build([tmp_path / "empty"], generations)
    assert generations.current_id() is None


def test_two_builds_at_once(data: Path, generations: Generations) -> None:
    with generations.stage(), pytest.raises(StoreBusy, match="another build is running"):
        build([data], generations)
    assert build([data], generations).built


def test_a_large_file_goes_straight_to_the_engine_and_gives_the_same_graph(
    data: Path, tmp_path: Path, source_writer: WriteSource
) -> None:
    graph = source_graph("third")
    unit = "<https://w3id.org/phoihop/id/unit/large-{0}>"
    kind = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
    lines = [
        f"{unit.format(n)} {kind} <https://w3id.org/phoihop/ontology#PartyUnit> <{graph}> .\n"
        for n in range(50)
    ]
    label = "<http://www.w3.org/2000/01/rdf-schema#label>"
    lines += [f'{unit.format(n)} {label} "Đảng bộ {n}"@vi <{graph}> .\n' for n in range(50)]
    source_writer(data, "third", {"large.nq": "".join(lines)[:-1]})
    unions = []
    for name, bulk_bytes in (("objects", 1 << 20), ("file", 1)):
        folder = tmp_path / name
        folder.mkdir()
        material = gather([data], folder, bulk_bytes=bulk_bytes)
        unions.append(sorted(material.union.read_text().splitlines()))
        with OxigraphStore() as store:
            store.bulk_load_dataset(material.to_load, material.union)
            assert sum(1 for _ in store.dump(graph)) == 100
        assert len(material.files) == (name == "file")
    assert unions[0] == unions[1]
    assert all(line.endswith(" .") and graph not in line.split()[-2] for line in unions[0])


SMALL_DISK = """
import sys
from pathlib import Path
from kg.build.pipeline import build
from kg.build.result import BuildOptions
from kg.errors import StoreError
from kg.publish import Generations
try:
    build([Path(sys.argv[1])], Generations(Path(sys.argv[2])), BuildOptions(incremental=False))
except StoreError as error:
    sys.exit(f"{error.code}: {error}")
"""


@pytest.fixture
def small_disk(tmp_path: Path):
    """A function that mounts a small disk; skips aloud where that is not allowed."""
    mounted: list[Path] = []

    def mount(size: str) -> Path:
        folder = tmp_path / f"disk-{size}"
        folder.mkdir()
        command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
        if (
            os.geteuid() != 0
            or subprocess.run(command, check=False, capture_output=True).returncode
        ):
            pytest.skip("mounting a small tmpfs needs root")
        mounted.append(folder)
        return folder

    yield mount
    for folder in mounted:
        subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.slow
def test_a_full_disk_is_one_clear_error_and_the_old_generation_stays(
    data: Path, tmp_path: Path, built: Generation, small_disk: Callable[[str], Path]
) -> None:
    needed = sum(path.stat().st_blocks * 512 for path in built.path.rglob("*"))
    for kilobytes in (200, needed // 1024 + 700, 2 * needed // 1024 + 100):
        disk = small_disk(f"{kilobytes}k")
        var = disk / "var"
        if kilobytes * 1024 > needed + 65_536:
            shutil.copytree(built.path.parent.parent, var)
        command = [sys.executable, "-c", SMALL_DISK, str(data), str(var)]
        (data / "first" / "units.csv").touch()
        source = data / "second" / "source.yml"
        source.write_text(source.read_text().replace("a test", "another test"))
        done = subprocess.run(command, check=False, capture_output=True, text=True)
        assert done.returncode == 1, done.stderr
        assert "no space left on the device; nothing was published" in done.stderr
        assert "Traceback" not in done.stderr
        if var.joinpath("current").exists():
            assert Generations(var).current().id == built.id
            assert rows(Generations(var).current(), COUNT)


ZYGOTE = """
import os, signal, sys, time
from pathlib import Path
from kg.build.pipeline import build
from kg.build.result import BuildOptions
from kg.publish import Generations
data, var = Path(sys.argv[1]), Path(sys.argv[2])
for line in sys.stdin:
    child = os.fork()
    if not child:
        build([data], Generations(var, keep=3), BuildOptions(force=True))
        os._exit(0)
    delay = float(line)
    if delay >= 0:
        time.sleep(delay)
        os.kill(child, signal.SIGKILL)
    print(os.waitpid(child, 0)[1], flush=True)
"""


@pytest.mark.slow
def test_killed_at_any_moment_the_last_generation_still_serves(
    data: Path, generations: Generations, built: Generation
) -> None:
    command = [sys.executable, "-c", ZYGOTE, str(data), str(generations.var)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as zygote:
        assert zygote.stdin is not None
        assert zygote.stdout is not None

        def run(delay: float) -> int:
            zygote.stdin.write(f"{delay}\n")
            zygote.stdin.flush()
            return int(zygote.stdout.readline())

        assert run(-1) == 0
        whole = sum(build([data], generations, FORCE).seconds.values())
        chosen = random.Random(20171006)
        killed = 0
        for number in range(10):
            delay = chosen.uniform(0, whole * 1.2) if number else 0.0
            killed += run(delay) == 9
            current = generations.current()
            assert current.content_hash == built.content_hash
            assert rows(current, COUNT)
        assert killed >= 3, "most builds were over before they were killed"
        assert run(-1) == 0
        zygote.stdin.close()
    assert list((generations.var / "staging").iterdir()) == []
    assert all(row.generation for row in generations.list())


def test_seeds_build_without_a_violation(root: Path, tmp_path: Path) -> None:
    generation = build([root / "data" / "seeds"], Generations(tmp_path / "var")).generation
    contents = generation.manifest.contents
    assert contents.findings["violation"] == 0
    for slug in ("ff155d59015d49ce", "9980497a75eeaa8b", "f59a995985411206"):
        assert contents.graphs[source_graph(slug)].quads > 500
    assert contents.classes["https://w3id.org/phoihop/ontology#Person"] == 13
    assert contents.classes["https://w3id.org/phoihop/ontology#CoordinationRegulation"] == 3


@pytest.mark.slow
def test_all_data_build_without_a_violation(root: Path, tmp_path: Path) -> None:
    generation = build([root / "data"], Generations(tmp_path / "var")).generation
    assert generation.manifest.contents.findings["violation"] == 0


def test_an_unwritable_var_is_a_store_error(data: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="starting a build failed"):
        build([data], Generations(tmp_path / "file" / "var"))
