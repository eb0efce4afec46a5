"""A small published graph to contribute to, in neutral names."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from kg.build.add import AddRequest, AddResult, add_source
from kg.build.pipeline import build
from kg.build.result import BuildOptions
from kg.publish import Generations

SOURCE = """slug: {slug}
title:
  vi: "Nguồn {slug}"
  en: "Source {slug}"
publisher: a test
published: 2020-01-02
language: vi
collection: tests
licence_note: our own words
"""
BASE = {
    "units": "id,type,label@vi,organisedIn,evidence\n"
    "unit/a,PartyOrganisation,Đảng bộ A,,đoạn 1\n"
    "unit/b,PartyOrganisation,Đảng bộ B,,đoạn 1\n"
    "unit/p,PartyCell,Chi bộ P,ent/e,đoạn 2\n",
    "committees": "id,label@vi,executiveCommitteeOf,evidence\n"
    "com/a,Đảng ủy A,unit/a,đoạn 1\n"
    "com/b,Đảng ủy B,unit/b,đoạn 1\n",
    "enterprises": "id,label@vi,evidence\nent/e,Công ty E,đoạn 2\n",
    "agreements": "id,label@vi,agreementParty,evidence\nagr/a.b,Quy chế A - B,com/a;com/b,đoạn 3\n",
    "subordinations": "subordinate,superior,line,startLatest,endEarliest,certainty,evidence\n"
    "unit/p,com/b,territorial,2017,2019,stated,đoạn 4\n",
}
SECOND = {
    "people": "id,label@vi,evidence\nper/nguoi-n,Người N,đoạn 1\n",
    "post-holdings": "member,organization,role,key,certainty,evidence\n"
    "per/nguoi-n,com/b,bi-thu,first,stated,đoạn 1\n",
    "extra.ttl": "<https://w3id.org/phoihop/id/per/nguoi-n> "
    '<http://www.w3.org/2004/02/skos/core#altLabel> "N; ông"@vi .\n',
}
MINE = {
    "subordinations": "subordinate,superior,line,startLatest,endEarliest,certainty,evidence\n"
    "Chi bộ P,Đảng ủy A,vertical,2018-01-01,2018-12-31,stated,đoạn 1\n"
}
"""A second superior of cell P on days of 2018: a warning, and an answer that changes."""


def write_folder(home: Path, slug: str, tables: dict[str, str]) -> Path:
    home.mkdir(parents=True)
    if slug:
        (home / "source.yml").write_text(SOURCE.format(slug=slug), encoding="utf-8")
    for name, text in tables.items():
        (home / (name if "." in name else f"{name}.csv")).write_text(text, encoding="utf-8")
    return home


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("published")
    write_folder(folder / "data" / "first", "first", BASE)
    write_folder(folder / "data" / "second", "second", SECOND)
    build([folder / "data"], Generations(folder / "var"))
    return folder


@pytest.fixture
def place(published: Path, tmp_path: Path) -> Path:
    """A copy of the published graph: `data` and `var`."""
    return shutil.copytree(published, tmp_path / "place")


@pytest.fixture
def generations(place: Path) -> Generations:
    return Generations(place / "var", keep=9)


@pytest.fixture
def add(place: Path, generations: Generations) -> Callable[..., AddResult]:
    """Add what is at a path: `add(path, apply=True)`."""

    def run(path: Path, **options: object) -> AddResult:
        given = {"given": {}, "who": "tester", **options}
        request = AddRequest(path, **given)
        return add_source(request, [place / "data"], generations, BuildOptions())

    return run


@pytest.fixture
def source(tmp_path: Path) -> Callable[..., Path]:
    """Write a source folder: `source("mine", {"units": "..."})`."""

    def write(slug: str, tables: dict[str, str], name: str = "") -> Path:
        return write_folder(tmp_path / "given" / (name or slug), slug, tables)

    return write


@pytest.fixture
def log_lines(place: Path) -> Callable[[], list[str]]:
    def read() -> list[str]:
        path = place / "var" / "log.jsonl"
        return path.read_text().splitlines() if path.exists() else []

    return read


@pytest.fixture
def rows() -> Callable[[str], list[list[str]]]:
    return lambda text: list(csv.reader(text.splitlines()))


@pytest.fixture
def mine() -> dict[str, str]:
    return dict(MINE)
