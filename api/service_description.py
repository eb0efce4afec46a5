"""What the SPARQL service says of itself: languages, formats, graphs, and every limit.

References: SPARQL 1.1 Service Description; schema.org PropertyValue with UN/CEFACT unit codes for
the limits, since the W3C vocabulary has no terms for them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from api.vocabularies import (
    DCTERMS,
    FORMAT_NAMES,
    FORMATS,
    PREFIXES,
    SCHEMA,
    SD,
    VOID,
    integer,
    iter_triples,
)
from kg.model.terms import RDF, RDFS, Triple, text
from kg.store.formats import GRAPH_FORMATS, SOLUTION_FORMATS, Format
from kg.store.serialise import serialise

if TYPE_CHECKING:
    from api.deps import Services
    from kg.publish import GraphSummary

TYPE = RDF + "type"
_SECONDS, _BYTES, _ONE = "SEC", "AD", "C62"

_LIMITATIONS = {
    "en": "SERVICE and LOAD are refused. A query past a limit is an error, never a short result.",
    "vi": "SERVICE và LOAD bị từ chối. Truy vấn vượt giới hạn là lỗi, không phải kết quả cụt.",
}


def describe_service(services: Services, base_url: str, entry: Format) -> bytes:
    """Write the service description.

    Args:
        services: For the limits and the generation.
        base_url: Address of the server, with a final slash.
        entry: A graph format.
    """
    with services.holder.lease() as snapshot:
        graphs = snapshot.generation.manifest.contents.graphs
    endpoint = f"{base_url}sparql"
    triples = [
        *_iter_service(endpoint, services),
        *_iter_dataset(endpoint, graphs),
        *_iter_limits(endpoint, services),
    ]
    return serialise(triples, entry, PREFIXES)


def _iter_service(endpoint: str, services: Services) -> Iterator[Triple]:
    yield from iter_triples(
        endpoint,
        (TYPE, SD + "Service"),
        (SD + "endpoint", endpoint),
        (SD + "supportedLanguage", SD + "SPARQL11Query"),
        (SD + "feature", SD + "UnionDefaultGraph"),
        (SD + "defaultDataset", f"{endpoint}#dataset"),
        (SD + "availableGraphs", f"{endpoint}#graphs"),
    )
    for entry in (*SOLUTION_FORMATS, *GRAPH_FORMATS):
        yield from iter_triples(endpoint, (SD + "resultFormat", FORMATS + FORMAT_NAMES[entry.name]))
    for language, words in _LIMITATIONS.items():
        yield from iter_triples(endpoint, (RDFS + "comment", text(words, language)))
    if services.writer:
        update = endpoint.removesuffix("sparql") + "update"
        yield from iter_triples(
            update,
            (TYPE, SD + "Service"),
            (SD + "endpoint", update),
            (SD + "supportedLanguage", SD + "SPARQL11Update"),
            (SD + "feature", SD + "UnionDefaultGraph"),
            (SD + "defaultDataset", f"{endpoint}#dataset"),
        )


def _iter_dataset(endpoint: str, graphs: Mapping[str, GraphSummary]) -> Iterator[Triple]:
    dataset, default = f"{endpoint}#dataset", f"{endpoint}#default-graph"
    yield from iter_triples(
        dataset,
        (TYPE, SD + "Dataset"),
        (DCTERMS + "source", f"{endpoint.removesuffix('sparql')}.well-known/void"),
        (SD + "defaultGraph", default),
    )
    yield from iter_triples(default, (TYPE, SD + "Graph"))
    yield from iter_triples(f"{endpoint}#graphs", (TYPE, SD + "GraphCollection"))
    for number, (iri, summary) in enumerate(sorted(graphs.items())):
        named, graph = f"{endpoint}#named-graph-{number}", f"{endpoint}#graph-{number}"
        for collection in (dataset, f"{endpoint}#graphs"):
            yield from iter_triples(collection, (SD + "namedGraph", named))
        yield from iter_triples(
            named, (TYPE, SD + "NamedGraph"), (SD + "name", iri), (SD + "graph", graph)
        )
        yield from iter_triples(
            graph, (TYPE, SD + "Graph"), (VOID + "triples", integer(summary.quads))
        )


def limits_of(services: Services) -> dict[str, tuple[float, str]]:
    """Return every limit on queries by name, with the UN/CEFACT code of its unit."""
    limits, texts = services.sandbox.limits, services.sandbox.query_limits
    lanes = services.queries.lanes.limits
    return {
        "deadline": (limits.deadline_s, _SECONDS),
        "worker-memory": (limits.memory_bytes, _BYTES),
        "result-size": (limits.result_bytes, _BYTES),
        "query-size": (texts.size_bytes, _BYTES),
        "query-nesting": (texts.nesting, _ONE),
        "query-operators": (texts.operators, _ONE),
        "concurrent-queries": (limits.workers, _ONE),
        "queue": (lanes.queue, _ONE),
        "queue-per-client": (lanes.client_share, _ONE),
        "queue-wait": (lanes.wait_s, _SECONDS),
        "short-lane": (lanes.slice_s, _SECONDS),
    }


def _iter_limits(endpoint: str, services: Services) -> Iterator[Triple]:
    for name, (value, unit) in limits_of(services).items():
        node = f"{endpoint}#limit-{name}"
        yield from iter_triples(endpoint, (SCHEMA + "additionalProperty", node))
        number = text(f"{value:g}") if value != int(value) else integer(int(value))
        yield from iter_triples(
            node,
            (TYPE, SCHEMA + "PropertyValue"),
            (SCHEMA + "name", text(name)),
            (SCHEMA + "value", number),
            (SCHEMA + "unitCode", text(unit)),
        )
