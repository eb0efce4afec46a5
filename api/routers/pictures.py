"""Pictures as files: `/picture/{kind}.svg`, `.png`, `.pdf`; without a suffix by `Accept`."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Annotated, Any, Final, Literal, TypeAlias

from fastapi import APIRouter, Query, Request, Response

from api.conditional import make_etag
from api.deps import SnapshotDep
from api.negotiate import NotAcceptable, choose, matches_etag
from api.open_access import CORS
from api.pages.pictures import draw_answer
from api.routers.under_both import answer_under_both
from api.schemas.pictures import (
    ComparisonPicture,
    ConferencesPicture,
    NeighbourhoodPicture,
    PictureStyle,
    PostsPicture,
    SuperiorsPicture,
    TerritoriesPicture,
    UnderBothPicture,
    UnitsPicture,
)
from api.snapshot import Snapshot
from kg.picture import Picture
from kg.picture.draw import POSTS_OF, Drawer, Drawing
from kg.picture.export import MEDIA_TYPES, Format, export, formats
from kg.query.names import resolve

router = APIRouter(prefix="/picture", tags=["pictures"])
# carries any query on to the file, which looks at it
chooser = APIRouter(prefix="/picture", tags=["pictures"])

Kind: TypeAlias = Literal[
    "under-both",
    "superiors",
    "units",
    "neighbourhood",
    "posts",
    "conferences",
    "comparison",
    "territories",
]
_FILES: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "description": "The picture",
        "content": {kind: {} for kind in MEDIA_TYPES.values()},
    },
    304: {"description": "The picture is the one the client has"},
}


@router.get("/under-both.{extension}", response_class=Response, responses=_FILES)
def get_under_both_picture(
    extension: Format,
    parameters: Annotated[UnderBothPicture, Query()],
    snapshot: SnapshotDep,
    request: Request,
) -> Response:
    """Draw which units fall under both committees on a day.

    Raises:
        ParameterError: A parameter is not one of its values, or the format cannot be made here.
        NotFoundError: Nothing has this id or label.
    """

    def draw() -> Picture:
        answer = answer_under_both(parameters, snapshot)
        return draw_answer(answer, snapshot, parameters.style())

    return _respond(request, snapshot, extension, parameters.lang, draw)


@router.get("/superiors.{extension}", response_class=Response, responses=_FILES)
def get_superiors_picture(
    extension: Format,
    parameters: Annotated[SuperiorsPicture, Query()],
    snapshot: SnapshotDep,
    request: Request,
) -> Response:
    """Draw who is above a unit on a day, on every line.

    Raises:
        ParameterError: A parameter is not one of its values, or the format cannot be made here.
        NotFoundError: Nothing has this id or label.
    """

    def draw(drawer: Drawer) -> Drawing:
        unit = resolve(drawer.view, parameters.unit, ("unit", "com"), parameter="unit")
        return drawer.superiors(unit, parameters.to_request())

    return _draw(request, snapshot, extension, parameters, draw)


@router.get("/units.{extension}", response_class=Response, responses=_FILES)
def get_units_picture(
    extension: Format,
    parameters: Annotated[UnitsPicture, Query()],
    snapshot: SnapshotDep,
    request: Request,
) -> Response:
    """Draw what is under a committee on a day.

    Raises:
        ParameterError: A parameter is not one of its values, or the format cannot be made here.
        NotFoundError: Nothing has this id or label.
    """

    def draw(drawer: Drawer) -> Drawing:
        committee = resolve(drawer.view, parameters.committee, ("com",), parameter="committee")
        return drawer.units(committee, parameters.to_request())

    return _draw(request, snapshot, extension, parameters, draw)


@router.get("/neighbourhood.{extension}", response_class=Response, responses=_FILES)
def get_neighbourhood_picture(
    extension: Format,
    parameters: Annotated[NeighbourhoodPicture, Query()],
    snapshot: SnapshotDep,
    request: Request,
) -> Response:
    """Draw a node and what is tied to it, at most 40 nodes; the picture says what is left out.

    Raises:
        ParameterError: A parameter is not one of its values, or the format cannot be made here.
        NotFoundError: Nothing has this id or label.
    """

    def draw(drawer: Drawer) -> Drawing:
        node = resolve(drawer.view, parameters.of, parameter="of")
        return drawer.neighbourhood(node, parameters.admitted())

    return _draw(request, snapshot, extension, parameters, draw)


@router.get("/posts.{extension}", response_class=Response, responses=_FILES)
def get_posts_picture(
    extension: Format,
    parameters: Annotated[PostsPicture, Query()],
    snapshot: SnapshotDep,
    request: Request,
) -> Response:
    """Draw the posts of a person, or those in a body, over time.

    Raises:
        ParameterError: A parameter is not one of its values, or the format cannot be made here.
        NotFoundError: Nothing has this id or label.
    """

    def draw(drawer: Drawer) -> Drawing:
        return drawer.posts(
            resolve(drawer.view, parameters.of, POSTS_OF, parameter="of"), parameters.as_of
        )

    return _draw(request, snapshot, extension, parameters, draw)


@router.get("/conferences.{extension}", response_class=Response, responses=_FILES)
def get_conferences_picture(
    extension: Format,
    parameters: Annotated[ConferencesPicture, Query()],
    snapshot: SnapshotDep,
    request: Request,
) -> Response:
    """Draw conferences and signings over time, the days of publication apart.

    Raises:
        ParameterError: A parameter is not one of its values, or the format cannot be made here.
    """
    return _draw(
        request,
        snapshot,
        extension,
        parameters,
        lambda drawer: drawer.conferences(parameters.as_of),
    )


@router.get("/comparison.{extension}", response_class=Response, responses=_FILES)
def get_comparison_picture(
    extension: Format,
    parameters: Annotated[ComparisonPicture, Query()],
    snapshot: SnapshotDep,
    request: Request,
) -> Response:
    """Draw agreements side by side: topic by agreement.

    Raises:
        ParameterError: A parameter is not one of its values, or the format cannot be made here.
        NotFoundError: Nothing has this id or label.
    """

    def draw(drawer: Drawer) -> Drawing:
        given = dict.fromkeys(
            resolve(drawer.view, one, ("agr",), parameter="ids") for one in parameters.ids
        )
        return drawer.comparison(tuple(given))

    return _draw(request, snapshot, extension, parameters, draw)


@router.get("/territories.{extension}", response_class=Response, responses=_FILES)
def get_territories_picture(
    extension: Format,
    parameters: Annotated[TerritoriesPicture, Query()],
    snapshot: SnapshotDep,
    request: Request,
) -> Response:
    """Draw the provinces of a day (63, or 34 from 2025-07-01) with units by line.

    Raises:
        ParameterError: A parameter is not one of its values, or the format cannot be made here.
    """
    return _draw(
        request,
        snapshot,
        extension,
        parameters,
        lambda drawer: drawer.territories(parameters.as_of, parameters.admitted()),
    )


@chooser.get(
    "/{kind}",
    response_class=Response,
    status_code=303,
    responses={303: {"description": "Where the picture is in the format asked for"}},
)
def choose_picture(kind: Kind, request: Request) -> Response:
    """Send a client to the file in the format it accepts best; SVG where it takes all.

    Raises:
        NotAcceptable: It accepts none of them.
    """
    offers = {MEDIA_TYPES[one]: one for one in formats()}
    wanted = choose(request.headers.get("accept"), tuple(offers))
    if wanted is None:
        raise NotAcceptable(tuple(offers))
    query = f"?{request.url.query}" if request.url.query else ""
    headers = {**CORS, "Location": f"/picture/{kind}.{offers[wanted]}{query}", "Vary": "Accept"}
    return Response(status_code=HTTPStatus.SEE_OTHER, headers=headers)


def _draw(
    request: Request,
    snapshot: Snapshot,
    extension: Format,
    style: PictureStyle,
    draw: Callable[[Drawer], Drawing],
) -> Response:
    drawer = Drawer(snapshot.view, snapshot.authority)
    return _respond(request, snapshot, extension, style.lang, lambda: draw(drawer)(style.style()))


def _respond(
    request: Request,
    snapshot: Snapshot,
    extension: Format,
    language: str,
    make: Callable[[], Picture],
) -> Response:
    """Return the file, or 304 to a client that shows its tag: then nothing is drawn."""
    etag = make_etag(request.scope, snapshot.id)
    headers = {**CORS, "ETag": etag, "Cache-Control": "no-cache", "Content-Language": language}
    shown = request.headers.get("if-none-match")
    if shown != "*" and matches_etag(shown, etag):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    body = export(make(), extension)
    kind = request.url.path.rpartition("/")[2].partition(".")[0]
    day = request.query_params.get("as_of", "")
    name = "-".join(part for part in ("phoihop", kind, day) if part)
    headers["Content-Disposition"] = f'inline; filename="{name}.{extension}"'
    return Response(body, HTTPStatus.OK, headers, MEDIA_TYPES[extension])
