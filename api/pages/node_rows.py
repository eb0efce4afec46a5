"""Rows of the page of a node's triples, in the words of one language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, cast

from api.pages.page_links import page_path
from kg.model.iri import GRAPH, ID, ONTOLOGY
from kg.model.terms import RDF, RDFS, Iri, Literal
from kg.ontology.terms import PH
from kg.query.describe import PageRow, read_said

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from api.pages.explorer_names import Names

LABELS: Final = (
    RDFS + "label",
    "http://www.w3.org/2004/02/skos/core#prefLabel",
    "http://purl.org/dc/terms/title",
)
"""Properties whose values are names."""
TYPE: Final = RDF + "type"
_ORG: Final = "http://www.w3.org/ns/org#"
# Who and what a statement ties together, in the order in which one reads it.
_FROM: Final = {
    f"{_ORG}member", PH.subordinate, PH.sited, PH.participant, PH.levelOf, PH.claimSubject,
    PH.speaker, PH.chainUnit,
}  # fmt: skip
_TO: Final = {
    f"{_ORG}organization", PH.superior, PH.area, PH.event, PH.claimObject, PH.about,
    PH.chainCommittee,
}  # fmt: skip
# Classes that every statement has, which say little in its heading.
_GENERAL: Final = {f"{ONTOLOGY}{name}" for name in ("Statement", "AuthorityRelation")}
_BOUNDS: Final = ("startEarliest", "startLatest", "endEarliest", "endLatest")
_DATES: Final = ("date", "gYearMonth", "gYear")
_SHORT: Final = 8
_HASHED: Final = 16


@dataclass(frozen=True, slots=True)
class NodeRows:
    """Makes rows for one page.

    Attributes:
        names: Words and names in the reader's language.
    """

    names: Names

    def title(self, iri: str, outgoing: Sequence[PageRow]) -> str:
        """Return the name of a node; a statement without one is called by what it ties together."""
        told = {
            row.object.language: row.object.value
            for row in reversed(outgoing)
            if row.property in LABELS and isinstance(row.object, Literal)
        }
        if told:
            other = "en" if self.names.lang == "vi" else "vi"
            return told.get(self.names.lang) or told.get(other) or next(iter(told.values()))
        if iri.startswith(f"{ID}ev/"):
            return str(self.names.places([iri])[0]["text"])
        kinds = [str(row.object) for row in outgoing if row.property == TYPE]
        own = [one for one in kinds if one.startswith(ONTOLOGY) and one not in _GENERAL]
        ends = [self._end(outgoing, side) for side in (_FROM, _TO)]
        if not own:
            return iri.rpartition("/")[2]
        tied = " → ".join(one for one in ends if one)
        text = f"{self.names.term(own[0])}: {tied or iri.rpartition('/')[2]}"
        return text[:1].upper() + text[1:]

    def group(self, rows: Iterable[PageRow]) -> list[dict[str, Any]]:
        """Return rows of one property and the same sources as one row, in their order."""
        found: dict[tuple[str, ...], dict[str, Any]] = {}
        for row in rows:
            is_place = row.property == PH.evidence
            key = (row.property,) if is_place else (row.property, *row.graphs)
            entry = found.setdefault(
                key, {"property": self.term(row.property), "values": [], "graphs": {}}
            )
            entry["values"].append(self.value(row))
            entry["graphs"] |= {graph: self.graph(graph) for graph in row.graphs}
        return [entry | {"graphs": list(entry["graphs"].values())} for entry in found.values()]

    def term(self, iri: str) -> dict[str, str | None]:
        """Return a class or property: its label and where it is explained."""
        return {"text": self.names.term(iri), "iri": iri if iri.startswith(ONTOLOGY) else None}

    def value(self, row: PageRow) -> dict[str, str | None]:
        """Return a value: a node by name, a place and a span of time in words, else its text."""
        value = row.object
        if isinstance(value, Literal):
            return {"text": self._literal(row.property, value), "iri": None, "lang": value.language}
        iri = str(value)
        if row.property == PH.validity:
            return {"text": self._validity(iri), "iri": None, "lang": None}
        if iri.startswith(f"{ID}ev/"):
            text = str(self.names.places([iri])[0]["text"])
        elif row.label:
            text = self.names.text({"iri": iri, "label": row.label})
        else:
            text = self.names.statement(iri)
        is_ours = page_path(iri) != iri and isinstance(value, Iri)
        return {"text": text, "iri": iri if is_ours else None, "lang": None}

    def graph(self, iri: str) -> dict[str, str | None]:
        """Return who says a row: a source by the beginning of its id, with its title."""
        name = iri.removeprefix(GRAPH)
        slug = name.removeprefix("source/")
        if slug == name:
            words = self.names.words.get(f"graph_{name}", name)
            return {"text": words, "iri": iri, "title": ""}
        source = self.names.sources().get(f"{ID}src/{slug}")
        title = self.names.text(cast("Mapping[str, Any]", source["source"])) if source else slug
        is_hash = len(slug) == _HASHED and slug.isalnum()
        text = slug[:_SHORT] if is_hash else slug
        return {"text": text, "iri": f"{ID}src/{slug}", "title": title}

    def tie(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """Return a row of `facts-neighbours` that rests on a statement."""
        names = self.names
        told = row["role"] or row["capacity"]
        return {
            "via": names.term(str(row["via"])),
            "detail": names.text(told) if told else "",
            "direction": row["direction"],
            "statement": str(row["statement"]),
            "neighbour": row["neighbour"],
            "certainty": names.maybe(row["certainty"]),
            "time": names.time(row),
            "places": names.places(row["evidence"]),
        }

    def _end(self, outgoing: Sequence[PageRow], side: set[str]) -> str:
        for row in outgoing:
            if row.property in side and isinstance(row.object, Iri):
                return self.names.text({"iri": row.object.value, "label": row.label})
        return ""

    def _literal(self, prop: str, value: Literal) -> str:
        words = self.names.words
        kind = value.datatype.rpartition("#")[2]
        if kind == "boolean":
            return words["yes_word" if value.value == "true" else "no_word"]
        if kind in _DATES:
            return self.names.day(value.value).striptags()
        if prop == PH.chainKind:
            return words.get(f"chain_{value.value}", value.value)
        if prop in (PH.inCollection, PH.collection):
            return words.get(f"collection_{value.value}", value.value)
        return value.value

    def _validity(self, iri: str) -> str:
        outgoing = read_said(self.names.snapshot.view, iri)
        told = {row.property.removeprefix(ONTOLOGY): str(row.object) for row in outgoing}
        bounds = {name: told.get(name) for name in _BOUNDS}
        return self.names.time({"validity": bounds}).striptags()


def is_shown_as_text(prop: str) -> bool:
    """Tell whether a property is no row of its own: it is the heading or a tag."""
    return prop in (*LABELS, TYPE)
