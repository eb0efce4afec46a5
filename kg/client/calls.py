"""Every route of the service as a function that describes its request.

Committees, units, people and agreements are given as an id (`com/quan-uy-hong-bang`), an IRI or an
exact label; days as `datetime.date` or `YYYY-MM-DD`. `certainty` admits some of stated, implied,
inferred (default stated and implied); `collection` restricts to sources of one collection.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, TypeAlias

from kg.client import shapes
from kg.client.call import API, Call, encode, read_json, segment
from kg.client.paging import Page, read_page
from kg.client.results import (
    QueryRows,
    QuestionAnswer,
    read_answer,
    read_ask,
    read_select,
    read_triples,
)
from kg.store.base import Triples

Day: TypeAlias = date | str
Several: TypeAlias = str | Iterable[str] | None

RESULTS_JSON = "application/sparql-results+json"
N_TRIPLES = "application/n-triples"


def under_both(
    a: str,
    b: str,
    as_of: Day,
    *,
    certainty: Several = None,
    collection: str | None = None,
    include_nested: bool = False,
    limit: int | None = None,
    after: str | None = None,
) -> Call[shapes.UnderBoth]:
    """Tell which units fall under both committees on a day, and how we know.

    One page of units; `next_after` of the answer is `after` of the next one.
    """
    given = encode(
        {
            "a": a,
            "b": b,
            "as_of": as_of,
            "certainty": certainty,
            "collection": collection,
            "include": "nested" if include_nested else None,
            "limit": limit,
            "after": after,
        }
    )
    return Call(f"{API}/under-both", read_json, given)


def under_both_all(
    as_of: Day,
    *,
    certainty: Several = None,
    collection: str | None = None,
    page_size: int | None = None,
) -> Call[Page[shapes.PairCount]]:
    """Count the units under both parties of every agreement, by type and value."""
    given = {"as_of": as_of, "certainty": certainty, "collection": collection, "limit": page_size}
    return Call(f"{API}/under-both/all", read_page, encode(given))


def _authority(
    as_of: Day,
    line: Several,
    transitive: bool | None,
    certainty: Several,
    collection: str | None,
    page_size: int | None,
) -> tuple[tuple[str, str], ...]:
    return encode(
        {
            "as_of": as_of,
            "line": line,
            "transitive": transitive,
            "certainty": certainty,
            "collection": collection,
            "limit": page_size,
        }
    )


def units_under(
    committee: str,
    as_of: Day,
    *,
    line: Several = None,
    transitive: bool | None = None,
    certainty: Several = None,
    collection: str | None = None,
    page_size: int | None = None,
) -> Call[Page[shapes.UnitBelow]]:
    """List what is under a committee; `succession` of the page if it has ended."""
    given = _authority(as_of, line, transitive, certainty, collection, page_size)
    return Call(f"{API}/committees/{segment(committee)}/units", read_page, given)


def superiors_of(
    unit: str,
    as_of: Day,
    *,
    line: Several = None,
    transitive: bool | None = None,
    certainty: Several = None,
    collection: str | None = None,
    page_size: int | None = None,
) -> Call[Page[shapes.Superior]]:
    """List who is above a unit, on every line; an empty table means unknown."""
    given = _authority(as_of, line, transitive, certainty, collection, page_size)
    return Call(f"{API}/units/{segment(unit)}/superiors", read_page, given)


def posts_of_person(
    person: str,
    *,
    as_of: Day | None = None,
    certainty: Several = None,
    collection: str | None = None,
    page_size: int | None = None,
) -> Call[Page[shapes.PostRow]]:
    """List the posts a person held, earliest attested first."""
    given = {"as_of": as_of, "certainty": certainty, "collection": collection, "limit": page_size}
    return Call(f"{API}/people/{segment(person)}/posts", read_page, encode(given))


def posts_in(
    organisation: str,
    *,
    as_of: Day | None = None,
    certainty: Several = None,
    collection: str | None = None,
    page_size: int | None = None,
) -> Call[Page[shapes.PostRow]]:
    """List who held posts in a body, earliest attested first."""
    given = {"as_of": as_of, "certainty": certainty, "collection": collection, "limit": page_size}
    return Call(f"{API}/organisations/{segment(organisation)}/posts", read_page, encode(given))


def concurrent_posts(
    spheres: Several = None,
    *,
    as_of: Day | None = None,
    certainty: Several = None,
    collection: str | None = None,
    page_size: int | None = None,
) -> Call[Page[shapes.ConcurrentPosts]]:
    """List people who held posts in two spheres at once (default party and enterprise)."""
    given = {
        "spheres": spheres,
        "as_of": as_of,
        "certainty": certainty,
        "collection": collection,
        "limit": page_size,
    }
    return Call(f"{API}/concurrent-posts", read_page, encode(given))


def agreements(
    *,
    party: str | None = None,
    as_of: Day | None = None,
    collection: str | None = None,
    page_size: int | None = None,
) -> Call[Page[shapes.AgreementRow]]:
    """List agreements with parties and term."""
    given = {"party": party, "as_of": as_of, "collection": collection, "limit": page_size}
    return Call(f"{API}/agreements", read_page, encode(given))


def agreement(name: str) -> Call[shapes.AgreementDetail]:
    """Show one agreement: parties, term, clauses, duties with obligors, events."""
    return Call(f"{API}/agreements/{segment(name)}", read_json)


def compare(names: Iterable[str], *, collection: str | None = None) -> Call[shapes.Comparison]:
    """Lay 2 to 10 agreements side by side by topic: agreed or not mentioned, never "no"."""
    given = {"ids": names, "collection": collection}
    return Call(f"{API}/agreements/compare", read_json, encode(given))


def events(
    *,
    agreement: str | None = None,
    subject: str | None = None,
    collection: str | None = None,
    page_size: int | None = None,
) -> Call[Page[shapes.EventRow]]:
    """List conferences, signings, transfers and changes by date."""
    given = {
        "agreement": agreement,
        "subject": subject,
        "collection": collection,
        "limit": page_size,
    }
    return Call(f"{API}/events", read_page, encode(given))


def changes_of(
    organisation: str, *, collection: str | None = None, page_size: int | None = None
) -> Call[Page[shapes.ChangeRow]]:
    """List what became of a body; plans have a status and no date."""
    given = encode({"collection": collection, "limit": page_size})
    return Call(f"{API}/organisations/{segment(organisation)}/changes", read_page, given)


def search(
    text: str, *, types: Several = None, limit: int | None = None, offset: int | None = None
) -> Call[shapes.Found]:
    """Find nodes by name, with or without marks; exact spelling first."""
    given = {"q": text, "type": types, "limit": limit, "offset": offset}
    return Call(f"{API}/search", read_json, encode(given))


def entity(node: str, *, page_size: int | None = None) -> Call[Page[shapes.Triple]]:
    """List every triple of a node (`unit/chi-bo-vinausteel`), both directions."""
    return Call(f"{API}/entities/{segment(node)}", read_page, encode({"limit": page_size}))


def neighbours(
    node: str,
    *,
    direction: str | None = None,
    as_of: Day | None = None,
    certainty: Several = None,
    collection: str | None = None,
    page_size: int | None = None,
) -> Call[Page[shapes.Neighbour]]:
    """List the nodes tied to a node by properties and by statements."""
    given = {
        "direction": direction,
        "as_of": as_of,
        "certainty": certainty,
        "collection": collection,
        "limit": page_size,
    }
    return Call(f"{API}/entities/{segment(node)}/neighbours", read_page, encode(given))


def sources(
    *, collection: str | None = None, page_size: int | None = None
) -> Call[Page[shapes.SourceRow]]:
    """List the documents that facts are taken from."""
    given = encode({"collection": collection, "limit": page_size})
    return Call(f"{API}/sources", read_page, given)


def source(name: str) -> Call[shapes.SourceDetail]:
    """Show one document and how many facts of each class rest on it."""
    return Call(f"{API}/sources/{segment(name.removeprefix('src/'))}", read_json)


def evidence(place: str) -> Call[shapes.EvidenceDetail]:
    """Say where a place of evidence is (id or IRI), its hash, which facts rest on it."""
    return Call(f"{API}/evidence/{segment(place)}", read_json)


def questions() -> Call[list[shapes.QuestionSummary]]:
    """List the competency questions."""
    return Call(f"{API}/questions", read_json)


def question(number: int) -> Call[shapes.QuestionDetail]:
    """Show one competency question with its query, parameters and columns."""
    return Call(f"{API}/questions/{number}", read_json)


def answer(number: int, **parameters: str | int | date) -> Call[QuestionAnswer]:
    """Answer a competency question; parameters are those of the question."""
    given: dict[str, Any] = {"run": 1, **parameters}
    return Call(f"{API}/questions/{number}", read_answer, encode(given))


def dataset() -> Call[shapes.Description]:
    """Describe the generation: counts per graph and class, findings of validation."""
    return Call(f"{API}/dataset", read_json)


def validation() -> Call[shapes.Report]:
    """Return the SHACL report of the build."""
    return Call(f"{API}/validation", read_json)


def select(
    query: str, *, default_graphs: Iterable[str] = (), named_graphs: Iterable[str] = ()
) -> Call[QueryRows]:
    """Run a SPARQL SELECT; the default graph is the union of all graphs unless one is named."""
    graphs = _dataset(default_graphs, named_graphs)
    return Call("/sparql", read_select, graphs, query.encode(), RESULTS_JSON)


def ask(
    query: str, *, default_graphs: Iterable[str] = (), named_graphs: Iterable[str] = ()
) -> Call[bool]:
    """Run a SPARQL ASK."""
    graphs = _dataset(default_graphs, named_graphs)
    return Call("/sparql", read_ask, graphs, query.encode(), RESULTS_JSON)


def construct(
    query: str, *, default_graphs: Iterable[str] = (), named_graphs: Iterable[str] = ()
) -> Call[Triples]:
    """Run a SPARQL CONSTRUCT or DESCRIBE."""
    graphs = _dataset(default_graphs, named_graphs)
    return Call("/sparql", read_triples, graphs, query.encode(), N_TRIPLES)


def _dataset(default: Iterable[str], named: Iterable[str]) -> tuple[tuple[str, str], ...]:
    return (
        *(("default-graph-uri", graph) for graph in default),
        *(("named-graph-uri", graph) for graph in named),
    )
