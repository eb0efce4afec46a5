"""The islands: their types fit the OpenAPI description, their unit tests pass, they stay small."""

from __future__ import annotations

import gzip
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

# Kilobytes after gzip: of scripts on every page, on the network's and on the editor's page; of styles.
BUDGETS = {"site": 5, "explorer": 80, "sparql": 150}
STYLE_BUDGET = 10
LEAST_TESTS = 85


@pytest.fixture(scope="module")
def web(root: Path) -> Path:
    """The folder of the islands, installed; skips aloud where npm could not install it."""
    folder = root / "web"
    if not (folder / "node_modules" / "vite").is_dir():
        if os.environ.get("CI") == "true":
            pytest.fail("web/node_modules is required under CI: make web")
        pytest.skip("web/node_modules is not there: make web")
    return folder


def run(web: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [web / "npm.sh", "--prefix", web, "exec", "--offline", "--", *arguments]
    return subprocess.run(
        command, cwd=web, capture_output=True, text=True, check=False, timeout=240
    )


@pytest.mark.slow
def test_types_fit_the_description_of_the_server(web: Path, root: Path) -> None:
    description = web / "openapi.json"
    command = [sys.executable, "-m", "api.document", "--openapi", description]
    subprocess.run(command, cwd=root, check=True)
    made = run(web, "openapi-typescript", str(description), "-o", "src/openapi.ts")
    assert made.returncode == 0, made.stdout + made.stderr
    checked = run(web, "tsc", "--noEmit", "-p", ".")
    assert checked.returncode == 0, checked.stdout


# What the islands read of each answer; none may be renamed unnoticed. Fields that hold one of these
# models are not among them: what is read of an unknown field is unknown, too.
READ = {
    "NetworkNodeModel": ("shape", "expanded", "left_out", "rank", "name", "label"),
    "NetworkEdgeModel": ("kind", "value", "certainty", "statement"),
    "NetworkFactModel": ("via_label", "direction", "neighbour", "time", "evidence", "detail"),
    "NetworkFactsModel": ("total", "left_out", "other"),
    "BoundsModel": ("startEarliest", "startLatest", "endEarliest", "endLatest"),
    "VocabularyModel": ("prefixes",),
    "VocabularyTermModel": ("kind", "definition"),
    "SearchHitModel": ("label_vi", "label_en"),
    "Problem": ("code", "detail"),
}


@pytest.mark.slow
def test_a_renamed_field_of_an_answer_fails_the_check(web: Path, root: Path, tmp_path: Path) -> None:
    shutil.copytree(web / "src", tmp_path / "src")
    shutil.copy(web / "tsconfig.json", tmp_path)
    (tmp_path / "node_modules").symlink_to(web / "node_modules")
    description = tmp_path / "openapi.json"
    command = [sys.executable, "-m", "api.document", "--openapi", description]
    subprocess.run(command, cwd=root, check=True)
    document = json.loads(description.read_text(encoding="utf-8"))
    for model, names in READ.items():
        schema = document["components"]["schemas"][model]
        for name in names:
            schema["properties"][f"{name}_renamed"] = schema["properties"].pop(name)
        schema["required"] = [
            f"{name}_renamed" if name in names else name for name in schema["required"]
        ]
    description.write_text(json.dumps(document), encoding="utf-8")
    made = run(web, "openapi-typescript", str(description), "-o", str(tmp_path / "src/openapi.ts"))
    assert made.returncode == 0, made.stdout + made.stderr
    checked = run(web, "tsc", "--noEmit", "-p", str(tmp_path))
    assert checked.returncode != 0
    for names in READ.values():
        for name in names:
            assert re.search(rf"['\"]{name}['\"]", checked.stdout), f"{name} may change unnoticed"


@pytest.mark.slow
def test_unit_tests_pass(web: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    done = run(web, "vitest", "run", "--reporter=json", f"--outputFile={report}")
    assert report.exists(), done.stdout + done.stderr
    found = json.loads(report.read_text(encoding="utf-8"))
    assert found["success"] and found["numPassedTests"] == found["numTotalTests"], done.stdout
    assert found["numTotalTests"] >= LEAST_TESTS
    print(f"{found['numPassedTests']} unit tests of the islands passed")


@pytest.fixture(scope="module")
def manifest(root: Path, web: Path) -> dict[str, dict[str, object]]:
    path = root / "api" / "static" / ".vite" / "manifest.json"
    assert path.exists(), "make web builds the islands"
    return json.loads(path.read_text(encoding="utf-8"))


def weigh(root: Path, names: set[str]) -> float:
    """Kilobytes of some built files after gzip."""
    folder = root / "api" / "static"
    return sum(len(gzip.compress((folder / name).read_bytes(), 6)) for name in names) / 1000


def scripts_of(manifest: dict[str, dict[str, object]], name: str) -> set[str]:
    (entry,) = [chunk for chunk in manifest.values() if chunk.get("name") == name]
    imported = {str(manifest[one]["file"]) for one in entry.get("imports", ())}
    return {str(entry["file"]), *imported}


def test_scripts_and_styles_keep_their_budgets(root: Path, manifest) -> None:
    site = scripts_of(manifest, "site")
    for name, most in BUDGETS.items():
        assert weigh(root, site | scripts_of(manifest, name)) <= most, name
    folder = root / "api" / "static"
    workers = {str(path.relative_to(folder)) for path in folder.rglob("*worker*.js")}
    assert weigh(root, site | scripts_of(manifest, "explorer") | workers) <= BUDGETS["explorer"]
    own = (root / "api" / "pages" / "assets" / "style.css").read_bytes()
    styles = {str(one) for chunk in manifest.values() for one in chunk.get("css", ())}
    assert len(gzip.compress(own)) / 1000 + weigh(root, styles) <= STYLE_BUDGET


def test_lock_holds_hashes_and_no_addresses(root: Path) -> None:
    lock = json.loads((root / "web" / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert len(packages) > 50
    assert all(entry.get("integrity") for entry in packages.values())
    assert not re.search(r"https?://[^\"]*\.tgz", json.dumps(lock))


def test_built_files_load_nothing_from_elsewhere(root: Path, manifest) -> None:
    folder = root / "api" / "static"
    for chunk in manifest.values():
        text = (folder / str(chunk["file"])).read_text(encoding="utf-8")
        assert not re.search(r"""(?:import|fetch|src=)\s*\(?["'`]https?:""", text)
        assert "eval(" not in text and "new Function" not in text

