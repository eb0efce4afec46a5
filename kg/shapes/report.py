"""What a validation found: as data, and as text in Vietnamese or English.

The order of results depends on nothing but the results: severity first, then shape, focus, path and
value. Two engines, or two runs, that find the same give the same report byte for byte.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from kg.shapes.words import HEADINGS, SEVERITY_WORDS, expand_iri, shorten_iri

Severity: TypeAlias = Literal["violation", "warning", "info"]
Language: TypeAlias = Literal["vi", "en"]

_RANK = {"violation": 0, "warning": 1, "info": 2}


@dataclass(frozen=True, slots=True)
class Result:
    """One thing that one shape found at one node.

    Attributes:
        shape_id: `S01` to `S42`; the same for every part of a shape.
        shape: Full IRI of the shape or part that was broken.
        focus: IRI of the node at fault (or the text of a literal).
        path: SPARQL property path of the shape with prefixed names; empty for node shapes.
        value: IRI or text of the offending value, cut at 80 characters; None when nothing can be
            pointed at (a missing value, a count).
        severity: `violation` stops a publication, the others do not.
        message_vi: What is wrong and what to do, in Vietnamese.
        message_en: The same in English.
    """

    shape_id: str
    shape: str
    focus: str
    path: str
    value: str | None
    severity: Severity
    message_vi: str
    message_en: str

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Result:
        """Return the result that `to_dict` gave as plain data."""
        return cls(
            shape_id=data["shape"],
            shape=expand_iri(data["part"]),
            focus=data["focus"],
            path=data["path"],
            value=data["value"],
            severity=data["severity"],
            message_vi=data["message"]["vi"],
            message_en=data["message"]["en"],
        )

    def message(self, language: Language) -> str:
        """Return the message in one language."""
        return self.message_vi if language == "vi" else self.message_en

    def to_dict(self) -> dict[str, object]:
        """Return the result as plain data, fit for JSON."""
        return {
            "shape": self.shape_id,
            "part": shorten_iri(self.shape),
            "severity": self.severity,
            "focus": self.focus,
            "path": self.path,
            "value": self.value,
            "message": {"vi": self.message_vi, "en": self.message_en},
        }


def sort_key(result: Result) -> tuple[int, str, str, str, str, str]:
    """Order of results: worst first, then by shape, focus, path and value."""
    return (
        _RANK[result.severity],
        result.shape_id,
        result.focus,
        result.path,
        result.value or "",
        result.shape,
    )


@dataclass(frozen=True, slots=True)
class Report:
    """All results of one validation, in order (see `sort_key`)."""

    results: tuple[Result, ...] = ()

    @property
    def violations(self) -> tuple[Result, ...]:
        """Results that stop a publication."""
        return self._of("violation")

    @property
    def warnings(self) -> tuple[Result, ...]:
        """Results that somebody should look at."""
        return self._of("warning")

    @property
    def infos(self) -> tuple[Result, ...]:
        """Results that are only worth knowing."""
        return self._of("info")

    @property
    def conforms(self) -> bool:
        """Whether there is no violation; warnings do not count."""
        return not self.violations

    def to_dict(self) -> dict[str, object]:
        """Return the report as plain data: verdict, counts by severity and shape, results."""
        return {
            "conforms": self.conforms,
            "counts": {name: len(self._of(name)) for name in ("violation", "warning", "info")},
            "shapes": dict(sorted(Counter(result.shape_id for result in self.results).items())),
            "results": [result.to_dict() for result in self.results],
        }

    def _of(self, severity: str) -> tuple[Result, ...]:
        return tuple(result for result in self.results if result.severity == severity)


def format_report(report: Report, language: Language, *, limit: int | None = None) -> str:
    """Format a report for people: a verdict line, then one line for each result.

    Args:
        report: What to tell.
        language: `vi` or `en`.
        limit: Show at most so many results and say how many were left out.
    """
    words = HEADINGS[language]
    verdict = words["conforms"] if report.conforms else words["fails"]
    counts = words["counts"].format(
        violations=len(report.violations),
        warnings=len(report.warnings),
        infos=len(report.infos),
    )
    shown = report.results if limit is None else report.results[:limit]
    lines = [f"{verdict}: {counts}", *(_line(result, language) for result in shown)]
    left_out = len(report.results) - len(shown)
    if left_out:
        lines.append(words["more"].format(count=left_out))
    return "\n".join(lines) + "\n"


def _line(result: Result, language: Language) -> str:
    severity = SEVERITY_WORDS[language][result.severity]
    return f"[{result.shape_id}] {severity}: {result.message(language)}"
