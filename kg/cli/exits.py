"""Exit codes: one number per kind of failure, so that a script can tell them apart.

The reference page `docs/reference/commands.md` is made from `EXIT_CODES`.
"""

from __future__ import annotations

from types import MappingProxyType

from kg.errors import (
    InputError,
    KgError,
    NotFoundError,
    OntologyError,
    SourceError,
    StoreBusy,
    StoreError,
    ValidationFailed,
)

OK = 0
USAGE = 2
INPUT = 3
NOT_FOUND = 4
INVALID = 5
STORE = 6
BUSY = 7
ONTOLOGY = 8
INTERRUPTED = 130

EXIT_CODES = MappingProxyType(
    {
        OK: "done",
        1: "a fault of the program itself",
        USAGE: "the command line is wrong: unknown command or option, missing value",
        INPUT: "what was given cannot be used: a table, an RDF file, a query, a date, a source",
        NOT_FOUND: "no node, question or generation has this name",
        INVALID: "the data break shapes, or hashes of evidence do not match",
        STORE: "nothing is published, a store failed, or a query passed a limit",
        BUSY: "another build holds the lock, or the server has no free place",
        ONTOLOGY: "the vocabulary files are missing or contradict themselves",
        INTERRUPTED: "stopped by Ctrl-C",
    }
)

# Order matters: a class stands before its parents.
_BY_CLASS: tuple[tuple[type[KgError], int], ...] = (
    (StoreBusy, BUSY),
    (StoreError, STORE),
    (ValidationFailed, INVALID),
    (NotFoundError, NOT_FOUND),
    (OntologyError, ONTOLOGY),
    (InputError, INPUT),
    (SourceError, INPUT),
    (KgError, 1),
)


def exit_code(error: KgError | type[KgError]) -> int:
    """Return the exit code of an error or of a class of errors.

    >>> exit_code(StoreBusy)
    7
    """
    kind = error if isinstance(error, type) else type(error)
    return next(code for cls, code in _BY_CLASS if issubclass(kind, cls))
