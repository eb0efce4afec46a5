"""The process that adds or retracts for a server: `python -m kg.build.add_job`.

One JSON object on standard input says what to do; one on standard output is the result or the
error. The process has a limit of memory, and ends; a server that runs it sets the deadline.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from kg.build.add import AddRequest, add_source
from kg.build.add_check import AddReport
from kg.build.change_errors import encode_error
from kg.build.change_job import limit_memory
from kg.build.result import BuildOptions
from kg.build.retract import restore_source, retract_source
from kg.errors import KgError, QueryTooLarge, TableError
from kg.publish import Generations


def run(head: dict[str, Any]) -> dict[str, Any]:
    """Do what `head` says; return the result or the error as plain data."""
    generations = Generations(Path(head["var"]), keep=head["keep"])
    options = BuildOptions(engine=head["engine"], chain_limit=head["chain_limit"])
    data = [Path(folder) for folder in head["data"]]
    try:
        if head["what"] == "add":
            return _add(head, data, generations, options)
        slug, who = head["slug"], head["who"]
        if head["what"] == "restore":
            result = restore_source(slug, data, generations, options, who)
        else:
            reason = head["reason"]
            result = retract_source(slug, data, generations, options, who, reason)
    except TableError as error:
        report = AddReport(head["slug"], faults=error.faults)
        data = report.to_dict(head["language"])
        return {"report": {**data, "applied": False, "published": None}}
    except KgError as error:
        return {"error": encode_error(error)}
    except MemoryError:
        return {"error": encode_error(QueryTooLarge("memory", head["memory_bytes"]))}
    return {"report": {"source": slug, "ok": True, "applied": True, "published": result.to_dict()}}


def main() -> int:
    """Answer the one request on standard input; return the exit code."""
    head = json.load(sys.stdin)
    limit_memory(head["memory_bytes"])
    json.dump(run(head), sys.stdout, ensure_ascii=False)
    return 0


def _add(
    head: dict[str, Any], data: list[Path], generations: Generations, options: BuildOptions
) -> dict[str, Any]:
    request = AddRequest(
        Path(head["path"]), head["given"], head["apply"], head["replace"], head["who"]
    )
    return {"report": add_source(request, data, generations, options).to_dict(head["language"])}


if __name__ == "__main__":
    sys.exit(main())
