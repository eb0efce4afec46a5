"""Adding one small source to a large graph: a dry run, and published; the whole way as peer.

Two sources of a few rows: people, whom the authority index does not look at, and a unit below a
committee, at which it does. A first source of each collection comes before, unmeasured: it
alone has to tell the index of a new collection. The base is that of the case `build`, as a copy by
hard links.
"""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path
from typing import Final

from bench.measure import Samples
from bench.workspace import Workspace
from kg.build.add import AddRequest, AddResult, add_source
from kg.build.result import BuildOptions
from kg.publish import Generations

_ROWS: Final = {
    "people": {
        "people": "id,label@vi,evidence\nper/nguoi-{0},Người {0},bảng 1\n"
        "per/nguoi-khac-{0},Người Khác {0},bảng 1\n",
    },
    "units": {
        "units": "id,type,label@vi,evidence\nunit/{0},PartyOrganisation,Đảng bộ Đo {0},bảng 1\n"
        "unit/{0}-cs,PartyCell,Chi bộ Đo {0},bảng 1\n",
        "committees": "id,label@vi,executiveCommitteeOf,evidence\n"
        "com/{0},Đảng ủy Đo {0},unit/{0},bảng 1\n",
        "subordinations": "subordinate,superior,line,key,startLatest,endEarliest,certainty,"
        "evidence\n"
        "unit/{0}-cs,com/{0},territorial,k,2018-01-01,2019-01-01,stated,bảng 2\n",
    },
}
_DESCRIPTION: Final = (
    'slug: {0}\ntitle:\n  vi: "Đo {0}"\n  en: "Measured {0}"\npublisher: "bench"\n'
    'language: "vi"\ncollection: "bench"\nlicence_note: "none"\n'
)


def run(space: Workspace, times: int) -> dict[str, object]:
    """Look `times` times and publish as often, for each kind of source; the peer looks once."""
    folder = space.scratch("add")
    shutil.copytree(space.var, folder / "var", copy_function=os.link)
    generations = Generations(folder / "var", keep=1)
    _add(space, generations, _write(folder, "people", "dau"), apply=True)
    found: dict[str, object] = {}
    for kind in _ROWS:
        looks, publications = Samples(), Samples()
        steps: list[dict[str, float]] = []
        for number in range(times):
            source = _write(folder, kind, f"{kind}-{number}")
            with looks.one():
                _add(space, generations, source, apply=False)
            with publications.one():
                done = _add(space, generations, source, apply=True)
            steps.append(dict(done.built.seconds) if done.built else {})
        found[kind] = {
            "look": looks.to_dict(),
            "publish": publications.to_dict(),
            "steps": steps[len(steps) // 2],
        }
    source = _write(folder, "people", "cuoi")
    begin, cpu = time.perf_counter(), time.process_time()
    _add(space, generations, source, apply=False, whole=True)
    peer = {"wall_s": time.perf_counter() - begin, "cpu_s": time.process_time() - cpu}
    shutil.rmtree(folder)
    return {**found, "whole_look": peer}


def _add(
    space: Workspace, generations: Generations, source: Path, *, apply: bool, whole: bool = False
) -> AddResult:
    """Add a source.

    Raises:
        RuntimeError: It was refused, or did not go the way that is measured.
    """
    options = BuildOptions(incremental=not whole)
    result = add_source(AddRequest(source, {}, apply), [space.data], generations, options)
    way = result.report.way
    if not result.report.ok or bool(way.base) == whole:
        raise RuntimeError(f"{source.name} is refused or went another way: {way}")
    return result


def _write(folder: Path, kind: str, slug: str) -> Path:
    home = folder / "sources" / slug
    home.mkdir(parents=True)
    (home / "source.yml").write_text(_DESCRIPTION.format(slug), encoding="utf-8")
    for name, text in _ROWS[kind].items():
        (home / f"{name}.csv").write_text(text.format(slug), encoding="utf-8")
    return home
