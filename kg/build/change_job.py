"""The process in which changes happen: `python -m kg.build.change_job`.

It loads what every change needs, once, and forks for each: the child makes one change and ends, so
that its memory is bounded and nothing of it stays. Requests come on standard input: one line of
JSON (settings, request, author, length of the payload), then the payload. Each is answered by one
line of JSON on standard output: the result, the error, or the code with which the child died. The
process ends when its input ends.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

from kg.build.change import Author, apply_change
from kg.build.change_errors import encode_error
from kg.build.change_request import ChangeRequest
from kg.build.derive import schema_axioms
from kg.build.result import BuildOptions
from kg.errors import KgError, QueryTooLarge
from kg.ontology.load import ontology_quads, shapes_text
from kg.publish import Generations

_STATUS = Path("/proc/self/statm")


def run(head: dict[str, Any], payload: bytes) -> dict[str, Any]:
    """Make the change that `head` describes; return its result or its error as plain data."""
    fields = dict(head["request"])
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


def serve(requests: IO[bytes], answers: IO[bytes]) -> int:
    """Answer requests until there are no more."""
    ontology_quads()
    shapes_text()
    schema_axioms()
    while line := requests.readline():
        head = json.loads(line)
        payload = requests.read(head["payload_bytes"])
        child = os.fork()
        if not child:
            limit_memory(head["memory_bytes"])
            _write(answers, run(head, payload))
            os._exit(0)  # taking down what the parent has loaded would take as long as the change
        _, status = os.waitpid(child, 0)
        code = os.waitstatus_to_exitcode(status)
        if code:
            _write(answers, {"died": code})
    return 0


def limit_memory(size: int) -> None:
    """Bound the address space: what is mapped already, and `size` bytes more."""
    if _STATUS.exists():
        size += int(_STATUS.read_text().split()[0]) * resource.getpagesize()
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    if hard == resource.RLIM_INFINITY or size < hard:
        resource.setrlimit(resource.RLIMIT_AS, (size, hard))


def _write(answers: IO[bytes], answer: dict[str, Any]) -> None:
    answers.write(json.dumps(answer).encode() + b"\n")
    answers.flush()


if __name__ == "__main__":
    sys.exit(serve(sys.stdin.buffer, sys.stdout.buffer))
