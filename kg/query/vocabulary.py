"""The vocabulary that is served, as an editor of queries needs it: prefixes, terms, what they mean.

A name is written as in a query: `ph:PartyUnit`, `role:bi-thu`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from kg.model.iri import ID, ONTOLOGY
from kg.ontology.context import prefixes
from kg.query.facts import select_facts

if TYPE_CHECKING:
    from kg.store.base import GraphView


def list_vocabulary(view: GraphView) -> dict[str, Any]:
    """Return `{prefixes, terms}`; a term has `name`, `iri`, `kind`, `label` and `definition`.

    `kind` is `class`, `object`, `datatype` or `concept`; labels and definitions are by language.

    Raises:
        StoreError: The engine failed.
    """
    terms: list[dict[str, Any]] = []
    for row in select_facts(view, "vocabulary-terms").rows:
        term = cast("dict[str, Any]", row["term"])
        label = cast("dict[str, str | None]", term["label"])
        means = {tag: row[f"definition{tag.title()}"] for tag in ("vi", "en")}
        iri = str(term["iri"])
        terms.append(
            {
                "name": _name(iri),
                "iri": iri,
                "kind": row["kind"],
                "label": {tag: label[tag] or "" for tag in ("vi", "en")},
                "definition": {tag: means[tag] or "" for tag in ("vi", "en")},
            }
        )
    return {"prefixes": prefixes(), "terms": terms}


def _name(iri: str) -> str:
    if iri.startswith(ONTOLOGY):
        return f"ph:{iri.removeprefix(ONTOLOGY)}"
    node_type, _, local = iri.removeprefix(ID).partition("/")
    return f"{node_type}:{local}"
