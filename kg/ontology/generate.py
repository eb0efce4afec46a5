"""Writes the files that are made of the Turtle, or tells whether they have drifted from it.

`python -m kg.ontology.generate` writes the Python terms, the JSON-LD context and the reference
page; with `--check` it writes nothing and exits with 1 when a file is not as it would be written.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from kg.ontology.context import format_context
from kg.ontology.python_terms import format_python
from kg.ontology.reference import format_reference
from kg.ontology.vocabulary import Vocabulary, load_vocabulary

ROOT = Path(__file__).resolve().parent.parent.parent


def generated_files(vocabulary: Vocabulary) -> Mapping[str, str]:
    """Return the text of every generated file by its path relative to the project's root."""
    return {
        "kg/ontology/terms.py": format_python(vocabulary),
        "ontology/context/phoihop.jsonld": format_context(vocabulary),
        "docs/reference/ontology.md": format_reference(vocabulary),
    }


def find_drift(files: Mapping[str, str], root: Path) -> tuple[str, ...]:
    """Return the paths whose file is missing or differs, sorted."""
    return tuple(sorted(path for path, text in files.items() if _read(root / path) != text))


def write_files(files: Mapping[str, str], root: Path) -> None:
    """Write every file below `root`, making folders as needed."""
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")


def main(arguments: Sequence[str] | None = None, *, root: Path = ROOT) -> int:
    """Write the files, or check them; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m kg.ontology.generate", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 on drift")
    options = parser.parse_args(arguments)
    files = generated_files(load_vocabulary())
    drift = find_drift(files, root)
    if not options.check:
        write_files(files, root)
    for path in drift:
        state = "differs from the vocabulary" if options.check else "written"
        sys.stderr.write(f"{path}: {state}\n")
    return 1 if drift and options.check else 0


def _read(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.is_file() else None


if __name__ == "__main__":
    sys.exit(main())
