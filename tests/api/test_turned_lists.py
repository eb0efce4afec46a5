"""Lists too long for a page: two hundred rows at a time, what is left out said, all reachable."""

from __future__ import annotations

import csv
import html
import io
import re
from pathlib import Path

import httpx
import pytest

from kg.build.pipeline import build
from kg.publish import Generations

UNITS, POSTS = 450, 230
TOP = "/organisations/com/goc"
SOURCE = """\
slug: nhieu
title: {vi: Sổ nhiều đơn vị, en: Register of many units}
publisher: phép thử
language: vi
collection: bench
licence_note: none
"""


def date_of(number: int) -> str:
    return f"2014-{1 + number % 12:02}-{1 + number % 28:02}"


def write_tables(folder: Path) -> None:
    """One committee above `UNITS` units, each from its own day of 2014 on, with `POSTS` posts."""
    units = [f"unit/u{n:03},PartyCell,Chi bộ {n:03},bảng 1" for n in range(UNITS)]
    days = [date_of(n) for n in range(UNITS)]
    tables = {
        "units": [
            "id,type,label@vi,evidence",
            "unit/goc,PartyOrganisation,Đảng bộ,b 1",
            *units,
        ],
        "committees": [
            "id,label@vi,executiveCommitteeOf,evidence",
            "com/goc,Đảng ủy Gốc,unit/goc,bảng 1",
        ],
        "subordinations": [
            "subordinate,superior,line,startEarliest,startLatest,endEarliest,certainty,evidence",
            *(
                f"unit/u{n:03},com/goc,vertical,{day},{day},2020-01-01,stated,bảng 2"
                for n, day in enumerate(days)
            ),
        ],
        "people": [
            "id,label@vi,evidence",
            *(f"per/p{n:03},Người {n:03},bảng 3" for n in range(POSTS)),
        ],
        "post-holdings": [
            "member,role,organization,startLatest,endEarliest,certainty,evidence",
            *(
                f"per/p{n:03},uy-vien-bch,com/goc,2015-01-01,2016-01-01,stated,bảng 4"
                for n in range(POSTS)
            ),
        ],
    }
    folder.mkdir(parents=True)
    (folder / "source.yml").write_text(SOURCE, encoding="utf-8")
    for name, lines in tables.items():
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


@pytest.fixture(scope="module")
def base(tmp_path_factory, start_for_module) -> str:
    folder = tmp_path_factory.mktemp("turned")
    write_tables(folder / "data" / "nhieu")
    build([folder / "data"], Generations(folder / "var"))
    return start_for_module(folder / "var").url


@pytest.fixture(scope="module")
def client(base):
    with httpx.Client(base_url=base, timeout=60) as opened:
        yield opened


def page(client, address):
    return client.get(address).raise_for_status().text


def section(text, name):
    """The part of a page from an anchor to the next heading or fold."""
    return re.split(r"<h2 |<details id", text.partition(f'id="{name}"')[2])[0]


def turn_over(client, address, name, pattern):
    """What matches in a list, page by page, as its own links lead."""
    pages = []
    while address:
        assert len(pages) < 10
        part = section(page(client, address), name)
        pages.append(re.findall(pattern, part))
        following = re.search(r'href="([^"]+)" rel="next"', part)
        address = html.unescape(following[1]).partition("#")[0] if following else ""
    return pages


UNIT = r'data-label="[^"]*"><a href="/organisations/(unit/u\d+)'
PERSON = r'data-label="[^"]*"><a href="/people/(p\d+)'


@pytest.mark.parametrize(
    ("address", "name", "pattern", "sizes"),
    [
        (f"{TOP}?lang=vi", "below", UNIT, [200, 200, 50]),
        (f"{TOP}?lang=vi&as_of=2016-06-01", "below", UNIT, [200, 200, 50]),
        (f"{TOP}?lang=en&as_of=2016-06-01", "below-chains", UNIT, [200, 200, 50]),
        (f"{TOP}?lang=en", "people", PERSON, [200, 30]),
        ("/page/com/goc?lang=vi", "relations", r"(unit/u\d+|people/p\d+)", [200, 200, 200, 80]),
    ],
)
def test_every_row_is_on_one_page_of_its_list(client, address, name, pattern, sizes):
    pages = turn_over(client, address, name, pattern)
    assert [len(rows) for rows in pages] == sizes
    every = [row for rows in pages for row in rows]
    assert len(set(every)) == len(every) == sum(sizes)


def test_a_cut_list_says_which_rows_it_shows(client):
    text = page(client, f"{TOP}?lang=vi&part=below&offset=400")
    assert "Hàng 401–450 trong 450" in section(text, "below")
    assert "Hàng 1–200 trong 230" in section(text, "people")
    assert f">({UNITS})<" in section(text, "below")
    back = re.search(r'href="([^"]+)" rel="prev"', section(text, "below"))
    assert html.unescape(back[1]) == f"{TOP}?lang=vi&part=below&offset=200#below"


def test_what_cannot_hold_on_the_day_comes_last(client):
    day = "2014-06-15"
    started = sum(date_of(n) <= day for n in range(UNITS))
    pages = turn_over(client, f"{TOP}?lang=en&as_of={day}", "below", UNIT)
    every = [int(row.removeprefix("unit/u")) for rows in pages for row in rows]
    assert {date_of(n) <= day for n in every[:started]} == {True}
    assert {date_of(n) <= day for n in every[started:]} == {False}


def test_the_picture_counts_what_it_does_not_draw(client):
    text = page(client, f"{TOP}?lang=en&as_of=2016-06-01")
    assert f"({UNITS})" in text and f"({POSTS})" in text
    picture = client.get("/picture/neighbourhood.svg", params={"of": "com/goc"})
    assert f"còn {UNITS - 8} chưa vẽ" in picture.raise_for_status().text


def test_csv_has_all_rows_whatever_is_turned_over(client):
    text = page(client, f"{TOP}?lang=en&as_of=2016-06-01&part=below&offset=400")
    link = re.search(r'href="([^"]+format=csv)"', text)
    rows = list(csv.DictReader(io.StringIO(page(client, html.unescape(link[1])))))
    assert [row["section"] for row in rows] == ["below"] * UNITS + ["posts"] * POSTS
    assert {row["value"] for row in rows} == {"certain", "possible"}


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"part": "below", "offset": 9000}, 200),
        ({"part": "below", "offset": -1}, 400),
        ({"part": "nonsense", "offset": 0}, 400),
        ({"part": "below", "offset": "x"}, 400),
    ],
)
def test_parts_that_are_none_are_said(client, fields, status):
    answer = client.get(TOP, params={"lang": "en", **fields})
    assert answer.status_code == status
    if status == 200:
        assert f"This list has {UNITS} rows only" in answer.text


def test_pages_of_neighbours_hold_each_once(client):
    address, seen = "/api/v1/entities/com/goc/neighbours?limit=300&direction=in", []
    while address:
        answer = client.get(address).raise_for_status().json()
        seen += [row["neighbour"]["iri"] for row in answer["items"]]
        assert all(row["evidence"] for row in answer["items"])
        address = answer["next"]
    assert answer["total"] == len(seen)
    assert len({iri for iri in seen if "/unit/u" in iri or "/per/" in iri}) == UNITS + POSTS
