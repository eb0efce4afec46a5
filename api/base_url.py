"""The address under which others reach the server, for links in descriptions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fastapi import Request

# A name, an IPv4 or a bracketed IPv6 address, perhaps with a port; nothing that could break an IRI.
_HOST = re.compile(r"(?:[A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?\Z")


def base_url_of(request: Request, public_url: str) -> str:
    """Return the address of the server with a final slash.

    The setting comes first. The `Host` of a request is used if it looks like one; what does not is
    never repeated.
    """
    if public_url:
        return public_url.rstrip("/") + "/"
    host = request.headers.get("host", "")
    if not _HOST.match(host):
        host = "localhost"
    scheme = "https" if request.url.scheme == "https" else "http"
    return f"{scheme}://{host}/"
