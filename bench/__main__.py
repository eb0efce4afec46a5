"""Run the benchmarks: `python -m bench [CASE...] [--size 1M ...] [--repeat 5] [--update]`."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.generator import SIZES
from bench.machine import describe_machine
from bench.registry import CASES
from bench.service_table import update_service
from bench.table import format_table, update_readme
from bench.workspace import Workspace

HOME = Path(__file__).resolve().parent
OUT = HOME / "out"


def main() -> int:
    """Run the chosen cases at the chosen sizes, one process at a time."""
    chosen = _arguments()
    machine = describe_machine()
    with TemporaryDirectory(prefix="phoihop-bench-") as name:
        home = chosen.work or Path(name)
        results = {size: _run_size(size, home, chosen) for size in chosen.size}
    failed = [
        f"{case} at {size}"
        for size in results
        for case in results[size]
        if "failed" in results[size][case]
    ]
    OUT.mkdir(exist_ok=True)
    merged = _merge(results)
    text = json.dumps({"machine": machine, "results": merged}, indent=1, ensure_ascii=False)
    (OUT / "results.json").write_text(text + "\n", encoding="utf-8")
    print(format_table(results))
    if chosen.update:
        update_readme(HOME / "README.md", format_table(merged), machine)
        update_service(HOME / "README.md", merged)
    for case in failed:
        print(f"failed: {case}", file=sys.stderr)
    return 1 if failed else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("case", nargs="*", metavar="CASE", help=f"of {', '.join(CASES)}")
    parser.add_argument("--size", nargs="+", choices=SIZES, default=["100k", "1M"])
    parser.add_argument("--repeat", type=int, default=5, help="runs of what is short (5)")
    parser.add_argument("--limit", type=float, default=900, help="seconds a case may take (900)")
    parser.add_argument("--work", type=Path, help="folder to keep data and generations in")
    parser.add_argument("--update", action="store_true", help="write the table into the README")
    chosen = parser.parse_args()
    for case in chosen.case:
        if case not in CASES:
            parser.error(f"there is no case {case!r}")
    return chosen


def _run_size(size: str, home: Path, chosen: argparse.Namespace) -> dict[str, dict[str, object]]:
    space = Workspace(home / size, size)
    space.folder.mkdir(parents=True, exist_ok=True)
    _tell(size, "generate")
    _ = space.data, space.quads
    names = chosen.case or list(CASES)
    if any(CASES[name].needs_generation for name in names) and "build" not in names:
        if not (space.var / "current").exists():
            _run_case("build", space, chosen.repeat, chosen.limit)
    return {
        name: _run_case(name, space, chosen.repeat, chosen.limit) for name in CASES if name in names
    }


def _run_case(name: str, space: Workspace, times: int, limit_s: float) -> dict[str, object]:
    out = space.folder / "result.json"
    out.unlink(missing_ok=True)
    _tell(space.size, name)
    begin = time.perf_counter()
    arguments = [name, space.size, str(space.folder), str(times), str(out)]
    command = [sys.executable, "-m", "bench.run_case", *arguments]
    try:
        failed = subprocess.run(command, check=False, timeout=limit_s).returncode
    except subprocess.TimeoutExpired:
        failed = -1
    result: dict[str, object] = {"over_s": limit_s} if failed == -1 else {"failed": failed}
    if failed == 0:
        result = json.loads(out.read_text(encoding="utf-8"))
    _tell(space.size, f"{name}: {time.perf_counter() - begin:.1f} s in all")
    return result | {"case_s": time.perf_counter() - begin}


def _merge(results: dict[str, dict[str, dict[str, object]]]) -> dict[str, dict[str, object]]:
    """Return earlier results with these laid over them, so that single cases can be run again."""
    path = OUT / "results.json"
    merged: dict[str, dict[str, object]] = {}
    if path.exists():
        merged = json.loads(path.read_text(encoding="utf-8"))["results"]
    for size, cases in results.items():
        merged[size] = merged.get(size, {}) | cases
    return merged


def _tell(size: str, words: str) -> None:
    print(f"[{size}] {words}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
