"""How a build shows that it is alive: a bar on a terminal, one line a step elsewhere."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from kg.build.progress import silent
from kg.cli.output import write_error

if TYPE_CHECKING:
    from collections.abc import Generator

    from kg.build.progress import Progress as Listener

WORDS: Final = {
    "vi": {
        "read": "đọc nguồn",
        "validate": "kiểm tra dữ liệu",
        "load": "nạp kho",
        "infer": "suy luận",
        "hash": "tính mã băm",
        "index": "lập chỉ mục",
        "publish": "công bố",
    },
    "en": {
        "read": "reading the sources",
        "validate": "validating",
        "load": "loading the store",
        "infer": "inferring",
        "hash": "hashing",
        "index": "indexing",
        "publish": "publishing",
    },
}


@contextmanager
def showing(language: str, *, quiet: bool) -> Generator[Listener]:
    """Give a listener for a build; nothing is shown when `quiet`."""
    if quiet:
        yield silent
    elif sys.stderr.isatty():
        with _bar(language) as listener:
            yield listener
    else:
        yield _lines(language)


def _lines(language: str) -> Listener:
    def tell(step: str, done: int, of: int) -> None:
        if done < of:
            write_error(f"[{done + 1}/{of}] {WORDS[language][step]}")

    return tell


@contextmanager
def _bar(language: str) -> Generator[Listener]:
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=1)

        def tell(step: str, done: int, of: int) -> None:
            bar.update(task, description=WORDS[language][step], completed=done, total=of)

        yield tell
