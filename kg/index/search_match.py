"""Turn what a person typed into index look-ups, best kind of match first.

What was typed never becomes part of a query's syntax: it is cut into runs of letters and digits,
and each run stands in double quotes in an FTS5 expression or is a bound value. So no input can be a
syntax error, an operator or a column filter.

References: SQLite FTS5, section 3 (query syntax).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from kg.index.abbreviations import expand, search_key, spelling_key
from kg.index.near import deletions, is_near

MAX_QUERY: Final = 200  # characters: the longest label there is
_LAST: Final = chr(0x10FFFF)  # sorts after every character

Lookup = tuple[str, tuple[str | int, ...]]
"""An SQL text and its values; rows are (name id, node id, type id), best first."""


class Match(IntEnum):
    """How a name matches what was typed, best first."""

    SPELLING = 0  # the same, marks included
    EXACT = 1  # the same once folded
    SPELLING_PREFIX = 2
    PREFIX = 3
    SPELLING_WORDS = 4  # all words, in any order, the last one possibly unfinished
    WORDS = 5
    NEAR = 6  # all words, each at most one slip away

    @property
    def word(self) -> str:
        """The name of the member as answers give it: `exact-spelling`, `exact`, `prefix` ..."""
        return ("exact-spelling", "exact", "prefix", "prefix", "words", "words", "near")[self]

    @property
    def kind(self) -> int:
        """The place of `word` in the order, spelling apart: 0 exact, 1 prefix, 2 words, 3 near."""
        return (0, 0, 1, 1, 2, 2, 3)[self]


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed, as keys.

    Attributes:
        spelling: Words with their marks.
        keys: The folded words, then the same with abbreviations written out if that differs.
    """

    spelling: str
    keys: tuple[str, ...]

    @property
    def has_marks(self) -> bool:
        """Whether it carries marks, so that spelling can tell more than folding."""
        return bool(self.keys) and self.spelling != self.keys[0]


def parse_typed(text: str) -> Typed:
    """Return the keys of what was typed; no keys when it holds no letter and no digit."""
    key = search_key(text)
    return Typed(spelling_key(text), tuple(dict.fromkeys((key, expand(key)))) if key else ())


def iter_lookups(typed: Typed, types: Sequence[int] | None) -> Iterator[tuple[Match, Lookup]]:
    """Yield the look-ups to run until enough is found, best kind first.

    `types` restricts to these type ids. Slips are apart, in `find_near_lookup`.
    """
    yield Match.SPELLING, _equal(typed.keys, types, typed.spelling)
    yield Match.EXACT, _equal(typed.keys, types)
    if typed.has_marks:
        yield Match.SPELLING_PREFIX, _prefix(typed.keys[:1], types, typed.spelling)
    yield Match.PREFIX, _prefix(typed.keys, types)
    if typed.has_marks:
        expression = f"spelling : ({_all_words(typed.spelling)})"
        yield Match.SPELLING_WORDS, _words(expression, types)
    forms = " OR ".join(f"({_all_words(key)})" for key in typed.keys)
    yield Match.WORDS, _words(f"key : ({forms})", types)


def find_near_lookup(
    typed: Typed, types: Sequence[int] | None, near: Callable[[str], Sequence[str]]
) -> Lookup | None:
    """Return the look-up that forgives one slip per word; None when no word has a neighbour.

    `near` gives the words of the vocabulary within one slip of a word.
    """
    if not typed.keys:
        return None
    slips = _all_near(typed.keys[-1], near)
    return _words(f"key : ({slips})", types) if slips else None


def find_near(word: str, forms: Callable[[Sequence[str]], Sequence[str]]) -> tuple[str, ...]:
    """Return the vocabulary's words within one slip of `word`, sorted, `word` itself left out.

    `forms` looks deletion forms up and gives the words that have one of them.
    """
    asked = sorted(deletions(word))
    if not asked:
        return ()
    return tuple(sorted({w for w in forms(asked) if w != word and is_near(w, word)}))


def _equal(keys: Sequence[str], types: Sequence[int] | None, spelling: str | None = None) -> Lookup:
    where = [f"key IN ({_marks(keys)})"]
    values: list[str | int] = [*keys]
    if spelling is not None:
        where.append("spelling = ?")
        values.append(spelling)
    return _names(where, values, types, "id")


def _prefix(
    keys: Sequence[str], types: Sequence[int] | None, spelling: str | None = None
) -> Lookup:
    ranges = " OR ".join("(key >= ? AND key < ?)" for _ in keys)
    values: list[str | int] = [bound for key in keys for bound in (key, key + _LAST)]
    where = [f"({ranges})"]
    if spelling is not None:
        where.append("substr(spelling, 1, ?) = ?")
        values += [len(spelling), spelling]
    # The index gives this order; sorting by length would read the whole range first.
    return _names(where, values, types, "key, id")


def _names(
    where: list[str], values: list[str | int], types: Sequence[int] | None, order: str
) -> Lookup:
    if types is not None:
        where.append(f"type IN ({_marks(types)})")
        values += types
    conditions = " AND ".join(where)
    query = f"SELECT id, node, type FROM name WHERE {conditions} ORDER BY {order}"  # noqa: S608  # constants and question marks only
    return query, tuple(values)


def _words(expression: str, types: Sequence[int] | None) -> Lookup:
    if types is not None:
        wanted = " OR ".join(f'"t{number}"' for number in types)
        expression = f"({expression}) AND type : ({wanted})"
    text = (
        "SELECT name.id, node, name.type FROM words CROSS JOIN name ON name.id = words.rowid"
        " WHERE words MATCH ? ORDER BY words.rowid"
    )
    return text, (expression,)


def _all_words(key: str) -> str:
    """Return an FTS5 expression: every word of `key`, the last one as a beginning."""
    *whole, last = key.split()
    return " AND ".join([*(f'"{word}"' for word in whole), f'"{last}"*'])


def _all_near(key: str, near: Callable[[str], Sequence[str]]) -> str:
    """Return an FTS5 expression that allows each word its slips, or "" if none has any."""
    alternatives = [(word, near(word)) for word in key.split()]
    if not any(slips for _, slips in alternatives):
        return ""
    last = len(alternatives) - 1
    parts: list[str] = []
    for place, (word, slips) in enumerate(alternatives):
        own = f'"{word}"*' if place == last else f'"{word}"'
        parts.append("(" + " OR ".join([own, *(f'"{slip}"' for slip in slips)]) + ")")
    return " AND ".join(parts)


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" for _ in values)
