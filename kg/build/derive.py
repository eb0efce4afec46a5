"""The content of graph/derived: class closure, who was ever under whom, dated chains, clashes."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from kg.build.gather import write_quads
from kg.infer.axioms import read_axioms
from kg.infer.chains import iter_chain_quads
from kg.infer.clash import Clash, find_clashes
from kg.infer.closure import iter_closure_quads
from kg.ontology.load import ontology_quads
from kg.shapes import Report, Result

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from kg.infer.axioms import Axioms
    from kg.model.terms import Quad
    from kg.store.oxigraph import OxigraphStore

DISJOINT = "http://www.w3.org/2002/07/owl#disjointWith"


def derive(store: OxigraphStore, folder: Path, chain_limit: int, report: Report) -> Report:
    """Load what follows from the data, and return the report with the clashes added.

    Args:
        store: Holds the data and the ontology; graph/derived is added to.
        folder: For files that are no longer needed afterwards.
        chain_limit: Most quads of data for which dated chains are derived.
        report: What validation found before.

    Raises:
        StoreError: The engine failed.
        OSError: The disk is full.
    """
    axioms = schema_axioms()
    # every statement stands twice: in its graph and in the union
    has_chains = store.count_statements() <= 2 * chain_limit
    _add(store, iter_closure_quads(store, axioms), folder)
    clashes = find_clashes(store, axioms)
    if has_chains and not clashes:
        _add(store, iter_chain_quads(store), folder)
    return Report((*clash_results(clashes), *report.results))


def clash_results(clashes: Iterable[Clash]) -> tuple[Result, ...]:
    """Return clashes as results of validation."""
    return tuple(map(_to_result, clashes))


@cache
def schema_axioms() -> Axioms:
    """Return what the vocabulary says of classes and properties; read once in a process."""
    return read_axioms(ontology_quads())


def _add(store: OxigraphStore, quads: Iterable[Quad], folder: Path) -> None:
    load, union = folder / "derived.nq", folder / "derived.nt"
    with load.open("wb") as load_file, union.open("wb") as union_file:
        write_quads(quads, load_file, union_file)
    store.bulk_load_dataset([load], union)
    load.unlink()
    union.unlink()


def _to_result(clash: Clash) -> Result:
    left, right = (iri.replace("/", "#").rpartition("#")[2] for iri in (clash.left, clash.right))
    return Result(
        shape_id="DISJOINT",
        shape=DISJOINT,
        focus=clash.node,
        path="",
        value=f"{left}, {right}",
        severity="violation",
        message_vi=f"{clash.node} vừa là {left} vừa là {right}, hai lớp loại trừ nhau; "
        "hãy tách thành hai nút hoặc bỏ một lớp",
        message_en=f"{clash.node} is both {left} and {right}, which exclude each other; "
        "make two nodes of it or drop one class",
    )
