"""Who may write: tokens that are kept as hashes only, and what each of them allows.

Reading needs no token. A token comes as `Authorization: Bearer TOKEN`, or as the password of Basic
for clients that know nothing else; the challenge names Bearer only, so that no browser stores one.

References: RFC 6750 (bearer tokens), RFC 7617 (Basic), RFC 9110, 11.6.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal, TypeAlias

from kg.errors import InputError, KgError

Scope: TypeAlias = Literal["reader", "writer", "admin"]

SCOPES: tuple[Scope, ...] = ("reader", "writer", "admin")
"""Each allows what those before it do: a writer replaces graphs of sources, an admin also the
judgements of reviewers in `graph/curated`."""

CHALLENGE = 'Bearer realm="phoihop"'
# Far beyond any real token; hashing must not be a way to make the server work.
_MAX_TOKEN = 1024
_SHA256 = re.compile(r"[0-9a-f]{64}\Z")
_NAME = re.compile(r"[a-z0-9][a-z0-9.-]{0,63}\Z")


class Unauthorised(KgError):
    """There is no token, or it is not known (HTTP 401)."""

    code: ClassVar[str] = "unauthorised"


class Forbidden(KgError):
    """The token is known and does not allow this (HTTP 403)."""

    code: ClassVar[str] = "forbidden"


@dataclass(frozen=True, slots=True)
class Identity:
    """Whose token it is: the name that stands in the log, and what it allows."""

    name: str
    scope: Scope

    def allows(self, scope: Scope) -> bool:
        """Tell whether this scope includes another one."""
        return SCOPES.index(self.scope) >= SCOPES.index(scope)


@dataclass(frozen=True, slots=True)
class _Entry:
    identity: Identity
    sha256: str


class Tokens:
    """The tokens the server knows."""

    def __init__(self, entries: Sequence[_Entry] = ()) -> None:
        self._entries = tuple(entries)

    @classmethod
    def parse(cls, writer_sha256: str | None, others: str | None) -> Tokens:
        """Read the settings.

        Args:
            writer_sha256: Hash of the token of a writer named `writer`.
            others: `name:scope:sha256`, several separated by spaces or commas.

        Raises:
            InputError: One of them is not of that form; the message does not repeat it.
        """
        entries = [_parse_entry(f"writer:writer:{writer_sha256}")] if writer_sha256 else []
        entries += [_parse_entry(entry) for entry in (others or "").replace(",", " ").split()]
        if len({entry.identity.name for entry in entries}) < len(entries):
            raise InputError("two tokens have the same name")
        return cls(entries)

    def __bool__(self) -> bool:
        """Whether anybody may write at all."""
        return any(entry.identity.allows("writer") for entry in self._entries)

    def find(self, token: str) -> Identity | None:
        """Return whose token it is; takes the same time for every token that is not known."""
        if len(token) > _MAX_TOKEN:
            return None
        digest = hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
        found: Identity | None = None
        for entry in self._entries:
            # every entry is compared, so that the time does not say which one it was
            if hmac.compare_digest(entry.sha256, digest):
                found = entry.identity
        return found

    def may_write(self, scope: Mapping[str, Any]) -> bool:
        """Tell whether an ASGI request has the token of somebody who may write."""
        for name, value in scope["headers"]:
            if name == b"authorization":
                identity = self.find(read_token(value.decode("latin-1")))
                return identity is not None and identity.allows("writer")
        return False

    def identify(self, authorization: str | None) -> Identity:
        """Return who sends a request.

        Raises:
            Unauthorised: There is no token in the header, or it is not known.
        """
        token = read_token(authorization or "")
        identity = self.find(token) if token else None
        if identity is None:
            raise Unauthorised("a token is needed" if not token else "the token is not known")
        return identity


def check_scope(identity: Identity, scope: Scope) -> None:
    """Refuse an identity whose scope is not enough.

    Raises:
        Forbidden: It is not.
    """
    if not identity.allows(scope):
        raise Forbidden(f"the scope {scope!r} is needed; this token has {identity.scope!r}")


def read_token(authorization: str) -> str:
    """Return the token of an `Authorization` header, "" when it has none.

    >>> read_token("Bearer abc")
    'abc'
    """
    scheme, _, value = authorization.strip().partition(" ")
    value = value.strip()
    if scheme.lower() == "bearer":
        return value
    if scheme.lower() == "basic":
        try:
            return base64.b64decode(value, validate=True).decode().partition(":")[2]
        except ValueError:  # neither base64 nor text
            return ""
    return ""


def _parse_entry(entry: str) -> _Entry:
    name, _, rest = entry.partition(":")
    scope, _, digest = rest.partition(":")
    if not _NAME.match(name) or scope not in SCOPES or not _SHA256.match(digest):
        raise InputError("a token in the settings is not of the form name:scope:sha256")
    return _Entry(Identity(name, scope), digest)
