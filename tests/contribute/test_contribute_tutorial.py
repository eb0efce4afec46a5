"""The tutorial's commands are run as they stand on the page."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

BLOCK = re.compile(r"^```bash\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.mark.slow
def test_the_tutorial_does_what_it_says(root, published, tmp_path):
    page = (root / "docs" / "tutorial" / "add-your-data.md").read_text(encoding="utf-8")
    blocks = BLOCK.findall(page)
    assert len(blocks) == 6
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(root),
        "PHOIHOP_DATA": str(published / "data"),
        "PHOIHOP_VAR": str(tmp_path / "var"),
    }
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", "\n".join(blocks)],
        cwd=tmp_path, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    told = done.stdout
    assert done.returncode == 0, told + done.stderr
    assert "subordinations.csv, row 2, column superior" in told
    assert "refused, as it should be" in told
    assert "[S19] warning" in told
    assert re.search(r"^gained\t.*unit/tut-chi-bo-p\t\tT1 certain\tsource/ghi-chep-a$", told, re.M)
    assert re.search(r"^lost\t.*unit/tut-chi-bo-p\tT1 certain\t\tsource/ghi-chep-a$", told, re.M)
    assert "retracted ghi-chep-a" in told
    log = (tmp_path / "var" / "log.jsonl").read_text().splitlines()
    assert len(log) == 4
