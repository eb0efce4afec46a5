"""Fixtures that several test folders share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's root folder."""
    return ROOT


@pytest.fixture(scope="session")
def seeds_dir() -> Path:
    """Folder of the three seed articles; skips aloud without it, fails without it under CI."""
    folder = Path(os.environ.get("PHOIHOP_SEEDS", ROOT.parent / "shared" / "seeds"))
    if folder.is_dir():
        return folder
    if os.environ.get("CI") == "true":
        pytest.fail(f"the seed articles are required under CI and are not at {folder}")
    pytest.skip(f"the seed articles are not at {folder}")
