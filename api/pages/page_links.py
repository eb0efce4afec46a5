"""Where a node is read: the explorer's page of its type, else the page of its triples."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

from kg.model.iri import BASE, ID

_BODIES: Final = frozenset({"com", "std", "adv", "unit", "ent", "egr", "ebd", "state", "mass"})
_PAGES: Final = {"per": "people", "agr": "agreements", "src": "sources", "ev": "evidence"}
_OF_A_DAY: Final = _BODIES | {"per", "agr"}


def page_path(iri: str) -> str:
    """Return the path of the page on which people read a node; other IRIs stay as they are.

    >>> page_path("https://w3id.org/phoihop/id/com/quan-uy-hong-bang")
    '/organisations/com/quan-uy-hong-bang'
    >>> page_path("https://w3id.org/phoihop/id/task/s2-3")
    '/page/task/s2-3'
    >>> page_path("https://w3id.org/phoihop/ontology#Post")
    '/ontology#Post'
    """
    if not iri.startswith(BASE):
        return iri
    if not iri.startswith(ID):
        path = iri.removeprefix(BASE)
        return f"/{path}" if path.startswith("ontology") else f"/page/{path}"
    short = iri.removeprefix(ID)
    kind, _, local = short.partition("/")
    if kind in _BODIES:
        return f"/organisations/{short}"
    return f"/{_PAGES[kind]}/{local}" if kind in _PAGES else f"/page/{short}"


def page_link(iri: str, lang: str, day: str = "") -> str:
    """Return the path of a node's page in a language, and on a day where its page has one.

    >>> page_link("https://w3id.org/phoihop/id/per/nghiem-xuan-da", "vi", "2017-10-06")
    '/people/nghiem-xuan-da?lang=vi&as_of=2017-10-06'
    """
    path, hashed, anchor = page_path(iri).partition("#")
    if not path.startswith("/"):
        return iri
    fields = {"lang": lang}
    if day and iri.removeprefix(ID).partition("/")[0] in _OF_A_DAY:
        fields["as_of"] = day
    return f"{path}?{urlencode(fields)}{hashed}{anchor}"
