"""Sources added and retracted with a writer's token, and the log of who did what."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Any, Literal, cast

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import JSONResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from api.auth import check_scope
from api.contributing import check_name, write_json_tables
from api.deps import ServicesDep
from api.known_parameters import OnlyKnown
from api.protocol import read_media_type
from api.tables import json_response
from api.writing import PROBLEMS
from kg.errors import InputError, NotFoundError, ParameterError

if TYPE_CHECKING:
    from api.auth import Identity
    from api.contributing import Contributor
    from api.deps import Services


_MULTIPART, _JSON = "multipart/form-data", "application/json"
_FILES = {
    "text/turtle": "body.ttl",
    "application/trig": "body.trig",
    "application/n-triples": "body.nt",
    "application/n-quads": "body.nq",
    "application/ld+json": "body.jsonld",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "body.xlsx",
}
_MAX_FILES = 40
_KIND = re.compile(r"^[ \t]*[\"']?kind[\"']?[ \t]*:[ \t]*([^#\n]*)", re.MULTILINE)
_KEYS = ("slug", "title.vi", "title.en", "publisher", "published", "language", "collection")
router = APIRouter(
    prefix="/api/v1",
    tags=["contributions"],
    dependencies=[Depends(OnlyKnown(also=("lang", *_KEYS)))],
)
_BODIES: dict[str, Any] = {
    "requestBody": {
        "content": {
            name: {"schema": {"type": "string", "format": "binary"}}
            for name in (*_FILES, _MULTIPART)
        }
        | {_JSON: {"schema": {"type": "object"}}}
    }
}


@router.post("/sources", response_model=None, responses=PROBLEMS, openapi_extra=_BODIES)
async def post_source(
    request: Request,
    services: ServicesDep,
    apply: Annotated[bool, Query(description="Publish; otherwise only look")] = False,
    replace: Annotated[bool, Query(description="Take the place of the source")] = False,
) -> Response:
    """Check a source (tables, workbook or RDF) and, with `apply=true`, publish it.

    Answers 200 for a dry run that found nothing wrong, 201 when it was published, 422 with the
    same report when something is wrong. The keys of `source.yml` may stand in the address.
    `lang` or `Accept-Language` says whether faults are told in Vietnamese or English (default).

    Raises:
        NotFoundError: No token is configured, or the graphs are in a remote engine.
        Unauthorised: The request has no token that is known.
        Forbidden: Its scope is not enough; a source of kind `curated` needs `admin`.
        KgError: As `Contributor.run`.
    """
    identity, contributor = _writer(request, services)
    given = {key: request.query_params[key] for key in _KEYS if key in request.query_params}
    with TemporaryDirectory(prefix="phoihop-") as name:
        path, described = await _receive(request, Path(name))
        if _is_curated(Path(name), {**described, **given}):
            # what reviewers say of sameness touches every source, so it is not every writer's
            check_scope(identity, "admin")
        report = await contributor.run(
            what="add",
            path=str(path),
            given={**described, **given},
            apply=apply,
            replace=replace,
            who=identity.name,
            language=_language(request),
        )
    headers: dict[str, str] = {}
    status = HTTPStatus.OK if report["ok"] else HTTPStatus.UNPROCESSABLE_ENTITY
    if report["applied"]:
        await run_in_threadpool(services.holder.refresh)
        status = HTTPStatus.CREATED
        headers["Location"] = f"/api/v1/sources/{report['source']}"
    return JSONResponse(report, status, headers)


@router.delete("/sources/{source}", response_model=None, responses=PROBLEMS)
async def delete_source(
    source: str, request: Request, services: ServicesDep, reason: str = ""
) -> Response:
    """Retract a source and publish without it; `POST .../restore` brings it back."""
    return await _change("retract", source, reason, request, services)


@router.post("/sources/{source}/restore", response_model=None, responses=PROBLEMS)
async def restore_source(source: str, request: Request, services: ServicesDep) -> Response:
    """Bring a retracted source back and publish with it."""
    return await _change("restore", source, "", request, services)


@router.get("/log", response_model=None)
def get_log(request: Request, limit: Annotated[int, Query(ge=1, le=1000)] = 100) -> Response:
    """List changes, newest first: who, what, when, which source or graphs, which generation."""
    lines = _contributor(request).read_log()
    return json_response({"total": len(lines), "items": lines[:limit]})


async def _change(
    what: str, source: str, reason: str, request: Request, services: Services
) -> Response:
    identity, contributor = _writer(request, services)
    slug = source.removeprefix("src/")
    report = await contributor.run(
        what=what, slug=slug, reason=reason, who=identity.name, language=_language(request)
    )
    if not report["ok"]:
        return JSONResponse(report, HTTPStatus.UNPROCESSABLE_ENTITY)
    await run_in_threadpool(services.holder.refresh)
    return JSONResponse(report)


def _language(request: Request) -> Literal["vi", "en"]:
    """Return the language of a report: `lang=`, else the first the client accepts, else English."""
    accepted = request.headers.get("accept-language", "").lower()
    said = (request.query_params.get("lang"), re.split("[,;-]", accepted)[0].strip())
    return "vi" if next((word for word in said if word in ("vi", "en")), "en") == "vi" else "en"


def _is_curated(folder: Path, described: Mapping[str, str]) -> bool:
    """Tell whether a contribution says of itself that it belongs to graph/curated."""
    said = [described.get("kind", "")]
    for file in folder.rglob("source.yml"):
        said += _KIND.findall(file.read_text(encoding="utf-8", errors="replace"))
    return any(value.strip(" \t\"'") == "curated" for value in said)


def _writer(request: Request, services: Services) -> tuple[Identity, Contributor]:
    # Without a writer there is no token, or the graphs are an engine's, which is not written to.
    if services.writer is None:
        raise NotFoundError("page", request.url.path)
    identity = services.tokens.identify(request.headers.get("authorization"))
    check_scope(identity, "writer")
    return identity, _contributor(request)


def _contributor(request: Request) -> Contributor:
    return cast("Contributor", request.app.state.contributor)


async def _receive(request: Request, folder: Path) -> tuple[Path, dict[str, str]]:
    """Write what was sent; return the file or folder, and what JSON says of the source.

    Raises:
        UnsupportedMediaType: It is of no kind that is read.
        ParameterError: A part has no usable name.
    """
    declared = request.headers.get("content-type", "")
    allowed = (*_FILES, _MULTIPART, _JSON)
    media_type = read_media_type(declared, allowed, "a source")
    if media_type == _MULTIPART:
        return await _receive_files(request, folder), {}
    body = await request.body()
    if media_type == _JSON:
        try:
            document: object = json.loads(body)
        except (ValueError, RecursionError):
            raise InputError("the body is not well-formed JSON") from None
        return folder, write_json_tables(document, folder)
    path = folder / _FILES[media_type]
    path.write_bytes(body)
    return path, {}


async def _receive_files(request: Request, folder: Path) -> Path:
    names: list[str] = []
    async with request.form(max_files=_MAX_FILES, max_fields=0) as form:
        for _, part in form.multi_items():
            if isinstance(part, UploadFile):
                names.append(check_name(part.filename or ""))
                (folder / names[-1]).write_bytes(await part.read())
    if not names or len(set(names)) < len(names):
        raise ParameterError("file", ", ".join(names)[:80], "one or more files, each name once")
    workbook = len(names) == 1 and not names[0].endswith((".csv", ".yml"))
    return folder / names[0] if workbook else folder
