"""How good the data are: counts by source, each the length of a list that anybody can read.

A list is a named query (`kg/query/sparql/quality-{name}.rq`), or a question of the catalogue where
one asks the same. Nothing here is a score: a claim of one source may well be true.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, TypeAlias, cast

from kg.errors import NotFoundError
from kg.model.iri import ID
from kg.query.catalogue import load_catalogue, named_query, run_question
from kg.query.facts import select_facts
from kg.store.base import Solutions

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kg.store.base import GraphView

Row: TypeAlias = "Mapping[str, object]"
_CONFLICTS: Final = 45
_EVERY_COLLECTION: Final = {"collection": "all"}


@dataclass(frozen=True, slots=True)
class Measure:
    """One number, and the list behind it.

    Attributes:
        name: Last part of the address of the list.
        title_vi: What is counted, in Vietnamese.
        title_en: The same in English.
        key: Columns that identify a row.
    """

    name: str
    title_vi: str
    title_en: str
    key: tuple[str, ...] = ("source", "item")


MEASURES: Final = (
    Measure("claims", "khẳng định", "claims", ("source", "item", "class")),
    Measure("evidence-held", "chứng cứ có văn bản", "evidence with held text"),
    Measure("evidence-not-held", "chứng cứ không có văn bản", "evidence without held text"),
    Measure("single-source", "quan hệ chỉ một nguồn nói", "relations told by one source"),
    Measure(
        "conflicts",
        "mâu thuẫn giữa các nguồn",
        "conflicts between sources",
        ("conflict", "subject", "one", "other", "oneSource", "otherSource"),
    ),
    Measure("incomplete-groups", "nhóm chưa kể đủ", "incomplete groups"),
    Measure("unknown-superiors", "tổ chức chưa biết cấp trên", "units of unknown superior"),
    Measure("unbounded-holdings", "chức vụ không có mốc nào", "holdings with no bound"),
    Measure("no-english-label", "nút không có nhãn tiếng Anh", "nodes without English label"),
    Measure("staleness", "lớp, với mốc mới nhất", "classes, with the latest bound", ("item",)),
)
"""Every number, in the order of reports."""


@dataclass(frozen=True, slots=True)
class Quality:
    """All numbers.

    Attributes:
        total: By measure, each thing once however many sources tell it.
        sources: By IRI of the source, then by measure; zeros left out.
        titles: Titles of the sources by IRI and language.
    """

    total: Mapping[str, int]
    sources: Mapping[str, Mapping[str, int]]
    titles: Mapping[str, Mapping[str, str]] = field(default_factory=dict[str, "Mapping[str, str]"])

    def to_dict(self) -> dict[str, object]:
        """Return plain data; each number, of all or of one source, has the address of its list."""
        return {
            "total": {
                measure.name: {
                    "count": self.total[measure.name],
                    "title": {"vi": measure.title_vi, "en": measure.title_en},
                    "list": f"/api/v1/quality/{measure.name}",
                }
                for measure in MEASURES
            },
            "sources": [
                {
                    "source": iri,
                    "title": dict(self.titles.get(iri, {})),
                    "counts": dict(counts),
                    "lists": {
                        name: f"/api/v1/quality/{name}?source={iri.removeprefix(ID)}"
                        for name in counts
                    },
                }
                for iri, counts in sorted(self.sources.items())
            ],
        }


def find_measure(name: str) -> Measure:
    """Return a measure by name.

    Raises:
        NotFoundError: There is none.
    """
    for measure in MEASURES:
        if measure.name == name:
            return measure
    raise NotFoundError("measure", name, [measure.name for measure in MEASURES])


def list_rows(view: GraphView, measure: Measure, source: str | None = None) -> tuple[Row, ...]:
    """Return the list behind a number, in the order of its key.

    Args:
        view: The data.
        measure: The number.
        source: IRI of a source, to see what it tells only; None for all.

    Raises:
        StoreError: The engine failed.
    """
    rows = _list_all(view, measure)
    return rows if source is None else tuple(row for row in rows if source in _sources(row))


def _list_all(view: GraphView, measure: Measure) -> tuple[Row, ...]:
    if measure.name != "conflicts":
        return select_facts(view, f"quality-{measure.name}").rows
    found = run_question(view, load_catalogue().get(str(_CONFLICTS)), _EVERY_COLLECTION)
    return tuple({name: _text(row.get(name)) for name in found.variables} for row in found)


def summarise(view: GraphView) -> Quality:
    """Count everything; runs every list once.

    Raises:
        StoreError: The engine failed.
    """
    total: dict[str, int] = {}
    sources: dict[str, dict[str, int]] = defaultdict(dict)
    for measure in MEASURES:
        rows = list_rows(view, measure)
        total[measure.name] = len({_identity(row, measure) for row in rows})
        by_source: dict[str, set[object]] = defaultdict(set)
        for row in rows:
            for source in _sources(row):
                by_source[source].add(_identity(row, measure))
        for source, items in by_source.items():
            sources[source][measure.name] = len(items)
    return Quality(total, dict(sources), _titles(view))


def _identity(row: Row, measure: Measure) -> object:
    """Return what a row counts: the thing, whichever source tells it."""
    if "item" in row:
        return _iri(row["item"])
    return tuple(_iri(row[name]) for name in measure.key)


def _sources(row: Row) -> Iterator[str]:
    for name in ("source", "oneSource", "otherSource"):
        if row.get(name):
            yield _iri(row[name])


def _iri(value: object) -> str:
    return str(cast("dict[str, Any]", value)["iri"]) if isinstance(value, dict) else str(value)


def _titles(view: GraphView) -> dict[str, dict[str, str]]:
    result = view.query(named_query("page-sources"))
    assert isinstance(result, Solutions)
    titles: dict[str, dict[str, str]] = defaultdict(dict)
    for row in result:
        titles[str(row["source"])][str(row["language"])] = str(row["title"])
    return dict(titles)


def _text(term: object) -> str | None:
    return None if term is None else str(term)
