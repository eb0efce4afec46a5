"""How the server logs: lines for people or JSON for machines, plain tracebacks.

structlog's own default renders every local variable of a traceback; with an index of a generation
among them that kept the event loop busy for minutes after one unexpected error.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Literal

import structlog

if TYPE_CHECKING:
    from structlog.typing import Processor


def configure_logging(form: Literal["text", "json"], level: str) -> None:
    """Set up structlog for this process.

    Args:
        form: `text` for people, `json` for machines, one object per line.
        level: Least severity that is logged: debug, info, warning, error.
    """
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    if form == "json":
        ending: list[Processor] = [
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ]
    else:
        plain = structlog.dev.plain_traceback
        ending = [structlog.dev.ConsoleRenderer(colors=False, exception_formatter=plain)]
    structlog.configure(
        processors=[*shared, *ending],
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.getLevelNamesMapping()[level.upper()]
        ),
        cache_logger_on_first_use=False,
    )
