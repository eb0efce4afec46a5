"""The text of a cell as an RDF term: one parser for each kind of column that stands on its own.

Dates keep the precision they are written with (`2016` is an xsd:gYear); only bounds of validity are
widened to days. Every literal has one lexical form, so that equal values are equal terms.

References: XSD 1.1 Part 2 for lexical forms; ontology.md 3.5 for bounds.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from kg.errors import DateError
from kg.ingest.faults import BadCell, phrase_choice
from kg.ingest.schema import Column, Kind
from kg.model.iri import ONTOLOGY, mint
from kg.model.terms import Iri, Literal, Term, text, typed
from kg.model.validity import parse_day, parse_partial
from kg.ontology.terms import CLASSES, CODES

MAX_NUMBER = 60
"""Longest document number in characters; the longest known is under 30."""

_INTEGER = re.compile(r"(?:0|[1-9][0-9]{0,17})\Z")
_DECIMAL = re.compile(r"(?:0|[1-9][0-9]{0,17})(?:\.[0-9]{1,18})?\Z")
_YEAR = re.compile(r"[0-9]{4}\Z")
_KEY = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,58}[a-z0-9])?\Z")
_DURATION = re.compile(
    r"P(?=[0-9T])(?:[0-9]{1,9}Y)?(?:[0-9]{1,9}M)?(?:[0-9]{1,9}D)?"
    r"(?:T(?=[0-9])(?:[0-9]{1,9}H)?(?:[0-9]{1,9}M)?(?:[0-9]{1,9}S)?)?\Z"
)
CERTAINTIES = CODES["cert"]


def split_values(column: Column, cell: str) -> list[str]:
    """Return the values of a cell; a column that holds one value is not split.

    Spaces around a separator are layout, as in `a; b`.

    Raises:
        BadCell: A value is empty, or stands twice.
    """
    if not column.many:
        return [cell]
    values = [value.strip() for value in cell.split(";")]
    if not all(values):
        raise BadCell("a value on both sides of every `;`", "empty-value")
    if len(set(values)) != len(values):
        raise BadCell("each value once", "repeated-value")
    return values


def parse_value(column: Column, value: str) -> Term:
    """Parse one value of a column whose kind needs nothing but the value.

    Raises:
        BadCell: It is not what the column holds.

    >>> parse_value(Column("eventDate", Kind.PARTIAL), "2016-02").datatype.rsplit("#")[1]
    'gYearMonth'
    """
    return _PARSERS[column.kind](column, value)


def parse_bound(name: str, value: str) -> date:
    """Widen a partial date to its first day (`...Earliest`) or its last (`...Latest`).

    Raises:
        BadCell: It is not a date.

    >>> parse_bound("startLatest", "2015")
    datetime.date(2015, 12, 31)
    """
    try:
        first, last = parse_partial(value)
    except DateError as error:
        raise BadCell(error.expected, "bad-date") from None
    return first if name.endswith("Earliest") else last


def parse_certainty(value: str) -> str:
    """Return a certainty; letter case matters, as in every code list.

    Raises:
        BadCell: It is none.
    """
    if value not in CERTAINTIES:
        raise BadCell(phrase_choice(value, CERTAINTIES, "a certainty"), "bad-code")
    return value


def parse_class(value: str, allowed: frozenset[str] | tuple[str, ...]) -> str:
    """Return the full IRI of a class by its local name.

    Raises:
        BadCell: It is not one of `allowed`.
    """
    if value not in allowed:
        raise BadCell(phrase_choice(value, allowed, "the name of a class"), "bad-class")
    return ONTOLOGY + value


def parse_key(value: str) -> str:
    """Return the discriminator of a claim.

    Raises:
        BadCell: It is not of [a-z0-9.-], at most 60 characters.
    """
    if not _KEY.match(value):
        raise BadCell("a short name of [a-z0-9.-] such as 2015-2020", "bad-key")
    return value


def _parse_text(column: Column, value: str) -> Literal:
    if len(value) > column.limit:
        expected = f"at most {column.limit} characters, not {len(value)}"
        raise BadCell(expected, "too-long")
    return text(value, column.language)


def _parse_number(_: Column, value: str) -> Literal:
    if len(value) > MAX_NUMBER or not any(char.isdigit() for char in value) or " " in value:
        raise BadCell("a document number such as 126-QĐ/TW, without spaces", "bad-number")
    return text(value)


def _parse_day(_: Column, value: str) -> Literal:
    try:
        return typed(parse_day(value).isoformat(), "date")
    except DateError as error:
        raise BadCell(error.expected, "bad-date") from None


def parse_partial_term(value: str) -> Literal:
    """Return a partial date as xsd:gYear, xsd:gYearMonth or xsd:date, by how it is written.

    Raises:
        BadCell: It is not a date.
    """
    try:
        parse_partial(value)
    except DateError as error:
        raise BadCell(error.expected, "bad-date") from None
    return typed(value, {4: "gYear", 7: "gYearMonth"}.get(len(value), "date"))


def _parse_partial(_: Column, value: str) -> Literal:
    return parse_partial_term(value)


def _parse_year(_: Column, value: str) -> Literal:
    if not _YEAR.match(value):
        raise BadCell("a year such as 2016", "bad-date")
    return parse_partial_term(value)


def _parse_duration(_: Column, value: str) -> Literal:
    if not _DURATION.match(value):
        raise BadCell("a duration such as P4Y or P6M", "bad-duration")
    return typed(value, "duration")


def _parse_integer(_: Column, value: str) -> Literal:
    if not _INTEGER.match(value):
        raise BadCell("a whole number such as 4, without leading zeros", "bad-integer")
    return typed(value, "nonNegativeInteger")


def _parse_decimal(_: Column, value: str) -> Literal:
    if not _DECIMAL.match(value):
        raise BadCell("a decimal number with a point, such as 42.11", "bad-decimal")
    return typed(value, "decimal")


def _parse_boolean(_: Column, value: str) -> Literal:
    if value not in ("true", "false"):
        raise BadCell(phrase_choice(value, ("true", "false"), "a truth value"), "bad-boolean")
    return typed(value, "boolean")


def _parse_code(column: Column, value: str) -> Iri:
    scheme = column.targets[0]
    allowed = column.allowed or CODES[scheme]
    if value not in allowed:
        raise BadCell(phrase_choice(value, allowed, f"a code of the list `{scheme}`"), "bad-code")
    return Iri(mint(scheme, value))


def _parse_class_term(_: Column, value: str) -> Iri:
    return Iri(parse_class(value, CLASSES))


_PARSERS: dict[Kind, Callable[[Column, str], Term]] = {
    Kind.TEXT: _parse_text,
    Kind.NUMBER: _parse_number,
    Kind.DAY: _parse_day,
    Kind.PARTIAL: _parse_partial,
    Kind.YEAR: _parse_year,
    Kind.DURATION: _parse_duration,
    Kind.INTEGER: _parse_integer,
    Kind.DECIMAL: _parse_decimal,
    Kind.BOOLEAN: _parse_boolean,
    Kind.CODE: _parse_code,
    Kind.CLASS: _parse_class_term,
}
