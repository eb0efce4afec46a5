"""Every test of the served API runs over the embedded store and over an engine elsewhere."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from tests.api.remote.exemptions import ASK_NO_SERVER, ONLY_EMBEDDED, ONLY_EMBEDDED_TESTS, SERVERS

FOLDERS = ("tests/api", "tests/conformance")


def modules(root: Path) -> dict[str, Path]:
    return {
        path.relative_to(root).as_posix(): path
        for folder in FOLDERS
        for path in (root / folder).glob("test_*.py")
    }


def arguments(path: Path) -> set[str]:
    return {
        argument.arg
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
        for argument in node.args.args
    }


def test_each_module_runs_over_both_or_says_why_not(root: Path) -> None:
    everything = modules(root)
    again = {
        f"{name.replace('.', '/')}.py"
        for folder in FOLDERS
        for path in (root / folder / "remote").glob("test_*.py")
        for name in re.findall(
            r"^from (tests\.\w+\.\w+) import \*", path.read_text(encoding="utf-8"), re.MULTILINE
        )
    }
    only_here = ASK_NO_SERVER | ONLY_EMBEDDED.keys()
    assert again & only_here == set()
    missing = everything.keys() - again - only_here
    assert not missing, "run them again in a `remote` folder, or list them in exemptions.py"
    assert again | only_here == everything.keys()
    assert len(again) > len(only_here) + 5


def test_modules_that_ask_no_server_have_none(root: Path) -> None:
    everything = modules(root)
    asking = {name for name in ASK_NO_SERVER if arguments(everything[name]) & SERVERS}
    assert asking == set()


def test_what_is_left_out_exists_and_has_a_reason(root: Path) -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in modules(root).values())
    assert [name for name in ONLY_EMBEDDED_TESTS if f"def {name}(" not in source] == []
    reasons = (*ONLY_EMBEDDED.values(), *ONLY_EMBEDDED_TESTS.values())
    assert all(len(reason) > 20 for reason in reasons)
    assert len(ONLY_EMBEDDED_TESTS) <= 12  # the list grows only when somebody means it to
