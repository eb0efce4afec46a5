"""Writes `docs/reference/questions.md` from the catalogue, or tells whether it has drifted.

`python -m kg.query.document` writes the page; with `--check` it writes nothing and exits with 1
when the page is not as it would be written.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from kg.query.catalogue import Catalogue, load_catalogue
from kg.query.question import Question, load_expected

ROOT: Final = Path(__file__).resolve().parent.parent.parent
PAGE: Final = "docs/reference/questions.md"

_INTRODUCTION: Final = """# Competency questions

The questions the graph must answer, each with its parameters, its columns, and the rows it must
give: those below 40 from the three seed articles, those from 40 on from the public record.
Generated from `ontology/questions/` by `python -m kg.query.document`; do not edit.

* A question is a file `NN-slug.rq`: standard SPARQL 1.1 behind a header of comments. It runs on any
  engine as it is; its parameters have the values of the question as defaults.
* Numbers are stable and have gaps.
* **Answer** columns are printed in bold. An empty cell there means *unknown*: what was asked about
  exists, and no source says more. It never means no.
* Values of a day are `certain`, `possible`, or empty.
* `collection` says which sources are asked; its default keeps these rows as they are when sources
  are added. `all` asks every collection.
* Ids are short: `com/quan-uy-hong-bang` is `https://w3id.org/phoihop/id/com/quan-uy-hong-bang`,
  `ph:` is `https://w3id.org/phoihop/ontology#`.
"""


def format_page(catalogue: Catalogue) -> str:
    """Return the text of the page."""
    parts = [_INTRODUCTION, *(_format_question(question) for question in catalogue)]
    return "\n".join(parts)


def main(arguments: Sequence[str] | None = None, *, root: Path = ROOT) -> int:
    """Write the page, or check it; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m kg.query.document", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 on drift")
    options = parser.parse_args(arguments)
    page, path = format_page(load_catalogue()), root / PAGE
    drifted = not path.is_file() or path.read_text(encoding="utf-8") != page
    if drifted and not options.check:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page, encoding="utf-8")
    if drifted:
        state = "differs from the questions" if options.check else "written"
        sys.stderr.write(f"{PAGE}: {state}\n")
    return 1 if drifted and options.check else 0


def _format_question(question: Question) -> str:
    lines = [
        f"## {question.number}. {question.text_vi}",
        "",
        f"{question.text_en} (`{question.name}`)",
        "",
    ]
    if question.note_vi:
        lines += [f"{question.note_vi} {question.note_en}", ""]
    lines += [*_iter_parameters(question), "", *_iter_columns(question), "", *_iter_rows(question)]
    return "\n".join([*lines, ""])


def _iter_parameters(question: Question) -> Iterator[str]:
    yield from _head("parameter", "type", "default", "tiếng Việt", "English")
    for parameter in question.parameters:
        default = "" if parameter.default is None else f"`{parameter.default}`"
        yield _row(
            f"`{parameter.name}`",
            f"`{parameter.type}`",
            default,
            parameter.description_vi,
            parameter.description_en,
        )


def _iter_columns(question: Question) -> Iterator[str]:
    yield from _head("column", "tiếng Việt", "English")
    for column in question.columns:
        name = f"**`{column.name}`**" if column.name in question.answer else f"`{column.name}`"
        yield _row(name, column.description_vi, column.description_en)


def _iter_rows(question: Question) -> Iterator[str]:
    """Yield the expected rows; labels stand in columns of their own and are left out here."""
    shown = [
        place for place, column in enumerate(question.columns) if not column.name.endswith("Label")
    ]
    yield from _head(*(question.columns[place].name for place in shown))
    for row in load_expected(question):
        cells = zip((question.columns[place].name for place in shown), shown, strict=True)
        yield _row(*(_cell(row[place], name in question.answer) for name, place in cells))


def _cell(value: str, is_answer: bool) -> str:
    if value:
        return value
    return "*unknown*" if is_answer else ""


def _head(*names: str) -> tuple[str, str]:
    return _row(*names), _row(*("---" for _ in names))


def _row(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


if __name__ == "__main__":
    sys.exit(main())
