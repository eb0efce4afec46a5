"""The page of a person: posts as a table, a mark for each day that some source names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from api.pages.explorer_figures import figures_of_person
from api.pages.explorer_links import rdf_links, sparql_url
from api.pages.explorer_posts import show_posts
from api.pages.explorer_time import add_values
from kg.model.iri import ID, ONTOLOGY
from kg.model.terms import Iri
from kg.query.facts import FactFilter, select_facts

if TYPE_CHECKING:
    from datetime import date

    from api.pages.explorer_names import Names

_OTHER_CLAIMS = {f"{ONTOLOGY}{name}" for name in ("EventParticipation", "IdentityClaim", "Finding")}


def show_person(iri: str, names: Names, admitted: FactFilter, day: date | None) -> dict[str, Any]:
    """Return what the page of a person shows.

    Args:
        iri: A person who exists.
        names: Words and names in the reader's language.
        admitted: Certainties that count.
        day: The day asked about; None leaves `value` open.
    """
    posts = show_posts({"person": iri}, names, admitted, day)
    ties = select_facts(names.snapshot.view, "facts-neighbours", {"node": Iri(iri)}, admitted)
    others = [row for row in ties.rows if row["via"] in _OTHER_CLAIMS]
    add_values(others, day)
    spheres = {
        str(row["sphere"]["iri"])
        for row in posts["rows"]
        if row["value"] in {"certain", "possible"} and row["sphere"]
    }
    return {
        "node": names.node(iri),
        "short": iri.removeprefix(ID),
        "posts": posts,
        "spheres": names.nodes(sorted(spheres)),
        "others": [
            {
                "what": names.term(str(row["via"])),
                "statement": {"iri": row["statement"]},
                "detail": names.capacity(row),
                "other": cast("dict[str, Any]", row["neighbour"]),
                "certainty": names.maybe(row["certainty"]),
                "places": names.places(row["evidence"]),
            }
            for row in others
        ],
        "figures": lambda: figures_of_person(iri, names, day),
        "rdf": rdf_links(iri),
        "sparql": [(names.words["posts"], sparql_url("facts-posts", {"person": iri}))],
    }
