"""Pages of one node and of the vocabulary, in the form their templates want."""

from __future__ import annotations

from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from api.linked import FORMATS
from api.pages.explorer_links import part_url, sparql_url
from api.pages.explorer_names import Names
from api.pages.explorer_parts import NOT_TURNED, cut
from api.pages.node_rows import LABELS, TYPE, NodeRows, is_shown_as_text
from api.pages.page_links import page_path
from api.pages.render import language_of
from kg.model.iri import BASE, ID
from kg.model.terms import Literal
from kg.ontology.reference import shorten
from kg.ontology.vocabulary import load_vocabulary
from kg.query.describe import MOST_COUNTED, count_referrers, read_referrers, read_said
from kg.query.ties import read_stated_ties, tell_ties

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fastapi import Request
    from fastapi.responses import HTMLResponse

    from api.deps import Services
    from api.linked import Place
    from api.pages.explorer_parts import Turned
    from api.snapshot import Snapshot

FILE = Path(__file__).parent / "node_words.yml"
MOST_SHOWN = 200


@cache
def load_node_words() -> Mapping[str, Mapping[str, str]]:
    """Return the words of these pages by language."""
    entries: dict[str, dict[str, str]] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return {tag: {key: entry[tag] for key, entry in entries.items()} for tag in ("vi", "en")}


def show_node(
    place: Place,
    request: Request,
    services: Services,
    snapshot: Snapshot,
    turned: Turned = NOT_TURNED,
) -> HTMLResponse:
    """Render the page of a node that exists, its relations turned over to where it is asked."""
    outgoing, incoming = (read(snapshot.view, place.iri) for read in (read_said, read_referrers))
    names = Names(snapshot, language_of(request))
    rows = NodeRows(names)
    ties = cut("relations", read_stated_ties(snapshot.view, place.iri), turned, lambda tie: tie)
    # a statement that stands in the table of relations need not point here once more
    told = {str(tie.statement) for tie in ties.rows}
    pointing = [row for row in incoming if str(row.object) not in told]
    is_cut = len(pointing) > MOST_SHOWN or bool(ties.left_out)
    values: dict[str, Any] = {
        "t": {**names.words, **load_node_words()[names.lang]},
        "place": place,
        "title": rows.title(place.iri, outgoing),
        "classes": [
            rows.term(str(row.object))
            for row in outgoing
            if row.property == TYPE and str(row.object).startswith(BASE)
        ],
        "ties": ties,
        "told": [rows.tie(row) for row in tell_ties(snapshot.view, place.iri, ties.rows)],
        "part_url": partial(part_url, request),
        "said": rows.group(row for row in outgoing if not is_shown_as_text(row.property)),
        "names": [
            (row.object.language, row.object.value)
            for row in outgoing
            if row.property in LABELS and isinstance(row.object, Literal)
        ],
        "incoming": rows.group(pointing[:MOST_SHOWN]),
        "is_cut": is_cut,
        "pointing": _count(snapshot, place.iri, names.lang) if is_cut else "",
        "formats": [(entry.extension, place.data(entry)) for entry in FORMATS],
        "rest_url": sparql_url("linked-pointing", {"node": place.iri})
        if place.iri.startswith(ID)
        else place.data(),
    }
    return services.renderer.page("entity.html", request, snapshot, **values)


def _count(snapshot: Snapshot, iri: str, lang: str) -> str:
    """Return how many statements point at a node, in words where there are very many."""
    found = count_referrers(snapshot.view, iri)
    return (
        str(found)
        if found <= MOST_COUNTED
        else load_node_words()[lang]["more_than"].format(MOST_COUNTED)
    )


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
        "href": page_path,
    }
    return services.renderer.page("ontology.html", request, snapshot, **values)


load_vocabulary_once = cache(load_vocabulary)
