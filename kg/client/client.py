"""The two clients: one waits, one is awaited; both have the same methods."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from typing import Any, Self, TypeVar, cast

import httpx

from kg import __version__
from kg.client import calls
from kg.client.call import Call, Route, get, read_json
from kg.client.paging import TableRoute
from kg.client.problems import to_error
from kg.errors import KgError, QueryTimeout, StoreBusy, StoreError, StoreUnavailable

Result = TypeVar("Result")

LOCAL = "http://127.0.0.1:8000"
_MOST_PAUSE_S = 10.0


class _Routes:
    """The methods of both clients; `kg.client.calls` says what each takes and returns."""

    get = Route(get)
    under_both = Route(calls.under_both)
    under_both_all = TableRoute(calls.under_both_all)
    units_under = TableRoute(calls.units_under)
    superiors_of = TableRoute(calls.superiors_of)
    posts_of_person = TableRoute(calls.posts_of_person)
    posts_in = TableRoute(calls.posts_in)
    concurrent_posts = TableRoute(calls.concurrent_posts)
    agreements = TableRoute(calls.agreements)
    agreement = Route(calls.agreement)
    compare = Route(calls.compare)
    events = TableRoute(calls.events)
    changes_of = TableRoute(calls.changes_of)
    search = Route(calls.search)
    entity = TableRoute(calls.entity)
    neighbours = TableRoute(calls.neighbours)
    sources = TableRoute(calls.sources)
    source = Route(calls.source)
    evidence = Route(calls.evidence)
    questions = Route(calls.questions)
    question = Route(calls.question)
    answer = Route(calls.answer)
    dataset = Route(calls.dataset)
    validation = Route(calls.validation)
    select = Route(calls.select)
    ask = Route(calls.ask)
    construct = Route(calls.construct)


class Client(_Routes):
    """A client that waits for each answer; usable from several threads.

    Args:
        url: Address of the server.
        token: Sent as `Authorization: Bearer`, where a proxy or server asks for one.
        timeout_s: Seconds for connecting and between two pieces of an answer.
        retries: How often a busy server is asked again, after the pause it names.
        transport: Another way to reach a server (an ASGI application, a test).

    Raises:
        KgError: Every method: the error of the server's problem document (`kg.errors`), by code.
        StoreUnavailable: Every method: the server cannot be reached.
        QueryTimeout: Every method: `timeout_s` passed.
        StoreError: Every method: the answer broke off, or is none of ours.
    """

    def __init__(
        self,
        url: str = LOCAL,
        *,
        token: str | None = None,
        timeout_s: float = 60.0,
        retries: int = 2,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self.url, self._timeout_s, self._retries = url.rstrip("/"), timeout_s, retries
        self._http = httpx.Client(
            headers=_headers(token), timeout=timeout_s, follow_redirects=False, transport=transport
        )

    def send(self, call: Call[Result]) -> Result:
        """Send a call of `kg.client.calls` and return its answer."""
        attempt = 0
        while True:
            with _http_errors(self.url, self._timeout_s):
                response = self._http.send(_request(self._http, self.url, call))
            error = _find_error(response)
            if error is None:
                return call.read(response)
            if not isinstance(error, StoreBusy) or attempt >= self._retries:
                raise error
            attempt += 1
            time.sleep(min(error.retry_after_s, _MOST_PAUSE_S))

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


class AsyncClient(_Routes):
    """The same for `asyncio`: methods are awaited, tables are read by `async for`."""

    def __init__(
        self,
        url: str = LOCAL,
        *,
        token: str | None = None,
        timeout_s: float = 60.0,
        retries: int = 2,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self.url, self._timeout_s, self._retries = url.rstrip("/"), timeout_s, retries
        self._http = httpx.AsyncClient(
            headers=_headers(token), timeout=timeout_s, follow_redirects=False, transport=transport
        )

    async def send_async(self, call: Call[Result]) -> Result:
        """Send a call of `kg.client.calls` and return its answer."""
        attempt = 0
        while True:
            with _http_errors(self.url, self._timeout_s):
                response = await self._http.send(_request(self._http, self.url, call))
            error = _find_error(response)
            if error is None:
                return call.read(response)
            if not isinstance(error, StoreBusy) or attempt >= self._retries:
                raise error
            attempt += 1
            await asyncio.sleep(min(error.retry_after_s, _MOST_PAUSE_S))

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.close()


def _headers(token: str | None) -> dict[str, str]:
    headers = {"User-Agent": f"phoihop-client/{__version__}"}
    return {**headers, "Authorization": f"Bearer {token}"} if token else headers


def _request(http: httpx.Client | httpx.AsyncClient, base: str, call: Call[Any]) -> httpx.Request:
    url = httpx.URL(base + call.path)
    url = url.copy_with(params=url.params.merge(httpx.QueryParams(call.parameters)))
    headers = {"Accept": call.accept}
    if call.content is None:
        return http.build_request("GET", url, headers=headers)
    headers["Content-Type"] = "application/sparql-query; charset=utf-8"
    return http.build_request("POST", url, headers=headers, content=call.content)


@contextmanager
def _http_errors(url: str, timeout_s: float) -> Generator[None]:
    try:
        yield
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.UnsupportedProtocol) as error:
        raise StoreUnavailable(f"the server at {url!r} cannot be reached") from error
    except httpx.TimeoutException as error:
        raise QueryTimeout(timeout_s) from error
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise StoreError(f"the answer of the server at {url!r} broke off") from error


def _find_error(response: httpx.Response) -> KgError | None:
    if response.is_success:
        return None
    problem: Mapping[str, Any] = {}
    if response.headers.get("Content-Type", "").startswith("application/problem+json"):
        found = read_json(response)
        problem = cast("Mapping[str, Any]", found) if isinstance(found, dict) else {}
    return to_error(response.status_code, problem, response.headers.get("Retry-After", ""))
