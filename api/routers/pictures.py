"""Pictures as files: `/picture/under-both.svg`; `.png` and `.pdf` where a converter is there."""

from __future__ import annotations

from hashlib import sha256
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from api.deps import SnapshotDep
from api.negotiate import matches_etag
from api.pages.pictures import download_of
from api.routers.under_both import answer_under_both
from api.schemas.under_both import UnderBothParameters
from kg.picture.export import MEDIA_TYPES, Format, export

router = APIRouter(prefix="/picture", tags=["pictures"])


class PictureParameters(UnderBothParameters):
    """The main question, and how to draw its answer."""

    theme: Literal["light", "dark"] = Field("light", description="Colours of the picture.")
    lang: Literal["vi", "en"] = Field("vi", description="Language of the picture.")


@router.get(
    "/under-both.{extension}",
    response_class=Response,
    responses={200: {"content": {kind: {} for kind in MEDIA_TYPES.values()}}},
)
def get_under_both_picture(
    extension: Format,
    parameters: Annotated[PictureParameters, Query()],
    snapshot: SnapshotDep,
    request: Request,
) -> Response:
    """Draw which units fall under both committees on a day.

    Raises:
        ParameterError: A parameter is not one of its values, or the format cannot be made here.
        NotFoundError: Nothing has this id or label.
    """
    answer = answer_under_both(parameters, snapshot)
    picture = download_of(answer, snapshot, parameters.lang, parameters.theme)
    body = export(picture, extension)
    etag = f'"{sha256(body).hexdigest()[:32]}"'
    headers = {"ETag": etag, "Cache-Control": "no-cache", "Content-Language": parameters.lang}
    if matches_etag(request.headers.get("if-none-match"), etag):
        return Response(status_code=304, headers=headers)
    name = f"phoihop-{parameters.as_of.isoformat()}.{extension}"
    headers["Content-Disposition"] = f'inline; filename="{name}"'
    return Response(body, 200, headers, MEDIA_TYPES[extension])
