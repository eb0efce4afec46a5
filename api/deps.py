"""What a route may ask for: the services of the process and a leased generation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, cast

from fastapi import Depends, Request

from api.snapshot import Snapshot, SnapshotHolder
from api.texts import Texts
from kg.store.running import QueryEngine

if TYPE_CHECKING:
    from api.auth import Tokens
    from api.pages.render import Renderer
    from api.query_runner import QueryRunner
    from api.writing import Writer
    from kg.publish import Generations
    from kg.query.catalogue import Catalogue


@dataclass(frozen=True, slots=True)
class Services:
    """What all requests of a process share."""

    holder: SnapshotHolder
    sandbox: QueryEngine
    catalogue: Catalogue
    renderer: Renderer
    queries: QueryRunner
    tokens: Tokens
    writer: Writer | None = None
    public_url: str = ""
    texts: Texts = field(default_factory=Texts)
    generations: Generations | None = None

    def close(self) -> None:
        """End the workers and release the generation."""
        self.sandbox.close()
        self.queries.close()
        if self.writer:
            self.writer.close()
        self.holder.close()


def get_services(request: Request) -> Services:
    """Return the services that the lifespan opened."""
    return cast("Services", request.app.state.services)


def lease_snapshot(request: Request) -> Iterator[Snapshot]:
    """Keep one generation open until the response is sent.

    Raises:
        StoreUnavailable: There is none to serve.
    """
    with get_services(request).holder.lease() as snapshot:
        request.state.generation = snapshot.id
        yield snapshot


ServicesDep = Annotated[Services, Depends(get_services)]
SnapshotDep = Annotated[Snapshot, Depends(lease_snapshot)]
