"""The result of a CONSTRUCT or DESCRIBE on the page: a picture, a table and the Turtle itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeAlias, cast

import orjson
from markupsafe import Markup

from api.pages.explorer_names import Names
from api.pages.page_links import page_path
from kg.model.iri import ID
from kg.model.terms import Literal
from kg.ontology.reference import shorten
from kg.picture.network_names import describe_names
from kg.picture.palette import kind_of_iri
from kg.query.graph_network import read_network
from kg.store.engine import iter_triples
from kg.store.formats import get_format

if TYPE_CHECKING:
    from collections.abc import Mapping

    from api.pages.words import Language
    from api.snapshot import Snapshot
    from kg.model.terms import Term, Triple
    from kg.query.graph_network import GraphNetwork

Labels: TypeAlias = "Mapping[str, str | None]"

MOST_ROWS: Final = 200
"""Triples that the table of a page shows."""
_LANGUAGES: Final[tuple[Language, ...]] = ("vi", "en")


def show_graph(body: bytes, snapshot: Snapshot, language: Language) -> dict[str, Any]:
    """Return what the page shows of a graph.

    Args:
        body: The result as Turtle.
        snapshot: Where nodes get their names from.
        language: Of the page.

    Returns:
        `total` triples; `rows` of the table as cells; `rows_left_out`; `picture`, the network as
        JSON that is safe inside an element of a page, None without any relation to draw; and how
        many `nodes`, `edges`, `nodes_left_out`, `edges_left_out` and `literals` there are.

    Raises:
        RdfSyntaxError: The result is no Turtle.
    """
    triples = list(iter_triples(body, get_format("turtle", "graph"), "result"))
    found = read_network(triples)
    names = Names(snapshot, language)
    shown = triples[:MOST_ROWS]
    return {
        "total": len(triples),
        "rows": [_row(triple, names) for triple in shown],
        "rows_left_out": len(triples) - len(shown),
        "picture": _picture(found, snapshot) if found.network.edges else None,
        "nodes": len(found.network.nodes),
        "edges": len(found.network.edges),
        "nodes_left_out": found.nodes_left_out,
        "edges_left_out": found.edges_left_out,
        "literals": found.literals,
    }


def _row(triple: Triple, names: Names) -> tuple[dict[str, Any], ...]:
    return tuple(_cell(term, names) for term in (triple.subject, triple.predicate, triple.object))


def _cell(term: Term, names: Names) -> dict[str, Any]:
    if isinstance(term, Literal):
        return {"text": term.value, "iri": None, "lang": term.language}
    iri = str(term)
    if iri.startswith(ID):
        return {"text": names.text(names.node(iri)), "iri": iri, "lang": ""}
    return {"text": shorten(iri), "iri": iri if page_path(iri) != iri else None, "lang": ""}


def _picture(found: GraphNetwork, snapshot: Snapshot) -> Markup:
    network = found.network
    both = {tag: Names(snapshot, tag) for tag in _LANGUAGES}
    tied = {str(edge[end]) for edge in network.edges for end in ("from", "to")}
    for iri, node in network.nodes.items():
        node["expanded"] = iri not in tied  # a node by itself stays when relations are filtered
        if node["shape"] == "other":
            node["shape"] = kind_of_iri(iri)
        node["label"] = _label(iri, cast("Labels", node["label"]), both["vi"])
    kinds = dict.fromkeys(str(edge["kind"]) for edge in network.edges)
    body: dict[str, Any] = {
        "dataset": {"generation": snapshot.id, "content_hash": "", "as_of": None, "sources": []},
        "start": next(iter(network.nodes)),
        "nodes": describe_names(network),
        "edges": network.edges,
        "kinds": {kind: {tag: names.term(kind) for tag, names in both.items()} for kind in kinds},
        "limit": len(network.nodes),
    }
    # inside an element for data nothing may look like its end; the rest is JSON, never read as HTML
    text = orjson.dumps(body).decode().replace("<", "\\u003c")
    return Markup(text)  # noqa: S704 (JSON without any <)


def _label(iri: str, given: Labels, names: Names) -> Labels:
    """Return the labels of a node: those of the graph, else of the data, else its short form."""
    if any(given.values()):
        return given
    if iri.startswith(ID):
        known = names.node(iri)["label"]
        return {"vi": known.get("vi"), "en": known.get("en")}
    return {"vi": shorten(iri), "en": None}
