"""Formats the JSON-LD context: prefixes, class names and how each property is written.

Properties keep their prefix (`ph:kind`) because node types and properties share names: `kind` is
the prefix of the code list.

References: JSON-LD 1.1, section 4.1.5 (compact IRIs) and 9.15 (context definitions).
"""

from __future__ import annotations

import json

from kg.model.iri import GRAPH, ID, NODE_TYPES, ONTOLOGY
from kg.model.terms import RDF, RDFS, XSD
from kg.ontology.vocabulary import Term, Vocabulary

EXTERNAL_PREFIXES = {
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "oa": "http://www.w3.org/ns/oa#",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": RDF,
    "rdfs": RDFS,
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": XSD,
}
# How the terms of other vocabularies that our data uses are written.
_BY_LANGUAGE = {"@container": "@language"}
_NODE = {"@type": "@id"}
_EXTERNAL_TERMS: dict[str, dict[str, str]] = {
    "rdfs:label": _BY_LANGUAGE,
    "skos:definition": _BY_LANGUAGE,
    "skos:prefLabel": _BY_LANGUAGE,
    "skos:inScheme": _NODE,
    "skos:broader": _NODE,
    "org:member": _NODE,
    "org:organization": _NODE,
    "org:role": _NODE,
    "org:originalOrganization": _NODE,
    "org:resultingOrganization": _NODE,
    "oa:hasSource": _NODE,
    "oa:hasSelector": _NODE,
    "prov:wasDerivedFrom": _NODE,
}


def prefixes() -> dict[str, str]:
    """Return every prefix of the project by name: ours, one per node type, and foreign ones."""
    nodes = {node_type: f"{ID}{node_type}/" for node_type in sorted(NODE_TYPES)}
    return {"ph": ONTOLOGY, "graph": GRAPH, **EXTERNAL_PREFIXES, **nodes}


def format_context(vocabulary: Vocabulary) -> str:
    """Format the context as JSON text."""
    context: dict[str, object] = {"@version": 1.1, "id": "@id", "type": "@type"}
    context |= prefixes()
    context |= {term.name: f"ph:{term.name}" for term in vocabulary.of_kind("class")}
    context |= {name: {"@id": name, **how} for name, how in _EXTERNAL_TERMS.items()}
    properties = vocabulary.of_kind("object", "datatype", "annotation")
    context |= {f"ph:{term.name}": {"@id": f"ph:{term.name}", **_how(term)} for term in properties}
    return json.dumps({"@context": context}, ensure_ascii=False, indent=2) + "\n"


def _how(term: Term) -> dict[str, str]:
    if term.kind == "object" or not term.range:
        return _NODE
    (first, *others) = term.range
    if first == RDF + "langString":
        return _BY_LANGUAGE
    if others or first == XSD + "string":
        return {}
    return {"@type": first.replace(XSD, "xsd:")}
