"""Templates with the words of a language around them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import jinja2
from fastapi import Request
from fastapi.responses import HTMLResponse

from api.pages.islands import Islands
from api.pages.page_links import page_link
from api.pages.words import LANGUAGES, Language, load_words

if TYPE_CHECKING:
    from api.snapshot import Snapshot

TEMPLATES = Path(__file__).parent / "templates"
STATIC = Path(__file__).parent.parent / "static"


class Renderer:
    """Renders templates; a name that a template asks for and that is missing is an error."""

    def __init__(self) -> None:
        self._words = load_words()
        self._environment = jinja2.Environment(
            loader=jinja2.FileSystemLoader(TEMPLATES),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._islands = Islands(STATIC)

    def page(
        self,
        template: str,
        request: Request,
        snapshot: Snapshot | None,
        status: int = 200,
        **values: Any,
    ) -> HTMLResponse:
        """Render a page in the language the request asks for.

        Args:
            template: File name in `templates/`.
            request: Its `lang` parameter or `Accept-Language` decides the language.
            snapshot: The generation the page is made from; None when there is none.
            status: HTTP status.
            values: What the template needs.
        """
        language = language_of(request)
        other: Language = "en" if language == "vi" else "vi"
        text = self._environment.get_template(template).render(
            island=self._islands.tags,
            w=self._words[language],
            lang=language,
            other_lang=other,
            other_url=with_parameter(request, "lang", other),
            page_path=request.url.path,
            page_link=page_link,
            snapshot=snapshot,
            **values,
        )
        headers = {"Content-Language": language, "Vary": "Accept-Language"}
        return HTMLResponse(text, status, headers)


def language_of(request: Request) -> Language:
    """Return the language of a page: `lang=`, else the reader's, else Vietnamese."""
    asked = request.query_params.get("lang")
    if asked in LANGUAGES:
        return "en" if asked == "en" else "vi"
    accepted = request.headers.get("accept-language", "").lower()
    first = accepted.partition(",")[0].partition(";")[0].strip()
    return "en" if first.partition("-")[0] == "en" else "vi"


def with_parameter(request: Request, name: str, value: str) -> str:
    """Return the path of a request with one query parameter replaced."""
    fields = [(key, old) for key, old in request.query_params.multi_items() if key != name]
    return f"{request.url.path}?{urlencode([*fields, (name, value)])}"
