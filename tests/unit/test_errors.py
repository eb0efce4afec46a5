"""The error tree: drawn in its docstring, stable codes, the offending value in every sentence."""

import inspect
import re

import pytest

from kg import errors

CLASSES = [
    cls for _, cls in inspect.getmembers(errors, inspect.isclass) if issubclass(cls, errors.KgError)
]


def test_the_drawing_names_every_class_with_its_code():
    drawn = dict(re.findall(r"([A-Z]\w+)\s+([a-z]+(?:-[a-z]+)+)", errors.__doc__))
    assert drawn == {cls.__name__: cls.code for cls in CLASSES}
    assert len(set(drawn.values())) == len(drawn) == 18


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (errors.IriError("x y", "an id"), ["x y", "an id"]),
        (errors.DateError("30/02"), ["30/02", "2017-10-06"]),
        (errors.ParameterError("as_of", "soon", "a day"), ["as_of", "soon", "a day"]),
        (errors.QuerySyntaxError("no", line=2, column=7), ["line 2, column 7"]),
        (errors.QuerySyntaxError("no"), ["no"]),
        (errors.NotFoundError("committee", "com/x", ["com/y"]), ["com/x", "did you mean com/y"]),
        (errors.NotFoundError("committee", "com/x"), ["no committee"]),
        (errors.QueryTimeout(2.5), ["2.5 s"]),
        (errors.QueryTooLarge("result", 1024), ["result", "1024"]),
        (errors.StoreBusy("locked"), ["locked"]),
        (errors.ValidationFailed(object(), 3), ["3 violation"]),
        (errors.RdfSyntaxError("a.ttl", "bad", line=3, column=4), ["a.ttl:3:4"]),
        (errors.RdfSyntaxError("a.ttl", "bad"), ["a.ttl: bad"]),
    ],
)
def test_messages_hold_the_offending_value(error, words):
    assert all(word in str(error) for word in words)


def test_a_table_error_shows_every_bad_cell():
    faults = [
        errors.CellFault("people.csv", 3, "label@vi", "", "a label", "missing-value"),
        errors.CellFault("units.csv", 0, "", "", "a table with a header", "empty-file"),
    ]
    error = errors.TableError(faults)
    assert error.faults == tuple(faults)
    assert "people.csv:3 [label@vi]" in str(error)
    assert "units.csv: ''" in str(error)
