"""What the first page needs beside the answer: lists for the form, names of the sources cited."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from kg.query.catalogue import named_query

if TYPE_CHECKING:
    from collections.abc import Mapping

    from api.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class CitedSource:
    """How a source is named beside a fact."""

    title: Mapping[str, str]
    file: str
    collection: str


def list_committees(snapshot: Snapshot) -> list[str]:
    """Return Vietnamese labels of committees for the form, at most 500."""
    most, committees = 500, "PartyCommittee"
    return snapshot.remember("committees", lambda: snapshot.search.labels_of(committees, most))


def list_agreement_pairs(snapshot: Snapshot) -> list[dict[str, str]]:
    """Return pairs with an agreement and a day to ask: IRIs `a`, `b`, and `as_of`; at most 12."""
    return snapshot.remember("pairs", partial(_pairs, snapshot))


def list_collections(snapshot: Snapshot) -> list[str]:
    """Return the names of the collections, sorted."""
    return sorted({source.collection for source in _sources(snapshot).values()})


def cite(answer: dict[str, Any], snapshot: Snapshot) -> dict[str, Any]:
    """Return the answer with `source_title` in every place of evidence, by language."""
    return cast("dict[str, Any]", _cite(answer, _sources(snapshot)))


def _cite(value: object, sources: Mapping[str, CitedSource]) -> object:
    if isinstance(value, list):
        return [_cite(item, sources) for item in cast("list[object]", value)]
    if not isinstance(value, dict):
        return value
    part = cast("dict[str, object]", value)
    cited = {key: _cite(item, sources) for key, item in part.items()}
    if "source" in part and "id" in part:
        source = sources.get(str(part["source"]))
        cited["source_title"] = source.title if source else {}
        cited["source_file"] = source.file if source else ""
    return cited


def _sources(snapshot: Snapshot) -> Mapping[str, CitedSource]:
    return snapshot.remember("sources", partial(_read_sources, snapshot))


def _read_sources(snapshot: Snapshot) -> Mapping[str, CitedSource]:
    titles: dict[str, dict[str, str]] = {}
    found: dict[str, CitedSource] = {}
    for row in snapshot.select(named_query("page-sources")):
        iri = str(row["source"])
        title = titles.setdefault(iri, {})
        title[str(row["language"])] = str(row["title"])
        found[iri] = CitedSource(title, str(row.get("file", "")), str(row["collection"]))
    return found


def _pairs(snapshot: Snapshot) -> list[dict[str, str]]:
    return [
        {"a": str(row["a"]), "b": str(row["b"]), "as_of": str(row["day"])}
        for row in snapshot.select(named_query("page-agreement-pairs"))
    ]
