"""Runs the hygiene checks: queries in `ontology/checks` whose rows are faults of the vocabulary.

The queries see each file as a named graph, called `https://w3id.org/phoihop/ontology/` and the
path of the file without `.ttl`, and the union of all as the default graph.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Literal, NamedNode, QuerySolutions, RdfFormat, Store

from kg.errors import OntologyError
from kg.model.iri import ONTOLOGY_IRI
from kg.ontology.files import alignment_files, code_files, core_files
from kg.ontology.terms import CLASSES, PROPERTIES

_NAME = re.compile(r"(?:\bph:|phoihop/ontology#)([A-Za-z]\w*)")


@dataclass(frozen=True, slots=True)
class CheckFault:
    """One row of a check: the offending node and what is wrong with it."""

    check: str
    term: str
    fault: str


def file_graph(path: Path) -> str:
    """Return the graph a vocabulary file is read into; it is also the IRI in its header."""
    return f"{ONTOLOGY_IRI}/{path.parent.name}/{path.stem}"


def load_files(paths: Iterable[Path] | None = None) -> Store:
    """Read vocabulary files (default: core, codes, alignments) into a store, a graph each.

    Raises:
        OntologyError: A file is not Turtle.
    """
    store = Store()
    for path in paths or (*core_files(), *code_files(), *alignment_files()):
        try:
            store.load(
                path=str(path), format=RdfFormat.TURTLE, to_graph=NamedNode(file_graph(path))
            )
        except (SyntaxError, ValueError) as error:
            raise OntologyError(f"{path.parent.name}/{path.name} is not Turtle") from error
    return store


def run_check(path: Path, store: Store) -> tuple[CheckFault, ...]:
    """Run one check and return its rows in query order; none means clean.

    Raises:
        OntologyError: The query does not parse or has not the columns `?term ?fault`.
    """
    try:
        rows = store.query(path.read_text(encoding="utf-8"), use_default_graph_as_union=True)
    except SyntaxError as error:
        raise OntologyError(f"checks/{path.name} does not parse") from error
    if not isinstance(rows, QuerySolutions) or [v.value for v in rows.variables] != [
        "term",
        "fault",
    ]:
        raise OntologyError(f"checks/{path.name} has not the columns ?term ?fault")
    return tuple(CheckFault(path.stem, _text(row["term"]), _text(row["fault"])) for row in rows)


def iter_not_nfc(store: Store) -> Iterator[CheckFault]:
    """Yield literals that are not NFC; SPARQL has no function to tell (`texts.rq` finds most)."""
    for quad in store:
        value = quad.object
        if isinstance(value, Literal) and not unicodedata.is_normalized("NFC", value.value):
            yield CheckFault("nfc", _text(quad.subject), f"{value.value!r} is not NFC")


def undeclared_names(text: str) -> tuple[str, ...]:
    """Return the `ph:` names in a query, shape or data file that no module declares, sorted."""
    return tuple(sorted(set(_NAME.findall(text)) - CLASSES - PROPERTIES))


def _text(term: object) -> str:
    return str(getattr(term, "value", term))
