"""SHACL validation: the shapes of `ontology/shapes` behind one function and two engines."""

from kg.shapes.engines import Data, Engine, flatten, validate
from kg.shapes.report import Language, Report, Result, Severity, format_report

__all__ = [
    "Data",
    "Engine",
    "Language",
    "Report",
    "Result",
    "Severity",
    "flatten",
    "format_report",
    "validate",
]
