"""SHACL validation: the shapes of `ontology/shapes` behind one function and two engines."""

from kg.shapes.code_checks import check_quads, merge_reports
from kg.shapes.engines import Data, Engine, flatten, validate
from kg.shapes.near_names import NearName, NearNames, find_near_names
from kg.shapes.report import Language, Report, Result, Severity, format_report

__all__ = [
    "Data",
    "Engine",
    "Language",
    "NearName",
    "NearNames",
    "Report",
    "Result",
    "Severity",
    "check_quads",
    "find_near_names",
    "flatten",
    "format_report",
    "merge_reports",
    "validate",
]
