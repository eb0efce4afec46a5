"""Agreements: parties, clauses, duties, events; side by side; what happened."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from api.deps import SnapshotDep
from api.routers.posts import BODIES, TABLE
from api.schemas.facts import (
    AdmittedOnDayParameters,
    AgreementParameters,
    CompareParameters,
    EventParameters,
    TimelessParameters,
)
from api.tables import Page, describe_dataset, json_response, respond_table, wants_csv
from kg.errors import ParameterError
from kg.model.terms import Iri, Term
from kg.query.compare import compare_agreements
from kg.query.facts import FactFilter, select_facts
from kg.query.names import resolve

router = APIRouter(prefix="/api/v1", tags=["agreements"])
MOST_COMPARED = 10
_COMPARISON: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/json": {}, "text/csv": {}}}
}


@router.get("/agreements", response_model=None, responses=TABLE)
def list_agreements(
    parameters: Annotated[AgreementParameters, Query()], request: Request, snapshot: SnapshotDep
) -> Response:
    """List agreements with parties and term (query `facts-agreements`).

    Raises:
        NotFoundError: No committee has the name of `party`.
    """
    bindings: dict[str, Term] = {}
    if parameters.party:
        party = resolve(snapshot.view, parameters.party, BODIES, parameter="party")
        bindings["party"] = Iri(party)
    admitted = parameters.admitted()
    table = select_facts(snapshot.view, "facts-agreements", bindings, admitted)
    return respond_table(
        request, snapshot, table.rows, ("agreement",), parameters.page(), admitted.as_of
    )


@router.get("/agreements/compare", response_model=None, responses=_COMPARISON)
def compare(
    parameters: Annotated[CompareParameters, Query()], request: Request, snapshot: SnapshotDep
) -> Response:
    """Lay 2 to 10 agreements side by side by topic: agreed, or not mentioned; never "no".

    Raises:
        ParameterError: Fewer than 2 or more than 10 agreements, or one twice.
        NotFoundError: One does not exist.
    """
    given = [part.strip() for part in parameters.ids.split(",") if part.strip()]
    if not 2 <= len(given) <= MOST_COMPARED:
        raise ParameterError("ids", parameters.ids[:80], f"2 to {MOST_COMPARED} agreements")
    nodes = [resolve(snapshot.view, one, ("agr",), parameter="ids") for one in given]
    if len(set(nodes)) != len(nodes):
        raise ParameterError("ids", parameters.ids[:80], "each agreement once")
    compared = compare_agreements(
        snapshot.view, nodes, FactFilter(collection=parameters.collection)
    )
    if wants_csv(request):
        return respond_table(request, snapshot, compared["topics"], ("topic",), Page())
    return json_response({"dataset": describe_dataset(snapshot, compared), **compared})


@router.get("/agreements/{agreement:path}", response_model=None)
def get_agreement(
    agreement: str, parameters: Annotated[AdmittedOnDayParameters, Query()], snapshot: SnapshotDep
) -> Response:
    """Show one agreement: parties, term, clauses, duties with obligors, events.

    Raises:
        NotFoundError: There is no such agreement.
    """
    node = Iri(resolve(snapshot.view, agreement, ("agr",), parameter="agreement"))
    admitted = parameters.admitted()
    timeless = replace(admitted, as_of=None)
    parts: dict[str, Any] = {
        name: select_facts(snapshot.view, f"facts-{name}", {"agreement": node}, used).rows
        for name, used in (
            ("agreements", admitted),
            ("clauses", timeless),
            ("duties", timeless),
            ("events", timeless),
        )
    }
    found = parts.pop("agreements")
    body = {"agreement": found[0] if found else {"agreement": {"iri": node.value}}, **parts}
    return json_response({"dataset": describe_dataset(snapshot, body, admitted.as_of), **body})


@router.get("/events", response_model=None, responses=TABLE)
def list_events(
    parameters: Annotated[EventParameters, Query()], request: Request, snapshot: SnapshotDep
) -> Response:
    """List conferences, signings, transfers and changes by date (query `facts-events`).

    Raises:
        NotFoundError: `agreement` or `subject` names nothing.
    """
    bindings: dict[str, Term] = {}
    if parameters.agreement:
        found = resolve(snapshot.view, parameters.agreement, ("agr",), parameter="agreement")
        bindings["agreement"] = Iri(found)
    if parameters.subject:
        found = resolve(snapshot.view, parameters.subject, BODIES, parameter="subject")
        bindings["subject"] = Iri(found)
    table = select_facts(snapshot.view, "facts-events", bindings, parameters.admitted())
    return respond_table(request, snapshot, table.rows, ("event",), parameters.page())


@router.get("/organisations/{organisation:path}/changes", response_model=None, responses=TABLE)
def list_changes(
    organisation: str,
    parameters: Annotated[TimelessParameters, Query()],
    request: Request,
    snapshot: SnapshotDep,
) -> Response:
    """List what became of a body; plans have a status and no date (query `facts-changes`).

    Raises:
        NotFoundError: No body has this id or name.
    """
    node = resolve(snapshot.view, organisation, BODIES, parameter="organisation")
    table = select_facts(
        snapshot.view, "facts-changes", {"subject": Iri(node)}, parameters.admitted()
    )
    return respond_table(request, snapshot, table.rows, ("change",), parameters.page())
