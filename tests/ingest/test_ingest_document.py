from __future__ import annotations

from pathlib import Path

import pytest

from kg.ingest.document import PAGE, format_page, main
from kg.ingest.fault_codes import FAULTS
from kg.ingest.schema import TABLES


def test_the_page_is_as_the_schema_gives_it(root: Path) -> None:
    assert main(["--check"], root=root) == 0


def test_drift_is_found_and_mended(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--check"], root=tmp_path) == 1
    assert main([], root=tmp_path) == 0
    assert main(["--check"], root=tmp_path) == 0
    (tmp_path / PAGE).write_text("changed")
    assert main(["--check"], root=tmp_path) == 1
    assert capsys.readouterr().err.splitlines() == [
        f"{PAGE}: differs from the schema",
        f"{PAGE}: written",
        f"{PAGE}: differs from the schema",
    ]


def test_every_table_column_and_fault_is_on_the_page() -> None:
    page = format_page()
    for table in TABLES:
        section = page.partition(f"\n## {table.name}.csv\n")[2].partition("\n## ")[0]
        assert all(f"| `{column.name}` |" in section for column in table.columns)
    assert all(f"| `{code}` |" in page for code in FAULTS)
