"""Every code a fault of an input file can have, and what it means in one phrase."""

from __future__ import annotations

FAULTS = {
    # files
    "no-description": "data outside a source folder: no `source.yml` beside it",
    "unknown-table": "a `.csv` file whose name is no table",
    "unknown-file": "a data file of a kind that is not read, such as `.xlsx`",
    "not-utf8": "bytes that are not UTF-8",
    "empty-file": "no header, or no keys at all",
    "not-a-workbook": "a file that is no .xlsx workbook, or a broken one",
    "macros": "a workbook with macros",
    "hidden-sheet": "a sheet of a workbook that is hidden",
    "merged-cells": "cells of a workbook that are merged",
    "formula": "a formula in a cell of a workbook",
    "cell-error": "an error value in a cell of a workbook, such as #N/A",
    "date-cell": "a date cell where a month or a year may have been typed",
    "csv-syntax": "a quote that is not closed, or text behind a closing quote",
    "yaml-syntax": "`source.yml` is not well-formed YAML",
    "rdf-syntax-error": "an RDF file that cannot be read as it is",
    # shape of a table
    "wrong-delimiter": "columns separated by semicolons or tabs",
    "unknown-column": "a header that is no column of the table",
    "duplicate-column": "a header that stands twice",
    "missing-column": "a required column is not there",
    "ragged-row": "a row with more or fewer cells than the header",
    "duplicate-row": "an id, a claim, a range or a slug that stands already",
    # keys of source.yml
    "unknown-key": "a key that `source.yml` does not have",
    "duplicate-key": "a key that stands twice",
    "bad-nesting": "a text where keys belong, or the other way round",
    "bad-slug": "not a local name, or not the beginning of the file's hash",
    "bad-language": "not a language tag",
    "bad-url": "not an absolute http or https address",
    "bad-name": "a file name with a folder in it",
    "bad-hash": "not 64 hexadecimal digits in lower case",
    # characters of a value
    "not-nfc": "letters in decomposed form; type them again, nothing is repaired in silence",
    "padded": "space before or after the text",
    "invisible-character": "a character nobody sees: control, zero-width, direction mark",
    "too-long": "text over the limit of its column: a sentence instead of a label",
    # values
    "missing-value": "an empty cell in a required column, or a missing key",
    "empty-value": "nothing on one side of a `;`",
    "repeated-value": "one value twice in a cell",
    "bad-date": "not a date of the calendar in the form asked for",
    "bad-integer": "not a whole number",
    "bad-decimal": "not a decimal number with a point",
    "bad-duration": "not a duration such as P4Y",
    "bad-boolean": "neither `true` nor `false`",
    "bad-number": "not a document number",
    "bad-key": "not a discriminator of [a-z0-9.-]",
    "bad-code": "not a code of the list; letter case and marks matter",
    "bad-class": "not the name of a class that may stand here",
    "bounds-out-of-order": "an earlier bound after a later one",
    # ids and references
    "bad-id": "not a node id",
    "bad-reference": "shaped like an id or IRI, and not one",
    "wrong-type": "an id of another type than the column or table has",
    "unresolved-reference": "an id or label that no source describes",
    "unresolved-claim": "the key of no claim, or of claims of several sources",
    "ambiguous-label": "a label that several nodes have",
    # evidence
    "bad-evidence": "words where ranges belong, or the other way round",
    "bad-range": "a range whose start is not below its end",
    "range-beyond-text": "a range that ends after the end of the text",
    "missing-hash": "a range that is not listed in `spans.csv`",
}
