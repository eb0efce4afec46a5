"""From what a person gives to a node: id, full IRI or exact label.

An exact label is exact: marks and capitals count, only the normalisation form does not. Whoever
wants forgiveness uses the search index; here a near miss becomes a hint in the error, never an
answer.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from kg.errors import IriError, NotFoundError, ParameterError
from kg.index.abbreviations import expand, search_key
from kg.model.iri import ID, NODE_TYPES, ONTOLOGY, parse_iri
from kg.model.terms import Iri, Term, text
from kg.ontology.terms import PH
from kg.store.base import Bindings, GraphView, Solutions

MAX_NEAREST: Final = 5
_KINDS: Final = {
    "agr": "agreement",
    "clause": "clause",
    "com": "party committee",
    "ent": "enterprise",
    "evt": "event",
    "norm": "normative document",
    "per": "person",
    "src": "source",
    "task": "focus task",
    "unit": "party unit",
}
_EXISTS = "ASK { ?node a ?any }"
_HAS_CLASS = "ASK { ?node a ?class }"
_SAME = """
PREFIX owl: <http://www.w3.org/2002/07/owl#>
ASK { ?one owl:sameAs|^owl:sameAs ?other }
"""
_LABELLED = """
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT DISTINCT ?node WHERE {
  { ?node rdfs:label|skos:prefLabel|skos:altLabel ?vi }
  UNION { ?node rdfs:label|skos:prefLabel|skos:altLabel ?en }
  UNION { ?node rdfs:label|skos:prefLabel|skos:altLabel ?plain }
}
ORDER BY ?node
"""
# Enough for the hint of an error; a graph with more names has a search index.
_NAMED = """
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT DISTINCT ?node ?name WHERE {
  ?node rdfs:label|skos:prefLabel|skos:altLabel ?name .
  FILTER(STRSTARTS(STR(?node), ?start))
}
LIMIT 20000
"""
# The same from the members of a class: without it the engine reads every name there is.
_NAMED_OF_CLASS = _NAMED.replace("  ?node rdfs:label", "  ?node a ?class ; rdfs:label")
CLASSES_OF_TYPES: Final = {
    "adv": PH.PartyAdvisoryBody,
    "agr": PH.Agreement,
    "area": PH.AdministrativeArea,
    "com": PH.PartyCommittee,
    "ebd": PH.EnterpriseBody,
    "egr": PH.EnterpriseGroup,
    "ent": PH.Enterprise,
    "evt": PH.Event,
    "mass": PH.MassOrganisation,
    "norm": PH.NormativeDocument,
    "per": PH.Person,
    "src": PH.SourceDocument,
    "state": PH.StateBody,
    "std": PH.StandingCommittee,
    "unit": PH.PartyUnit,
}
"""Types of nodes that people ask for by name, and the class that all nodes of one have."""


def resolve(
    view: GraphView, given: str, types: Sequence[str] = (), *, parameter: str = "name"
) -> str:
    """Return the IRI of the node that `given` names.

    Args:
        view: Where to look.
        given: A short id (`com/quan-uy-hong-bang`), a full IRI, or a label in any language.
        types: What the node may be: prefixes of `NODE_TYPES` or IRIs of classes; empty: anything.
        parameter: Name of the parameter it was given for, for the message.

    Raises:
        NotFoundError: There is no such node of these types; holds the ids nearest by name.
        ParameterError: Several nodes have this label, or nothing was given.
    """
    name = unicodedata.normalize("NFC", given).strip()
    if not name:
        raise ParameterError(parameter, given, "an id or a name")
    found = _find_by_id(view, name, types)
    nodes = (found,) if found else tuple(_iter_labelled(view, name, types))
    if len(nodes) == 1:
        return nodes[0]
    if nodes:
        ids = ", ".join(node.removeprefix(ID) for node in nodes[:MAX_NEAREST])
        raise ParameterError(parameter, given, f"one of the nodes with this name: {ids}")
    raise NotFoundError(_kind(types), given, find_nearest(view, name, types))


def find_nearest(view: GraphView, given: str, types: Sequence[str] = ()) -> tuple[str, ...]:
    """Return up to five short ids whose names or local names are close to `given`, best first.

    Of nodes that a reviewed claim makes one (`owl:sameAs`), only the closest is named.
    """
    wanted = _trigrams(given.rpartition("/")[2])
    best: dict[str, float] = {}
    for node, name in _iter_names(view, types):
        for candidate in (name, node.rpartition("/")[2]):
            found = _trigrams(candidate)
            likeness = len(wanted & found) / (len(wanted | found) or 1)
            best[node] = max(best.get(node, 0.0), likeness)
    # Below a fifth of shared letter groups two names have nothing in common that a reader sees.
    close = sorted((-likeness, node) for node, likeness in best.items() if likeness > 0.2)
    fitting = (node for _, node in close if _fits(view, node, types))
    chosen: list[str] = []
    for node in fitting:
        if len(chosen) == MAX_NEAREST:
            break
        if not any(_is_same(view, node, other) for other in chosen):
            chosen.append(node)
    return tuple(node.removeprefix(ID) for node in chosen)


def _is_same(view: GraphView, one: str, other: str) -> bool:
    return view.query(_SAME, bindings={"one": Iri(one), "other": Iri(other)}) is True


def _kind(types: Sequence[str]) -> str:
    words = [_KINDS.get(name, name.removeprefix(ONTOLOGY)) for name in types]
    return " or ".join(words) if words else "node"


def _find_by_id(view: GraphView, name: str, types: Sequence[str]) -> str | None:
    try:
        node = parse_iri(name).iri
    except IriError:
        return None
    exists = view.query(_EXISTS, bindings={"node": Iri(node)})
    return node if exists and _fits(view, node, types) else None


def _iter_labelled(view: GraphView, name: str, types: Sequence[str]) -> Iterator[str]:
    bindings = {"vi": text(name, "vi"), "en": text(name, "en"), "plain": text(name)}
    for node, *_ in _rows(view, _LABELLED, bindings):
        if node.startswith(ID) and _fits(view, node, types):
            yield node


def _iter_names(view: GraphView, types: Sequence[str]) -> Iterator[tuple[str, ...]]:
    prefixes = [name for name in types if name in NODE_TYPES]
    for name in prefixes or [""]:
        start: dict[str, Term] = {"start": text(f"{ID}{name}/" if name else ID)}
        if name in CLASSES_OF_TYPES:
            yield from _rows(view, _NAMED_OF_CLASS, {"class": Iri(CLASSES_OF_TYPES[name]), **start})
        else:
            yield from _rows(view, _NAMED, start)


def _fits(view: GraphView, node: str, types: Sequence[str]) -> bool:
    if not types or parse_iri(node).type in types:
        return True
    classes = [name for name in types if name not in NODE_TYPES]
    return any(
        view.query(_HAS_CLASS, bindings={"node": Iri(node), "class": Iri(name)}) is True
        for name in classes
    )


def _rows(view: GraphView, query: str, bindings: Bindings) -> list[tuple[str, ...]]:
    result = view.query(query, bindings=bindings)
    assert isinstance(result, Solutions)
    return [tuple(str(cell) for cell in row) for row in result.rows]


def _trigrams(name: str) -> frozenset[str]:
    key = f"  {expand(search_key(name))} "
    return frozenset(first + second for first, second in pairwise(key)) | frozenset(
        key[place : place + 3] for place in range(len(key) - 2)
    )
