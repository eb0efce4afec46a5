"""What a JSON-LD file may not leave to the outside: contexts to fetch, keys to drop in silence.

References: JSON-LD 1.1, section 3.1 (contexts: a key that no context defines is ignored).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import cast

from kg.errors import RdfSyntaxError


def check_self_contained(data: bytes, file: str) -> None:
    """Refuse JSON-LD that is not whole in itself.

    Raises:
        RdfSyntaxError: It is not JSON, names a remote context, or has a key without meaning.
    """
    try:
        document: object = json.loads(data)
        objects = tuple(_iter_objects(document))
    except RecursionError:
        raise RdfSyntaxError(file, "JSON is nested too deep") from None
    except json.JSONDecodeError as error:
        reason = "not well-formed JSON"
        raise RdfSyntaxError(file, reason, line=error.lineno, column=error.colno) from None
    contexts = tuple(_iter_contexts(objects))
    for context in contexts:
        if isinstance(context, str):
            reason = f"remote context {context!r} is never fetched; write it into the file"
            raise RdfSyntaxError(file, reason)
    _check_keys(document, [c for c in contexts if isinstance(c, dict)], file)


def _check_keys(document: object, contexts: list[dict[str, object]], file: str) -> None:
    """Refuse a key that is no IRI, no keyword and in no context: a parser would drop it.

    Containers and a default vocabulary give meaning to any key, so nothing is checked then.
    """
    settings = json.dumps(contexts)
    if '"@vocab"' in settings or '"@container"' in settings:
        return
    defined = {key for context in contexts for key in context}
    for found in _iter_objects(document, inside_contexts=False):
        for key in found:
            if ":" not in key and not key.startswith("@") and key not in defined:
                reason = f"key {key!r} is in no context, so it would be dropped"
                raise RdfSyntaxError(file, reason)


def _iter_contexts(objects: tuple[dict[str, object], ...]) -> Iterator[object]:
    for found in objects:
        for key in ("@context", "@import"):
            value = found.get(key)
            yield from cast("list[object]", value) if isinstance(value, list) else (value,)


def _iter_objects(value: object, *, inside_contexts: bool = True) -> Iterator[dict[str, object]]:
    if isinstance(value, list):
        for item in cast("list[object]", value):
            yield from _iter_objects(item, inside_contexts=inside_contexts)
    elif isinstance(value, dict):
        found = cast("dict[str, object]", value)
        yield found
        for key, item in found.items():
            if inside_contexts or key != "@context":
                yield from _iter_objects(item, inside_contexts=inside_contexts)
