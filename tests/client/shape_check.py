"""Compare a value of JSON with the type that is promised for it."""

from __future__ import annotations

import types
import typing
from collections.abc import Iterator
from typing import Any, Literal, NotRequired, get_args, get_origin


def mismatches(value: object, kind: Any, where: str) -> Iterator[str]:
    """Yield where a value is not of a type: a missing key, a key too many, another type."""
    origin, arguments = get_origin(kind), get_args(kind)
    if kind is Any:
        return
    if typing.is_typeddict(kind) and isinstance(value, dict):
        yield from _of_object(value, kind, where)
    elif origin in {types.UnionType, typing.Union}:
        tried = [list(mismatches(value, one, where)) for one in arguments]
        if all(tried):
            yield from min(tried, key=len)
    elif origin is Literal:
        if value not in arguments:
            yield f"{where}: {value!r} is none of {arguments}"
    elif origin in {list, dict} and type(value) is origin:
        items = enumerate(value) if isinstance(value, list) else value.items()
        for name, item in items:
            yield from mismatches(item, arguments[-1], f"{where}[{name}]")
    elif type(value) is not (type(None) if kind is None else kind):
        yield f"{where}: {type(value).__name__} is not {kind}"


def _of_object(value: dict[str, Any], kind: Any, where: str) -> Iterator[str]:
    hints = typing.get_type_hints(kind, include_extras=True)
    needed = {name for name, hint in hints.items() if get_origin(hint) is not NotRequired}
    yield from (f"{where}: no {name}" for name in needed - value.keys())
    yield from (f"{where}: {name} is not told" for name in value.keys() - hints.keys())
    for name in hints.keys() & value.keys():
        hint = hints[name]
        inner = get_args(hint)[0] if get_origin(hint) is NotRequired else hint
        yield from mismatches(value[name], inner, f"{where}.{name}")
