"""What the two-line picture needs beside the answer: agreements, and which side is territorial."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, cast

from kg.model.terms import Iri
from kg.query.catalogue import named_query
from kg.query.facts import FactFilter, select_facts
from kg.query.under_both_types import Node
from kg.store.base import Solutions

if TYPE_CHECKING:
    from kg.query.facts import Json
    from kg.query.under_both_types import UnderBothAnswer
    from kg.store.base import GraphView

# the further right, the more territorial; a bloc or sector committee is territorial beside a group
_RANKS: Final = {
    "territorial": 3,
    "bloc": 2,
    "sector-area": 2,
    "agency": 2,
    "enterprise": 0,
    "enterprise-parent-company": 0,
    "enterprise-whole-group": 0,
}
_UNRANKED: Final = 1


@dataclass(frozen=True, slots=True)
class Context:
    """What stands around an answer.

    Attributes:
        agreements: Coordination agreements of both committees that may hold on the day.
        kinds: Kinds of party unit (`territorial`, `enterprise`, ...) of each committee, A and B.
    """

    agreements: tuple[Node, ...] = ()
    kinds: tuple[frozenset[str], frozenset[str]] = (frozenset(), frozenset())

    def a_is_left(self, answer: UnderBothAnswer) -> bool:
        """Tell whether A is drawn on the left: the territorial side is always right."""
        lines = [row.lines for row in (*answer.units, *answer.nested)]
        told = sum((b == "territorial") - (a == "territorial") for a, b in lines)
        ranks = [
            max((_RANKS.get(k, _UNRANKED) for k in kinds), default=_UNRANKED)
            for kinds in self.kinds
        ]
        return (told or ranks[1] - ranks[0]) >= 0


def find_context(view: GraphView, answer: UnderBothAnswer) -> Context:
    """Look up what the picture of an answer needs beside it."""
    request = answer.request
    admitted = FactFilter(request.as_of, request.certainty, request.collection)
    table = select_facts(view, "facts-agreements", {"party": Iri(answer.a.iri)}, admitted)
    agreements = tuple(
        _agreement(row) for row in table.rows if answer.b.iri in cast("list[str]", row["parties"])
    )
    kinds = tuple(_kinds(view, node.iri) for node in (answer.a, answer.b))
    return Context(agreements, cast("tuple[frozenset[str], frozenset[str]]", kinds))


def find_node(view: GraphView, iri: str, cls: str) -> Node:
    """Return a node with its labels, to name and draw it.

    Args:
        view: The data.
        iri: Of the node.
        cls: Local name of its class, which decides its shape.
    """
    found = view.query(named_query("picture-node"), bindings={"node": Iri(iri)})
    assert isinstance(found, Solutions)
    labels = {str(row["language"]): str(row["label"]) for row in found}
    return Node(iri, labels.get("vi", ""), labels.get("en", ""), cls)


def _agreement(row: Json) -> Node:
    node = cast("Json", row["agreement"])
    label = cast("dict[str, str | None]", node["label"])
    return Node(str(node["iri"]), label["vi"] or "", label["en"] or "", "CoordinationRegulation")


def _kinds(view: GraphView, committee: str) -> frozenset[str]:
    found = view.query(named_query("picture-kinds"), bindings={"committee": Iri(committee)})
    assert isinstance(found, Solutions)
    return frozenset(str(row["kind"]).rpartition("/")[2] for row in found)
