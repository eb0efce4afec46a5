"""The process in which a change happens: `python -m kg.build.change_job`.

Reads one line of JSON (settings, request, author) and the payload from standard input; writes one
JSON object to standard output, the result or the error. Anything unforeseen ends it with a code.
"""

from __future__ import annotations

import json
import resource
import sys
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

from kg.build.change import Author, apply_change
from kg.build.change_errors import encode_error
from kg.build.change_request import ChangeRequest
from kg.build.result import BuildOptions
from kg.errors import KgError, QueryTooLarge
from kg.publish import Generations

_STATUS = Path("/proc/self/statm")


def run(head: dict[str, Any], payload: bytes) -> dict[str, Any]:
    """Make the change that `head` describes; return its result or its error as plain data."""
    fields = head["request"]
    for name in ("using_default", "using_named"):
        fields[name] = tuple(fields[name])
    fields["parts"] = tuple((name, length) for name, length in fields["parts"])
    request = ChangeRequest(**fields)
    author = Author(head["agent"], head["scope"], head["at"])
    generations = Generations(Path(head["var"]), keep=head["keep"])
    options = BuildOptions(engine=head["engine"], chain_limit=head["chain_limit"])
    try:
        return asdict(apply_change(request, payload, author, generations, options))
    except KgError as error:
        return {"error": encode_error(error)}
    except MemoryError:
        return {"error": encode_error(QueryTooLarge("memory", head["memory_bytes"]))}


def main(requests: IO[bytes], answers: IO[bytes]) -> int:
    """Run one change."""
    head = json.loads(requests.readline())
    _limit_memory(head["memory_bytes"])
    answers.write(json.dumps(run(head, requests.read())).encode())
    answers.flush()
    return 0


def _limit_memory(size: int) -> None:
    """Bound the address space: what is mapped already, and `size` bytes more."""
    if _STATUS.exists():
        size += int(_STATUS.read_text().split()[0]) * resource.getpagesize()
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    if hard == resource.RLIM_INFINITY or size < hard:
        resource.setrlimit(resource.RLIMIT_AS, (size, hard))


if __name__ == "__main__":
    sys.exit(main(sys.stdin.buffer, sys.stdout.buffer))
