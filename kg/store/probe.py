"""Known-answer queries: may this engine be trusted with our questions?

Debian's Virtuoso 7.2.5 silently kept 2 of 12 rows under an `xsd:date` filter and returned 0 of 118
for a `+` path; rdflib 7.6 loses rows of an OPTIONAL with inline values, and groups what is none.
A wrong answer is worse than none, so an engine that fails one of these is refused.
The first group needs no data. The second asks about a small graph, written and removed again, when
the engine can be written; else about whatever subclasses it holds.

References: architecture.md 4 and 5; SPARQL 1.1 Query, 9.3 (paths), 17.3 (operators), 8 (negation).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from uuid import uuid4

from kg.errors import StoreError, StoreUnavailable
from kg.model.iri import BASE
from kg.model.terms import RDFS, Iri, Quad, typed
from kg.store.base import UNION, Dataset, GraphStore, GraphView, Solutions

_PREFIXES = f"PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> PREFIX rdfs: <{RDFS}> "
_DAYS = (
    '"2016-12-31"^^xsd:date "2017-01-01"^^xsd:date "2017-10-06"^^xsd:date "2018-01-01"^^xsd:date '
    '"2020-10-01"^^xsd:date "1996-05-25"^^xsd:date'
)


@dataclass(frozen=True, slots=True)
class Probe:
    """One query and the values of its variable `?x` that are right, as a sorted tuple."""

    name: str
    text: str
    expected: tuple[str, ...]
    dataset: Dataset = UNION


PROBES = (
    Probe(
        "an xsd:date filter",
        f'SELECT ?x {{ VALUES ?x {{ {_DAYS} }} FILTER(?x <= "2017-10-06"^^xsd:date) }}',
        ("1996-05-25", "2016-12-31", "2017-01-01", "2017-10-06"),
    ),
    Probe(
        "xsd:date comparison in expressions",
        'SELECT ?x { VALUES (?a ?b) { ("2017-10-06"^^xsd:date "2017-10-07"^^xsd:date) '
        '("2017-10-07"^^xsd:date "2017-10-06"^^xsd:date) } '
        'BIND(IF(?a < ?b && !(?a = ?b), "before", "after") AS ?x) }',
        ("after", "before"),
    ),
    Probe(
        "minimum and maximum of xsd:date",
        f"SELECT ?x {{ {{ SELECT (MIN(?d) AS ?x) {{ VALUES ?d {{ {_DAYS} }} }} }} UNION "
        f"{{ SELECT (MAX(?d) AS ?x) {{ VALUES ?d {{ {_DAYS} }} }} }} }}",
        ("1996-05-25", "2020-10-01"),
    ),
    Probe(
        "negation (MINUS, NOT EXISTS)",
        "SELECT ?x { VALUES ?x { 1 2 3 } MINUS { VALUES ?x { 2 } } "
        "FILTER NOT EXISTS { VALUES ?x { 3 } } }",
        ("1",),
    ),
    Probe(
        "unbound values in OPTIONAL",
        'SELECT ?x { VALUES ?a { 1 2 } OPTIONAL { VALUES (?a ?b) { (1 "one") } } '
        'BIND(COALESCE(?b, "unknown") AS ?x) }',
        ("one", "unknown"),
    ),
    Probe(
        "grouping no rows",
        "SELECT ?x { { SELECT ?g (COUNT(*) AS ?n) { VALUES ?g { 1 } FILTER(?g > 1) } GROUP BY ?g } "
        'BIND("a group" AS ?x) }',
        (),
    ),
    # Asked of one graph that does not exist: whoever answers from the union has not listened.
    Probe(
        "the dataset that a request names",
        "SELECT ?x { VALUES ?x { 1 } FILTER EXISTS { ?s ?p ?o } }",
        (),
        Dataset(default=(f"{BASE}.well-known/probe/absent",)),
    ),
)

# Of what is there: a chain of two subclasses whose ends no path connects.
_LOST_PATH = Probe(
    "a + path",
    "SELECT ?x { ?x rdfs:subClassOf ?y . ?y rdfs:subClassOf ?z "
    "FILTER NOT EXISTS { ?x rdfs:subClassOf+ ?z } } LIMIT 1",
    (),
)


def check_engine(view: GraphView, store: GraphStore | None = None) -> tuple[str, ...]:
    """Ask the known-answer queries.

    Args:
        view: Any adapter.
        store: The same engine, when it may be written: it gets two small graphs for a moment.

    Returns:
        Differences that a careful query can live with, as phrases: a union of graphs that gives a
        triple once for each graph that holds it (write DISTINCT).

    Raises:
        StoreUnavailable: Answers are wrong, each of which is named, or the engine does not answer.
    """
    faults = [_find_fault(view, probe) for probe in PROBES]
    if store is None:
        _refuse([*faults, _find_fault(view, _LOST_PATH)])
        return ()
    _refuse(faults)  # before anything is written
    return _check_with_data(store)


def _check_with_data(store: GraphStore) -> tuple[str, ...]:
    graph = f"{BASE}.well-known/probe/{uuid4().hex}"
    twin = graph + "-twin"
    store.load(graph, list(_chain(graph)))
    try:
        _refuse([_find_fault(store, probe) for probe in _data_probes(graph)])
        store.load(twin, [replace(quad, graph=Iri(twin)) for quad in _chain(graph)])
        found = store.query(f"PREFIX n: <{graph}#> SELECT ?x {{ n:n1 n:follows ?x }}")
    finally:
        store.load(graph, ())
        store.load(twin, ())
    once = isinstance(found, Solutions) and len(found) == 1
    return () if once else ("a triple counts once for each graph that holds it",)


def _chain(graph: str) -> Iterator[Quad]:
    # n1 -> n2 -> n3 -> n4, n1 with days on both sides of the one that is asked about.
    name, follows, day = Iri(graph), Iri(f"{graph}#follows"), Iri(f"{graph}#day")
    for number in (1, 2, 3):
        yield Quad(Iri(f"{graph}#n{number}"), follows, Iri(f"{graph}#n{number + 1}"), name)
    for value in ("2016-12-31", "2017-10-06", "2017-10-07"):
        yield Quad(Iri(f"{graph}#n1"), day, typed(value, "date"), name)


def _data_probes(graph: str) -> tuple[Probe, ...]:
    # The graph's name holds nothing but our base and hexadecimal digits.
    prefix = f"PREFIX n: <{graph}#> "
    return (
        Probe(
            "the union of named graphs as default graph",
            prefix + "SELECT ?x { n:n1 n:follows ?x }",
            (f"{graph}#n2",),
        ),
        Probe(
            "a + path",
            prefix + "SELECT ?x { n:n1 n:follows+ ?x }",
            tuple(f"{graph}#n{number}" for number in (2, 3, 4)),
        ),
        Probe(
            "a * path backwards",
            prefix + "SELECT ?x { ?x n:follows* n:n3 }",
            tuple(f"{graph}#n{number}" for number in (1, 2, 3)),
        ),
        Probe(
            "an xsd:date filter on stored values",
            prefix + 'SELECT ?x { n:n1 n:day ?x FILTER(?x <= "2017-10-06"^^xsd:date) }',
            ("2016-12-31", "2017-10-06"),
        ),
        Probe(
            "NOT EXISTS on stored values",
            prefix + "SELECT ?x { ?y n:follows ?x FILTER NOT EXISTS { ?x n:follows ?z } }",
            (f"{graph}#n4",),
        ),
    )


def _refuse(faults: list[str]) -> None:
    if found := [fault for fault in faults if fault]:
        raise StoreUnavailable(f"the engine answers wrongly and is refused: {'; '.join(found)}")


def _find_fault(view: GraphView, probe: Probe) -> str:
    try:
        found = view.query(_PREFIXES + probe.text, dataset=probe.dataset)
    except StoreUnavailable:
        raise
    except StoreError as error:
        raise StoreUnavailable(f"the engine does not answer: {probe.name}") from error
    values = [str(term) for term in found.column("x")] if isinstance(found, Solutions) else []
    if tuple(sorted(values)) == probe.expected:
        return ""
    return f"{probe.name} gave {sorted(values)}, not {list(probe.expected)}"
