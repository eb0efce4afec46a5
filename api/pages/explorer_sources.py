"""The pages of sources and of places of evidence."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any, cast

from api.pages.explorer_links import rdf_links, sparql_url
from api.pages.quality_page import count_quality, show_measures
from kg.errors import NotFoundError
from kg.model.iri import ID, ONTOLOGY
from kg.model.terms import Iri, typed
from kg.query.facts import select_facts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from api.pages.explorer_names import Names
    from api.texts import Texts
    from kg.query.quality import Quality

MOST_SOURCES = 500
"""Documents of one collection that a page lists; beyond, it says how many are left out."""
MOST_PLACES = 300
"""Places of one document that a page lists (query `explorer-claims-from`); the rest is paged."""
_BEFORE = 500


_ORDER = {"seeds": 0, "curated": 1}
# Days are read backwards by their complement, so that the latest comes first and unknown ones last.
_BACKWARDS = str.maketrans("0123456789", "9876543210")


def show_sources(names: Names) -> dict[str, Any]:
    """Return all documents by collection, each with its publisher, day and reach."""
    rows = sorted(names.sources().values(), key=_latest_first)
    rows.sort(key=lambda row: _ORDER.get(str(row["collectionName"]), len(_ORDER)))
    shown = [_source(row, names) for row in rows]
    quality = count_quality(names.snapshot)
    for row in shown:
        row["claims"] = _count_claims(str(row["node"]["iri"]), quality)
    groups = groupby(shown, key=lambda row: row["collection"])
    return {
        "measures": show_measures(names),
        "findings": dict(names.snapshot.generation.manifest.contents.findings),
        "most": MOST_SOURCES,
        "collections": [(name, list(members)) for name, members in groups],
        "raw": rows,
        "sparql": [(names.words["sources"], sparql_url("facts-sources"))],
    }


def show_source(iri: str, names: Names, first: int = 0) -> dict[str, Any]:
    """Return what the page of a document shows: what it is, what rests on it, place by place.

    Args:
        iri: A document.
        names: Words and names in the reader's language.
        first: Position that the list begins at.

    Raises:
        NotFoundError: No facts are taken from it.
    """
    row = names.sources().get(iri)
    if row is None:
        raise NotFoundError("source", iri.removeprefix(ID))
    view = names.snapshot.view
    counts = select_facts(view, "facts-source-counts", {"graph": Iri(str(row["graph"]))}).rows
    claims = read_claims(iri, names, first)
    return {
        "node": row["source"],
        "short": iri.removeprefix(ID),
        "source": _source(row, names),
        "counts": [
            {"text": names.term(str(count["class"])), "count": count["count"]}
            for count in counts
            if str(count["class"]).startswith(ONTOLOGY)
            and not str(count["class"]).endswith(("#Validity", "#EvidenceSpan"))
        ],
        **_part(iri, claims, first, names),
        "rdf": rdf_links(iri),
        "sparql": [(names.words["claims"], sparql_url("explorer-claims", {"source": iri}))],
    }


def show_evidence(iri: str, names: Names, texts: Texts) -> dict[str, Any]:
    """Return what the page of a place shows: the words there if we hold the text, what rests on it.

    Raises:
        NotFoundError: There is no such place.
    """
    found = select_facts(names.snapshot.view, "facts-evidence", {"evidence": Iri(iri)}).rows
    if not found or not found[0]["source"]:
        raise NotFoundError("evidence", iri.removeprefix(ID))
    row = cast("dict[str, Any]", found[0])
    source = str(row["source"]["iri"])
    first = _first_near(source, row["start"], names)
    claims = read_claims(source, names, first)
    return {
        "short": iri.removeprefix(ID),
        "place": {**row, "locator": say_in_words(row["locator"], names.words)},
        "here": [claim for claim in claims if claim["place"] == iri],
        **_part(source, claims, first, names),
        "passage": texts.passage(row["sourceSha256"], row["start"], row["end"], row["sha256"]),
        "source": _source(names.sources()[source], names) if source in names.sources() else None,
        "iri": iri,
        "rdf": rdf_links(iri),
        "sparql": [(names.words["claims"], sparql_url("explorer-claims", {"source": source}))],
    }


def _count_claims(source: str, quality: Quality | None) -> int | None:
    return quality.sources.get(source, {}).get("claims", 0) if quality else None


def _latest_first(row: Mapping[str, Any]) -> tuple[bool, str]:
    day = str(row["issued"] or "")
    return (not day, day.translate(_BACKWARDS))


def read_all_claims(source: str, names: Names) -> Sequence[Mapping[str, Any]]:
    """Return every fact that rests on a document as rows, for CSV."""
    return select_facts(names.snapshot.view, "explorer-claims", {"source": Iri(source)}).rows


def read_claims(source: str, names: Names, first: int = 0) -> list[dict[str, Any]]:
    """Return what rests on a document, by position from `first` on; places in words come first.

    At most `MOST_PLACES` places. The first claim of a place has `rows`, the number of claims there;
    the others have 0.
    """
    asked = {"source": Iri(source), "firstAt": typed(str(first), "integer")}
    rows = select_facts(names.snapshot.view, "explorer-claims-from", asked).rows
    claims = [_claim(cast("dict[str, Any]", row), names) for row in rows]
    for _, found in groupby(claims, key=lambda claim: claim["place"]):
        members = list(found)
        members[0]["rows"] = len(members)
    return claims


def _part(source: str, claims: list[dict[str, Any]], first: int, names: Names) -> dict[str, Any]:
    """Return the claims shown, how many places there are, and where the next page begins."""
    total = _count_places(source, names)
    shown = [claim for claim in claims if claim["rows"]]
    last = shown[-1]["start"] if shown else None
    is_cut = len(shown) >= MOST_PLACES and last is not None
    return {
        "claims": claims,
        "places_total": total,
        "places_left_out": max(0, total - len(shown)),
        "more_url": f"/sources/{source.removeprefix(f'{ID}src/')}?offset={last}&lang={names.lang}"
        if is_cut
        else None,
        "start_url": f"/sources/{source.removeprefix(f'{ID}src/')}?lang={names.lang}"
        if first
        else None,
    }


def _count_places(source: str, names: Names) -> int:
    rows = select_facts(names.snapshot.view, "explorer-places", {"source": Iri(source)}).rows
    return int(str(rows[0]["places"])) if rows else 0


def _first_near(source: str, start: object, names: Names) -> int:
    """Return where the list beside a place begins: 0, unless there are too many places."""
    if not isinstance(start, int) or _count_places(source, names) <= MOST_PLACES:
        return 0
    return max(0, start - _BEFORE)


def _claim(row: Mapping[str, Any], names: Names) -> dict[str, Any]:
    sides = [names.nodes(row[side]) for side in ("from", "to")]
    fact = row["fact"]
    label = cast("Mapping[str, str | None]", fact["label"])
    return {
        "place": row["place"],
        "rows": 0,
        "where": f"{row['start']}–{row['end']}"
        if row["start"] is not None
        else say_in_words(row["locator"], names.words),
        "is_span": row["start"] is not None,
        "start": row["start"],
        "fact": fact,
        "is_named": bool(label["vi"] or label["en"]),
        "class": names.term(str(row["class"])),
        "certainty": names.maybe(row["certainty"]),
        "roles": names.nodes(row["roles"]),
        "from": sides[0],
        "to": sides[1],
    }


def _source(row: Mapping[str, Any], names: Names) -> dict[str, Any]:
    return {
        "node": row["source"],
        "publisher": say_in_words(row["publisher"], names.words),
        "day": names.day(row["issued"]),
        "language": row["language"],
        "collection": row["collectionName"],
        "url": _web_address(row["url"]),
        "file": row["fileName"],
        "sha256": row["sha256"],
        "characters": row["characterCount"],
        "reach": say_in_words(row["reach"], names.words),
        "licence": say_in_words(row["licence"], names.words),
    }


def say_in_words(note: object, words: Mapping[str, str]) -> str:
    """Return a note of ours on a source in the language of the page, part by part.

    Notes are written once, in English, by those who read the source; the usual phrases have words
    of their own (`note_...`), a number at the end of a phrase stays. What has none stays as it is.
    """
    return "; ".join(_phrase(part.strip(), words) for part in str(note or "").split(";"))


def _phrase(part: str, words: Mapping[str, str]) -> str:
    stem, _, number = part.rpartition(" ")
    if stem and number.isdigit() and f"note_{stem}" in words:
        return f"{words[f'note_{stem}']} {number}"
    return words.get(f"note_{part}", part)


def _web_address(url: object) -> str | None:
    """Return the address if a browser may follow it; data may hold any scheme."""
    text = str(url or "")
    return text if text.startswith(("https://", "http://")) else None
