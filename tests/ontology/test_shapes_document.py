"""The page of shapes is made of the shapes."""

from kg.ontology.load import shapes_text
from kg.shapes import document
from kg.shapes.document import PAGE, main
from kg.shapes.examples import load_examples


def test_the_page_is_as_it_would_be_written(root):
    assert main(["--check"], root=root) == 0


def test_drift_is_told_and_repaired(tmp_path, capsys):
    assert main(["--check"], root=tmp_path) == 1
    assert "differs" in capsys.readouterr().err
    assert main([], root=tmp_path) == 0
    assert "written" in capsys.readouterr().err
    assert main(["--check"], root=tmp_path) == 0
    (tmp_path / PAGE).write_text("old", encoding="utf-8")
    assert main(["--check"], root=tmp_path) == 1


def test_each_shape_has_a_row_and_a_section_with_both_examples():
    page = document.format_page(shapes_text(), load_examples())
    for number in range(1, 43):
        name = f"S{number:02d}"
        row = next(line for line in page.splitlines() if line.startswith(f"| [{name}](#"))
        assert "/examples/ok/" in row
        assert f"/examples/bad/{name}-" in row
        assert f"\n## {name}\n" in page


def test_links_lead_to_files(root):
    page = (root / PAGE).read_text(encoding="utf-8")
    targets = {part.partition(")")[0] for part in page.split("](") if part.startswith("../")}
    assert len(targets) > 100
    assert all(((root / PAGE).parent / target).is_file() for target in targets)
