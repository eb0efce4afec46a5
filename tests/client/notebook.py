"""Run the cells of a notebook in this process, as Jupyter would, and write their outputs.

`python -m tests.client.notebook NOTEBOOK` writes the outputs of a run into the notebook; the server
is the one that `PHOIHOP_SERVER` names. The test compares them with a run of its own.
"""

from __future__ import annotations

import ast
import contextlib
import io
import json
import sys
from pathlib import Path
from typing import Any


def run_cells(notebook: dict[str, Any]) -> list[list[dict[str, Any]]]:
    """Run the code cells in one namespace; return the outputs of each, as nbformat has them."""
    namespace: dict[str, Any] = {"__name__": "__main__"}
    cells = (cell for cell in notebook["cells"] if cell["cell_type"] == "code")
    return [
        _run("".join(cell["source"]), namespace, number) for number, cell in enumerate(cells, 1)
    ]


def _run(source: str, namespace: dict[str, Any], number: int) -> list[dict[str, Any]]:
    tree, printed, outputs = ast.parse(source), io.StringIO(), []
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    value = None
    with contextlib.redirect_stdout(printed):
        exec(compile(tree, f"cell {number}", "exec"), namespace)
        if last is not None:
            expression = compile(ast.Expression(last.value), f"cell {number}", "eval")
            value = eval(expression, namespace)
    if text := printed.getvalue():
        outputs.append(
            {"name": "stdout", "output_type": "stream", "text": text.splitlines(keepends=True)}
        )
    if value is not None:
        data = {"text/plain": repr(value).splitlines(keepends=True)}
        if hasattr(value, "_repr_svg_"):
            data["image/svg+xml"] = value._repr_svg_().splitlines(keepends=True)
        outputs.append(
            {
                "data": data,
                "execution_count": number,
                "metadata": {},
                "output_type": "execute_result",
            }
        )
    return outputs


def write_outputs(path: Path) -> None:
    """Run a notebook and write what it gives into it."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    found = run_cells(notebook)
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    for number, (cell, outputs) in enumerate(zip(cells, found, strict=True), 1):
        cell["execution_count"], cell["outputs"] = number, outputs
    text = json.dumps(notebook, ensure_ascii=False, indent=1)
    path.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    write_outputs(Path(sys.argv[1]))
