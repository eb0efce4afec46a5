from __future__ import annotations

import pytest

from kg.ingest.schema import TABLES, Kind, Table, get_table
from kg.model.iri import NODE_TYPES, ONTOLOGY
from kg.ontology.terms import CLASSES, CODES, PROPERTIES

EVERY_TABLE = pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)


@EVERY_TABLE
def test_classes_and_properties_are_declared_in_the_ontology(table: Table) -> None:
    assert set(table.classes) <= CLASSES
    ours = [column.property for column in table.columns if column.property.startswith(ONTOLOGY)]
    assert {iri.removeprefix(ONTOLOGY) for iri in ours} <= PROPERTIES


@EVERY_TABLE
def test_node_types_schemes_and_codes_exist(table: Table) -> None:
    assert table.node in NODE_TYPES
    for column in table.columns:
        if column.kind is Kind.REF:
            assert column.targets
            assert set(column.targets) <= set(NODE_TYPES)
        if column.kind is Kind.CODE:
            (scheme,) = column.targets
            assert set(column.allowed) <= CODES[scheme]


@EVERY_TABLE
def test_headers_are_unique_and_keys_are_columns(table: Table) -> None:
    names = [column.name for column in table.columns]
    assert len(set(names)) == len(names)
    assert set(table.key) <= set(names)
    assert set(table.symmetric) <= set(table.key)
    assert ("id" in names) is not table.is_claim


@EVERY_TABLE
def test_every_row_has_evidence_and_every_claim_a_certainty(table: Table) -> None:
    required = {column.name for column in table.columns if column.required}
    assert "evidence" in required
    assert not table.is_claim or "certainty" in required


def test_a_row_without_a_type_claims_the_most_general_class() -> None:
    defaults = {table.name: table.classes[0] for table in TABLES if len(table.classes) > 1}
    assert defaults == {
        "units": "PartyUnit",
        "agreements": "Agreement",
        "events": "Event",
        "changes": "OrganisationChange",
    }


def test_each_node_type_belongs_to_one_table() -> None:
    assert len({table.node for table in TABLES}) == len(TABLES)


def test_a_table_and_a_column_are_found_by_name() -> None:
    units = get_table("units")
    assert units is not None
    assert units.column("organisedIn") is not None
    assert units.column("organizedIn") is None
    assert get_table("unit") is None
