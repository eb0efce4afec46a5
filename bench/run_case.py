"""One case in a process of its own: `python -m bench.run_case CASE SIZE FOLDER REPEAT OUT`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from bench.registry import CASES
from bench.workspace import Workspace


def main() -> None:
    """Run the case that the arguments name and write its result as JSON."""
    case, size, folder, times, out = sys.argv[1:]
    result = CASES[case].load()(Workspace(Path(folder), size), int(times))
    Path(out).write_text(json.dumps(result), encoding="utf-8")


if __name__ == "__main__":
    main()
