"""The queries of people, run by an engine elsewhere, with the interface of the sandbox.

The engine is asked for JSON or N-Triples, whatever the client wants, and its whole answer is read
before the first byte of ours leaves: only so can an answer that was cut, or that holds an error
behind a status of 200, become an error instead of a short result. Then it is written in the format
that was asked for. Memory and the end of a query that nobody waits for are the engine's to limit;
here it is the deadline and the size of the result.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Self

from kg.errors import StoreError
from kg.store.base import UNION, Bindings, Dataset
from kg.store.formats import Format, QueryForm, get_format, kind_of
from kg.store.guard import DEFAULT_LIMITS, QueryLimits, check_dataset, check_query
from kg.store.lexer import query_form
from kg.store.pool import SandboxLimits
from kg.store.remote import RemoteStore
from kg.store.rewrite import rewrite

_CHUNK_BYTES = 64 * 1024


class RemoteResult:
    """One whole result, or the way to it."""

    def __init__(self, store_path: Path) -> None:
        self.store_path = store_path
        self._body, self._closed = b"", False

    @property
    def complete(self) -> bool:
        """Always: nothing is given out before the engine's answer has been read to its end."""
        return True

    def fill(self, chunks: Iterator[bytes], entry: Format, form: QueryForm) -> None:
        """Read the engine's answer and write it in a format (for `RemoteRunner.run`).

        Raises:
            StoreError: It is not whole, or nobody waits for it any more.
        """
        gathered = bytearray()
        for chunk in chunks:
            gathered += chunk
            if self._closed:
                raise StoreError("the result was closed before its end")
        self._body = rewrite(bytes(gathered), entry, form)

    def __iter__(self) -> Iterator[bytes]:
        for start in range(0, len(self._body), _CHUNK_BYTES):
            yield self._body[start : start + _CHUNK_BYTES]

    def close(self) -> None:
        """Give the result up: reading ends with the engine's next bytes, or at the deadline."""
        self._closed = True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


class RemoteRunner:
    """Runs queries at a remote engine; see the module.

    Args:
        store: The engine; closed with the runner.
        path: Folder of the local generation that has the same content.
        limits: What one query may cost; memory is the engine's own affair.
        query_limits: How large and deep the text of a query may be.
        confirm: Called with `path` when an answer has been read; raises StoreUnavailable if it may
            be of another generation.
    """

    def __init__(
        self,
        store: RemoteStore,
        path: Path,
        limits: SandboxLimits | None = None,
        query_limits: QueryLimits = DEFAULT_LIMITS,
        confirm: Callable[[Path], None] = lambda _: None,
    ) -> None:
        self.limits, self.query_limits = limits or SandboxLimits(), query_limits
        self.path = path
        self._store, self._confirm = store, confirm

    def run(
        self,
        text: str,
        media_type: str,
        *,
        dataset: Dataset = UNION,
        bindings: Bindings | None = None,
        deadline_s: float | None = None,
        watch: Callable[[RemoteResult], None] | None = None,
    ) -> RemoteResult:
        """Run a query to its end; arguments and errors as `Sandbox.run`.

        Raises:
            QuerySyntaxError: It does not parse, or is refused.
            ParameterError: The format does not fit, or a binding does not.
            QueryTimeout: The deadline passed.
            QueryTooLarge: The text or the result went over its limit.
            StoreBusy: The engine asks for patience.
            StoreUnavailable: It cannot be reached, or holds another generation by now.
            StoreError: Its answer is not whole, or is no answer.
        """
        check_query(text, self.query_limits)
        check_dataset(dataset)
        form = query_form(text)
        entry = get_format(media_type, kind_of(form))
        limit_s = self.limits.deadline_s
        result = RemoteResult(self.path)
        if watch:
            watch(result)
        chunks = self._store.iter_result(
            text,
            bindings=bindings,
            dataset=dataset,
            deadline_s=limit_s if deadline_s is None else min(deadline_s, limit_s),
        )
        result.fill(chunks, entry, form)
        self._confirm(result.store_path)
        return result

    def swap(self, path: Path | str) -> None:
        """Say which local generation the engine now holds."""
        self.path = Path(path)

    def close(self) -> None:
        """Close the connections; queries that wait for an answer fail."""
        self._store.close()
