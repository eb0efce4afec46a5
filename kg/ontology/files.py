"""Where the vocabulary lies: Turtle, shapes, questions, checks and the JSON-LD context.

A wheel carries its own copy (`kg/_ontology`, made by the build); a checkout uses `ontology/`.
Every function returns paths sorted by name, so that whatever is made of them is the same on every
machine.
"""

from __future__ import annotations

from pathlib import Path

from kg.errors import OntologyError

PACKAGED = Path(__file__).resolve().parent.parent / "_ontology"
CHECKOUT = Path(__file__).resolve().parent.parent.parent / "ontology"


def ontology_dir() -> Path:
    """Return the folder of the vocabulary files.

    Raises:
        OntologyError: There is neither a packaged copy nor a checkout.
    """
    for folder in (PACKAGED, CHECKOUT):
        if (folder / "core").is_dir():
            return folder
    raise OntologyError(f"no vocabulary files in {PACKAGED.name} or {CHECKOUT.name}")


def core_files() -> tuple[Path, ...]:
    """Return the Turtle modules that declare classes and properties."""
    return _turtle("core")


def code_files() -> tuple[Path, ...]:
    """Return the Turtle files of the code lists, one scheme each."""
    return _turtle("codes")


def alignment_files() -> tuple[Path, ...]:
    """Return the Turtle files that tie our terms to other vocabularies."""
    return _turtle("alignments")


def shape_files() -> tuple[Path, ...]:
    """Return the Turtle files of the SHACL shapes."""
    return _turtle("shapes")


def question_files() -> tuple[Path, ...]:
    """Return the competency questions, `NN-slug.rq`."""
    return _sorted("questions", "*.rq")


def check_files() -> tuple[Path, ...]:
    """Return the hygiene checks: queries whose rows are faults of the vocabulary."""
    return _sorted("checks", "*.rq")


def context_file() -> Path:
    """Return the JSON-LD context."""
    return ontology_dir() / "context" / "phoihop.jsonld"


def _turtle(name: str) -> tuple[Path, ...]:
    return _sorted(name, "*.ttl")


def _sorted(name: str, pattern: str) -> tuple[Path, ...]:
    return tuple(sorted((ontology_dir() / name).glob(pattern)))
