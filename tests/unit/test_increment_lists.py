"""What the authority index reads is what makes a change rebuild it."""

from __future__ import annotations

import re
from importlib.resources import files

from kg.build.increment_index import CLASSES, PREDICATES
from kg.model.iri import ONTOLOGY

# Descriptions of sources matter when they change, which is asked apart from the classes.
APART = {"SourceDocument"}


def named() -> set[str]:
    folder = files("kg.query") / "sparql"
    texts = [
        path.read_text(encoding="utf-8")
        for path in folder.iterdir()
        if path.name.startswith("index-") and path.name.endswith(".rq")
    ]
    assert len(texts) >= 14
    lines = [line for text in texts for line in text.splitlines() if not line.startswith("#")]
    return {name for line in lines for name in re.findall(r"\bph:(\w+)", line)}


def test_every_class_that_the_index_reads_makes_it_new() -> None:
    listed = {iri.removeprefix(ONTOLOGY) for iri in CLASSES}
    classes = {name for name in named() if name[0].isupper()}
    assert len(classes) >= 20
    assert classes - listed == APART


def test_listed_properties_are_read_by_the_index() -> None:
    read = named()
    assert {iri.removeprefix(ONTOLOGY) for iri in PREDICATES} <= read
