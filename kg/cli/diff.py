"""`phoihop diff`: facts and answers that changed between two generations."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Final

import typer

from kg.build.diff import compare
from kg.cli.options import Json, Lang, Var, generations_of, new_app, output_of, settings_of
from kg.model.iri import GRAPH, ID
from kg.model.validity import parse_day

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.build.diff import Difference
    from kg.cli.output import Output

app = new_app()

MOST_FACTS: Final = 100
MOST_SHOWN: Final = 5
"""Rows of a question that are shown gained, and lost; `--json` has more."""

WORDS: Final = {
    "vi": {
        "graphs": ("đồ thị", "thêm", "bớt"),
        "facts": ("thay đổi", "nút", "lớp", "nhãn", "đồ thị"),
        "answers": ("thay đổi", "A", "B", "ngày", "đơn vị", "trước", "sau", "do nguồn"),
        "questions": ("câu hỏi", "", "thêm dòng", "mất dòng", "do nguồn"),
        "no questions": "không câu hỏi nào trong danh mục có câu trả lời khác",
        "not compared": "quá lâu, chưa so sánh",
        "same": "hai thế hệ nói như nhau",
        "none": "không câu trả lời nào thay đổi vào các ngày {days}",
        "more": "... và {count} điều nữa (--json cho tất cả)",
        "added": "thêm",
        "removed": "bớt",
        "changed": "khác",
        "gained": "thêm",
        "lost": "mất",
    },
    "en": {
        "graphs": ("graph", "added", "removed"),
        "facts": ("change", "node", "class", "label", "graph"),
        "answers": ("change", "A", "B", "day", "unit", "before", "after", "because of"),
        "questions": ("question", "", "rows gained", "rows lost", "because of"),
        "no questions": "no question of the catalogue is answered otherwise",
        "not compared": "took too long, not compared",
        "same": "both generations say the same",
        "none": "no answer changed on {days}",
        "more": "... and {count} more (--json has all)",
        "added": "added",
        "removed": "removed",
        "changed": "changed",
        "gained": "gained",
        "lost": "lost",
    },
}


@app.command()
def diff(
    before: Annotated[str, typer.Argument(metavar="G1", help="A generation, or its number.")],
    after: Annotated[str, typer.Argument(metavar="G2", help="Another one.")],
    as_of: Annotated[
        list[str] | None,
        typer.Option("--as-of", help="Day to compare answers on; default: bounds that changed."),
    ] = None,
    var: Var = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Show which facts and answers changed, and why."""
    settings = settings_of(var)
    output = output_of(as_json, lang, settings)
    generations = generations_of(settings)
    ids = [row.id for row in generations.list()]
    opened = [generations.get(_find(name, ids)) for name in (before, after)]
    days = [parse_day(day) for day in as_of or ()]
    today = datetime.now(UTC).date()
    found = compare(opened[0], opened[1], days, today, questions=True)
    if as_json:
        output.data(found.to_dict())
        return
    _tell(output, found)


def _find(name: str, ids: list[str]) -> str:
    """Return the generation that a number means: `2` is `000002-...`."""
    if name.isdigit():
        return next((one for one in ids if int(one.partition("-")[0]) == int(name)), name)
    return name


def _tell(output: Output, found: Difference) -> None:
    words = WORDS[output.language]
    if not found.graphs:
        output.line(str(words["same"]))
        return
    graphs = (
        (row.graph.removeprefix(GRAPH), f"+{row.added}", f"-{row.removed}") for row in found.graphs
    )
    output.table(words["graphs"], graphs)
    facts = [
        (str(words[row.change]), _short(row.node), row.cls, row.label, _short(row.graph))
        for row in found.facts
    ]
    output.table(words["facts"], facts[:MOST_FACTS])
    if len(facts) > MOST_FACTS:
        output.line(str(words["more"]).format(count=len(facts) - MOST_FACTS))
    _tell_answers(output, found)
    _tell_questions(output, found)


def _tell_answers(output: Output, found: Difference) -> None:
    words = WORDS[output.language]
    if not found.answers:
        output.line(str(words["none"]).format(days=", ".join(found.days)))
        return
    answers = (
        (
            str(words[row.change]),
            _short(row.a),
            _short(row.b),
            row.day,
            _short(row.unit),
            row.before,
            row.after,
            _list(row.causes),
        )
        for row in found.answers
    )
    output.table(words["answers"], answers)


def _tell_questions(output: Output, found: Difference) -> None:
    words = WORDS[output.language]
    if not found.questions:
        output.line(str(words["no questions"]))
        return
    table = (
        (
            str(row.number),
            row.text_en if output.language == "en" else row.text_vi,
            f"+{row.gained_count}" if row.compared else "?",
            f"-{row.lost_count}" if row.compared else str(words["not compared"]),
            _list(row.causes),
        )
        for row in found.questions
    )
    output.table(words["questions"], table)
    for question in found.questions:
        for word, rows in (("gained", question.gained), ("lost", question.lost)):
            for row in rows[:MOST_SHOWN]:
                told = " | ".join("" if cell is None else _short(cell) for cell in row)
                output.line(f"  {question.number} {words[word]}: {told}")


def _list(graphs: Sequence[str]) -> str:
    return ", ".join(map(_short, graphs))


def _short(iri: str) -> str:
    return iri.removeprefix(ID).removeprefix(GRAPH)
