"""Writes `docs/reference/shapes.md` from the shapes, or tells whether it has drifted.

`python -m kg.shapes.document` writes the page; with `--check` it writes nothing and exits with 1
when the page is not as it would be written.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from kg.ontology.load import shapes_text
from kg.shapes.catalogue import Shape, main_shapes, read_shapes
from kg.shapes.code_words import CODES
from kg.shapes.examples import Example, find_passing, load_examples
from kg.shapes.words import shorten_iri

ROOT: Final = Path(__file__).resolve().parent.parent.parent
PAGE: Final = "docs/reference/shapes.md"
EXAMPLES: Final = "../../ontology/examples"

_INTRODUCTION: Final = """# Shapes

The rules that data must meet before they are published: 42 SHACL shapes, and seven checks in code
for what SHACL cannot see. Generated from `ontology/shapes/` by `python -m kg.shapes.document`; do
not edit.

* A **violation** stops a publication; a **warning** is for somebody to look at.
* The shapes are checked before any inference, over the union of all named graphs and the ontology.
* A shape that needs more than one constraint has parts (`phs:S01-member`) with messages of their
  own. `phs:` is `https://w3id.org/phoihop/shapes#`.
* Every shape has examples that break it, and every class one that breaks none; both engines must
  give the same results on each.
* In messages `{$this}` is the node at fault and `{?value}` the offending value.
"""


def format_page(turtle: str, examples: tuple[Example, ...]) -> str:
    """Return the page for a shapes text and its examples."""
    shapes = read_shapes(turtle)
    passing = find_passing(turtle, examples)
    mains = main_shapes(shapes)
    lines = [_INTRODUCTION, *_table(mains, examples, passing)]
    for shape in mains:
        lines += _section(shape, shapes, examples, passing.get(shape.shape_id))
    return "\n".join(lines) + "\n"


def main(arguments: Sequence[str] | None = None, *, root: Path = ROOT) -> int:
    """Write the page, or check it; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m kg.shapes.document", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 on drift")
    options = parser.parse_args(arguments)
    page = root / PAGE
    text = format_page(shapes_text(), load_examples())
    if page.is_file() and page.read_text(encoding="utf-8") == text:
        return 0
    if options.check:
        sys.stderr.write(f"{PAGE}: differs from the shapes\n")
        return 1
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text(text, encoding="utf-8")
    sys.stderr.write(f"{PAGE}: written\n")
    return 0


def _table(
    mains: Sequence[Shape], examples: Sequence[Example], passing: Mapping[str, Example]
) -> Iterator[str]:
    yield "## All shapes\n"
    yield "| shape | severity | catches | passes | breaks it |"
    yield "|---|---|---|---|---|"
    for shape in mains:
        number, first = shape.shape_id, _broken(shape.shape_id, examples)[:1]
        ok = _links([passing[number]] if number in passing else [])
        row = (f"[{number}](#{number.lower()})", shape.severity, shape.catches["en"], ok)
        yield f"| {' | '.join(row)} | {_links(first)} |"
    yield "\n## Checks in code\n"
    yield "| check | name | severity | message |"
    yield "|---|---|---|---|"
    for code, words in sorted(CODES.items()):
        yield f"| {code} | `{words.name}` | {words.severity} | {_cell(words.message_en)} |"
    yield ""


def _section(
    main_shape: Shape,
    shapes: Mapping[str, Shape],
    examples: Sequence[Example],
    passing: Example | None,
) -> Iterator[str]:
    label, catches = main_shape.label, main_shape.catches
    yield f"## {main_shape.shape_id}\n"
    yield f"{label['en']} / {label['vi']}. {main_shape.severity.title()}.\n"
    yield f"Catches: {catches['en']} / {catches['vi']}.\n"
    yield "| part | path | message |"
    yield "|---|---|---|"
    for shape in sorted(shapes.values(), key=lambda one: (not one.is_main, one.iri)):
        if shape.shape_id == main_shape.shape_id and shape.messages:
            yield _part(shape)
    yield f"\nPasses: {_links([passing] if passing else [])}."
    yield f"Breaks it: {_links(_broken(main_shape.shape_id, examples))}.\n"


def _part(shape: Shape) -> str:
    path = f"`{_cell(shape.path)}`" if shape.path else ""
    messages = "<br>".join(_cell(shape.messages[language]) for language in ("vi", "en"))
    return f"| `{shorten_iri(shape.iri)}` | {path} | {messages} |"


def _broken(shape_id: str, examples: Sequence[Example]) -> list[Example]:
    return [one for one in examples if one.breaks and one.name.startswith(f"{shape_id}-")]


def _links(examples: Sequence[Example]) -> str:
    return ", ".join(
        f"[{one.name}]({EXAMPLES}/{one.path.parent.name}/{one.path.name})" for one in examples
    )


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    sys.exit(main())
