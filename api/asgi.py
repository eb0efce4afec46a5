"""The factory that servers call by name: `uvicorn api.asgi:create --factory`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.app import create_app
from api.hot import HotAnswers
from kg.settings import Settings

if TYPE_CHECKING:
    from starlette.types import ASGIApp


def create() -> ASGIApp:
    """Build the application from the environment (`PHOIHOP_*`), with its kept answers before it.

    Where clients have a rate, every request has to be counted, so nothing stands before that.
    """
    settings = Settings()
    app = create_app(settings)
    if settings.requests_per_minute or not settings.answer_bytes:
        return app
    logs = settings.log_level in {"debug", "info"}
    return HotAnswers(app, limit_bytes=settings.answer_bytes, logs=logs)
