"""Increments share files with the generation before: readers and crashes leave that one whole."""

from __future__ import annotations

import subprocess
import sys

import pytest

from kg.build.pipeline import build
from kg.build.result import BuildOptions
from kg.publish import Generations
from kg.store.oxigraph import OxigraphStore

KILLED_AT = """
import os, signal, sys
from pathlib import Path
from kg.build.pipeline import build
from kg.build.result import BuildOptions
from kg.publish import Generations
data, var, fatal = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]

def progress(step, done, of):
    if step == fatal:
        os.kill(os.getpid(), signal.SIGKILL)

build([data], Generations(var, keep=3), BuildOptions(), progress)
"""
NEW = {"people": "id,label@vi,evidence\nper/nguoi-moi,Người Mới,trang 1\n"}


def everything(store):
    return {graph: set(store.dump(graph)) for graph in store.graphs()}


def contents(generation):
    with OxigraphStore.open_read_only(generation.store_path) as store:
        return everything(store)


@pytest.mark.parametrize("step", ("read", "validate", "infer", "hash", "index", "publish"))
def test_killed_at_a_step_the_base_is_whole_and_the_next_increment_works(
    step, data, generations, built, source_writer, tmp_path
):
    before = contents(built)
    source_writer(data, "third", NEW)
    command = [sys.executable, "-c", KILLED_AT, str(data), str(generations.var), step]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == -9, done.stderr
    assert generations.current().id == built.id
    assert contents(built) == before
    again = build([data], generations)
    assert again.base == built.id
    whole = build([data], Generations(tmp_path / "whole"), BuildOptions(incremental=False))
    assert again.generation.content_hash == whole.generation.content_hash
    assert contents(again.generation) == contents(whole.generation)


def test_a_reader_of_the_base_sees_it_unchanged_while_its_files_are_shared(
    data, generations, built, source_writer
):
    with OxigraphStore.open_read_only(built.store_path) as reader:
        before = everything(reader)
        running = iter(reader.iter_triples())
        seen = {next(running)}
        source_writer(data, "third", NEW)
        made = build([data], generations)
        assert made.base == built.id
        shared = {path.stat().st_ino for path in built.store_path.iterdir()}
        assert any(path.stat().st_ino in shared for path in made.generation.store_path.iterdir())
        seen.update(running)
        assert everything(reader) == before
        assert seen == set(reader.iter_triples())
    assert contents(built) == before
    assert contents(made.generation) != before
