"""What OWL 2 RL consists of: the terms it has, its datatypes, and what a fault looks like.

References: OWL 2 Profiles, section 4.2; OWL 2 Structural Specification, section 11.2.
"""

from __future__ import annotations

from dataclasses import dataclass

from rdflib import OWL, RDF, RDFS, XSD, Graph
from rdflib.term import Node

PROPERTY_KINDS = (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
CHARACTERISTICS = (
    OWL.FunctionalProperty,
    OWL.InverseFunctionalProperty,
    OWL.SymmetricProperty,
    OWL.AsymmetricProperty,
    OWL.IrreflexiveProperty,
    OWL.TransitiveProperty,
)
# OWL 2 Structural Specification, 11.2: these need a simple property.
SIMPLE_ONLY = (
    OWL.FunctionalProperty,
    OWL.InverseFunctionalProperty,
    OWL.AsymmetricProperty,
    OWL.IrreflexiveProperty,
)
TYPES = {
    *PROPERTY_KINDS,
    *CHARACTERISTICS,
    *(OWL.Class, OWL.Ontology, OWL.Restriction, OWL.NamedIndividual, OWL.AllDisjointClasses),
    RDFS.Datatype,
}
BUILT_IN = {
    *(RDF.type, RDF.first, RDF.rest, RDFS.label, RDFS.comment, RDFS.seeAlso, RDFS.isDefinedBy),
    *(RDFS.subClassOf, RDFS.subPropertyOf, RDFS.domain, RDFS.range),
    *(OWL.versionInfo, OWL.versionIRI, OWL.deprecated, OWL.imports),
    *(OWL.equivalentClass, OWL.disjointWith, OWL.members, OWL.inverseOf, OWL.equivalentProperty),
    *(OWL.propertyDisjointWith, OWL.propertyChainAxiom, OWL.onProperty, OWL.intersectionOf),
    *(OWL.unionOf, OWL.oneOf, OWL.complementOf, OWL.someValuesFrom, OWL.allValuesFrom),
    *(OWL.hasValue, OWL.maxCardinality, OWL.maxQualifiedCardinality, OWL.onClass, OWL.hasKey),
    *(OWL.sameAs, OWL.differentFrom),
}
# OWL 2 Profiles, 4.2.1; xsd:date, xsd:gYear and xsd:duration are not among them.
DATATYPES = {
    *(RDF.PlainLiteral, RDF.XMLLiteral, RDFS.Literal),
    *(XSD.decimal, XSD.integer, XSD.nonNegativeInteger, XSD.nonPositiveInteger),
    *(XSD.positiveInteger, XSD.negativeInteger, XSD.long, XSD.int, XSD.short, XSD.byte),
    *(XSD.unsignedLong, XSD.unsignedInt, XSD.unsignedShort, XSD.unsignedByte, XSD.float),
    *(XSD.double, XSD.string, XSD.normalizedString, XSD.token, XSD.language, XSD.Name),
    *(XSD.NCName, XSD.NMTOKEN, XSD.boolean, XSD.hexBinary, XSD.base64Binary, XSD.anyURI),
    *(XSD.dateTime, XSD.dateTimeStamp),
}


@dataclass(frozen=True, slots=True, order=True)
class ProfileFault:
    """One place that is not OWL 2 RL: the node, and what is wrong as a phrase."""

    node: str
    reason: str

    def __str__(self) -> str:
        return f"{self.node}: {self.reason}"


def fault(node: Node, reason: str) -> ProfileFault:
    """Return a fault of a node."""
    return ProfileFault(str(node), reason)


def kinds_of(graph: Graph, node: Node) -> set[Node]:
    """Return which kinds of property a node is declared as."""
    return set(graph.objects(node, RDF.type)) & set(PROPERTY_KINDS)
