"""Every label and alternative label of the whole data finds its node, however it is typed.

The forms are made here by rules of spelling alone: without marks (Unicode decomposition and đ as
d), with the tone on the other vowel (`uỷ` beside `ủy`), decomposed, in capitals, and with the
abbreviations that officials write.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.index.search import SearchIndex, build_search
from kg.ingest.folder import Ingested, read_folders
from kg.model.iri import ID
from kg.ontology.load import ontology_quads
from kg.store.oxigraph import OxigraphStore

NAMES = (
    "http://www.w3.org/2000/01/rdf-schema#label",
    "http://www.w3.org/2004/02/skos/core#prefLabel",
    "http://www.w3.org/2004/02/skos/core#altLabel",
)
# The new place of the tone and the old one, in syllables that end in two vowels.
NEW = ("oà", "oá", "oả", "oã", "oạ", "oè", "oé", "oẻ", "oẽ", "oẹ", "uỳ", "uý", "uỷ", "uỹ", "uỵ")
OLD = ("òa", "óa", "ỏa", "õa", "ọa", "òe", "óe", "ỏe", "õe", "ọe", "ùy", "úy", "ủy", "ũy", "ụy")
TONES = dict(zip(NEW, OLD, strict=True))
SHORT = {
    "Tổng công ty": "TCT",
    "Hội đồng quản trị": "HĐQT",
    "Hội đồng thành viên": "HĐTV",
    "Hội đồng nhân dân": "HĐND",
    "Ban Chấp hành": "BCH",
    "Ủy ban nhân dân": "UBND",
    "Thành phố Hồ Chí Minh": "TP.HCM",
    "trách nhiệm hữu hạn": "TNHH",
    "Công ty cổ phần": "CTCP",
}
LONGEST = 200


@pytest.fixture(scope="module")
def record(root: Path) -> Ingested:
    return read_folders([root / "data"])


@pytest.fixture(scope="module")
def names(record: Ingested) -> dict[str, set[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for quads in record.graphs.values():
        for quad in quads:
            if quad.predicate.value in NAMES and str(quad.subject).startswith(ID):
                found[unicodedata.normalize("NFC", str(quad.object))].add(str(quad.subject))
    return dict(found)


@pytest.fixture(scope="module")
def index(record: Ingested, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchIndex]:
    path = tmp_path_factory.mktemp("names") / "search.sqlite"
    with OxigraphStore() as store:
        store.load("https://w3id.org/phoihop/graph/ontology", ontology_quads())
        for graph, quads in record.graphs.items():
            store.load(graph, quads)
        build_search(store, path)
    with SearchIndex.open(path) as opened:
        yield opened


def without_marks(name: str) -> str:
    plain = "".join(c for c in unicodedata.normalize("NFD", name) if not unicodedata.combining(c))
    return plain.replace("đ", "d").replace("Đ", "D")


def other_tone(name: str) -> str:
    """Write `ủy` as `uỷ` and the reverse, at ends of syllables only."""
    pairs = {**TONES, **{old: new for new, old in TONES.items()}}
    return re.sub(
        rf"(?:{'|'.join(pairs)})(?!\w)", lambda found: pairs[found[0]], name, flags=re.UNICODE
    )


def abbreviated(name: str) -> str:
    for words, short in SHORT.items():
        name = re.sub(re.escape(words), short, name, flags=re.IGNORECASE)
    return name


FORMS = {
    "as it is": lambda name: name,
    "decomposed": lambda name: unicodedata.normalize("NFD", name),
    "without marks": lambda name: without_marks(name).lower(),
    "the other tone": other_tone,
    "capitals": str.upper,
    "abbreviated": abbreviated,
    "abbreviated, without marks": lambda name: without_marks(abbreviated(name)).lower(),
}


def iter_found(index: SearchIndex, typed: str) -> Iterator[str]:
    """Yield all that is found, page after page."""
    offset = 0
    while True:
        page = index.search(typed, limit=100, offset=offset)
        yield from (hit.iri for hit in page.hits)
        offset += 100
        if offset >= page.total:
            return


@pytest.mark.parametrize("form", FORMS)
def test_every_name_finds_its_nodes(
    index: SearchIndex, names: dict[str, set[str]], form: str
) -> None:
    write, lost, changed = FORMS[form], [], 0
    for name, nodes in names.items():
        typed = write(name)
        changed += typed != name
        found = set(iter_found(index, typed[:LONGEST]))
        if not nodes <= found:
            lost.append((typed, sorted(nodes - found)))
    assert lost == []
    assert len(names) > 1000
    assert form == "as it is" or changed > 50, f"{form} changes too few names to prove anything"
