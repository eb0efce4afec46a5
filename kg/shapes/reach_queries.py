"""The triple patterns of a query, in groups that have to match together.

Read off the parsed text and not off the algebra: rdflib's loses filters within EXISTS.

References: SPARQL 1.1 Query, sections 5 to 8 (graph patterns).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, cast

from rdflib.plugins.sparql.algebra import (
    translatePath,
    translatePName,
    translatePrologue,
    traverse,  # pyright: ignore[reportUnknownVariableType]  # it takes any tree
)
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue

Pattern = tuple[Any, Any, Any]
_APART = (
    "OptionalGraphPattern",
    "MinusGraphPattern",
    "Builtin_NOTEXISTS",
    "Builtin_EXISTS",
)
"""Groups that need not match for the rest to match."""


@dataclass(frozen=True, slots=True)
class Block:
    """Patterns that match together: those of one group and of the groups around it."""

    patterns: tuple[Pattern, ...]


def read_query(text: str, prefixes: dict[str, str]) -> CompValue:
    """Parse a query whose prefixes are declared elsewhere; names and paths become rdflib's."""
    parsed = cast("Any", parseQuery(text))
    prologue = translatePrologue(parsed[0], None, prefixes, None)
    named = traverse(parsed[1], visitPost=partial(translatePName, prologue=prologue))
    return cast("CompValue", traverse(named, visitPost=translatePath))


def iter_blocks(part: CompValue, around: tuple[Pattern, ...] = ()) -> Iterator[Block]:
    """Yield every conjunction of a query, those within EXISTS, UNION and OPTIONAL included."""
    inner: list[CompValue] = []
    here = (*around, *_together(part, inner))
    yield Block(here)
    for one in inner:
        yield from iter_blocks(one, here)


def _together(part: object, inner: list[CompValue]) -> Iterator[Pattern]:
    """Yield the patterns that have to match; put the groups that stand apart into `inner`."""
    if isinstance(part, CompValue):
        fields = cast("dict[str, Any]", part)
        choices = fields.get("graph") if part.name == "GroupOrUnionGraphPattern" else None
        if part.name == "TriplesBlock":
            for flat in fields["triples"]:
                terms = list(flat)
                yield from zip(terms[::3], terms[1::3], terms[2::3], strict=True)
        elif part.name in _APART:
            inner.append(fields["graph"])
        elif choices is not None and len(choices) > 1:
            inner.extend(choices)
        else:
            for one in fields.values():
                yield from _together(one, inner)
    elif isinstance(part, Iterable) and not isinstance(part, str):
        for one in cast("Iterable[object]", part):
            yield from _together(one, inner)
