"""`var/log.jsonl`: who did what to which source, and when. One line a change, only ever appended.

Changes by SPARQL update and graph store stand in the same file; see `kg.build.change`.
"""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from pathlib import Path

    from kg.publish import Generation

LOG_FILE = "log.jsonl"


def append_log(
    var: Path, what: str, who: str, source: str, before: str | None, generation: Generation
) -> None:
    """Add a line: `what` is `add`, `replace`, `retract`, `restore` or `rollback`."""
    record = {
        "what": what,
        "who": who,
        "when": datetime.now(UTC).isoformat(timespec="seconds"),
        "source": source,
        "before": before,
        "state": "published",
        "generation": generation.id,
        "content_hash": generation.content_hash,
    }
    line = json.dumps(record, ensure_ascii=False, sort_keys=True)
    with (var / LOG_FILE).open("a", encoding="utf-8") as file:
        file.write(line + "\n")
        file.flush()
        os.fsync(file.fileno())


def read_log(var: Path) -> list[dict[str, Any]]:
    """Return every line, oldest first; a line cut off by a power cut is left out."""
    path = var / LOG_FILE
    if not path.is_file():
        return []
    found: list[dict[str, Any]] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            found.append(cast("dict[str, Any]", json.loads(line)))
        except ValueError:
            continue
    return found
