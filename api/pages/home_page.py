"""The first page: what the graph holds, how fresh it is, and the form of the main question."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from api.pages.answers import list_agreement_pairs
from kg.model.iri import ID, ONTOLOGY
from kg.query.catalogue import load_catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

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
        `examples`: pairs to begin with, with the address of their question.
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
        "examples": _examples(names),
    }


def _examples(names: Names) -> list[dict[str, Any]]:
    """Return the pairs of the seeds' agreements, and those that questions ask about."""
    pairs = [{**pair, "collection": "seeds"} for pair in list_agreement_pairs(names.snapshot)]
    asked = {(pair["a"], pair["b"]) for pair in pairs}
    pairs += [pair for pair in _asked_pairs() if (pair["a"], pair["b"]) not in asked]
    return [
        {
            "a": names.text(names.node(pair["a"])),
            "b": names.text(names.node(pair["b"])),
            "day": names.day(pair["as_of"]),
            "collection": names.words.get(f"collection_{pair['collection']}", pair["collection"]),
            "url": _ask(pair, names.lang),
        }
        for pair in pairs
        if names.node(pair["a"])["label"] and names.node(pair["b"])["label"]
    ]


def _asked_pairs() -> Iterator[dict[str, str]]:
    """Yield the defaults of questions about two committees `a` and `b` on a day."""
    for question in load_catalogue():
        defaults = {one.name: one.default or "" for one in question.parameters}
        if {"a", "b", "day", "collection"} <= defaults.keys():
            yield {
                "a": ID + defaults["a"],
                "b": ID + defaults["b"],
                "as_of": defaults["day"],
                "collection": defaults["collection"],
            }


def _ask(pair: Mapping[str, str], lang: str) -> str:
    a, b = (pair[name].removeprefix(ID) for name in ("a", "b"))
    return "/?" + urlencode({"a": a, "b": b, "as_of": pair["as_of"], "lang": lang}, safe="/")


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
