"""Reconciliation over the search index: candidates with scores, suggestions, previews, extension.

References: Reconciliation Service API 0.2, sections 3 (manifest), 4 (queries), 5 (suggest),
6 (preview), 7 (extend).
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

from api.pages.node_page import load_vocabulary_once
from kg.errors import IriError, NotFoundError, ParameterError
from kg.index.fold import fold
from kg.index.search import SearchHit
from kg.model.iri import ID, ONTOLOGY, NodeId, parse_short
from kg.model.terms import Iri
from kg.query.describe import read_said, read_term_labels

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from api.schemas.reconcile import ExtendRequest, ReconcileQuery
    from api.snapshot import Snapshot
    from kg.query.describe import PageRow

SCORES: Final = {
    "exact-spelling": 100.0,
    "exact": 90.0,
    "prefix": 60.0,
    "words": 50.0,
    "near": 30.0,
}
_MOST_SUGGESTED = 20
_VERSIONS = ["0.2"]
_DEFAULT_TYPES = ("PartyCommittee", "PartyUnit", "Enterprise", "Person", "AdministrativeArea")


def make_manifest(base: str) -> dict[str, Any]:
    """Return the manifest; `base` is the address of the server with a final slash."""
    service = f"{base}reconcile"
    suggest = {
        kind: {"service_url": base.rstrip("/"), "service_path": f"/reconcile/suggest/{kind}"}
        for kind in ("entity", "type", "property")
    }
    return {
        "versions": _VERSIONS,
        "name": "Phối Hợp",
        "identifierSpace": ID,
        "schemaSpace": ONTOLOGY,
        "defaultTypes": [_type(name) for name in _DEFAULT_TYPES],
        "view": {"url": f"{base}id/{{{{id}}}}"},
        "preview": {"url": f"{service}/preview?id={{{{id}}}}", "width": 420, "height": 200},
        "suggest": suggest,
        "extend": {
            "propose_properties": {
                "service_url": base.rstrip("/"),
                "service_path": "/reconcile/properties",
            },
            "property_settings": [],
        },
        "batchSize": 100,
    }


def reconcile(snapshot: Snapshot, query: ReconcileQuery) -> list[dict[str, Any]]:
    """Return the candidates for a name, best first.

    `match` is true only for the one candidate that bears exactly this name, written alike.
    """
    types = tuple(name.removeprefix(ONTOLOGY) for name in query.types())
    try:
        page = snapshot.search.search(query.query, types, limit=query.limit)
        exact = snapshot.search.search(query.query, types, limit=100).hits
    except ParameterError:
        return []  # an unknown class has no candidates (4.2: empty result)
    bearers = [hit for hit in exact if hit.match == "exact-spelling"]
    folded = [hit for hit in exact if hit.match == "exact"]
    lone = bearers[0].iri if len(bearers) == 1 and not folded else None
    return [_candidate(hit, query.query, lone) for hit in page.hits]


def suggest_entities(snapshot: Snapshot, prefix: str) -> list[dict[str, Any]]:
    """Return nodes whose names begin with what was typed."""
    page = snapshot.search.search(prefix, limit=_MOST_SUGGESTED)
    return [
        {
            "id": hit.id,
            "name": hit.label_vi,
            "description": hit.label_en or "",
            "notable": [_type(hit.type)],
        }
        for hit in page.hits
    ]


def suggest_types(snapshot: Snapshot, prefix: str) -> list[dict[str, Any]]:
    """Return classes whose name or label holds what was typed."""
    names = [term.name for term in load_vocabulary_once().of_kind("class")]
    return _suggest(snapshot, names, prefix)


def suggest_properties(snapshot: Snapshot, prefix: str) -> list[dict[str, Any]]:
    """Return properties whose name or label holds what was typed."""
    names = [term.name for term in load_vocabulary_once().of_kind("object", "datatype")]
    return _suggest(snapshot, names, prefix)


def preview_words(snapshot: Snapshot, node: NodeId) -> dict[str, Any]:
    """Return what the preview of a node shows.

    Raises:
        NotFoundError: Nothing is said of it.
    """
    page = snapshot.search.search(node.iri, limit=1)
    if not page.hits or page.hits[0].iri != node.iri:
        raise NotFoundError("node", str(node))
    hit = page.hits[0]
    return {"hit": hit, "type": _type(hit.type)["name"]}


def extend(snapshot: Snapshot, wanted: ExtendRequest) -> dict[str, Any]:
    """Return the values of properties for nodes: literals as text, nodes with their names."""
    names = [entry.id.removeprefix(ONTOLOGY) for entry in wanted.properties]
    labels = snapshot.remember("term-labels", partial(read_term_labels, snapshot.view))
    meta = [{"id": name, "name": _name(labels, name)} for name in names]
    rows = {node: _values(snapshot, node, names) for node in wanted.ids}
    return {"meta": meta, "rows": rows}


def _values(snapshot: Snapshot, node: str, names: Iterable[str]) -> dict[str, list[Any]]:
    try:
        iri = parse_short(node).iri
    except IriError:
        return {name: [] for name in names}
    outgoing = read_said(snapshot.view, iri)
    return {
        name: [_value(row) for row in outgoing if row.property == ONTOLOGY + name] for name in names
    }


def _value(row: PageRow) -> dict[str, str]:
    value = row.object
    if isinstance(value, Iri) and value.value.startswith(ID):
        short = value.value.removeprefix(ID)
        return {"id": short, "name": row.label.get("vi") or row.label.get("en") or short}
    return {"str": str(value)}


def _candidate(hit: SearchHit, query: str, lone: str | None) -> dict[str, Any]:
    score = SCORES.get(hit.match, 50.0)
    if hit.match in {"prefix", "words"}:
        # the larger the part of the name that was typed, the nearer
        score += 20.0 * min(1.0, len(fold(query)) / max(1, len(fold(hit.matched))))
    return {
        "id": hit.id,
        "name": hit.label_vi,
        "description": hit.label_en or "",
        "type": [_type(hit.type)],
        "score": round(score, 1),
        "match": hit.iri == lone,
    }


def _suggest(snapshot: Snapshot, names: Iterable[str], prefix: str) -> list[dict[str, Any]]:
    labels = snapshot.remember("term-labels", partial(read_term_labels, snapshot.view))
    key = fold(prefix)
    found = [
        {"id": name, "name": _name(labels, name), "description": f"ph:{name}"}
        for name in names
        if key in fold(name) or any(key in fold(text) for text in _texts(labels, name))
    ]
    return found[:_MOST_SUGGESTED]


def _texts(labels: Mapping[str, Mapping[str, str]], name: str) -> Iterable[str]:
    return labels.get(ONTOLOGY + name, {}).values()


def _name(labels: Mapping[str, Mapping[str, str]], name: str) -> str:
    return labels.get(ONTOLOGY + name, {}).get("vi") or name


def _type(name: str) -> dict[str, str]:
    return {"id": name, "name": name}
