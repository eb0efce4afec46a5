"""Identifiers: minting, parsing, slugs (ontology.md 3.7).

A node is `https://w3id.org/phoihop/id/{type}/{local}`. `{type}` is one of `NODE_TYPES` and is also
the SPARQL prefix; `{local}` is lower-case ASCII without slash, because rdflib 7.6 does not unescape
an escaped slash in a prefixed name and a query with one silently returns nothing.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass

from kg.errors import IriError

BASE = "https://w3id.org/phoihop/"
ONTOLOGY = BASE + "ontology#"
ONTOLOGY_IRI = BASE + "ontology"
ID = BASE + "id/"
GRAPH = BASE + "graph/"
GRAPH_CURATED = GRAPH + "curated"
GRAPH_META = GRAPH + "meta"
GRAPH_DERIVED = GRAPH + "derived"
GRAPH_ONTOLOGY = GRAPH + "ontology"

NODE_TYPES = (
    # things
    "per", "com", "std", "adv", "unit", "ent", "egr", "ebd", "state", "mass", "area", "post",
    # documents, what was agreed, what happened
    "agr", "clause", "obl", "task", "norm", "evt", "chg", "plan",
    # claims
    "hold", "sub", "dir", "aff", "sit", "lvl", "idc", "fnd", "part", "grp", "ung", "cmp", "chain",
    # code lists
    "role", "line", "level", "kind", "topic", "action", "doc", "cert", "status", "capacity",
    "affkind", "sphere", "verdict",
    # evidence
    "src", "ev",
)  # fmt: skip

_LOCAL = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?\Z")
_NOT_SLUG = re.compile(r"[^a-z0-9]+")
_SPAN = re.compile(r"(?P<source>[0-9a-f]{16}|[a-z0-9][a-z0-9.-]*?)\.(?P<start>\d+)-(?P<end>\d+)\Z")


@dataclass(frozen=True, slots=True, order=True)
class NodeId:
    """A node's type and local name; `str()` gives the short form `com/quan-uy-hong-bang`."""

    type: str
    local: str

    def __str__(self) -> str:
        return f"{self.type}/{self.local}"

    @property
    def iri(self) -> str:
        """The full IRI."""
        return f"{ID}{self.type}/{self.local}"


def mint(node_type: str, local: str) -> str:
    """Return the IRI of a node.

    Raises:
        IriError: `node_type` is not one of `NODE_TYPES`, or `local` breaks the pattern.

    >>> mint("com", "quan-uy-hong-bang")
    'https://w3id.org/phoihop/id/com/quan-uy-hong-bang'
    """
    return parse_short(f"{node_type}/{local}").iri


def parse_short(value: str) -> NodeId:
    """Parse the short form `type/local`.

    Raises:
        IriError: It is not one.
    """
    node_type, slash, local = value.partition("/")
    if not slash or node_type not in NODE_TYPES:
        raise IriError(value, "a node id such as com/quan-uy-hong-bang")
    if not _LOCAL.match(local):
        raise IriError(value, "a local name of [a-z0-9.-], beginning and ending with [a-z0-9]")
    return NodeId(node_type, local)


def parse_iri(value: str) -> NodeId:
    """Parse a full IRI of ours or the short form.

    Raises:
        IriError: It is neither.

    >>> str(parse_iri("https://w3id.org/phoihop/id/unit/chi-bo-vinausteel"))
    'unit/chi-bo-vinausteel'
    """
    return parse_short(value.removeprefix(ID))


def is_node(value: str) -> bool:
    """Tell whether `value` is the full IRI of one of our nodes."""
    if not value.startswith(ID):
        return False
    try:
        parse_iri(value)
    except IriError:
        return False
    return True


def source_graph(slug: str) -> str:
    """Return the named graph of a source: `slug` is its sha16 or its local name.

    Raises:
        IriError: `slug` breaks the pattern of local names.
    """
    if not _LOCAL.match(slug):
        raise IriError(slug, "a source slug of [a-z0-9.-]")
    return f"{GRAPH}source/{slug}"


def slugify(label: str) -> str:
    """Turn a Vietnamese label into a local name: đ becomes d, marks go, words joined by `-`.

    Raises:
        IriError: Nothing is left.

    >>> slugify("Quận ủy Hồng Bàng")
    'quan-uy-hong-bang'
    """
    plain = unicodedata.normalize("NFD", label.lower().replace("đ", "d"))
    bare = "".join(char for char in plain if not unicodedata.combining(char))
    slug = _NOT_SLUG.sub("-", bare).strip("-")
    if not slug:
        raise IriError(label, "a label with at least one letter or digit")
    return slug


def mint_statement(node_type: str, *key: str) -> str:
    """Mint the IRI of a claim from what identifies it (ontology.md 3.7).

    `key` is (class, subject, object, role or line, source) as full IRIs, with empty strings for
    what a class does not have, so that reading a source again gives the same IRI.
    """
    digest = hashlib.sha256("\x1f".join(key).encode()).hexdigest()[:16]
    return mint(node_type, digest)


def mint_span(source_local: str, start: int, end: int) -> str:
    """Mint the IRI of a character span: `ev/{source}.{start}-{end}`."""
    return mint("ev", f"{source_local}.{start}-{end}")


def mint_locator(source_local: str, locator: str) -> str:
    """Mint the IRI of a place described in words ("paragraph 3")."""
    digest = hashlib.sha256(locator.encode()).hexdigest()[:8]
    return mint("ev", f"{source_local}.at-{digest}")


def parse_span(value: str) -> tuple[str, int, int]:
    """Return (source local name, start, end) of a span IRI or its short form.

    Raises:
        IriError: It is not the IRI of a character span.
    """
    node = parse_iri(value)
    match = _SPAN.match(node.local)
    if node.type != "ev" or not match:
        raise IriError(value, "an evidence id such as ev/ff155d59015d49ce.304-434")
    return match["source"], int(match["start"]), int(match["end"])
