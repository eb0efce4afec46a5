"""Liveness and readiness."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import APIRouter
from pydantic import BaseModel

from api.deps import ServicesDep, SnapshotDep
from kg.errors import StoreUnavailable

router = APIRouter(tags=["operations"])


class Alive(BaseModel):
    """The process answers."""

    status: str


class Ready(Alive):
    """A generation is open and the query workers answer."""

    generation: str
    content_hash: str


@router.get("/healthz")
def healthz() -> Alive:
    """Say that the process is alive."""
    return Alive(status="alive")


@router.get("/readyz", responses={HTTPStatus.SERVICE_UNAVAILABLE: {"description": "Not ready"}})
def readyz(services: ServicesDep, snapshot: SnapshotDep) -> Ready:
    """Say that a generation is open and that a worker answers a query.

    Raises:
        StoreUnavailable: A worker does not answer.
    """
    answer = b"".join(services.sandbox.run("ASK {}", "csv"))
    if b"true" not in answer:
        raise StoreUnavailable("the query workers do not answer")
    return Ready(
        status="ready",
        generation=snapshot.id,
        content_hash=snapshot.generation.content_hash,
    )
