"""`phoihop serve`: the server, named by a string so that `kg` never imports it."""

from __future__ import annotations

import os
from typing import Annotated

import typer
import uvicorn

from kg.cli.options import Var, generations_of, new_app, settings_of
from kg.errors import SourceError

app = new_app()
FACTORY = "api.asgi:create"


@app.command()
def serve(
    host: Annotated[
        str | None, typer.Option(help="Address to listen on (default 127.0.0.1).")
    ] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on (default 8000).")] = None,
    var: Var = None,
) -> None:
    """Serve pages, API and SPARQL until Ctrl-C."""
    settings = settings_of(var, host=host, port=port)
    if settings.texts and not settings.texts.is_dir():
        raise SourceError(f"no folder {str(settings.texts)!r} of texts")
    generations = generations_of(settings)
    # without any, pages say what to run, and the first one is served when it comes
    if settings.remote_address() or generations.current_id() is not None:
        generations.current()
    # The factory reads its own settings, in this process or in a worker of another server.
    os.environ["PHOIHOP_VAR"] = str(settings.var)
    uvicorn.run(
        FACTORY,
        factory=True,
        host=settings.host,
        port=settings.port,
        log_level=settings.log_level,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=settings.grace_s,
    )
