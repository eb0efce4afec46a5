"""Tables over the wire: pages by key, JSON or CSV, the dataset they come from."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlencode

import orjson
from fastapi import Request
from fastapi.responses import Response

from api.negotiate import NotAcceptable, choose
from kg.errors import ParameterError
from kg.model.iri import ID

if TYPE_CHECKING:
    from datetime import date

    from api.snapshot import Snapshot

JSON, CSV = "application/json", "text/csv"


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of a table is asked for.

    Attributes:
        limit: Rows at most.
        after: Key of the last row of the page before; None begins at the top.
    """

    limit: int = 100
    after: str | None = None


def respond_table(
    request: Request,
    snapshot: Snapshot,
    rows: Sequence[Mapping[str, Any]],
    key: Sequence[str],
    page: Page,
    as_of: date | None = None,
    extra: Mapping[str, object] | None = None,
    tell: Callable[[Sequence[Mapping[str, Any]]], Sequence[Mapping[str, Any]]] | None = None,
) -> Response:
    """Return one page of a table as JSON, or as CSV when `Accept` or the path asks for it.

    Args:
        request: Its path, parameters and `Accept`.
        snapshot: Where the rows come from.
        rows: All rows in their order, which never changes within a generation.
        key: Columns that identify a row; their values make the key of a page.
        page: Which part.
        as_of: The day asked about.
        extra: What JSON says of the whole table on every page, such as the node asked about.
        tell: Returns in full what the page shows, where `rows` hold little but their keys.

    Raises:
        NotAcceptable: `Accept` admits neither CSV nor JSON.
        ParameterError: `after` is not the key of a row.
    """
    shown, following = _cut(rows, key, page)
    shown = list(tell(shown)) if tell else shown
    after = None if following is None else _with_after(request, following)
    headers = {"Vary": "Accept"}
    if after:
        headers["Link"] = f'<{after}>; rel="next"'
    if wants_csv(request):
        headers["X-Total-Count"] = str(len(rows))
        return Response(format_csv(shown), headers=headers, media_type="text/csv; charset=utf-8")
    body = {
        "dataset": describe_dataset(snapshot, shown, as_of),
        **(extra or {}),
        "total": len(rows),
        "items": shown,
        "next": after,
        "next_after": following,
    }
    return json_response(body, headers)


def json_response(body: object, headers: Mapping[str, str] | None = None) -> Response:
    """Return JSON in UTF-8, letters as they are."""
    return Response(orjson.dumps(body), headers=dict(headers or {}), media_type=JSON)


def describe_dataset(
    snapshot: Snapshot, shown: object, as_of: date | None = None
) -> dict[str, Any]:
    """Return what an answer was made from: generation, hash, day and the sources it cites."""
    return {
        "generation": snapshot.id,
        "content_hash": snapshot.generation.content_hash,
        "as_of": as_of.isoformat() if as_of else None,
        "sources": sorted(set(_iter_sources(shown))),
    }


def wants_csv(request: Request) -> bool:
    """Tell whether the answer is to be CSV: the path ends in `.csv`, or `Accept` prefers it.

    Raises:
        NotAcceptable: `Accept` admits neither CSV nor JSON.
    """
    if request.url.path.endswith(".csv"):
        return True
    chosen = choose(request.headers.get("accept"), (JSON, CSV))
    if chosen is None:
        raise NotAcceptable((JSON, CSV))
    return chosen == CSV


def format_csv(rows: Sequence[Mapping[str, Any]]) -> str:
    """Return rows as CSV (RFC 4180): nodes as IRI and two labels, lists joined by spaces."""
    flat = [dict(_flatten(row)) for row in rows]
    columns = list(dict.fromkeys(name for row in flat for name in row))
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, restval="")
    writer.writeheader()
    writer.writerows(flat)
    return out.getvalue()


def _flatten(row: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for name, value in row.items():
        full = f"{prefix}{name}"
        if isinstance(value, Mapping):
            yield from _flatten(cast("Mapping[str, Any]", value), f"{full}.")
        elif isinstance(value, list):
            yield full, " ".join(str(item) for item in cast("list[object]", value))
        else:
            yield full, "" if value is None else _text(value)


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _cut(
    rows: Sequence[Mapping[str, Any]], key: Sequence[str], page: Page
) -> tuple[list[Mapping[str, Any]], str | None]:
    start = 0
    if page.after is not None:
        keys = [_key(row, key) for row in rows]
        if page.after not in keys:
            raise ParameterError("after", page.after[:200], "the `next` of a page of this table")
        start = keys.index(page.after) + 1
    shown = list(rows[start : start + page.limit])
    is_last = start + page.limit >= len(rows)
    return shown, None if is_last or not shown else _key(shown[-1], key)


def _key(row: Mapping[str, Any], key: Sequence[str]) -> str:
    parts: list[str] = []
    for name in key:
        value = row[name]
        iri = cast("Mapping[str, object]", value)["iri"] if isinstance(value, Mapping) else value
        parts.append(str(iri or "").removeprefix(ID))
    return "|".join(parts)


def _with_after(request: Request, after: str) -> str:
    fields = [(name, old) for name, old in request.query_params.multi_items() if name != "after"]
    return f"{request.url.path}?{urlencode([*fields, ('after', after)])}"


def _iter_sources(value: object) -> Iterator[str]:
    """Yield the sources of all evidence IRIs inside: `ev/{source}.{place}`."""
    if isinstance(value, str):
        if value.startswith(f"{ID}ev/"):
            yield f"{ID}src/{value.removeprefix(f'{ID}ev/').rpartition('.')[0]}"
    elif isinstance(value, Mapping):
        for part in cast("Mapping[str, object]", value).values():
            yield from _iter_sources(part)
    elif isinstance(value, list | tuple):
        for part in cast("Sequence[object]", value):
            yield from _iter_sources(part)
