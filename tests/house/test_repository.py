"""What must hold of the repository as a whole."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

GENERATORS = (
    "kg.ontology.generate",
    "kg.shapes.document",
    "kg.ingest.document",
    "kg.query.document",
    "kg.cli.document",
    "api.document",
)


def tracked(root: Path, *patterns: str) -> list[Path]:
    """Files git tracks, or every file when the project is not in a checkout."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", *patterns], cwd=root, capture_output=True, check=False
    )
    if listing.returncode:
        pytest.skip("not a git checkout")
    return [root / name for name in listing.stdout.decode().split("\0") if name]


def text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (UnicodeDecodeError, FileNotFoundError):
        return ""


def test_imports_flow_one_way(root):
    done = subprocess.run(
        [Path(sys.executable).parent / "lint-imports"], cwd=root, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stdout.decode()[-3000:]
    assert b"0 broken" in done.stdout


@pytest.mark.parametrize("module", GENERATORS)
def test_generated_files_are_what_their_source_gives(root, module):
    done = subprocess.run(
        [sys.executable, "-m", module, "--check"], cwd=root, capture_output=True, check=False
    )
    assert done.returncode == 0, (done.stdout + done.stderr).decode()[-2000:]


def test_lock_files_hold_hashes_and_no_registry_address(root):
    locks = sorted((root / "requirements").glob("*.lock"))
    assert len(locks) == 3
    for lock in locks:
        text = lock.read_text()
        pinned = re.findall(r"^[a-z0-9][\w.\[\]-]*==", text, re.MULTILINE | re.IGNORECASE)
        assert len(pinned) > 30
        assert text.count("--hash=sha256:") >= len(pinned)
        assert not re.search(r"https?://|--index-url|--find-links|file:", text)


def test_no_module_is_over_five_hundred_lines(root):
    long = [
        (path.name, lines)
        for path in tracked(root, "kg/*.py", "api/*.py", "bench/*.py")
        if (lines := len(text_of(path).splitlines())) > 500
    ]
    assert long == []


def test_no_function_is_over_sixty_lines(root):
    long = []
    for path in tracked(root, "kg/*.py", "api/*.py", "bench/*.py"):
        for node in ast.walk(ast.parse(text_of(path) or "pass")):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or 0) - node.lineno + 1
                if lines > 60:
                    long.append((path.name, node.name, lines))
    assert long == []


def test_modules_are_named_for_what_they_hold(root):
    vague = {"utils", "helpers", "common", "misc", "util"}
    assert [p for p in tracked(root, "*.py") if p.stem in vague or p.parent.name in vague] == []


def test_every_suppression_names_its_rule_and_its_reason(root):
    rule = r"(?:noqa: [A-Z]+\d+(?:, [A-Z]+\d+)*|(?:type|pyright): ignore\[[A-Za-z,-]+\])"
    named = re.compile(rf"#\s*(?:ruff: )?{rule}")
    faults = []
    for path in tracked(root, "*.py"):
        if path == Path(__file__):
            continue
        for number, line in enumerate(text_of(path).splitlines(), 1):
            if not re.search(r"#\s*(?:ruff: )?(?:noqa|type: ignore|pyright: ignore)", line):
                continue
            found = named.search(line)
            if found is None or len(line[found.end() :].strip(" #().")) < 4:
                faults.append(f"{path.relative_to(root)}:{number}")
    assert faults == []


def test_documents_link_to_files_that_exist(root):
    pages = tracked(root, "*.md")
    assert len(pages) > 10
    broken = [
        f"{page.relative_to(root)}: {target}"
        for page in pages
        for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", text_of(page))
        if not (page.parent / target).exists()
    ]
    assert broken == []


def test_every_document_opens_with_a_summary_sentence(root):
    faults = []
    for page in tracked(root, "docs/*.md"):
        written = text_of(page).splitlines()
        lines = [line for line in written if line.strip() and not line.startswith("<!--")]
        if not lines[0].startswith("# ") or len(lines) < 2 or lines[1].startswith(("#", "|", "-")):
            faults.append(str(page.relative_to(root)))
    assert faults == []
