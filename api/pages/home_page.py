"""The first page: what the graph holds, how fresh it is, and the form of the main question."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from api.pages.answers import list_agreement_pairs
from kg.model.iri import ONTOLOGY

if TYPE_CHECKING:
    from api.pages.explorer_names import Names

# What a newcomer wants to know the size of, and the page that lists it.
_COUNTED: Final = (
    ("PartyCommittee", "/search?q=dang+uy&type=PartyCommittee"),
    ("PartyUnit", "/search?q=dang+bo&type=PartyUnit"),
    ("Enterprise", "/search?q=cong+ty&type=Enterprise"),
    ("Person", None),
    ("Agreement", "/agreements"),
    ("Event", "/conferences"),
    ("Statement", None),
    ("EvidenceSpan", None),
)


def show_contents(names: Names) -> dict[str, Any]:
    """Return what the first page says of the data.

    Returns:
        `counts`: number, name and page of each class that is counted; `sources`: how many, how
        many of which collection, first and last day of publication; `built`: day of the build;
        `examples`: pairs with an agreement, with the address of their question.
    """
    contents = names.snapshot.generation.manifest.contents
    return {
        "counts": [
            {"name": names.words[f"counted_{name}"], "number": number, "url": url}
            for name, url in _COUNTED
            if (number := contents.classes.get(ONTOLOGY + name, 0))
        ],
        "sources": _sources(names),
        "built": names.day(names.snapshot.generation.manifest.created[:10]),
        "findings": dict(contents.findings),
        "examples": [
            {**pair, "url": "/?" + urlencode({**pair, "lang": names.lang})}
            for pair in list_agreement_pairs(names.snapshot)
        ],
    }


def _sources(names: Names) -> dict[str, Any]:
    rows = list(names.sources().values())
    days = sorted(str(row["issued"]) for row in rows if row["issued"])
    collections: dict[str, int] = {}
    for row in rows:
        name = str(row["collectionName"])
        collections[name] = collections.get(name, 0) + 1
    return {
        "count": len(rows),
        "collections": [
            {"name": names.words.get(f"collection_{name}", name), "count": count}
            for name, count in sorted(collections.items())
        ],
        "first": names.day(days[0]) if days else "",
        "last": names.day(days[-1]) if days else "",
        "undated": len(rows) - len(days),
    }
