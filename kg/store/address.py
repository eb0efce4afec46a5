"""Where a remote engine is; `RemoteStore.at` opens it. Light, because the settings import it."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from kg.errors import ParameterError


@dataclass(frozen=True, slots=True)
class RemoteAddress:
    """The addresses of one engine, and what it wants to be told.

    Attributes:
        query_url: SPARQL 1.1 Protocol, queries.
        update_url: SPARQL 1.1 Protocol, updates; may be left out by those who only read.
        graphs_url: Graph Store Protocol; likewise.
        union: Query string that makes the default graph the union of all, such as
            `union-default-graph=true`; empty where the engine does so by itself.
        headers: Sent with each request; not shown, since they may hold a secret.
    """

    query_url: str
    update_url: str | None = None
    graphs_url: str | None = None
    union: str = ""
    headers: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)

    def __post_init__(self) -> None:
        """Refuse what is no address.

        Raises:
            ParameterError: One is not http or https, or holds a user or password.
        """
        for name, url in (
            ("store", self.query_url),
            ("store_update", self.update_url),
            ("store_graphs", self.graphs_url),
        ):
            parts = urlsplit(url or self.query_url)
            if parts.scheme not in {"http", "https"} or not parts.hostname:
                raise ParameterError(name, (url or "")[:200], "an http or https address")
            if parts.username or parts.password:
                # it would be written to logs; not repeated here either
                raise ParameterError(name, "...@", "an address without user and password")


def authorisation(user: str | None, password: str | None, token: str | None) -> dict[str, str]:
    """Return the header of a bearer token or of a user with a password; empty with neither.

    References: RFC 6750, 2.1; RFC 7617, 2.
    """
    if token:
        return {"Authorization": f"Bearer {token}"}
    if user:
        pair = base64.b64encode(f"{user}:{password or ''}".encode()).decode()
        return {"Authorization": f"Basic {pair}"}
    return {}
