"""The page of search: names found, folded, with the classes they are of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from kg.model.iri import ONTOLOGY

if TYPE_CHECKING:
    from collections.abc import Mapping

    from api.pages.explorer_names import Names

PAGE = 20
EXAMPLES = ("tct thep", "than quang ninh", "quan uy hong bang", "khoi dntw")


def show_search(q: str, of_type: str, offset: int, names: Names) -> dict[str, Any]:
    """Return hits with their classes, facets, and the pages before and after.

    Raises:
        ParameterError: There is no such class.
    """
    asked = q.strip()
    if not asked:
        return {"q": "", "type": "", "found": None, "hits": [], "facets": [], "raw": []}
    types = (of_type,) if of_type else ()
    found = names.snapshot.search.search(asked, types, limit=PAGE, offset=offset)
    hits: list[dict[str, Any]] = [
        {
            "node": {"iri": hit.iri, "label": {"vi": hit.label_vi, "en": hit.label_en}},
            "class": _class_of(hit.type, names),
            "type": hit.type,
            "matched": hit.matched if hit.matched not in (hit.label_vi, hit.label_en) else "",
            "is_near": hit.match == "near",
        }
        for hit in found.hits
    ]
    return {
        "q": asked,
        "type": of_type,
        "found": found,
        "hits": hits,
        "facets": [
            {
                "type": name,
                "text": _class_of(name, names),
                "count": count,
                "url": _url(asked, name, 0, names.lang),
            }
            for name, count in found.facets.items()
        ],
        "all_url": _url(asked, "", 0, names.lang),
        "next_url": _url(asked, of_type, found.next_offset, names.lang)
        if found.next_offset
        else None,
        "back_url": _url(asked, of_type, max(0, offset - PAGE), names.lang) if offset else None,
        "first": offset + 1,
        "last": offset + len(hits),
        "raw": [_row(hit["node"], hit) for hit in hits],
    }


def _class_of(name: str, names: Names) -> str:
    """Return what a class is called; entries of code lists are of a class of SKOS."""
    return names.words["concept"] if name == "Concept" else names.term(ONTOLOGY + name)


def _url(q: str, of_type: str, offset: int | None, lang: str) -> str:
    fields = {"q": q, "type": of_type, "offset": str(offset or ""), "lang": lang}
    return "/search?" + urlencode({name: value for name, value in fields.items() if value})


def _row(node: Mapping[str, Any], hit: Mapping[str, Any]) -> dict[str, Any]:
    return {"node": node, "class": hit["type"], "matched": hit["matched"]}
