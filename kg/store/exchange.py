"""One HTTP exchange with a SPARQL server: limits, status, content type, errors of our own.

References: SPARQL 1.1 Protocol, 2.1.6, 2.2.4 (status codes); RFC 9110, 10.2.3 (Retry-After).
"""

from __future__ import annotations

import re
import time
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO

import httpx

from kg.errors import (
    KgError,
    QuerySyntaxError,
    QueryTimeout,
    QueryTooLarge,
    StoreBusy,
    StoreError,
    StoreUnavailable,
)
from kg.store.formats import Format, find_format

# "error at 1:27", "line 1, column 27", "line: 1 col 27": as engines say it.
_PLACE = re.compile(r"\b(?:line|at)[: ]*(\d+)(?:[, ]*col(?:umn)?[: ]*|:)(\d+)", re.IGNORECASE)
_MESSAGE_BYTES = 4096


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent.

    Attributes:
        method: HTTP method.
        url: Endpoint; its own query string stays.
        parameters: More of the query string.
        content: Body; a file is sent from where it stands to its end.
        content_type: Its media type.
        accept: The one format the answer may have; None when there is no answer to read.
        absent_is_empty: Whether 404 means a graph that does not exist, and so no triples.
    """

    method: str
    url: str
    parameters: tuple[tuple[str, str], ...] = ()
    content: bytes | IO[bytes] = b""
    content_type: str = ""
    accept: Format | None = None
    absent_is_empty: bool = False

    def headers(self) -> dict[str, str]:
        """Return the headers of the request."""
        headers = {"Accept": self.accept.media_type if self.accept else "*/*"}
        if self.content_type:
            headers["Content-Type"] = f"{self.content_type}; charset=utf-8"
        return headers


class Exchange:
    """A client for one server.

    Args:
        deadline_s: Seconds for one exchange, unless the caller gives fewer.
        connect_s: Seconds to reach the server.
        result_bytes: Size of one answer.
        headers: Sent with each request (authorisation).
    """

    def __init__(
        self,
        deadline_s: float,
        connect_s: float,
        result_bytes: int,
        headers: Mapping[str, str] | None,
    ) -> None:
        self._deadline_s, self._connect_s, self._limit = deadline_s, connect_s, result_bytes
        # Neither a proxy of the environment nor a redirect may lead a query elsewhere.
        self._client = httpx.Client(headers=headers, follow_redirects=False, trust_env=False)

    def iter_answer(self, message: Message, deadline_s: float | None = None) -> Iterator[bytes]:
        """Send, and yield the body of the answer as it arrives.

        Raises:
            QuerySyntaxError: The server says that the query does not parse (400).
            QueryTimeout: The deadline passed, here or there.
            QueryTooLarge: The answer is over its limit.
            StoreBusy: The server asks for patience (429, 503).
            StoreUnavailable: It cannot be reached, or refuses access.
            StoreError: Any other status, another content type, an answer that breaks off.
        """
        limit_s = self._deadline_s if deadline_s is None else min(deadline_s, self._deadline_s)
        end = time.monotonic() + limit_s
        timeout = httpx.Timeout(limit_s, connect=min(limit_s, self._connect_s))
        url = httpx.URL(message.url)
        parameters = url.params.merge(httpx.QueryParams(message.parameters))
        with (
            _http_errors(url.host, limit_s),
            self._client.stream(
                message.method,
                url.copy_with(params=parameters),
                content=message.content or None,
                headers=message.headers(),
                timeout=timeout,
            ) as response,
        ):
            if response.status_code == 404 and message.absent_is_empty:
                return
            _check_status(message, response, limit_s)
            _check_type(message, response)
            size = 0
            for chunk in response.iter_bytes():
                size += len(chunk)
                if size > self._limit:
                    raise QueryTooLarge("result", self._limit)
                if time.monotonic() > end:
                    raise QueryTimeout(limit_s)
                yield chunk

    def send(self, message: Message) -> None:
        """Send, and read the answer to its end; raises as `iter_answer`."""
        for _ in self.iter_answer(message):
            pass

    def close(self) -> None:
        """Close the connections."""
        self._client.close()


@contextmanager
def _http_errors(host: str, limit_s: float) -> Generator[None]:
    try:
        yield
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.UnsupportedProtocol) as error:
        raise StoreUnavailable(f"the engine at {host!r} cannot be reached") from error
    except httpx.TimeoutException as error:
        raise QueryTimeout(limit_s) from error
    except httpx.HTTPError as error:
        raise StoreError(f"the answer of the engine at {host!r} broke off") from error


def _check_status(message: Message, response: httpx.Response, limit_s: float) -> None:
    status = response.status_code
    if 200 <= status < 300:
        return
    raise _status_error(message, response, status, limit_s)


def _status_error(
    message: Message, response: httpx.Response, status: int, limit_s: float
) -> KgError:
    match status:
        case 400 if message.content_type.startswith("application/sparql"):
            return _syntax_error(response)
        case 401 | 403 | 404:
            return StoreUnavailable(f"the engine refuses access or is not there (status {status})")
        case 408 | 504:
            return QueryTimeout(limit_s)
        case 429 | 503:
            seconds = response.headers.get("Retry-After", "")
            pause = float(seconds) if seconds.isdigit() else 1.0
            return StoreBusy("the engine is busy", retry_after_s=pause)
        case _:
            return StoreError(f"the engine answered with status {status}")


def _syntax_error(response: httpx.Response) -> QuerySyntaxError:
    body = b""
    for chunk in response.iter_bytes():
        body += chunk
        if len(body) > _MESSAGE_BYTES:
            break
    found = _PLACE.search(body.decode(errors="replace"))
    line, column = (int(found[1]), int(found[2])) if found else (0, 0)
    return QuerySyntaxError("the engine cannot read the query", line=line, column=column)


def _check_type(message: Message, response: httpx.Response) -> None:
    if message.accept is None:
        return
    given = response.headers.get("Content-Type", "")
    if find_format(given, message.accept.kind) is not message.accept:
        raise StoreError(f"the engine answered with {given[:60]!r}, not with {message.accept.name}")
