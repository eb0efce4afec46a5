"""Every kind of page with real content, as pictures to be looked at.

`python -m bench.screens --var VAR [--texts DIR] [--only home --only both-units]` serves a
generation of the whole data and writes, for each page, PNG pictures in both languages, both themes
and two widths, and some pages as they are printed, into the git-ignored `bench/out/screens`. A line
is printed for what a picture does not show: sideways scrolling, links to nowhere on the page,
headings out of order.
"""

from __future__ import annotations

import argparse
import itertools
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from bench.servers import free_port, running

OUT = Path(__file__).resolve().parent / "out" / "screens"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
STEEL = "a=com/dang-uy-tct-thep-viet-nam&b=com/quan-uy-hong-bang"
COAL = "a=com/dang-uy-than-quang-ninh&b=com/unnamed.f59a9959.dang-uy-tap-doan"
CHEMISTRY = "a=com/dang-uy-khoi-co-so-bo-cong-thuong-tphcm&b=com/dang-uy-tap-doan-hoa-chat"
UNITS = "a=com/dang-uy-tkv&b=com/dang-uy-than-quang-ninh"
COMPARED = (
    "ids=agr/tct-thep.quan-uy-hong-bang&ids=agr/vinachem.khoi-bct-tphcm"
    "&ids=agr/tap-doan.than-quang-ninh"
)
PREFIX = "PREFIX+ph:+%3Chttps://w3id.org/phoihop/ontology%23%3E+"
SELECT = PREFIX + "SELECT+*+WHERE+%7B%3Fcommittee+a+ph:PartyCommittee+%3B+%3Fp+%3Fo%7D+LIMIT+40"
ASK = PREFIX + "ASK+%7B%3Fcommittee+a+ph:PartyCommittee%7D"
GRAPH = "CONSTRUCT+%7B%3Fs+%3Fp+%3Fo%7D+WHERE+%7B%3Fs+%3Fp+%3Fo%7D+LIMIT+20"
PAGES = {
    "home": "/",
    "search": "/search?q=tct+thep",
    "search-empty": "/search",
    "search-nothing": "/search?q=zzzzqqq",
    "search-many": "/search?q=dang+uy&type=PartyCommittee",
    "both-units": f"/?{UNITS}&as_of=2015-03-01",
    "both-steel": f"/?{STEEL}&as_of=2017-10-06",
    "both-coal": f"/?{COAL}&as_of=2017-01-10",
    "both-chemistry": f"/?{CHEMISTRY}&as_of=2020-10-01",
    "both-none": "/?a=com/thanh-uy-ha-noi&b=com/quan-uy-hong-bang&as_of=2017-10-06",
    "both-same": "/?a=com/quan-uy-hong-bang&b=com/quan-uy-hong-bang&as_of=2017-10-06",
    "both-near": "/?a=dang+uy+tct+thep&b=com/quan-uy-hong-bang&as_of=2017-10-06",
    "org-committee": "/organisations/com/dang-uy-tct-thep-viet-nam?as_of=2017-10-06",
    "org-big": "/organisations/com/dang-uy-khoi-doanh-nghiep-trung-uong",
    "org-unit": "/organisations/unit/dang-bo-than-quang-ninh?as_of=2015-03-01",
    "org-enterprise": "/organisations/ent/tap-doan-hoa-chat-viet-nam",
    "org-enterprise-tkv": "/organisations/ent/tkv?as_of=2015-03-01",
    "org-state": "/organisations/state/chinh-phu",
    "org-cell": "/organisations/unit/chi-bo-vinausteel",
    "org-few": "/organisations/mass/lien-doan-lao-dong-an-giang",
    "org-standing": "/organisations/std/ban-thuong-vu-dang-uy-chinh-phu",
    "org-advisory": "/organisations/adv/ban-to-chuc-trung-uong",
    "person": "/people/nghiem-xuan-da?as_of=2018-01-01",
    "person-all": "/people/phung-quang-hiep",
    "agreements": "/agreements",
    "agreement": "/agreements/vinachem.khoi-bct-tphcm?as_of=2020-10-01",
    "agreement-wards": "/agreements/than-quang-ninh.12-phuong",
    "compare": f"/agreements/compare?{COMPARED}",
    "conferences": "/conferences",
    "conferences-day": "/conferences?as_of=2017-10-06",
    "territories": "/territories",
    "territories-63": "/territories?as_of=2017-10-06",
    "explorer-start": "/explorer",
    "explorer": "/explorer?start=ent/tkv",
    "explorer-big": "/explorer?start=unit/dang-bo-khoi-doanh-nghiep-trung-uong&limit=60",
    "sparql": "/sparql",
    "sparql-select": f"/sparql?format=html&query={SELECT}",
    "sparql-ask": f"/sparql?format=html&query={ASK}",
    "sparql-graph": f"/sparql?format=html&query={GRAPH}",
    "sparql-wrong": "/sparql?format=html&query=SELECT+*+WHERE+%7B%3Fs+%3Fp%7D",
    "questions": "/questions",
    "question": "/questions/1",
    "question-5": "/questions/5",
    "sources": "/sources",
    "source": "/sources/9980497a75eeaa8b",
    "source-public": "/sources/daidoanket-2023",
    "source-curated": "/sources/curated-identity",
    "quality": "/quality",
    "quality-unknown": "/quality/unknown-superiors",
    "quality-groups": "/quality/incomplete-groups",
    "quality-claims": "/quality/claims",
    "quality-conflicts": "/quality/conflicts",
    "quality-stale": "/quality/staleness",
    "quality-single": "/quality/single-source",
    "quality-held": "/quality/evidence-held",
    "quality-holdings": "/quality/unbounded-holdings",
    "validation": "/validation",
    "evidence": "/evidence/ff155d59015d49ce.3609-3740",
    "evidence-public": "/evidence/daidoanket-2023.at-74699803",
    "raw-com": "/page/com/quan-uy-hong-bang",
    "raw-sub": "/page/sub/e68cec4810e5d240",
    "raw-hold": "/page/hold/cecfd095d0f6e58f",
    "raw-chain": "/page/chain/55ce389d814fed55",
    "raw-evt": "/page/evt/so-ket.2017-10-06.hong-bang",
    "raw-area": "/page/area/quan-hong-bang",
    "raw-clause": "/page/clause/tqn-12-phuong-4",
    "raw-norm": "/page/norm/1232-nq-ubtvqh",
    "ontology": "/ontology",
    "ontology-term": "/ontology/PartyCommittee",
    "docs": "/docs",
    "no-page": "/no/such/page",
    "no-person": "/people/nghiem-xuan",
    "no-day": "/agreements?as_of=banana",
    "no-evidence": "/evidence/ff155d59015d49ce.1-2",
}
PRINTED = (
    "both-units", "both-steel", "org-committee", "org-big", "org-enterprise", "person",
    "agreement", "conferences", "territories-63", "evidence", "compare", "source",
)  # fmt: skip
_ORDER = """[...document.querySelectorAll('h1,h2,h3,h4')].reduce(([last, wrong], one) =>
  { const level = +one.tagName[1];
    if (level > last + 1 && getComputedStyle(one).display != 'none') wrong.push(one.textContent);
    return [level, wrong] }, [0, []])[1]"""
