"""The page of territories: provinces of a day, units that sources place there, by line."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from api.pages.explorer_figures import figures_of_territories
from api.pages.explorer_links import sparql_url
from kg.index.fold import fold
from kg.model.iri import ID
from kg.model.terms import Iri
from kg.query.rows import select_rows
from kg.query.territories import FIRST_DAY, LINES, Seated, find_territories, read_sitings

if TYPE_CHECKING:
    from api.pages.explorer_names import Names
    from kg.query.facts import FactFilter
    from kg.query.territories import Province, Territories

MOST_UNITS: Final = 200
"""Units of one province that the page lists; beyond, it says how many are left out."""
DEFAULT_DAY: Final = date(2025, 7, 1)
"""First day of the provinces of now: shown, and said, when no day is asked for."""


def show_territories(names: Names, admitted: FactFilter, day: date) -> dict[str, Any]:
    """Return what the page shows: provinces with units first, by name of the province."""
    snapshot = names.snapshot
    sitings = snapshot.remember(
        f"sitings {admitted.collection}",
        partial(read_sitings, snapshot.view, admitted.collection),
    )
    found = find_territories(sitings, snapshot.authority, day, admitted)
    rows = [_province(one, found, names) for one in found.provinces]
    known = [row for row in rows if row["units"]]
    return {
        "provinces": sorted(known, key=lambda row: fold(row["label"])),
        "unknown": sorted((row["label"] for row in rows if not row["units"]), key=fold),
        "nowhere": [_unit(one, names) for one in found.seated("")[:MOST_UNITS]],
        "nowhere_total": len(found.seated("")),
        "count": len(rows),
        "is_before": day.isoformat() < FIRST_DAY,
        "lines": [*LINES, ""],
        "raw": lambda: _raw(found, names),
        "figures": lambda: figures_of_territories(found, names, day, admitted),
        "sparql": [
            (names.words["territory_units"], sparql_url("territory-units")),
            (names.words["territory_lines"], sparql_url("territory-lines")),
        ],
    }


def _province(one: Province, found: Territories, names: Names) -> dict[str, Any]:
    return {
        "iri": one.iri,
        "label": one.label(names.lang),
        "counts": [found.count(one.iri, line) for line in (*LINES, "")],
        "units": [_unit(seated, names) for seated in found.seated(one.iri)[:MOST_UNITS]],
        "total": len(found.seated(one.iri)),
    }


def _unit(seated: Seated, names: Names) -> dict[str, Any]:
    return {
        "node": names.node(seated.unit),
        "value": seated.value.word,
        "areas": names.nodes(sorted(seated.areas)),
        "through": names.nodes(sorted(seated.through)),
        "lines": [line for line in LINES if line in seated.lines],
        "places": names.places(_evidence(seated, names)),
    }


def _evidence(seated: Seated, names: Names) -> list[str]:
    view = names.snapshot.view
    return sorted(
        {
            str(row["place"])
            for statement in seated.sitings
            for row in select_rows(view, "paths-evidence", {"statement": Iri(statement)})
        }
    )


def _raw(found: Territories, names: Names) -> list[dict[str, Any]]:
    """Return one row per province and unit for CSV; the rows of no province come last."""
    labels = {one.iri: one.label_vi for one in found.provinces}
    rows: list[dict[str, Any]] = []
    for iri in (*labels, ""):
        for seated in found.seated(iri):
            rows.append(
                {
                    "province": iri.removeprefix(ID) or None,
                    "provinceLabel": labels.get(iri),
                    "unit": names.node(seated.unit),
                    "value": seated.value.word,
                    **{line: seated.lines[line].word if line in seated.lines else None
                       for line in LINES},
                    "evidence": _evidence(seated, names),
                }
            )  # fmt: skip
    return rows
