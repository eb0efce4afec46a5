"""Tables that are longer than a page: iterators that follow `next` to the end.

Keys of pages hold within a generation. When the server publishes another one in between, a table
would be made of two, so the iterator stops with `GenerationChanged`; begin again.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar, cast, overload

from kg.client.call import Arguments, AsyncSender, Call, Sender, read_json
from kg.client.frames import Frame, build_frame
from kg.client.shapes import Dataset
from kg.errors import KgError, StoreError

if TYPE_CHECKING:
    import httpx

Row = TypeVar("Row")


class GenerationChanged(KgError):
    """Another generation was published between two pages of a table; ask again."""

    code: ClassVar[str] = "generation-changed"

    def __init__(self, before: str, after: str) -> None:
        self.before, self.after = before, after
        super().__init__(f"the server moved from generation {before} to {after} between two pages")


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """One page of a table.

    Attributes:
        dataset: What the table was made from.
        total: Rows of the whole table.
        items: Rows of this page.
        next: Path of the page after it; None on the last.
        more: What else the answer says, such as `succession`.
    """

    dataset: Dataset
    total: int
    items: tuple[Row, ...]
    next: str | None
    more: Mapping[str, Any] = field(default_factory=dict[str, Any])

    def to_frame(self) -> Frame:
        """Return the rows of this page as a frame; see `kg.client.frames.build_frame`."""
        return build_frame(cast("tuple[Mapping[str, Any], ...]", self.items))


def read_page(response: httpx.Response) -> Page[Any]:
    """Read a page.

    Raises:
        StoreError: It is none.
    """
    body = read_json(response)
    try:
        return Page(
            body.pop("dataset"),
            body.pop("total"),
            tuple(body.pop("items")),
            body.pop("next"),
            more={name: value for name, value in body.items() if name != "next_after"},
        )
    except (KeyError, TypeError, AttributeError):
        raise StoreError(f"{response.url.path} did not answer with a page of a table") from None


@dataclass(slots=True)
class _Follower(Generic[Row]):
    """Decides what is asked after a page."""

    before: Page[Row] | None = None

    def follow(self, call: Call[Page[Row]], page: Page[Row]) -> Call[Page[Row]] | None:
        if self.before is not None:
            generations = [one.dataset["generation"] for one in (self.before, page)]
            if generations[0] != generations[1]:
                raise GenerationChanged(*generations)
        self.before = page
        if page.next is None:
            return None
        # a link is a path of the same server; it never leads to another one
        if page.next == call.path or not page.next.startswith("/") or page.next[1:2] == "/":
            raise StoreError(f"the link to the next page leads nowhere: {page.next[:200]!r}")
        return replace(call, path=page.next, parameters=())


class Rows(Generic[Row]):
    """A table of the server: iterate it for all rows, page by page as they are needed."""

    def __init__(self, client: Sender, call: Call[Page[Row]]) -> None:
        self._client, self._call = client, call

    def page(self) -> Page[Row]:
        """Return the first page."""
        return self._client.send(self._call)

    def pages(self) -> Iterator[Page[Row]]:
        """Yield every page.

        Raises:
            GenerationChanged: The server moved on in between.
        """
        follower, call = _Follower[Row](), cast("Call[Page[Row]] | None", self._call)
        while call is not None:
            page = self._client.send(call)
            call = follower.follow(call, page)
            yield page

    def __iter__(self) -> Iterator[Row]:
        for page in self.pages():
            yield from page.items

    def to_list(self) -> list[Row]:
        """Return all rows."""
        return list(self)

    def to_frame(self) -> Frame:
        """Return all rows as a frame; see `kg.client.frames.build_frame`."""
        return build_frame(cast("list[Mapping[str, Any]]", self.to_list()))


class AsyncRows(Generic[Row]):
    """The same for `async for`."""

    def __init__(self, client: AsyncSender, call: Call[Page[Row]]) -> None:
        self._client, self._call = client, call

    async def page(self) -> Page[Row]:
        """Return the first page."""
        return await self._client.send_async(self._call)

    async def pages(self) -> AsyncIterator[Page[Row]]:
        """Yield every page.

        Raises:
            GenerationChanged: The server moved on in between.
        """
        follower, call = _Follower[Row](), cast("Call[Page[Row]] | None", self._call)
        while call is not None:
            page = await self._client.send_async(call)
            call = follower.follow(call, page)
            yield page

    async def __aiter__(self) -> AsyncIterator[Row]:
        async for page in self.pages():
            for item in page.items:
                yield item

    async def to_list(self) -> list[Row]:
        """Return all rows."""
        return [row async for row in self]

    async def to_frame(self) -> Frame:
        """Return all rows as a frame; see `kg.client.frames.build_frame`."""
        return build_frame(cast("list[Mapping[str, Any]]", await self.to_list()))


class TableRoute(Generic[Arguments, Row]):
    """A method of both clients that returns a table; nothing is sent before it is read."""

    def __init__(self, build: Callable[Arguments, Call[Page[Row]]]) -> None:
        self.build = build
        self.__doc__ = build.__doc__

    @overload
    def __get__(self, client: None, owner: type) -> TableRoute[Arguments, Row]: ...

    @overload
    def __get__(self, client: Sender, owner: type) -> Callable[Arguments, Rows[Row]]: ...

    @overload
    def __get__(self, client: AsyncSender, owner: type) -> Callable[Arguments, AsyncRows[Row]]: ...

    def __get__(self, client: Any, owner: type) -> Any:
        if client is None:
            return self
        rows = Rows[Row] if hasattr(client, "send") else AsyncRows[Row]

        def ask(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Any:
            return rows(client, self.build(*args, **kwargs))

        ask.__doc__, ask.__name__ = self.build.__doc__, getattr(self.build, "__name__", "ask")
        return ask
