"""Every error this package raises, in one tree.

```
KgError                       kg-error
├─ InputError                 input-error          what the caller gave cannot be used
│   ├─ TableError             table-error          one or more bad cells (holds all of them)
│   ├─ RdfSyntaxError         rdf-syntax-error     an RDF file cannot be read (file, line)
│   ├─ IriError               iri-error            not an identifier of ours
│   ├─ DateError              date-error           not a (partial) date
│   ├─ ParameterError         parameter-error      a question's or an answer's parameter
│   └─ QuerySyntaxError       query-syntax-error   SPARQL that does not parse (line, column)
│       └─ QueryRefused       query-refused        SPARQL that parses and is not allowed here
├─ NotFoundError              not-found            an id, a question, a generation
├─ OntologyError              ontology-error       the vocabulary is missing or contradicts itself
├─ ValidationFailed           validation-failed    SHACL violations (holds the report)
├─ StoreError                 store-error          an engine failed
│   ├─ QueryTimeout           query-timeout        the deadline passed
│   ├─ QueryTooLarge          query-too-large      result, memory or query over its limit
│   ├─ StoreUnavailable       store-unavailable    no generation, engine down, worker gone
│   └─ StoreBusy              store-busy           queue full, or another build holds the lock
└─ SourceError                source-error         a source folder, text or hash is not as declared
```

What only one part of the package can raise is defined there, below one of these.

Codes are stable and kebab-case: clients and tests rely on them. A message is one sentence that
names the offending value; the same data stands in typed attributes. Adapters translate the
exceptions of their engines at their edge, so text of a third party never travels further.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from collections.abc import Sequence


class KgError(Exception):
    """Root of the tree; catch it to catch everything this package raises on purpose."""

    code: ClassVar[str] = "kg-error"


class InputError(KgError):
    """What the caller gave cannot be used as it is."""

    code: ClassVar[str] = "input-error"


@dataclass(frozen=True, slots=True)
class CellFault:
    """One bad cell of a table.

    Attributes:
        file: Path of the table, relative to the folder that was read.
        row: Line of the row as a spreadsheet shows it: 1 is the header, 0 the file as a whole.
        column: Header name; empty when the fault is the row's or the file's.
        value: The offending text, cut at 80 characters.
        expected: What would have been right, as a phrase.
        code: Stable kebab-case name of the fault (`bad-date`, `unknown-column`, ...).
    """

    file: str
    row: int
    column: str
    value: str
    expected: str
    code: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.row}" if self.row else self.file
        column = f" [{self.column}]" if self.column else ""
        return f"{place}{column}: {self.value!r}; expected {self.expected} ({self.code})"


class TableError(InputError):
    """Tables hold bad cells; `faults` has all of them, in file and row order."""

    code: ClassVar[str] = "table-error"

    def __init__(self, faults: Sequence[CellFault]) -> None:
        self.faults = tuple(faults)
        shown = "\n".join(f"  {fault}" for fault in self.faults)
        super().__init__(f"{len(self.faults)} bad cell(s) in the tables:\n{shown}")


class RdfSyntaxError(InputError):
    """An RDF file cannot be read. `line` and `column` are 1-based, 0 when not known."""

    code: ClassVar[str] = "rdf-syntax-error"

    def __init__(self, file: str, reason: str, *, line: int = 0, column: int = 0) -> None:
        self.file, self.reason, self.line, self.column = file, reason, line, column
        place = f"{file}:{line}:{column}" if line else file
        super().__init__(f"{place}: {reason}")


class IriError(InputError):
    """Text is not an identifier of ours."""

    code: ClassVar[str] = "iri-error"

    def __init__(self, value: str, expected: str) -> None:
        self.value, self.expected = value, expected
        super().__init__(f"{value!r} is not {expected}")


class DateError(InputError):
    """Text is not a day, month or year of the calendar."""

    code: ClassVar[str] = "date-error"

    def __init__(self, value: str, expected: str = "a date such as 2017-10-06") -> None:
        self.value, self.expected = value, expected
        super().__init__(f"{value!r} is not {expected}")


class ParameterError(InputError):
    """A parameter is missing, unknown or of the wrong kind."""

    code: ClassVar[str] = "parameter-error"

    def __init__(self, parameter: str, value: str, expected: str) -> None:
        self.parameter, self.value, self.expected = parameter, value, expected
        super().__init__(f"parameter {parameter!r} is {value!r}; expected {expected}")


class QuerySyntaxError(InputError):
    """A query does not parse. `line` and `column` are 1-based, 0 when not known."""

    code: ClassVar[str] = "query-syntax-error"

    def __init__(self, reason: str, *, line: int = 0, column: int = 0) -> None:
        self.reason, self.line, self.column = reason, line, column
        place = f"line {line}, column {column}: " if line else ""
        super().__init__(f"{place}{reason}")


class QueryRefused(QuerySyntaxError):
    """A query asks for something that is never done here, such as SERVICE or LOAD."""

    code: ClassVar[str] = "query-refused"


class NotFoundError(KgError):
    """Nothing has this name. `nearest` holds names that are close, best first."""

    code: ClassVar[str] = "not-found"

    def __init__(self, kind: str, value: str, nearest: Sequence[str] = ()) -> None:
        self.kind, self.value, self.nearest = kind, value, tuple(nearest)
        hint = f"; did you mean {', '.join(self.nearest)}?" if self.nearest else ""
        super().__init__(f"no {kind} {value!r}{hint}")


class OntologyError(KgError):
    """The vocabulary files are missing, unreadable or contradict each other."""

    code: ClassVar[str] = "ontology-error"


class ValidationFailed(KgError):
    """The data break shapes of severity violation; `report` is a `kg.shapes` report."""

    code: ClassVar[str] = "validation-failed"

    def __init__(self, report: object, violations: int) -> None:
        self.report, self.violations = report, violations
        super().__init__(f"{violations} violation(s); nothing was published")


class StoreError(KgError):
    """An engine failed in a way that is not the caller's."""

    code: ClassVar[str] = "store-error"


class QueryTimeout(StoreError):
    """A query ran past its deadline and was stopped."""

    code: ClassVar[str] = "query-timeout"

    def __init__(self, deadline_s: float) -> None:
        self.deadline_s = deadline_s
        super().__init__(f"the query was stopped after its deadline of {deadline_s:g} s")


class QueryTooLarge(StoreError):
    """A query, its result or its memory went over a limit.

    Attributes:
        what: `query`, `result` or `memory`.
        limit_bytes: The limit that was passed.
    """

    code: ClassVar[str] = "query-too-large"

    def __init__(self, what: str, limit_bytes: int) -> None:
        self.what, self.limit_bytes = what, limit_bytes
        super().__init__(f"the {what} is over its limit of {limit_bytes} bytes")


class StoreUnavailable(StoreError):
    """There is nothing to ask: no generation, a format too new, an engine that is down."""

    code: ClassVar[str] = "store-unavailable"


class StoreBusy(StoreError):
    """Somebody else is at it: the queue is full, or another build holds the lock."""

    code: ClassVar[str] = "store-busy"

    def __init__(self, reason: str, *, retry_after_s: float = 1.0) -> None:
        self.retry_after_s = retry_after_s
        super().__init__(reason)


class SourceError(KgError):
    """A source folder, its description, a text or a hash is not as declared."""

    code: ClassVar[str] = "source-error"
