"""The small dataset every adapter is filled with."""

from __future__ import annotations

from kg.model.terms import Iri, Quad, Term, text, typed

NS = "https://example.org/"
GRAPH_A, GRAPH_B, GRAPH_C = NS + "graph/a", NS + "graph/b", NS + "graph/c"


def quad(subject: str, predicate: str, value: Term | str, graph: str = GRAPH_A) -> Quad:
    """A quad of names in the example namespace; a `str` value is a name too."""
    term = Iri(NS + value) if isinstance(value, str) else value
    return Quad(Iri(NS + subject), Iri(NS + predicate), term, Iri(graph))


# a -> b -> p -> e; days on both sides of one that tests ask about; text that needs escaping.
CONTENTS = {
    GRAPH_A: (
        quad("a", "under", "b"),
        quad("b", "under", "p"),
        quad("p", "under", "e"),
        quad("a", "label", text("Đảng ủy Tổng công ty Thép", "vi")),
        quad("a", "label", text("Party committee", "en")),
        quad("a", "since", typed("2016-12-31", "date")),
        quad("b", "since", typed("2017-10-06", "date")),
        quad("p", "since", typed("2017-10-07", "date")),
    ),
    GRAPH_B: (
        quad("b", "under", "p", GRAPH_B),
        quad("b", "count", typed("4", "integer"), GRAPH_B),
        quad("b", "note", text('quote " backslash \\ line\nend %C4%91 \\u0041'), GRAPH_B),
    ),
}
