"""One competency question: a `.rq` file that begins with a header of comments.

```
# question-vi: Ai là Bí thư Quận ủy Hồng Bàng vào ngày 06/10/2017?
# question-en: Who was secretary of Quận ủy Hồng Bàng on 2017-10-06?
# note-vi: (and note-en; optional) what a reader of the answer must know
# param: day date 2017-10-06 ngày hỏi | the as-of day
# column: person người giữ chức | who held the post
# answer: person
```

`param` gives name, type, default (`-` for none) and a description in both languages; `column` the
variables of the SELECT in order; `answer` those among them whose empty cell means *unknown*. The
defaults also stand in the query, as `COALESCE(?day, "2017-10-06"^^xsd:date)`, so that a file can be
pasted into any SPARQL 1.1 engine as it is.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kg.errors import OntologyError
from kg.model.iri import ID, ONTOLOGY
from kg.model.terms import Term
from kg.query.parameters import Parameter, check_type
from kg.store.base import Solutions

_KEYS: Final = frozenset(
    {"question-vi", "question-en", "note-vi", "note-en", "param", "column", "answer"}
)
_LINE: Final = re.compile(r"#\s*(?P<key>[a-z-]+):\s*(?P<value>.*\S)\s*\Z")
_FILE: Final = re.compile(r"(?P<number>\d{2,})-(?P<slug>[a-z0-9-]+)\.rq\Z")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of an answer: the variable's name and what it holds, in both languages."""

    name: str
    description_vi: str
    description_en: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question of the catalogue.

    Attributes:
        number: Stable; numbers have gaps.
        slug: The file's name without number and ending.
        text_vi: The question in Vietnamese.
        text_en: The question in English.
        parameters: In the order of the header.
        columns: In the order of the SELECT.
        answer: Columns that answer; an empty cell there means unknown, never no.
        sparql: The whole file; runs as it is, with the defaults.
        expected: The file with the rows that the seeds give.
        note_vi: What a reader of the answer must know, in Vietnamese; may be empty.
        note_en: The same in English.
    """

    number: int
    slug: str
    text_vi: str
    text_en: str
    parameters: tuple[Parameter, ...]
    columns: tuple[Column, ...]
    answer: tuple[str, ...]
    sparql: str
    expected: Path
    note_vi: str = ""
    note_en: str = ""

    @property
    def name(self) -> str:
        """Number and slug, as the file is named: `01-secretary-of-district-committee`."""
        return self.expected.name.removesuffix(".expected.csv")

    def parameter(self, name: str) -> Parameter | None:
        """Return the parameter of that name, or None."""
        return next((found for found in self.parameters if found.name == name), None)


def parse_question(path: Path) -> Question:
    """Read a question file.

    Raises:
        OntologyError: Its name or its header is not as above.
    """
    match = _FILE.match(path.name)
    if not match:
        raise OntologyError(f"{path.name} is not named like 01-slug.rq")
    sparql = path.read_text(encoding="utf-8")
    header = _parse_header(sparql, path.name)
    columns = tuple(_parse_column(value, path.name) for value in header.get("column", ()))
    answer = tuple(name for value in header.get("answer", ()) for name in value.split())
    if not columns or not answer or set(answer) - {column.name for column in columns}:
        raise OntologyError(f"{path.name}: the answer must name one or more of the columns")
    return Question(
        number=int(match["number"]),
        slug=match["slug"],
        text_vi=_only(header, "question-vi", path.name),
        text_en=_only(header, "question-en", path.name),
        parameters=tuple(_parse_parameter(value, path.name) for value in header.get("param", ())),
        columns=columns,
        answer=answer,
        sparql=sparql,
        expected=path.with_name(f"{path.stem}.expected.csv"),
        note_vi=" ".join(header.get("note-vi", ())),
        note_en=" ".join(header.get("note-en", ())),
    )


def find_unknown(question: Question, solutions: Solutions) -> tuple[str, ...]:
    """Return the answer columns that are empty in every row: what the data leave unknown."""
    return tuple(
        name
        for name in question.answer
        if len(solutions) and all(cell is None for cell in solutions.column(name))
    )


def format_cell(term: Term | None) -> str:
    """Format a cell as the expected rows hold it: short id, `ph:Name`, lexical form, or empty.

    >>> from kg.model.terms import Iri
    >>> format_cell(Iri("https://w3id.org/phoihop/id/com/quan-uy-hong-bang"))
    'com/quan-uy-hong-bang'
    """
    value = "" if term is None else str(term)
    if value.startswith(ONTOLOGY):
        return f"ph:{value.removeprefix(ONTOLOGY)}"
    return value.removeprefix(ID)


def load_expected(question: Question) -> tuple[tuple[str, ...], ...]:
    """Return the rows that the seeds give, as formatted cells, in the order of the file.

    Raises:
        OntologyError: The file is missing, or its header is not the question's columns.
    """
    try:
        lines = question.expected.read_text(encoding="utf-8").splitlines()
    except OSError:
        raise OntologyError(f"{question.name} has no expected rows") from None
    header, *rows = csv.reader(lines or [""])
    if header != [column.name for column in question.columns]:
        raise OntologyError(f"{question.expected.name}: the header is not the columns")
    return tuple(tuple(row) for row in rows)


def _parse_header(sparql: str, file: str) -> Mapping[str, list[str]]:
    header: defaultdict[str, list[str]] = defaultdict(list)
    for line in sparql.splitlines():
        if not line.startswith("#"):
            break
        match = _LINE.match(line)
        if not match or match["key"] not in _KEYS:
            raise OntologyError(f"{file}: {line!r} is no line of a question's header")
        header[match["key"]].append(match["value"])
    return header


def _only(header: Mapping[str, list[str]], key: str, file: str) -> str:
    values = header.get(key, ())
    if len(values) != 1:
        raise OntologyError(f"{file}: the header has {len(values)} lines {key!r}, not one")
    return values[0]


def _parse_column(value: str, file: str) -> Column:
    name, _, description = value.partition(" ")
    return Column(name, *_parse_description(description, file))


def _parse_parameter(value: str, file: str) -> Parameter:
    parts = value.split(" ", 3)
    if len(parts) != 4:
        raise OntologyError(f"{file}: {value!r} is not name, type, default and description")
    name, type_, default, description = parts
    check_type(type_, file)
    words = _parse_description(description, file)
    return Parameter(name, type_, None if default == "-" else default, *words)


def _parse_description(value: str, file: str) -> tuple[str, str]:
    vi, bar, en = (part.strip() for part in value.partition(" | "))
    if not (vi and bar and en):
        raise OntologyError(f"{file}: {value!r} is not `Vietnamese | English`")
    return vi, en
