"""The words of the pages, Vietnamese first; they are data, in `words.yml`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal, TypeAlias

import yaml

Language: TypeAlias = Literal["vi", "en"]
LANGUAGES: tuple[Language, ...] = ("vi", "en")

FILE = Path(__file__).parent / "words.yml"


def load_words() -> Mapping[Language, Mapping[str, str]]:
    """Return the words of each language by key.

    Raises:
        KeyError: A key lacks a language.
    """
    entries: dict[str, dict[str, str]] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return {tag: {key: entry[tag] for key, entry in entries.items()} for tag in LANGUAGES}
