"""Which document describes a node, and how documents and nodes point at each other.

The base IRI of the data is `https://w3id.org/phoihop/`; this server answers its own paths for it.

References: Cool URIs for the Semantic Web, 4.2 (303); RFC 8288 (Link); RFC 9110, 12.5.5 (Vary).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from api.jsonld import format_jsonld
from api.negotiate import choose
from kg.errors import IriError, NotFoundError
from kg.index.search_match import MAX_QUERY
from kg.model.iri import BASE, parse_short
from kg.ontology.context import prefixes
from kg.query.describe import Description, describe_node
from kg.store.formats import JSONLD, NTRIPLES, RDFXML, TURTLE, Format
from kg.store.serialise import serialise

if TYPE_CHECKING:
    from api.snapshot import Snapshot

HTML = "text/html"
FORMATS: tuple[Format, ...] = (TURTLE, JSONLD, NTRIPLES, RDFXML)
SUFFIXES = {f".{entry.extension}": entry for entry in FORMATS}
PRIMARY_TOPIC = "http://xmlns.com/foaf/0.1/primaryTopic"
_SAFE = re.compile(r"[A-Za-z0-9._/-]{1,300}\Z")
_BY_TYPE = {name: e for e in FORMATS for name in (e.media_type, *e.aliases) if "/" in name}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a node is on this server: `id/com/x`, `.well-known/genid/x`."""

    path: str

    @property
    def iri(self) -> str:
        """The IRI of the node."""
        return BASE + self.path

    @property
    def page(self) -> str:
        """Path of the page that describes it."""
        return f"/page/{self.path.removeprefix('id/')}"

    def data(self, entry: Format | None = None) -> str:
        """Return the path of the data that describes it, in one format when it is given."""
        suffix = f".{entry.extension}" if entry else ""
        return f"/data/{self.path.removeprefix('id/')}{suffix}"


_OTHERS = ("graph/", "ontology/", ".well-known/genid/", "log/", "agent/")


def parse_place(path: str) -> Place:
    """Return the place of a node from a path below `/page/` or `/data/`: `com/x`, `graph/meta`.

    Raises:
        NotFoundError: Nothing of ours has such a path.
    """
    if path.startswith(_OTHERS) and _SAFE.match(path):
        return Place(path)
    try:
        return Place(f"id/{parse_short(path)}")
    except IriError:
        raise NotFoundError("node", path[:200]) from None


def get_description(snapshot: Snapshot, place: Place) -> Description:
    """Return what is said of a node.

    Raises:
        NotFoundError: Nothing is; holds the nearest ids.
    """
    found = describe_node(snapshot.view, place.iri)
    if found is None and place.iri in snapshot.view.graphs():
        return Description(place.iri, (), is_complete=True)
    if found is None:
        name = place.path.rpartition("/")[2].replace("-", " ")[:MAX_QUERY]
        near = snapshot.search.search(name, limit=5)
        raise NotFoundError("node", place.path[:200], tuple(hit.id for hit in near.hits))
    return found


def choose_document(accept: str | None) -> tuple[Format | None, str] | None:
    """Return the format of the data, or None for the page, with the media type; None for 406.

    Who accepts everything gets data: browsers name HTML.
    """
    chosen = choose(accept, (*_BY_TYPE, HTML))
    return None if chosen is None else (_BY_TYPE.get(chosen), chosen)


def choose_data(accept: str | None) -> tuple[Format, str] | None:
    """Return the format of the data and its media type; None for 406."""
    chosen = choose(accept, tuple(_BY_TYPE))
    return None if chosen is None else (_BY_TYPE[chosen], chosen)


def split_suffix(local: str) -> tuple[str, Format | None]:
    """Split `x.ttl` into `x` and the format; a name without such an ending has none.

    >>> split_suffix("so-ket.2017-10-06")
    ('so-ket.2017-10-06', None)
    """
    for suffix, entry in SUFFIXES.items():
        if local.endswith(suffix):
            return local.removesuffix(suffix), entry
    return local, None


def serialise_node(description: Description, entry: Format) -> bytes:
    """Write a description in a format of `FORMATS`."""
    if entry is JSONLD:
        return format_jsonld(description.node, description.triples)
    return serialise(description.triples, entry, prefixes())


def link_header(place: Place, *, of_data: bool) -> str:
    """Return the `Link` header of the page or the data of a node.

    Args:
        place: The node.
        of_data: Whether the header stands on data; a page has data as alternates, too.
    """
    links = [
        f'<{place.data(entry)}>; rel="alternate"; type="{entry.media_type}"' for entry in FORMATS
    ]
    if of_data:
        links.append(f'<{place.page}>; rel="alternate"; type="{HTML}"')
        links.append(f'<{place.iri}>; rel="{PRIMARY_TOPIC}"')
    else:
        links.append(f'<{place.data()}>; rel="describedby"')
    return ", ".join(links)


def media_types() -> Iterable[str]:
    """Return the media types data can be had in."""
    return (entry.media_type for entry in FORMATS)
