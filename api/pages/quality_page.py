"""What is missing: the numbers of quality, the list behind each, the report of the validation."""

from __future__ import annotations

import json
import re
from functools import partial
from typing import TYPE_CHECKING, Any, Final, cast
from urllib.parse import urlencode

from api.pages.explorer_links import sparql_url
from kg.model.iri import ID, ONTOLOGY
from kg.query.quality import MEASURES, find_measure, list_rows, summarise

if TYPE_CHECKING:
    from collections.abc import Mapping

    from api.pages.explorer_names import Names
    from api.snapshot import Snapshot
    from kg.query.quality import Quality

COUNTED_QUADS: Final = 300_000
"""Above this, numbers are not counted for a page: that would run every list once."""
PAGE: Final = 100
MOST_FINDINGS: Final = 200
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")


def count_quality(snapshot: Snapshot) -> Quality | None:
    """Return the numbers of quality, counted once a generation; None for too large a graph."""
    if snapshot.generation.manifest.contents.quads > COUNTED_QUADS:
        return None
    return snapshot.remember("quality", partial(summarise, snapshot.view))


def show_measures(names: Names) -> list[dict[str, Any]]:
    """Return each number with what it counts and the page of its list."""
    found = count_quality(names.snapshot)
    return [
        {
            "text": _capital(measure.title_vi if names.lang == "vi" else measure.title_en),
            "count": found.total[measure.name] if found else None,
            "url": f"/quality/{measure.name}?lang={names.lang}",
        }
        for measure in MEASURES
    ]


def show_measure(name: str, offset: int, names: Names) -> dict[str, Any]:
    """Return one page of the list behind a number.

    Raises:
        NotFoundError: There is no such number.
    """
    measure = find_measure(name)
    snapshot = names.snapshot
    is_listed = snapshot.generation.manifest.contents.quads <= COUNTED_QUADS
    rows = (
        snapshot.remember(f"quality-{name}", partial(list_rows, snapshot.view, measure))
        if is_listed
        else ()
    )
    shown = rows[offset : offset + PAGE]
    title = _capital(measure.title_vi if names.lang == "vi" else measure.title_en)
    # what is told comes first, who tells it last
    columns = sorted(rows[0], key=lambda name: name == "source") if rows else []
    return {
        "title": title,
        "columns": [names.words.get(f"column_{column}", column) for column in columns],
        "rows": [[_cell(row[column], names) for column in columns] for row in shown],
        "total": len(rows),
        "first": offset + 1,
        "last": offset + len(shown),
        "next_url": _url(name, offset + PAGE, names.lang) if offset + PAGE < len(rows) else None,
        "back_url": _url(name, max(0, offset - PAGE), names.lang) if offset else None,
        "is_listed": is_listed,
        "sparql": [(title, sparql_url(f"quality-{name}"))] if name != "conflicts" else [],
        "raw": rows,
    }


def show_validation(names: Names) -> dict[str, Any]:
    """Return the report of the build: severity, shape, node and message of each finding."""
    text = names.snapshot.generation.report_path.read_text(encoding="utf-8")
    report = cast("dict[str, Any]", json.loads(text))
    results = cast("list[dict[str, Any]]", report["results"])
    return {
        "conforms": report["conforms"],
        "counts": report["counts"],
        "results": [
            {
                "shape": row["shape"],
                "severity": names.words[f"severity_{row['severity']}"],
                "node": _cell(row["focus"], names),
                "message": row["message"].get(names.lang) or row["message"]["en"],
            }
            for row in results[:MOST_FINDINGS]
        ],
        "left_out": max(0, len(results) - MOST_FINDINGS),
        "raw": results,
    }


def _cell(value: object, names: Names) -> dict[str, Any]:
    """Return a cell: a node by name and as a link, a class by label, else its text."""
    if isinstance(value, dict):
        node = cast("dict[str, Any]", value)
        return {"node": node, "text": ""}
    text = "" if value is None else str(value)
    if text.startswith(ONTOLOGY):
        return {"node": None, "text": names.term(text)}
    if text.startswith(f"{ID}ev/"):
        return {"node": None, "text": names.places([text])[0]["text"], "iri": text}
    if text.startswith(ID):
        node = names.node(text)
        label = cast("Mapping[str, str | None]", node["label"])
        if label.get("vi") or label.get("en"):
            return {"node": node, "text": ""}
        return {"node": None, "text": names.statement(text), "iri": text}
    return {"node": None, "text": _plain(value, text, names)}


def _plain(value: object, text: str, names: Names) -> str:
    if isinstance(value, bool):
        return names.words["yes_word" if value else "no_word"]
    if _DAY.fullmatch(text):
        return names.day(text)
    return names.words.get(f"conflict_{text}", text)


def _url(name: str, offset: int, lang: str) -> str:
    fields = {"offset": str(offset)} if offset else {}
    return f"/quality/{name}?" + urlencode({**fields, "lang": lang})


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
