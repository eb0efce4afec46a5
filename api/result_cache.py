"""Results of queries, kept while their generation is served.

A generation never changes, so neither does the answer of a query to it, and no entry can be stale:
the generation is part of the key. Queries that ask for the time, for chance or for new blank nodes
answer anew each time; they are not kept and have no validator.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from dataclasses import dataclass
from functools import lru_cache

from kg import __version__
from kg.store.base import Dataset
from kg.store.lexer import tokenise

_CHANGING = frozenset({"RAND", "NOW", "UUID", "STRUUID", "BNODE"})


@dataclass(frozen=True, slots=True)
class Question:
    """A query as it is run: its text, its dataset, the name of the format of its answer."""

    text: str
    dataset: Dataset
    format: str

    def etag(self, generation: str) -> str:
        """Return the strong entity tag of the answer of one generation."""
        graphs = (*self.dataset.default, "", *self.dataset.named)
        parts = (generation, __version__, self.format, self.text, *graphs)
        digest = hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass"))
        return f'"{digest.hexdigest()[:32]}"'

    @property
    def repeats(self) -> bool:
        """Whether asking again gives the same bytes."""
        return _repeats(self.text)


@lru_cache(maxsize=64)
def _repeats(text: str) -> bool:
    tokens = tokenise(text)
    if any(token.keyword in _CHANGING or token.kind == "bnode" for token in tokens):
        return False
    return not any(token.text == "[" for token in tokens)


class ResultCache:
    """The most recent results within a byte budget; used on the event loop only.

    Args:
        limit_bytes: Bytes of results and of the queries that lead to them; 0 keeps nothing.
    """

    def __init__(self, limit_bytes: int) -> None:
        self.limit_bytes, self.used_bytes = limit_bytes, 0
        self._generation = ""
        self._entries: OrderedDict[Question, bytes] = OrderedDict()

    @property
    def entry_bytes(self) -> int:
        """The largest result that is kept: one must not push out everything else."""
        return self.limit_bytes // 8

    def find(self, generation: str, question: Question) -> bytes | None:
        """Return the result of a question to a generation, if it is kept."""
        if generation != self._generation or question not in self._entries:
            return None
        self._entries.move_to_end(question)
        return self._entries[question]

    def put(self, generation: str, question: Question, result: bytes) -> None:
        """Keep a result, unless it is too large; those of other generations go."""
        if generation != self._generation:
            self._entries.clear()
            self._generation, self.used_bytes = generation, 0
        cost = _cost(question, result)
        if cost > self.entry_bytes or question in self._entries:
            return
        self._entries[question] = result
        self.used_bytes += cost
        while self.used_bytes > self.limit_bytes:
            self.used_bytes -= _cost(*self._entries.popitem(last=False))


def _cost(question: Question, result: bytes) -> int:
    # 400 bytes for the objects around them
    return len(result) + 2 * len(question.text) + 400
