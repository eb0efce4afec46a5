"""The page of a person: posts as a table, a mark for each day that some source names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from api.pages.explorer_figures import figures_of_person
from api.pages.explorer_links import rdf_links, sparql_url
from api.pages.explorer_others import show_others
from api.pages.explorer_parts import NOT_TURNED
from api.pages.explorer_posts import show_posts
from kg.model.iri import ID, ONTOLOGY
from kg.query.ties import read_ties

if TYPE_CHECKING:
    from datetime import date

    from api.pages.explorer_names import Names
    from api.pages.explorer_parts import Turned
    from kg.query.facts import FactFilter

_OTHER_CLAIMS = {f"{ONTOLOGY}{name}" for name in ("EventParticipation", "IdentityClaim", "Finding")}


def show_person(
    iri: str,
    names: Names,
    admitted: FactFilter,
    day: date | None,
    turned: Turned = NOT_TURNED,
) -> dict[str, Any]:
    """Return what the page of a person shows.

    Args:
        iri: A person who exists.
        names: Words and names in the reader's language.
        admitted: Certainties that count.
        day: The day asked about; None leaves `value` open.
        turned: Which of its lists is turned over.
    """
    ties = read_ties(names.snapshot.view, iri, admitted)
    posts = show_posts(iri, ties, names, day, turned)
    spheres = {
        str(row["sphere"]["iri"])
        for row in posts.rows
        if row["value"] in {"certain", "possible"} and row["sphere"]
    }
    return {
        "node": names.node(iri),
        "short": iri.removeprefix(ID),
        "posts": posts,
        "spheres": names.nodes(sorted(spheres)),
        "others": show_others(ties, _OTHER_CLAIMS, names, day, turned),
        "figures": lambda: figures_of_person(iri, names, day),
        "rdf": rdf_links(iri),
        "sparql": [(names.words["posts"], sparql_url("facts-posts", {"person": iri}))],
    }