_NOWHERE = """[...document.querySelectorAll('a[href^="#"]')].map(one => one.getAttribute('href'))
  .filter(one => one.length > 1 && !document.getElementById(decodeURIComponent(one.slice(1))))"""
_WIDE = "document.documentElement.scrollWidth - window.innerWidth"


def main() -> int:
    """Write the pictures; the status says whether a page was found wanting."""
    chosen = _arguments()
    names = chosen.only or list(PAGES)
    chosen.out.mkdir(parents=True, exist_ok=True)
    port = free_port()
    serve = [sys.executable, "-m", "kg.cli", "serve", "--var", str(chosen.var)]
    texts = {"PHOIHOP_TEXTS": str(chosen.texts)} if chosen.texts else {}
    with (
        running([*serve, "--port", str(port)], port, texts) as base,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=_chromium(), args=FLAGS)
        found = [line for name in names for line in _shoot(browser, base, name, chosen)]
        for name in names:
            if name in PRINTED:
                _print_page(browser, base, name, chosen.out)
        browser.close()
    print("\n".join(found))
    return 1 if found else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.screens", description=__doc__)
    parser.add_argument("--var", type=Path, default=Path("var"), help="folder of generations (var)")
    parser.add_argument("--texts", type=Path, help="folder of source texts")
    parser.add_argument("--out", type=Path, default=OUT, help="folder to write to")
    parser.add_argument("--only", action="append", choices=PAGES, help="this page; may be repeated")
    parser.add_argument("--quick", action="store_true", help="Vietnamese, light and wide alone")
    return parser.parse_args()


def _chromium() -> str | None:
    return shutil.which("chromium") or shutil.which("chromium-browser")


def _states(quick: bool) -> Iterator[tuple[str, str, int]]:
    if quick:
        yield "vi", "light", 1280
        return
    yield from itertools.product(("vi", "en"), ("light", "dark"), (1280, 320))


def _shoot(browser: Browser, base: str, name: str, chosen: argparse.Namespace) -> Iterator[str]:
    for lang, theme, width in _states(chosen.quick):
        page = browser.new_page(
            color_scheme=theme,
            viewport={"width": width, "height": 900},
            reduced_motion="reduce",
            locale="vi-VN",
        )
        _open(page, base, PAGES[name], lang)
        page.screenshot(path=chosen.out / f"{name}-{lang}-{theme}-{width}.png", full_page=True)
        if theme == "light":
            yield from (f"{name} {lang} {width}: {line}" for line in _wanting(page))
        page.close()


def _wanting(page: Page) -> Iterator[str]:
    if (over := page.evaluate(_WIDE)) > 0:
        yield f"{over} px wider than its window"
    for heading in page.evaluate(_ORDER):
        yield f"heading out of order: {heading}"
    for anchor in page.evaluate(_NOWHERE):
        yield f"nothing at {anchor}"


def _open(page: Page, base: str, path: str, lang: str) -> None:
    page.goto(f"{base}{path}{'&' if '?' in path else '?'}lang={lang}")
    page.wait_for_load_state("networkidle")


def _print_page(browser: Browser, base: str, name: str, out: Path) -> None:
    page = browser.new_page()
    _open(page, base, PAGES[name], "vi")
    place = out / f"{name}-print.pdf"
    page.pdf(path=place, format="A4", prefer_css_page_size=True)
    page.close()
    if shutil.which("pdftoppm"):
        subprocess.run(
            ["pdftoppm", "-png", "-r", "60", str(place), str(place.with_suffix(""))], check=True
        )


if __name__ == "__main__":
    sys.exit(main())
