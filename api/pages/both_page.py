"""The page of the main question's answer: what surrounds the answer itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from api.pages.answers import cite
from api.pages.explorer_changes import show_status
from api.pages.explorer_links import question_url, rdf_links
from api.pages.pictures import figure_of_answer
from kg.errors import KgError
from kg.model.iri import ID
from kg.model.terms import Iri, text, typed
from kg.query.catalogue import load_catalogue
from kg.query.names import resolve

if TYPE_CHECKING:
    from collections.abc import Mapping

    from api.pages.explorer_names import Names
    from kg.query.under_both import UnderBothAnswer

# Questions of the catalogue that ask the same: units under both, units jointly directed.
_QUESTIONS: Final = (("units_under_both", 34), ("units_jointly", 33))


def show_both(answer: UnderBothAnswer, asked: Mapping[str, str], names: Names) -> dict[str, Any]:
    """Return what the page of an answer shows beside its words.

    Args:
        answer: The answer.
        asked: The parameters it was asked with, empty ones left out.
        names: Words and names in the reader's language.
    """
    snapshot = names.snapshot
    shown = cite(answer.to_dict(snapshot.id, snapshot.generation.content_hash), snapshot)
    question = shown["question"]
    here = {**asked, "lang": names.lang}
    return {
        "answer": shown,
        "form": {
            "collection": "",
            **asked,
            "a": _typed(question["a"], names),
            "b": _typed(question["b"], names),
        },
        "endings": [
            {"node": side, **status}
            for side in (question["a"], question["b"])
            if (status := show_status([side["iri"]], names, answer.request.as_of))["word"]
            in {"ended", "not-yet"}
        ],
        "as_of": answer.request.as_of.isoformat(),
        "as_of_text": names.day(answer.request.as_of.isoformat()),
        "figure": figure_of_answer(answer, snapshot, names.lang, dict(asked)),
        "json_url": "/api/v1/under-both?" + urlencode(asked),
        "csv_url": "/?" + urlencode({**here, "format": "csv"}),
        "next_url": "/?" + urlencode({**here, "after": answer.next_after})
        if answer.next_after
        else None,
        "rdf": [
            (names.text(side), rdf_links(str(side["iri"])))
            for side in (question["a"], question["b"])
        ],
        "sparql": _queries(shown, names),
    }


def units_as_rows(shown: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the answer as rows of one table, for CSV: units, jointly directed, candidates."""
    rows = [
        {
            "part": part,
            "unit": row["unit"],
            "enterprise": row["enterprise"],
            "type": row["type"],
            "value": row["value"],
            "missing_bound": row["missing_bound"],
            "evidence": _evidence(row["paths"]),
        }
        for part in ("units", "nested")
        for row in shown[part]
    ]
    rows += [
        {
            "part": "jointly-directed",
            "unit": row["unit"],
            "enterprise": row["enterprise"],
            "task": row["task"],
            "agreement": row["agreement"],
            "value": row["value"],
            "evidence": [place["id"] for place in row["evidence"]],
        }
        for row in shown["jointly_directed"]
    ]
    return rows + [
        {"part": "candidate", "enterprise": node} for node in shown["completeness"]["candidates"]
    ]


def _evidence(paths: Mapping[str, Any]) -> list[str]:
    """Return every place that an explanation rests on, each once."""
    edges = [edge for side in ("a", "b") for path in paths[side] for edge in path]
    return sorted({str(place["id"]) for edge in edges for place in edge["evidence"]})


def _typed(node: Mapping[str, Any], names: Names) -> str:
    """Return what to show in the form for a committee: its name, if that leads back to it."""
    name = names.text(node)
    try:
        return name if resolve(names.snapshot.view, name, ("com",)) == node["iri"] else node["iri"]
    except KgError:  # several have this name, or it is no name at all
        return str(node["iri"]).removeprefix(ID)


def _queries(shown: Mapping[str, Any], names: Names) -> list[tuple[str, str]]:
    question = shown["question"]
    terms = {
        "a": Iri(question["a"]["iri"]),
        "b": Iri(question["b"]["iri"]),
        "day": typed(question["as_of"], "date"),
        "collection": text(question["collection"] or "all"),
    }
    return [
        (names.words[word], question_url(load_catalogue().get(number), terms, names.lang))
        for word, number in _QUESTIONS
    ]
