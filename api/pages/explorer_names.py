"""Names of nodes and sources for one page, each read once."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import yaml

from api.pages.explorer_time import describe_time, mark_day
from kg.model.iri import ID
from kg.model.terms import Iri
from kg.ontology.reference import shorten
from kg.ontology.terms import PH
from kg.query.describe import read_term_labels
from kg.query.facts import select_facts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from markupsafe import Markup

    from api.pages.words import Language
    from api.snapshot import Snapshot
    from kg.query.facts import FactFilter

FILE = Path(__file__).parent / "explorer_words.yml"
_SHORT_SLUG = 8
_STATEMENTS = {
    "sub": PH.PartySubordination, "aff": PH.EnterpriseAffiliation, "hold": PH.PostHolding,
    "part": PH.EventParticipation, "sit": PH.Siting, "chain": PH.DatedChain, "fnd": PH.Finding,
    "idc": PH.IdentityClaim, "lvl": PH.LevelAssignment, "dir": PH.LeadershipDirection,
}  # fmt: skip

Node = dict[str, Any]


@cache
def load_explorer_words() -> Mapping[str, Mapping[str, str]]:
    """Return the words of these pages by language.

    Raises:
        KeyError: A key lacks a language.
    """
    entries: dict[str, dict[str, str]] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return {tag: {key: entry[tag] for key, entry in entries.items()} for tag in ("vi", "en")}


@dataclass(slots=True)
class Names:
    """Names in one language, read from one generation and kept for the length of a page.

    Attributes:
        snapshot: The generation.
        lang: The language; the other one stands in where a node has no name in it.
    """

    snapshot: Snapshot
    lang: Language
    _known: dict[str, Node] = field(default_factory=dict[str, Node])

    @property
    def words(self) -> Mapping[str, str]:
        """The words of the pages."""
        return load_explorer_words()[self.lang]

    def node(self, iri: str) -> Node:
        """Return `{iri, label}` of a node; its id stands for a label it does not have."""
        if iri not in self._known:
            self._known[iri] = self._read(iri)
        return self._known[iri]

    def _read(self, iri: str) -> Node:
        # what has a name stands in the search index, which answers in microseconds
        if label := self.snapshot.search.label(iri):
            return {"iri": iri, "label": label}
        rows = select_facts(self.snapshot.view, "explorer-labels", {"node": Iri(iri)}).rows
        found = rows[0]["node"] if rows else None
        return cast("Node", found) or {"iri": iri, "label": {}}

    def nodes(self, iris: object) -> list[Node]:
        """Return the nodes of a list of IRIs, in its order."""
        return [self.node(iri) for iri in cast("Iterable[str]", iris)]

    def maybe(self, iri: object) -> Node | None:
        """Return a node, or None where there is none."""
        return self.node(str(iri)) if iri else None

    def text(self, node: Mapping[str, Any] | None) -> str:
        """Return the name of a node in the language of the page."""
        if node is None:
            return self.words["unknown"]
        label = cast("Mapping[str, str | None]", node["label"])
        other = "en" if self.lang == "vi" else "vi"
        return label.get(self.lang) or label.get(other) or shorten(str(node["iri"]))

    def statement(self, iri: str) -> str:
        """Return what to call a statement that has no name: its class and what it ties.

        One that ties nothing is called by how its id begins, other nodes without a name by it all.
        """
        kind, _, local = iri.removeprefix(ID).partition("/")
        name = _STATEMENTS.get(kind)
        if not name:
            return shorten(iri)
        (row,) = select_facts(self.snapshot.view, "explorer-ends", {"statement": Iri(iri)}).rows
        ends = [self.text(self.node(str(end))) for end in (row["from"], row["to"]) if end]
        if not ends:
            return f"{self.term(name)} {local[:_SHORT_SLUG]}"
        return f"{self.term(name)}: {' → '.join(ends)}"

    def term(self, iri: str) -> str:
        """Return the label of a class or property of the vocabulary."""
        labels = self.snapshot.remember(
            "term-labels", partial(read_term_labels, self.snapshot.view)
        ).get(iri, {})
        other = "en" if self.lang == "vi" else "vi"
        return labels.get(self.lang) or labels.get(other) or shorten(iri)

    def pick(self, row: Mapping[str, Any], name: str) -> str:
        """Return a text that a row holds as `{name}InVi` and `{name}InEn`; empty if neither."""
        both = {"vi": row.get(f"{name}InVi"), "en": row.get(f"{name}InEn")}
        other = "en" if self.lang == "vi" else "vi"
        return str(both[self.lang] or both[other] or "")

    def day(self, day: object) -> Markup:
        """Return a day as people write it, not to be broken across lines; empty for none."""
        return mark_day(cast("str | None", day), self.lang)

    def time(self, row: Mapping[str, Any]) -> Markup:
        """Return the time of a row with `validity` in words."""
        return describe_time(row["validity"], self.words, self.lang)

    def places(self, evidence: object) -> list[dict[str, Any]]:
        """Return places of evidence as short links: `{iri, text, title}`."""
        found = [self._place(iri) for iri in cast("Iterable[str]", evidence)]
        seen: Counter[str] = Counter()
        for place in found:  # places that are told in words, and so are called by their source
            seen[place["text"]] += 1
            if seen[place["text"]] > 1:
                place["text"] += f" ({seen[place['text']]})"
        return found

    def source_of(self, place: str) -> Mapping[str, Any] | None:
        """Return the source that a place of evidence lies in, as `facts-sources` has it."""
        slug = place.removeprefix(f"{ID}ev/").rpartition(".")[0]
        return self.sources().get(f"{ID}src/{slug}")

    def sources(self) -> Mapping[str, Mapping[str, Any]]:
        """Return all sources by IRI."""
        return self.snapshot.remember("explorer-sources", partial(_read_sources, self.snapshot))

    def table(self, name: str, admitted: FactFilter) -> list[dict[str, Any]]:
        """Return all rows of a named query at all times, for the caller to add to.

        They are read once for a generation: a list that a page shows in part is sorted as a whole.
        """
        found = self.snapshot.remember(
            f"{name} {admitted.certainty} {admitted.collection}",
            partial(select_facts, self.snapshot.view, name, {}, admitted),
        )
        return [dict(row) for row in found.rows]

    def _place(self, iri: str) -> dict[str, Any]:
        slug, _, where = iri.removeprefix(f"{ID}ev/").rpartition(".")
        source = self.source_of(iri)
        is_span = where[:1].isdigit()
        # a slug made of a hash says nothing to a reader, so its beginning is enough
        name = slug[:_SHORT_SLUG] if is_span and len(slug) > _SHORT_SLUG else slug
        text = f"{name}:{where.replace('-', '–')}" if is_span else name
        return {"iri": iri, "text": text, "title": self.text(source["source"]) if source else slug}


def _read_sources(snapshot: Snapshot) -> Mapping[str, Mapping[str, Any]]:
    found: dict[str, Mapping[str, Any]] = {}
    for row in select_facts(snapshot.view, "facts-sources").rows:
        found.setdefault(str(cast("Node", row["source"])["iri"]), row)
    return found
