"""Pictures of a generation: the answer is looked up and drawn, the same for commands and pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias, cast

from kg.errors import ParameterError
from kg.model.iri import ID, ONTOLOGY
from kg.model.terms import Iri
from kg.model.validity import parse_day
from kg.picture.authority_chart import draw_superiors
from kg.picture.comparison import draw_comparison
from kg.picture.context import find_node
from kg.picture.neighbourhood import choose_neighbours, draw_neighbourhood, group_neighbours
from kg.picture.palette import kind_of_iri
from kg.picture.territory_grid import draw_territories
from kg.picture.timeline import draw_timeline, spans_of_events, spans_of_posts
from kg.picture.units_tree import draw_units
from kg.picture.words import Words
from kg.query.compare import compare_agreements
from kg.query.facts import select_facts
from kg.query.hierarchy import find_superiors, find_units
from kg.query.territories import find_territories, read_sitings
from kg.query.ties import read_ties, tell_label

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date

    from kg.index.authority_open import AuthorityIndex
    from kg.picture.palette import Kind
    from kg.picture.picture import Picture
    from kg.picture.stage import Style
    from kg.query.facts import FactFilter, Json
    from kg.query.hierarchy import HierarchyRequest
    from kg.query.territories import Territories
    from kg.query.ties import Tie
    from kg.query.under_both_types import Node
    from kg.store.base import GraphView

POSTS_OF: Final = ("per", "com", "ent", "unit", "state", "std", "adv")
"""Types of node whose posts can be drawn."""
_MEETINGS: Final = frozenset(
    f"{ONTOLOGY}{name}" for name in ("Event", "SigningEvent", "ReviewEvent")
)
# changes of bodies are events, too; they are no conferences
_CHANGES: Final = frozenset(f"{ONTOLOGY}{name}" for name in ("Transfer", "OrganisationChange"))


Drawing: TypeAlias = "Callable[[Style], Picture]"
"""An answer that has been looked up and can be drawn in any style."""


@dataclass(frozen=True, slots=True)
class Drawer:
    """Looks answers up in one generation, once for all styles in which they are drawn.

    Attributes:
        view: The store.
        index: The authority index of the same generation.
    """

    view: GraphView
    index: AuthorityIndex

    def superiors(self, iri: str, request: HierarchyRequest) -> Drawing:
        """Draw who is above a unit, or above the unit that a committee leads.

        Raises:
            ParameterError: The committee leads no unit that is known.
            NotFoundError: The index does not know the unit.
        """
        unit = iri if iri.startswith(f"{ID}unit/") else self._unit_of(iri)
        return self.found_superiors(unit, find_superiors(self.index, unit, request), request.as_of)

    def found_superiors(self, unit: str, rows: Sequence[Json], day: date) -> Drawing:
        """Draw chains of a unit that were found before (`find_superiors`)."""
        focus = find_node(self.view, unit, "PartyUnit")
        return lambda style: draw_superiors(rows, focus, day, style)

    def units(self, committee: str, request: HierarchyRequest) -> Drawing:
        """Draw what is under a committee.

        Raises:
            ParameterError: The node is not a committee.
            NotFoundError: The index does not know the committee.
        """
        rows = find_units(self.index, committee, request)
        return self.found_units(committee, rows, request.as_of)

    def found_units(self, committee: str, rows: Sequence[Json], day: date) -> Drawing:
        """Draw chains to a committee that were found before (`find_units`)."""
        focus = find_node(self.view, committee, "PartyCommittee")
        return lambda style: draw_units(rows, focus, day, style)

    def neighbourhood(self, iri: str, admitted: FactFilter) -> Drawing:
        """Draw a node with its ties, on the day of `admitted` or at all times."""
        return self.found_ties(iri, read_ties(self.view, iri, admitted), admitted.as_of)

    def found_ties(self, iri: str, ties: Iterable[Tie], day: date | None) -> Drawing:
        """Draw a node with ties of it that were read before."""
        chosen = choose_neighbours(group_neighbours(ties, day))
        vias = {one.group.via: find_node(self.view, one.group.via, "") for one in chosen}
        shown = {neighbour.iri for one in chosen for neighbour in one.shown}
        labels = {one: tell_label(self.view, one) for one in shown}
        focus = find_node(self.view, iri, class_of(iri))

        def draw(style: Style) -> Picture:
            names = {via: _name(node, style) for via, node in vias.items()}
            return draw_neighbourhood(chosen, focus, names, labels, day, style)

        return draw

    def posts(self, iri: str, day: date | None) -> Drawing:
        """Draw the posts of a person, or those in a body, over time."""
        is_person = iri.startswith(f"{ID}per/")
        given = {"person" if is_person else "organisation": Iri(iri)}
        rows = select_facts(self.view, "facts-posts", given).rows
        node = find_node(self.view, iri, "")

        def draw(style: Style) -> Picture:
            spans = spans_of_posts(rows, style, by_person=not is_person)
            return draw_timeline(spans, _name(node, style), style, day)

        return draw

    def conferences(self, day: date | None) -> Drawing:
        """Draw conferences and signings by day, up to a day when one is given."""
        told = select_facts(self.view, "facts-events").rows
        rows = [row for row in told if is_meeting(row, day)]
        issued = self._issued()

        def draw(style: Style) -> Picture:
            spans = spans_of_events(rows, style, issued)
            title = Words(style.language)("conferences")
            return draw_timeline(spans, title, style, day, published=True)

        return draw

    def comparison(self, agreements: Sequence[str]) -> Drawing:
        """Draw agreements side by side."""
        compared = compare_agreements(self.view, agreements)
        topics = {
            row["topic"]: find_node(self.view, row["topic"], "") for row in compared["topics"]
        }

        def draw(style: Style) -> Picture:
            labels = {iri: _name(node, style) for iri, node in topics.items()}
            return draw_comparison(compared, labels, Words(style.language)("comparison"), style)

        return draw

    def territories(self, day: date, admitted: FactFilter | None = None) -> Drawing:
        """Draw the provinces of a day with counts of units."""
        sitings = read_sitings(self.view, admitted.collection if admitted else None)
        return self.found_territories(find_territories(sitings, self.index, day, admitted))

    def found_territories(self, found: Territories) -> Drawing:
        """Draw provinces whose units were found before: on a large graph that takes seconds."""
        return lambda style: draw_territories(found, style)

    def _unit_of(self, committee: str) -> str:
        table = select_facts(self.view, "facts-committee-units", {"committee": Iri(committee)})
        if not table.rows:
            raise ParameterError("unit", committee, "a unit, or a committee that leads one")
        return str(table.rows[0]["unit"])

    def _issued(self) -> dict[str, date]:
        """Return the day each source was published, by IRI; sources without a full day are out."""
        found: dict[str, date] = {}
        for row in select_facts(self.view, "facts-sources").rows:
            told = str(row["issued"] or "")
            if len(told) == len("2017-10-06"):
                found[str(cast("Json", row["source"])["iri"])] = parse_day(told)
        return found


def _name(node: Node, style: Style) -> str:
    vietnamese, english = node.name_vi, node.name_en
    found = vietnamese or english if style.language == "vi" else english or vietnamese
    return found or node.iri.rpartition("/")[2]


def is_meeting(row: Json, day: date | None) -> bool:
    """Tell whether a row of `facts-events` is a conference or signing, begun by a day."""
    classes = frozenset(cast("list[str]", row["classes"]))
    if not classes & _MEETINGS or classes & _CHANGES:
        return False
    when = str(row["date"])
    # a year or month is compared by its own length: 2025 has begun on any day of 2025
    return day is None or when <= day.isoformat()[: len(when)]


def class_of(iri: str) -> str:
    """Return a class that is drawn as a node of this type of id is.

    >>> class_of("https://w3id.org/phoihop/id/ent/tkv")
    'Enterprise'
    """
    return _CLASSES.get(kind_of_iri(iri), "")


_CLASSES: Final[dict[Kind, str]] = {
    "party": "PartyCommittee",
    "enterprise": "Enterprise",
    "state": "StateBody",
    "person": "Person",
    "agreement": "Agreement",
}
