"""Generations: one rename publishes, nothing half is ever opened, the way back stays open."""

from __future__ import annotations

import json
import multiprocessing
import os
import re
from pathlib import Path

import pytest

from kg.errors import NotFoundError, StoreBusy, StoreError, StoreUnavailable
from kg.publish import Contents, Generation, Generations, GraphSummary
from kg.publish.lock import BuildLock

G = "https://w3id.org/phoihop/graph/source/x"


def publish(generations: Generations, digest: str = "ab" * 32, text: str = "data") -> Generation:
    with generations.stage() as staged:
        (staged.path / "store").mkdir()
        (staged.path / "store" / "000001.sst").write_text(text)
        (staged.path / "store" / "LOG").write_text("engine")
        (staged.path / "report.json").write_text("{}")
        staged.describe(Contents(digest, graphs={G: GraphSummary(3, "cd" * 32)}))
        return generations.publish(staged)


@pytest.fixture
def generations(tmp_path: Path) -> Generations:
    return Generations(tmp_path / "var", keep=3)


def test_nothing_published_says_what_to_run(generations: Generations) -> None:
    assert generations.current_id() is None
    assert generations.find_current() is None
    assert generations.list() == ()
    with pytest.raises(StoreUnavailable, match=r"nothing has been published.*phoihop build"):
        generations.current()


def test_publish_names_sequence_and_hash_and_becomes_current(generations: Generations) -> None:
    first = publish(generations, "3fa9c2d1" + "0" * 56)
    assert first.id == "000001-3fa9c2d1"
    second = publish(generations, "00000000" + "0" * 56)
    assert second.id == "000002-00000000"
    current = generations.current()
    assert (current.id, current.path) == (second.id, generations.var / "generations" / second.id)
    assert current.manifest == second.manifest
    assert current.content_hash == "0" * 64
    assert [row.id for row in generations.list()] == [second.id, first.id]
    assert [row.current for row in generations.list()] == [True, False]


def test_manifest_holds_files_and_time_and_not_the_engines_log(generations: Generations) -> None:
    published = publish(generations)
    data = json.loads((published.path / "manifest.json").read_text())
    assert data["files"] == {"report.json": 2, "store/000001.sst": 4}
    assert re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00", data["created"])
    assert data["graphs"] == {G: {"quads": 3, "sha256": "cd" * 32}}
    assert published.manifest.contents.quads == 3


def test_paths_of_the_parts(generations: Generations) -> None:
    published = publish(generations)
    parts = (
        published.store_path,
        published.search_path,
        published.authority_path,
        published.report_path,
    )
    assert [part.name for part in parts] == ["store", "search.sqlite", "authority", "report.json"]
    assert {part.parent for part in parts} == {published.path}


def test_unpublished_stage_leaves_nothing(generations: Generations) -> None:
    with pytest.raises(RuntimeError, match="stop"), generations.stage() as staged:
        (staged.path / "half").write_text("x")
        raise RuntimeError("stop")
    assert list((generations.var / "staging").iterdir()) == []
    assert generations.list() == ()


def test_publishing_undescribed_is_a_mistake(generations: Generations) -> None:
    with generations.stage() as staged, pytest.raises(ValueError, match="describe"):
        generations.publish(staged)


def test_only_the_last_are_kept_and_the_current_always(generations: Generations) -> None:
    published = [publish(generations, f"{number:064x}") for number in range(5)]
    assert [row.id for row in generations.list()] == [p.id for p in reversed(published[2:])]
    generations.rollback(published[2].id)
    newest = publish(generations, "f" * 64)
    assert newest.id.startswith("000006-")
    assert [row.id for row in generations.list()] == [newest.id, published[4].id, published[3].id]
    assert list((generations.var / "staging").glob("trash*")) == []


def test_rollback_serves_the_older_and_deletes_nothing(generations: Generations) -> None:
    first, second = publish(generations), publish(generations)
    assert generations.rollback(first.id).id == first.id
    assert generations.current().id == first.id
    assert {row.id for row in generations.list()} == {first.id, second.id}


def test_rollback_to_the_unknown_names_the_known(generations: Generations) -> None:
    first = publish(generations)
    with pytest.raises(NotFoundError, match=first.id):
        generations.rollback("000009-aaaaaaaa")
    with pytest.raises(NotFoundError):
        generations.get("../generations/" + first.id)


