"""Parameters of questions: typed values that become terms, never text of a query.

| type | a value | the term |
|---|---|---|
| `id:com` | `com/quan-uy-hong-bang`, its IRI or its exact label; `id` alone takes any node | IRI |
| `code:role` | `role/bi-thu` or `bi-thu`, of that code list | IRI |
| `iri` | an absolute IRI | IRI |
| `date` | `2017-10-06` | xsd:date |
| `year` | `2017` | xsd:gYear |
| `integer` | `4` | xsd:integer |
| `string` | any text | string |
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from kg.errors import DateError, IriError, OntologyError, ParameterError
from kg.model.iri import ID, NODE_TYPES, parse_iri
from kg.model.terms import Iri, Term, text, typed
from kg.model.validity import parse_day
from kg.ontology.terms import CODES

_YEAR: Final = re.compile(r"\d{4}\Z", re.ASCII)
_INTEGER: Final = re.compile(r"[+-]?\d{1,18}\Z", re.ASCII)
_ABSOLUTE: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`\x00-\x20]+\Z")
MAX_STRING: Final = 200


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a question.

    Attributes:
        name: The variable it is bound to, without `?`.
        type: One of the types above, with what it is restricted to behind a colon.
        default: Its value in the question's own words; None when one must be given.
        description_vi: What it is, in Vietnamese.
        description_en: What it is, in English.
    """

    name: str
    type: str
    default: str | None
    description_vi: str
    description_en: str

    @property
    def kind(self) -> str:
        """The type without its restriction: `id`, `code`, `date` ..."""
        return self.type.partition(":")[0]

    @property
    def target(self) -> str:
        """The node type or code list it is restricted to; empty for none."""
        return self.type.partition(":")[2]

    @property
    def description(self) -> str:
        """The description in both languages."""
        return f"{self.description_vi} | {self.description_en}"

    def parse(self, value: str) -> Term:
        """Return the term of a value; an `id` must be an id or an IRI here.

        Raises:
            ParameterError: It is not of the parameter's type.
        """
        expected, convert = _TYPES[self.kind]
        try:
            term = convert(value, self.target)
        except (IriError, DateError):
            term = None
        if term is None:
            of = f" of {self.target}" if self.target else ""
            raise ParameterError(self.name, value[:80], f"{expected}{of}")
        return term


def check_type(type_: str, where: str) -> None:
    """Refuse a type that does not exist.

    Raises:
        OntologyError: It does not; `where` names the file.
    """
    kind, _, target = type_.partition(":")
    known = {"id": {"", *NODE_TYPES}, "code": set(CODES)}.get(kind, {""})
    if kind not in _TYPES or target not in known:
        raise OntologyError(f"{where}: {type_!r} is no type of parameter")


def _id(value: str, target: str) -> Term | None:
    node = parse_iri(value.strip())
    return Iri(node.iri) if target in {"", node.type} else None


def _code(value: str, target: str) -> Term | None:
    local = value.removeprefix(ID).removeprefix(f"{target}/")
    return Iri(f"{ID}{target}/{local}") if local in CODES[target] else None


def _iri(value: str, _target: str) -> Term | None:
    return Iri(value) if _ABSOLUTE.match(value) else None


def _date(value: str, _target: str) -> Term:
    return typed(parse_day(value).isoformat(), "date")


def _year(value: str, _target: str) -> Term | None:
    return typed(value, "gYear") if _YEAR.match(value) else None


def _integer(value: str, _target: str) -> Term | None:
    return typed(str(int(value)), "integer") if _INTEGER.match(value) else None


def _string(value: str, _target: str) -> Term | None:
    return text(value) if len(value) <= MAX_STRING else None


_TYPES: Final[Mapping[str, tuple[str, Callable[[str, str], Term | None]]]] = {
    "id": ("a node id", _id),
    "code": ("a code", _code),
    "iri": ("an absolute IRI", _iri),
    "date": ("a day such as 2017-10-06", _date),
    "year": ("a year such as 2017", _year),
    "integer": ("a whole number", _integer),
    "string": (f"text of at most {MAX_STRING} characters", _string),
}
