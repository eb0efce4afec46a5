"""The notebook and the page about the client are run against a server."""

from __future__ import annotations

import json
import re

import pytest

from tests.client.notebook import run_cells

PICTURES = "docs/tutorial/pictures.ipynb"
NOTEBOOK, PAGE = "docs/tutorial/five-questions.ipynb", "docs/how-to/python-client.md"
ADDRESS = "http://127.0.0.1:8000"


def test_the_notebook_gives_the_outputs_it_shows(root, public_url, monkeypatch) -> None:
    monkeypatch.setenv("PHOIHOP_SERVER", public_url)
    notebook = json.loads((root / NOTEBOOK).read_text(encoding="utf-8"))
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert run_cells(notebook) == [cell["outputs"] for cell in cells]
    titles = [
        line
        for cell in notebook["cells"]
        for line in cell["source"]
        if re.match(r"## \d\. .*\?$", line.strip())
    ]
    assert len(titles) == 5
    assert sum(bool(cell["outputs"]) for cell in cells) >= 6


def test_the_notebook_of_pictures_shows_what_it_draws(root, public_var, monkeypatch) -> None:
    monkeypatch.setenv("PHOIHOP_VAR", str(public_var))
    notebook = json.loads((root / PICTURES).read_text(encoding="utf-8"))
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert run_cells(notebook) == [cell["outputs"] for cell in cells]
    shown = [output["data"] for cell in cells for output in cell["outputs"]]
    pictures = [data["image/svg+xml"] for data in shown if "image/svg+xml" in data]
    assert len(pictures) == 4
    assert all(lines[0].startswith("<svg") for lines in pictures)


def test_the_notebook_is_one_for_jupyter(root, public_url, monkeypatch) -> None:
    nbformat = pytest.importorskip("nbformat")
    nbclient = pytest.importorskip("nbclient")
    monkeypatch.setenv("PHOIHOP_SERVER", public_url)
    notebook = nbformat.read(root / NOTEBOOK, as_version=4)
    nbformat.validate(notebook)
    nbclient.NotebookClient(notebook, timeout=60).execute()


def test_the_examples_of_the_page_run(root, public_url, capsys) -> None:
    text = (root / PAGE).read_text(encoding="utf-8")
    blocks = re.findall(r"^```python\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    assert len(blocks) == 6
    assert text.count(ADDRESS) == 2
    namespace: dict[str, object] = {}
    for number, block in enumerate(blocks):
        exec(compile(block.replace(ADDRESS, public_url), f"block {number}", "exec"), namespace)
    namespace["phoihop"].close()
    printed = capsys.readouterr().out
    assert "two party units are jointly directed by both committees" in printed
    assert "incomplete 4" in printed
    assert "no agreement 'agr/no-such-agreement'" in printed
