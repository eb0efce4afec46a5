"""Small source folders that build in a second, in neutral names and our own words."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from kg.build.pipeline import build
from kg.publish import Generation, Generations

SOURCE = """slug: {slug}
title:
  vi: "Nguồn {slug}"
  en: "Source {slug}"
publisher: a test
published: 2020-01-02
language: vi
collection: {collection}
licence_note: our own words
reach: whole
"""

TABLES = {
    "units": "id,type,label@vi,organisedIn,evidence\n"
    "unit/a,PartyOrganisation,Đảng bộ A,ent/g,paragraph 1\n"
    "unit/b,PartyOrganisation,Đảng bộ B,,paragraph 1\n"
    "unit/p,PartyCell,Chi bộ P,ent/e,paragraph 2\n",
    "committees": "id,label@vi,executiveCommitteeOf,evidence\n"
    "com/a,Đảng ủy A,unit/a,paragraph 1\n"
    "com/b,Đảng ủy B,unit/b,paragraph 1\n",
    "enterprises": "id,label@vi,evidence\n"
    "ent/e,Công ty E,paragraph 2\n"
    "ent/g,Tổng công ty G,paragraph 1\n",
    "subordinations": "subordinate,superior,line,startLatest,endEarliest,certainty,evidence\n"
    "unit/p,com/b,territorial,2017-01-01,2018-12-31,stated,paragraph 3\n",
    "affiliations": "subordinate,superior,affiliationKind,startLatest,endEarliest,certainty,"
    "evidence\nent/e,ent/g,subsidiary,2016-01-01,2020-01-01,stated,paragraph 4\n",
}
"""Cell p of enterprise e under district committee b; e belongs to corporation g of committee a."""

PERSON = {
    "people": "id,label@vi,evidence\nper/nguyen-thi-mau,Nguyễn Thị Mẫu,paragraph 5\n",
    "post-holdings": "member,organization,role,startLatest,endEarliest,certainty,evidence\n"
    "per/nguyen-thi-mau,com/b,bi-thu,2017-01-01,2017-01-01,stated,paragraph 5\n",
}
"""A second source that speaks of a committee of the first."""


def write_source(
    folder: Path, slug: str, tables: dict[str, str], collection: str = "tests"
) -> Path:
    """Write a source folder of tables, or of other files when a name has a suffix."""
    home = folder / slug
    home.mkdir(parents=True, exist_ok=True)
    (home / "source.yml").write_text(SOURCE.format(slug=slug, collection=collection))
    for name, text in tables.items():
        (home / (name if "." in name else f"{name}.csv")).write_text(text, encoding="utf-8")
    return home


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder with `data` and `var`, built once; tests work on copies."""
    folder = tmp_path_factory.mktemp("template")
    write_source(folder / "data", "first", TABLES)
    write_source(folder / "data", "second", PERSON)
    build([folder / "data"], Generations(folder / "var"))
    return folder


@pytest.fixture
def data(template: Path, tmp_path: Path) -> Path:
    """Folder with two sources, `first` and `second`."""
    return shutil.copytree(template / "data", tmp_path / "data")


@pytest.fixture
def generations(tmp_path: Path) -> Generations:
    """An empty `var` folder that keeps three generations."""
    return Generations(tmp_path / "var", keep=3)


@pytest.fixture
def built(template: Path, data: Path, generations: Generations) -> Generation:
    """The two sources of `data`, built and published."""
    assert data.is_dir()
    shutil.copytree(template / "var", generations.var)
    return generations.current()


@pytest.fixture
def source_writer() -> Callable[..., Path]:
    """The function that writes a source folder."""
    return write_source
