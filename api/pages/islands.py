"""Which built files of `web/` a page loads; none when they were not built, and pages work without.

References: Vite, backend integration (manifest).
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, cast

from markupsafe import Markup
from starlette.staticfiles import StaticFiles

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.responses import Response


class ImmutableFiles(StaticFiles):
    """Files whose names hold a hash of what is in them: kept by browsers for a year."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        """Return a file with the headers of one that never changes."""
        response = super().file_response(*args, **kwargs)
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response


class Islands:
    """The islands as their manifest lists them.

    Args:
        static: Folder that `make web` fills; it may be absent.
    """

    def __init__(self, static: Path) -> None:
        path = static / ".vite" / "manifest.json"
        text = path.read_text(encoding="utf-8") if path.is_file() else "{}"
        chunks = cast("dict[str, dict[str, Any]]", json.loads(text))
        self._entries = {
            str(chunk["name"]): _tags(chunk, chunks)
            for chunk in chunks.values()
            if chunk.get("isEntry")
        }

    def tags(self, name: str) -> Markup:
        """Return the elements for the head of a page; nothing for an island that is not built."""
        return self._entries.get(name, Markup())


def _tags(entry: dict[str, Any], chunks: dict[str, dict[str, Any]]) -> Markup:
    styles = [
        Markup('<link rel="stylesheet" href="/static/{}">').format(one) for one in _css(entry)
    ]
    loaded = [
        Markup('<link rel="modulepreload" href="/static/{}">').format(chunks[name]["file"])
        for name in entry.get("imports", ())
    ]
    script = Markup('<script type="module" src="/static/{}"></script>').format(entry["file"])
    return Markup("\n").join([*styles, *loaded, script])


def _css(entry: dict[str, Any]) -> list[str]:
    return cast("list[str]", entry.get("css", []))
