"""What is sent and how the answer is read: the part that both clients share.

A route is described once, by a function that returns a `Call`. `Route` turns it into a method: of
a `Client` it returns the answer, of an `AsyncClient` something to await.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import wraps
from typing import (
    TYPE_CHECKING,
    Any,
    Generic,
    ParamSpec,
    Protocol,
    TypeAlias,
    TypeVar,
    overload,
)
from urllib.parse import quote

from kg.errors import StoreError

if TYPE_CHECKING:
    import httpx

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")
Value: TypeAlias = str | int | bool | date | Iterable[str] | None

API = "/api/v1"


@dataclass(frozen=True, slots=True)
class Call(Generic[Result]):
    """One request that reads.

    Attributes:
        path: Path below the address of the server; may carry parameters of its own.
        read: Makes the answer of a response that is none of the server's problems.
        parameters: More of the query string.
        content: Body of a POST; None sends a GET.
        accept: Media type that is asked for.
    """

    path: str
    read: Callable[[httpx.Response], Result]
    parameters: tuple[tuple[str, str], ...] = ()
    content: bytes | None = None
    accept: str = "application/json"


class Sender(Protocol):
    """A client that waits."""

    def send(self, call: Call[Result], /) -> Result:
        """Send a call and return its answer."""
        ...


class AsyncSender(Protocol):
    """A client that is awaited."""

    async def send_async(self, call: Call[Result], /) -> Result:
        """Send a call and return its answer."""
        ...


class Route(Generic[Arguments, Result]):
    """A method of both clients, made of the function that builds its call."""

    def __init__(self, build: Callable[Arguments, Call[Result]]) -> None:
        self.build = build
        self.__doc__ = build.__doc__

    @overload
    def __get__(self, client: None, owner: type) -> Route[Arguments, Result]: ...

    @overload
    def __get__(self, client: Sender, owner: type) -> Callable[Arguments, Result]: ...

    @overload
    def __get__(
        self, client: AsyncSender, owner: type
    ) -> Callable[Arguments, Awaitable[Result]]: ...

    def __get__(self, client: Any, owner: type) -> Any:
        if client is None:
            return self
        send = client.send if hasattr(client, "send") else client.send_async

        @wraps(self.build)
        def ask(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Any:
            return send(self.build(*args, **kwargs))

        return ask


def encode(given: Mapping[str, Value]) -> tuple[tuple[str, str], ...]:
    """Return parameters as they are sent: days as YYYY-MM-DD, lists by commas, None left out."""
    return tuple((name, _text(value)) for name, value in given.items() if value is not None)


def _text(value: str | int | bool | date | Iterable[str]) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int):
        return str(value)
    return value.isoformat() if isinstance(value, date) else ",".join(value)


def segment(name: str) -> str:
    """Return an id, IRI or label as part of a path; the slash of an id stays."""
    return quote(name.strip(), safe="/:")


def read_json(response: httpx.Response) -> Any:
    """Return the JSON of a response.

    Raises:
        StoreError: It is none: something else answers at this address.
    """
    try:
        return json.loads(response.content)
    except ValueError:
        raise StoreError(f"{response.url.path} did not answer with JSON") from None


def get(path: str, **parameters: Value) -> Call[Any]:
    """Describe any route that answers with JSON, also one that this client does not know.

    Args:
        path: Path such as `/api/v1/paths`.
        parameters: Its parameters; a name that is a keyword of Python ends in `_` (`from_`).
    """
    given = {name.removesuffix("_"): value for name, value in parameters.items()}
    return Call(path, read_json, encode(given))
