"""The composition root of the server: settings in, application out."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import Depends, FastAPI
from starlette.routing import Route
from starlette.staticfiles import StaticFiles

from api import openapi, problems
from api.auth import Tokens
from api.conditional import Compressed, Conditional
from api.contributing import open_contributor
from api.deps import Services
from api.known_parameters import OnlyKnown
from api.logs import configure_logging
from api.measures import Measures
from api.middleware.body_limit import BodyLimit
from api.middleware.head import HeadAsGet
from api.middleware.security import SecurityHeaders
from api.middleware.turns import Turns
from api.pages import problem_page
from api.pages.islands import ImmutableFiles
from api.pages.render import STATIC, Renderer
from api.query_runner import QueryRunner
from api.rate_limit import RateLimit
from api.remote_snapshot import open_remote
from api.request_log import RequestLog
from api.routers import (
    agreements,
    contributions,
    dataset,
    descriptions,
    docs,
    entities,
    explorer,
    explorer_agreements,
    explorer_quality,
    explorer_sources,
    explorer_territories,
    graph_store,
    health,
    hierarchy,
    linked_data,
    metrics,
    network,
    pages,
    paths,
    pictures,
    posts,
    questions,
    reconcile,
    sources,
    sparql,
    under_both,
    update,
)
from api.snapshot import SnapshotHolder
from api.texts import Texts
from api.writing import Writer
from kg import __version__
from kg.publish import Generations
from kg.query.catalogue import load_catalogue
from kg.settings import Settings
from kg.store.guard import QueryLimits
from kg.store.pool import SandboxLimits
from kg.store.sandbox import Sandbox

# The tokens of a text weigh forty times as much as it does.
UPDATE_BYTES = 4 * 1024 * 1024
ASSETS = Path(__file__).parent / "pages" / "assets"
_ONLY_KNOWN = [Depends(OnlyKnown())]


def create_app(settings: Settings) -> FastAPI:
    """Build the application; files and workers are opened when it starts, closed when it ends.

    Raises:
        StoreUnavailable: At start, when the current generation cannot be served. Where none was
            published yet, the server says so and serves the first one when it comes.
    """
    configure_logging(settings.log_format, settings.log_level)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
        services = open_services(settings)
        app.state.services = services
        try:
            yield
        finally:
            services.close()

    app = FastAPI(
        title="Phối Hợp",
        version=__version__,
        summary="Which units fall under both committees, on this day, and how do we know?",
        license_info={"name": "Apache-2.0 (code), CC BY 4.0 (data)"},
        lifespan=lifespan,
        docs_url=None,  # the default page loads its scripts from a CDN
        redoc_url=None,
        redirect_slashes=False,  # an address with a slash too many is another address
    )
    problems.install(app)
    problem_page.install(app)
    openapi.install(app)
    add_routes(app)
    app.state.measures = Measures()
    app.state.contributor = open_contributor(settings)
    add_middleware(app, settings)
    return app


def add_routes(app: FastAPI) -> None:
    """Add every route, and the files of the pages."""
    app.include_router(health.router)
    app.include_router(metrics.router)
    # routers are tried in turn: those that are asked most come first
    app.include_router(sparql.router)
    for module in (under_both, entities, hierarchy, posts, agreements, sources, dataset):
        app.include_router(module.router, dependencies=_ONLY_KNOWN)
    app.include_router(contributions.router)
    # a question brings its own parameters, which its routes check
    app.include_router(questions.router)
    app.include_router(questions.pages)
    app.include_router(update.router)
    app.include_router(graph_store.router)
    app.include_router(descriptions.router)
    app.include_router(linked_data.router)
    app.include_router(docs.router)
    for module in (paths, network, pictures):
        app.include_router(module.router, dependencies=_ONLY_KNOWN)
    app.include_router(pictures.chooser)
    app.include_router(reconcile.router)  # its clients send more than its specification has
    for module in (
        explorer,
        explorer_agreements,
        explorer_quality,
        explorer_sources,
        explorer_territories,
    ):
        app.include_router(module.router, dependencies=_ONLY_KNOWN)
    app.include_router(network.pages, dependencies=_ONLY_KNOWN)
    app.include_router(pages.router)
    app.router.routes.insert(0, Route("/sparql", sparql.QuickRoute(app), methods=["GET"]))
    app.mount("/assets", StaticFiles(directory=ASSETS), name="assets")
    if STATIC.is_dir():  # what `make web` builds; pages work without
        app.mount("/static", ImmutableFiles(directory=STATIC), name="static")


def add_middleware(app: FastAPI, settings: Settings) -> None:
    """Wrap the routes; the last one added is the first to see a request."""
    app.add_middleware(Compressed)
    app.add_middleware(Conditional)
    app.add_middleware(
        BodyLimit,
        limit_bytes=settings.body_bytes,
        upload_bytes=settings.upload_bytes,
        may_write=read_tokens(settings).may_write,
    )
    app.add_middleware(Turns, heavy_queue=settings.queue)
    app.add_middleware(HeadAsGet)
    if settings.requests_per_minute:
        app.add_middleware(RateLimit, per_minute=settings.requests_per_minute)
    app.add_middleware(SecurityHeaders)
    app.add_middleware(RequestLog, measures=app.state.measures)


def open_services(settings: Settings) -> Services:
    """Open what requests share: generation, workers, catalogue, templates.

    Raises:
        StoreUnavailable: The generation cannot be served, or the remote engine is refused.
    """
    generations = Generations(settings.var, keep=settings.keep_generations)
    limits = SandboxLimits(
        workers=settings.workers,
        deadline_s=settings.deadline_s,
        memory_bytes=settings.worker_memory_bytes,
        result_bytes=settings.result_bytes,
        queue=settings.queue,
    )
    texts, address = QueryLimits(size_bytes=settings.query_bytes), settings.remote_address()
    waits = not address and generations.current_id() is None
    if address:
        sandbox, holder = open_remote(address, generations, limits, texts)
    else:
        path = None if waits else generations.current().store_path
        sandbox = Sandbox(path, limits, texts)
        holder = SnapshotHolder(generations, sandbox)
    try:
        holder.open(waits=waits)
        queries = QueryRunner(
            sandbox, holder, queue=settings.queue, cache_bytes=settings.cache_bytes
        )
        tokens = read_tokens(settings)
        return Services(
            holder,
            sandbox,
            load_catalogue(),
            Renderer(),
            queries,
            tokens,
            open_writer(settings, holder) if tokens and not address else None,
            settings.public_url,
            Texts.open(settings.texts),
            generations,
        )
    except BaseException:
        sandbox.close()
        raise


def read_tokens(settings: Settings) -> Tokens:
    """Read the hashes of the tokens that allow more than reading.

    Raises:
        InputError: One is not of the form it has to have.
    """
    writer, others = settings.writer_token_sha256, settings.tokens
    return Tokens.parse(
        writer.get_secret_value() if writer else None,
        others.get_secret_value() if others else None,
    )


def open_writer(settings: Settings, holder: SnapshotHolder) -> Writer:
    """Open the door for changes."""
    return Writer(
        settings.var,
        holder,
        deadline_s=settings.write_deadline_s,
        keep=settings.keep_generations,
        engine=settings.validation_engine,
        chain_limit=settings.chain_limit_triples,
        update_bytes=min(settings.upload_bytes, UPDATE_BYTES),
    )
