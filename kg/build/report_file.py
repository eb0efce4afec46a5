"""The validation report of a generation as a file."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from kg.shapes import NearNames, Report


def write_report(report: Report, review: NearNames, path: Path) -> None:
    """Write the findings and the names to review as JSON."""
    near = {"total": review.total, "pairs": [pair.to_dict() for pair in review.pairs]}
    found = {**report.to_dict(), "review": {"nearNames": near}}
    text = json.dumps(found, ensure_ascii=False, indent=1)
    path.write_text(text + "\n", encoding="utf-8")
