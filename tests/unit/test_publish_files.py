"""The system's refusals become one clear error; small files are replaced whole."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from kg.errors import StoreError
from kg.publish.files import disk_errors, remove_tree, replace_text, sizes, sync_tree


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "no space left on the device"),
        (errno.EDQUOT, "no space left on the device"),
        (errno.EFBIG, "no space left on the device"),
        (errno.EACCES, "permission denied"),
    ],
)
def test_refusals_say_what_was_being_done(number: int, words: str) -> None:
    with (
        pytest.raises(StoreError, match="building failed.*" + words) as caught,
        disk_errors("building"),
    ):
        raise OSError(number, os.strerror(number), "/somewhere/private/file.sst")
    assert "/somewhere/private" not in str(caught.value)
    assert "(file.sst)" in str(caught.value)


def test_refusal_without_number_or_name() -> None:
    with (
        pytest.raises(StoreError, match="building failed: the system refused"),
        disk_errors("building"),
    ):
        raise OSError("engine text that is not repeated")


@pytest.mark.parametrize(
    ("cause", "words"),
    [
        (OSError("IO error: No space left on device: While appending"), "no space left"),
        (RuntimeError("database or disk is full"), "no space left"),
        (OSError(errno.EFBIG, "too big"), "no space left"),
        (OSError("IO error: corruption"), "the file could not be stored"),
        (None, "the file could not be stored"),
    ],
)
def test_an_engine_that_fails_for_want_of_space_is_understood(
    cause: Exception | None, words: str
) -> None:
    with pytest.raises(StoreError, match=words), disk_errors("building"):
        raise StoreError("the file could not be stored") from cause


def test_other_errors_pass() -> None:
    with pytest.raises(KeyError), disk_errors("building"):
        raise KeyError("x")


def test_replace_text_leaves_no_partial(tmp_path: Path) -> None:
    target = tmp_path / "current"
    for text in ("one\n", "hai\n"):
        replace_text(target, text)
        assert target.read_text() == text
    assert list(tmp_path.iterdir()) == [target]


def test_sizes_and_sync_and_remove(tmp_path: Path) -> None:
    folder = tmp_path / "tree"
    (folder / "b" / "c").mkdir(parents=True)
    (folder / "b" / "c" / "x").write_text("123")
    (folder / "a").write_text("1")
    sync_tree(folder)
    assert sizes(folder) == {"a": 1, "b/c/x": 3}
    remove_tree(folder, tmp_path / "trash")
    assert not folder.exists()
    assert list((tmp_path / "trash").iterdir()) == []
