"""Pages of one node and of the vocabulary, in the form their templates want."""

from __future__ import annotations

from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import yaml

from api.linked import FORMATS
from api.pages.render import language_of
from kg.model.iri import BASE, GRAPH, ID
from kg.model.terms import RDF, RDFS, Iri, Literal
from kg.ontology.reference import shorten
from kg.ontology.vocabulary import load_vocabulary
from kg.query.describe import PageRow, read_page_rows, read_term_labels
from kg.query.facts import select_facts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fastapi import Request
    from fastapi.responses import HTMLResponse

    from api.deps import Services
    from api.linked import Place
    from api.snapshot import Snapshot

FILE = Path(__file__).parent / "node_words.yml"
MOST_SHOWN = 200
_LABEL = RDFS + "label"
_PREF = "http://www.w3.org/2004/02/skos/core#prefLabel"
_TITLE = "http://purl.org/dc/terms/title"
_NAMES = (_LABEL, _PREF, _TITLE)
_TYPE = RDF + "type"


@cache
def load_node_words() -> Mapping[str, Mapping[str, str]]:
    """Return the words of these pages by language."""
    entries: dict[str, dict[str, str]] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return {tag: {key: entry[tag] for key, entry in entries.items()} for tag in ("vi", "en")}


def show_node(
    place: Place, request: Request, services: Services, snapshot: Snapshot
) -> HTMLResponse:
    """Render the page of a node that exists."""
    outgoing, incoming = read_page_rows(snapshot.view, place.iri)
    labels = snapshot.remember("term-labels", partial(read_term_labels, snapshot.view))
    language = language_of(request)
    words = _Wording(labels, language)
    ties = select_facts(snapshot.view, "facts-neighbours", {"node": Iri(place.iri)}).rows
    stated = [row for row in ties if row["statement"]]
    values: dict[str, Any] = {
        "t": load_node_words()[language],
        "place": place,
        "title": words.title(place, outgoing),
        "classes": [
            words.term(str(row.object))
            for row in outgoing
            if row.property == _TYPE and str(row.object).startswith(BASE)
        ],
        "ties": [words.tie(row) for row in stated[:MOST_SHOWN]],
        "said": [words.row(row) for row in outgoing if row.property not in (*_NAMES, _TYPE)],
        "names": [
            (row.object.language, row.object.value)
            for row in outgoing
            if _is_name(row) and isinstance(row.object, Literal)
        ],
        "incoming": [words.row(row) for row in incoming[:MOST_SHOWN]],
        "is_cut": len(incoming) > MOST_SHOWN or len(stated) > MOST_SHOWN,
        "formats": [(entry.extension, place.data(entry)) for entry in FORMATS],
        "api_url": f"/api/v1/entities/{place.path.removeprefix('id/')}"
        if place.iri.startswith(ID)
        else place.data(),
    }
    return services.renderer.page("entity.html", request, snapshot, **values)


def show_vocabulary(request: Request, services: Services, snapshot: Snapshot) -> HTMLResponse:
    """Render the documentation of the vocabulary; its anchors are the names of its terms."""
    language = language_of(request)
    vocabulary = load_vocabulary_once()
    values: dict[str, Any] = {
        "t": load_node_words()[language],
        "shorten": shorten,
        "vocabulary": vocabulary,
        "classes": vocabulary.of_kind("class"),
        "properties": vocabulary.of_kind("object", "datatype", "annotation"),
        "formats": [(entry.extension, f"/ontology.{entry.extension}") for entry in FORMATS],
        "href": href,
    }
    return services.renderer.page("ontology.html", request, snapshot, **values)


load_vocabulary_once = cache(load_vocabulary)


def href(iri: str) -> str | None:
    """Return the path on this server of an IRI of ours; None for others.

    >>> href("https://w3id.org/phoihop/id/com/quan-uy-hong-bang")
    '/page/com/quan-uy-hong-bang'
    """
    if not iri.startswith(BASE):
        return None
    path = iri.removeprefix(BASE)
    if path.startswith("ontology"):
        return f"/{path}"
    return f"/page/{path.removeprefix('id/')}"


def _is_name(row: PageRow) -> bool:
    return row.property in _NAMES


class _Wording:
    """Words for IRIs in one language; the other language stands in where it has none."""

    def __init__(self, labels: Mapping[str, Mapping[str, str]], language: str) -> None:
        self._labels, self._language = labels, language

    def pick(self, label: Mapping[str, str | None], otherwise: str) -> str:
        other = "en" if self._language == "vi" else "vi"
        return label.get(self._language) or label.get(other) or otherwise

    def term(self, iri: str) -> dict[str, str | None]:
        return {"text": self.pick(self._labels.get(iri, {}), shorten(iri)), "href": href(iri)}

    def title(self, place: Place, outgoing: list[PageRow]) -> str:
        names = {
            row.object.language: row.object.value
            for row in reversed(outgoing)
            if _is_name(row) and isinstance(row.object, Literal)
        }
        return self.pick(cast("dict[str, str | None]", names), place.path.rpartition("/")[2])

    def row(self, row: PageRow) -> dict[str, Any]:
        value = row.object
        shown: dict[str, str | None] = {"text": str(value), "href": None, "lang": None}
        if isinstance(value, Iri):
            name = self.pick(cast("dict[str, str | None]", row.label), shorten(value.value))
            shown = {"text": name, "href": href(value.value), "lang": None}
        elif isinstance(value, Literal):
            shown["lang"] = value.language or None
        return {
            "property": self.term(row.property),
            "value": shown,
            "graphs": [self.graph(iri) for iri in row.graphs],
        }

    def graph(self, iri: str) -> dict[str, str | None]:
        name = iri.removeprefix(GRAPH)
        source = name.removeprefix("source/")
        target = f"/page/src/{source}" if source != name else f"/page/graph/{name}"
        return {"text": source[:16], "href": target}

    def tie(self, row: Mapping[str, Any]) -> dict[str, Any]:
        neighbour = row["neighbour"]
        bounds = cast("Mapping[str, str | None]", row["validity"])
        return {
            "via": self.term(str(row["via"])),
            "direction": row["direction"],
            "statement": href(str(row["statement"])),
            "neighbour": {
                "text": self.pick(neighbour["label"], shorten(neighbour["iri"])),
                "href": href(neighbour["iri"]),
            },
            "certainty": self.term(str(row["certainty"])) | {"text": _last(row["certainty"])},
            "start": _span(bounds["startEarliest"], bounds["startLatest"]),
            "end": _span(bounds["endEarliest"], bounds["endLatest"]),
            "evidence": [
                {"text": _last(iri), "href": href(iri)}
                for iri in cast("list[str]", row["evidence"])
            ],
        }


def _last(iri: object) -> str:
    return str(iri).rpartition("/")[2]


def _span(earliest: str | None, latest: str | None) -> str | None:
    """Return a bound as text: a day, or the interval it lies in; None when nothing is known."""
    if earliest == latest:
        return earliest
    return f"{earliest or '…'} – {latest or '…'}"
