"""What the command line writes: tables on a terminal, plain lines elsewhere, JSON on demand.

Answers go to standard output, everything else (progress, errors) to standard error, so that a pipe
carries the answer and nothing more.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TextIO

from rich.console import Console
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# Text of data may hold anything; an escape sequence must not reach the terminal.
_CONTROLS = dict.fromkeys((*range(32), *range(127, 160)), "\N{REPLACEMENT CHARACTER}")
_IN_CELL = _CONTROLS | {ord("\t"): " ", ord("\n"): " "}
_IN_LINE = {code: mark for code, mark in _CONTROLS.items() if code not in (9, 10)}
# A lone surrogate stands for a byte of an argument that was not UTF-8.
_SURROGATES = dict.fromkeys(range(0xD800, 0xE000), "\N{REPLACEMENT CHARACTER}")


@dataclass(slots=True)
class Output:
    """Where and how a command answers.

    Attributes:
        as_json: Whether `--json` was given; `table` and `line` then write nothing.
        language: `vi` or `en`.
        stream: Standard output unless told otherwise.
    """

    as_json: bool = False
    language: str = "vi"
    stream: TextIO = field(default_factory=lambda: sys.stdout)

    @property
    def is_terminal(self) -> bool:
        """Whether a person looks at it."""
        return self.stream.isatty()

    def data(self, value: object) -> None:
        """Write one JSON document, two spaces deep, letters as they are."""
        self.stream.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")

    def line(self, text: str = "") -> None:
        """Write a line for people; nothing under `--json`."""
        if not self.as_json:
            self.stream.write(clean(text) + "\n")

    def heading(self, text: str) -> None:
        """Write a line that begins a part of an answer: bold on a terminal."""
        if self.as_json:
            return
        if self.is_terminal:
            self._console().print(Text(clean(text), style="bold"))
        else:
            self.line(text)

    def table(self, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        """Write rows: a drawn table on a terminal, else a header and tab-separated lines."""
        if self.as_json:
            return
        if not self.is_terminal:
            for row in (columns, *rows):
                self.stream.write("\t".join(_cell(cell) for cell in row) + "\n")
            return
        drawn = Table(*columns)
        for row in rows:
            drawn.add_row(*(Text(_cell(cell)) for cell in row))
        self._console().print(drawn)

    def _console(self) -> Console:
        return Console(file=self.stream, highlight=False, markup=False)


def clean(text: str) -> str:
    r"""Replace control characters except tab and line end.

    >>> clean("Hải Phòng\x1b[2J")
    'Hải Phòng�[2J'
    """
    return text.translate(_IN_LINE | _SURROGATES)


def _cell(text: str) -> str:
    return text.translate(_IN_CELL | _SURROGATES)


def write_error(text: str) -> None:
    """Write a message to standard error."""
    sys.stderr.write(clean(text) + "\n")
