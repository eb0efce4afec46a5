"""The explorer's tutorial: its commands run as they stand, and its pictures are what they draw.

`UPDATE_PICTURES=1` writes the pictures again.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

BLOCK = re.compile(r"^```bash\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SHOWN = re.compile(r"^!\[([^\]]+)\]\(explorer/([\w-]+\.svg)\)$", re.MULTILINE)
LARGEST_BYTES = 24 * 1024
TEXT = "{http://www.w3.org/2000/svg}text"


def page_of(root: Path) -> str:
    return (root / "docs" / "tutorial" / "explorer.md").read_text(encoding="utf-8")


def words_in(picture: Path) -> str:
    drawn = ET.parse(picture).getroot()
    return " ".join("".join(text.itertext()) for text in drawn.iter(TEXT))


@pytest.fixture(scope="module")
def ran(root: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The folder where every command of the page has been run, and what they said."""
    folder = tmp_path_factory.mktemp("explorer")
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PHOIHOP_")}
    environment = {
        **kept,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(root),
        "PHOIHOP_DATA": str(root / "data"),
        "PHOIHOP_VAR": str(folder / "var"),
    }
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", "\n".join(BLOCK.findall(page_of(root)))],
        cwd=folder, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return folder, done.stdout


def test_every_picture_of_the_page_is_what_its_command_draws(root, ran):
    shown = [name for _, name in SHOWN.findall(page_of(root))]
    home = root / "docs" / "tutorial" / "explorer"
    drawn = sorted(path.name for path in ran[0].glob("*.svg"))
    assert sorted(shown) == drawn and len(drawn) == 4
    if "UPDATE_PICTURES" in os.environ:
        home.mkdir(exist_ok=True)
        for name in drawn:
            shutil.copy(ran[0] / name, home / name)
    assert sorted(path.name for path in home.iterdir()) == drawn
    for name in drawn:
        kept = (home / name).read_text(encoding="utf-8")
        again = "run UPDATE_PICTURES=1 pytest tests/picture/test_explorer_tutorial.py"
        assert kept == (ran[0] / name).read_text(encoding="utf-8"), again
        assert len(kept.encode()) <= LARGEST_BYTES, name


def test_pictures_say_what_the_page_says_of_them(root, ran):
    page = page_of(root)
    alternatives = {name: text for text, name in SHOWN.findall(page)}
    assert all(len(text) > 60 for text in alternatives.values())
    both = words_in(ran[0] / "under-both.svg")
    assert "Party cell of Vinausteel" in both and "4 reported, 0 known" in both
    assert "Units under both (0)" in both and "Candidates; never counted" in both
    posts = words_in(ran[0] / "posts.svg")
    # six rows, each with one of these roles
    assert len(re.findall(r"secretary", posts)) == 6
    assert "2017" in posts and "2026" in posts
    assert "Hồng Bàng" in words_in(ran[0] / "neighbourhood.svg")
    assert "not mentioned" in words_in(ran[0] / "comparison.svg").lower()


def test_the_commands_answer_as_the_page_tells(ran):
    told = ran[1]
    assert "two party units are jointly directed by both committees" in told
    assert "the source reports 4 units and names none of them" in told
    rows = re.findall(r"^.*Coordination regulation between.*Hồng Bàng district\t.*$", told, re.M)
    assert len(rows) >= 2, told


def test_the_quotations_of_the_page_are_words_of_the_pages(root):
    """What the page quotes of the explorer in bold and as a sentence is said there."""
    words = "".join(
        (root / "api" / "pages" / name).read_text(encoding="utf-8")
        for name in ("explorer_words.yml", "words.yml", "node_words.yml")
    )
    page = page_of(root)
    bold = set(re.findall(r"\*\*([^*]+)\*\*", page))
    assert bold >= {"Search", "Show", "Ask", "Compare", "Run"}
    missing = {text for text in bold if f'"{text}"' not in words and f"en: {text}" not in words}
    assert missing == set()