DAMAGE = {
    "no manifest": lambda path: (path / "manifest.json").unlink(),
    "cut manifest": lambda path: (path / "manifest.json").write_text('{"id": "0'),
    "manifest not an object": lambda path: (path / "manifest.json").write_text("[]"),
    "manifest without fields": lambda path: (path / "manifest.json").write_text('{"format": 1}'),
    "manifest is a folder": lambda path: (
        (path / "manifest.json").unlink(),
        (path / "manifest.json").mkdir(),
    ),
    "missing file": lambda path: (path / "store" / "000001.sst").unlink(),
    "cut file": lambda path: (path / "store" / "000001.sst").write_text("da"),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_half_deleted_generation_is_refused_and_the_last_whole_one_named(
    generations: Generations, damage: object
) -> None:
    whole, broken = publish(generations), publish(generations)
    damage(broken.path)
    with pytest.raises(StoreUnavailable, match=f"{broken.id}.*rollback {whole.id}"):
        generations.current()
    assert generations.find_current() is None
    assert generations.last_whole() == whole
    assert [bool(row.fault) for row in generations.list()] == [True, False]
    generations.rollback(whole.id)
    assert generations.current() == whole
    assert publish(generations).id.startswith("000003-")


def test_vanished_generation_is_refused_like_a_damaged_one(generations: Generations) -> None:
    publish(generations)
    (generations.var / "current").write_text("000007-00000000\n")
    with pytest.raises(StoreUnavailable, match="000007-00000000 is not whole"):
        generations.current()


def test_pointer_that_cannot_be_read(generations: Generations) -> None:
    publish(generations)
    generations.var.joinpath("current").write_bytes(b"\xff\xfe")
    with pytest.raises(StoreUnavailable, match=r"current in .* cannot be read"):
        generations.current()
    assert generations.find_current() is None


def test_without_any_whole_one_the_advice_is_to_build(generations: Generations) -> None:
    broken = publish(generations)
    (broken.path / "manifest.json").unlink()
    with pytest.raises(StoreUnavailable, match="phoihop build"):
        generations.current()


@pytest.mark.parametrize("newer", [2, 99, "2", None])
def test_newer_format_is_refused_by_name(generations: Generations, newer: object) -> None:
    published = publish(generations)
    manifest = published.path / "manifest.json"
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {"format": newer}))
    with pytest.raises(StoreUnavailable, match=f"format {newer!r} and this version reads up to 1"):
        generations.get(published.id)


def test_the_engines_log_may_change(generations: Generations) -> None:
    published = publish(generations)
    (published.path / "store" / "LOG").write_text("opened again")
    assert generations.current() == published


def test_second_build_is_told_to_wait(generations: Generations) -> None:
    first = publish(generations)
    with generations.stage() as staged:
        with pytest.raises(StoreBusy, match=f"process {os.getpid()}") as caught:
            generations.stage()
        assert caught.value.retry_after_s == 10.0
        with pytest.raises(StoreBusy):
            generations.rollback(first.id)
        assert staged.path.is_dir()
    generations.stage().close()


def _die_holding(path: Path) -> None:
    BuildLock(path).acquire()
    os._exit(9)


def test_lock_of_a_dead_process_is_free(tmp_path: Path) -> None:
    process = multiprocessing.get_context("spawn").Process(
        target=_die_holding, args=(tmp_path / "lock",)
    )
    process.start()
    process.join()
    assert process.exitcode == 9
    lock = BuildLock(tmp_path / "lock")
    lock.acquire()
    lock.release()
    lock.release()


def test_leftovers_of_killed_builds_go_at_the_next(generations: Generations) -> None:
    (generations.var / "staging" / "999-dead" / "store").mkdir(parents=True)
    (generations.var / "staging" / "trash-1-x").mkdir()
    with generations.stage() as staged:
        assert list((generations.var / "staging").iterdir()) == [staged.path]


def test_foreign_folders_are_not_generations(generations: Generations) -> None:
    publish(generations)
    (generations.var / "generations" / "notes").mkdir()
    assert len(generations.list()) == 1


def test_var_that_is_a_file_is_a_store_error(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("")
    with pytest.raises(StoreError, match="starting a build failed"):
        Generations(tmp_path / "var").stage()


def test_staging_that_cannot_be_made_gives_the_lock_back(generations: Generations) -> None:
    generations.stage().close()
    generations.var.joinpath("staging").rmdir()
    generations.var.joinpath("staging").write_text("")
    for _ in range(2):
        with pytest.raises(StoreError, match="starting a build failed"):
            generations.stage()
