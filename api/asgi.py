"""The factory that servers call by name: `uvicorn api.asgi:create --factory`."""

from __future__ import annotations

from fastapi import FastAPI

from api.app import create_app
from kg.settings import Settings


def create() -> FastAPI:
    """Build the application from the environment (`PHOIHOP_*`)."""
    return create_app(Settings())
