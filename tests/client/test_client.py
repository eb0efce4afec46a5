"""Both clients against a running server: each answer has the shape that its type promises."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator, Mapping
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from kg.client import AsyncClient, Client, GenerationChanged, calls, shapes
from kg.client.client import _Routes
from kg.client.paging import TableRoute
from kg.client.problems import ServerProblem, to_error
from kg.errors import (
    KgError,
    NotFoundError,
    ParameterError,
    QueryRefused,
    QuerySyntaxError,
    QueryTimeout,
    QueryTooLarge,
    StoreBusy,
    StoreError,
    StoreUnavailable,
)
from kg.model.terms import Iri
from tests.client.shape_check import mismatches

TKV, COAL = "com/dang-uy-tkv", "com/dang-uy-than-quang-ninh"
DAY = date(2015, 3, 1)
AGREEMENT = "agr/tct-thep.quan-uy-hong-bang"


TABLES = {
    "under_both_all": (shapes.PairCount, lambda c: c.under_both_all(DAY)),
    "units_under": (shapes.UnitBelow, lambda c: c.units_under(COAL, DAY)),
    "superiors_of": (
        shapes.Superior,
        lambda c: c.superiors_of("unit/dang-bo-than-duong-huy", DAY),
    ),
    "posts_of_person": (shapes.PostRow, lambda c: c.posts_of_person("nghiem-xuan-da")),
    "posts_in": (shapes.PostRow, lambda c: c.posts_in("com/quan-uy-hong-bang")),
    "concurrent_posts": (shapes.ConcurrentPosts, lambda c: c.concurrent_posts(as_of="2017-10-06")),
    "agreements": (shapes.AgreementRow, lambda c: c.agreements(party="com/quan-uy-hong-bang")),
    "events": (shapes.EventRow, lambda c: c.events()),
    "changes_of": (shapes.ChangeRow, lambda c: c.changes_of("com/dang-uy-chinh-phu")),
    "entity": (shapes.Triple, lambda c: c.entity("unit/chi-bo-vinausteel")),
    "neighbours": (shapes.Neighbour, lambda c: c.neighbours("unit/chi-bo-vinausteel")),
    "sources": (shapes.SourceRow, lambda c: c.sources(collection="seeds")),
}
OBJECTS = {
    "under_both": (shapes.UnderBoth, lambda c: c.under_both(TKV, COAL, DAY)),
    "agreement": (shapes.AgreementDetail, lambda c: c.agreement(AGREEMENT)),
    "compare": (
        shapes.Comparison,
        lambda c: c.compare([AGREEMENT, "agr/tap-doan.than-quang-ninh"]),
    ),
    "search": (shapes.Found, lambda c: c.search("dang uy thep", types=["PartyCommittee"])),
    "source": (shapes.SourceDetail, lambda c: c.source("src/ff155d59015d49ce")),
    "evidence": (shapes.EvidenceDetail, lambda c: c.evidence("ev/ff155d59015d49ce.3609-3740")),
    "questions": (list[shapes.QuestionSummary], lambda c: c.questions()),
    "question": (shapes.QuestionDetail, lambda c: c.question(1)),
    "dataset": (shapes.Description, lambda c: c.dataset()),
}


@pytest.mark.parametrize("name", TABLES)
def test_rows_are_as_their_type_says(phoihop: Client, name: str) -> None:
    kind, ask = TABLES[name]
    page = ask(phoihop).page()
    assert page.items
    assert list(mismatches(page.dataset, shapes.Dataset, "dataset")) == []
    assert list(mismatches(list(page.items), list[kind], name)) == []


@pytest.mark.parametrize("name", OBJECTS)
def test_objects_are_as_their_type_says(phoihop: Client, name: str) -> None:
    kind, ask = OBJECTS[name]
    answer = ask(phoihop)
    answer = {k: v for k, v in answer.items() if v is not None} if name == "question" else answer
    assert list(mismatches(answer, kind, name)) == []


def test_the_units_under_both_are_as_their_type_says(phoihop: Client) -> None:
    answer = phoihop.under_both(TKV, COAL, DAY)
    assert len(answer["units"]) > 3
    assert answer["units"][0]["paths"]["a"]


def test_the_report_is_as_its_type_says(phoihop: Client) -> None:
    report = dict(phoihop.validation())
    report.pop("review", None)
    assert list(mismatches(report, shapes.Report, "validation")) == []


def test_the_check_of_shapes_can_fail() -> None:
    good = {"vi": "a", "en": None}
    assert list(mismatches(good, shapes.Words, "w")) == []
    assert list(mismatches({"vi": "a"}, shapes.Words, "w")) == ["w: no en"]
    assert list(mismatches({**good, "fr": ""}, shapes.Words, "w")) == ["w: fr is not told"]
    assert list(mismatches({"vi": 1, "en": None}, shapes.Words, "w")) != []
    assert list(mismatches([good], list[shapes.Named], "w")) != []


def test_every_method_is_tested_and_both_clients_have_it() -> None:
    routes = {name for name in vars(_Routes) if not name.startswith("_")}
    others = {"get", "validation", "answer", "select", "ask", "construct"}
    assert routes == TABLES.keys() | OBJECTS.keys() | others
    assert len(routes) == 27
    for name in routes:
        assert callable(getattr(Client, name).build)
        assert getattr(Client, name).__doc__
        assert isinstance(getattr(Client, name), TableRoute) == (name in TABLES)


def test_pages_are_followed_to_the_end(phoihop: Client) -> None:
    whole = phoihop.events(page_size=1000).page()
    pages = list(phoihop.events(page_size=7).pages())
    assert len(pages) == -(-whole.total // 7) > 2
    assert [row for page in pages for row in page.items] == list(whole.items)
    assert list(phoihop.events(page_size=7)) == phoihop.events().to_list()


def test_a_table_of_one_page_tells_more_than_rows(phoihop: Client) -> None:
    page = phoihop.units_under(COAL, DAY, transitive=False, line=["vertical", "territorial"]).page()
    assert page.more["asked"].endswith(COAL)
    assert page.more["succession"] == []


def test_main_question_of_the_seeds(phoihop: Client) -> None:
    answer = phoihop.under_both(
        "com/dang-uy-tct-thep-viet-nam",
        "Quận ủy Hồng Bàng",
        "2017-10-06",
        certainty=["stated", "implied"],
        collection="seeds",
        include_nested=True,
        limit=5,
    )
    assert answer["units"] == []
    assert (answer["completeness"]["status"], answer["completeness"]["reported"]) == (
        "incomplete",
        4,
    )
    assert len(answer["jointly_directed"]) == 2


def test_sparql(phoihop: Client) -> None:
    found = phoihop.select("SELECT ?s { ?s a <https://w3id.org/phoihop/ontology#PartyCell> }")
    assert len(found) > 1
    assert found.generation == phoihop.dataset()["generation"]
    assert all(isinstance(row["s"], Iri) for row in found)
    assert phoihop.ask("ASK {}") is True
    graph = "https://w3id.org/phoihop/graph/ontology"
    size = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    parts = [
        next(iter(phoihop.select(size, default_graphs=graphs)))["n"].value
        for graphs in ((), (graph,))
    ]
    assert int(parts[0]) > int(parts[1]) == phoihop.dataset()["graphs"][graph]
    named = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
    assert next(iter(phoihop.select(named, named_graphs=[graph])))["n"].value == parts[1]
    triples = phoihop.construct("CONSTRUCT WHERE { ?s a ?c } LIMIT 3")
    assert len(triples) == 3
    for wrong, text in ((phoihop.select, "ASK {}"), (phoihop.ask, "SELECT * {}")):
        with pytest.raises(StoreError):
            wrong(text)


def test_questions_are_answered_with_their_parameters(phoihop: Client) -> None:
    default = phoihop.answer(40)
    assert default.number == 40
    assert default.text and "T1" in default.text["en"]
    other = phoihop.answer(40, a=TKV, b="com/quan-uy-hong-bang", day=DAY)
    assert len(default) > 3 > len(other)
    with pytest.raises(StoreError):
        phoihop.send(calls.Call("/api/v1/dataset", calls.read_answer))


def test_any_route_can_be_asked(phoihop: Client) -> None:
    assert phoihop.get("/healthz") == {"status": "alive"}
    with pytest.raises(ParameterError, match="from"):
        phoihop.get("/api/v1/sources", from_="x")


@pytest.mark.parametrize(
    ("ask", "kind", "attributes"),
    [
        (
            lambda c: c.under_both("com/khong-co", COAL, DAY),
            NotFoundError,
            {"value": "com/khong-co"},
        ),
        (lambda c: c.under_both(COAL, COAL, DAY), ParameterError, {"parameter": "b"}),
        (lambda c: c.under_both(TKV, COAL, "hôm qua"), ParameterError, {"parameter": "as_of"}),
        (lambda c: c.events(page_size=0).page(), ParameterError, {"parameter": "limit"}),
        (lambda c: c.select("SELECT ?s {\n ?s"), QuerySyntaxError, {"line": 2}),
        (lambda c: c.select("SELECT * { SERVICE <http://x.test/> {} }"), QueryRefused, {}),
        (lambda c: c.select("SELECT * {}" + " " * 300_000), QueryTooLarge, {"what": "query"}),
        (lambda c: c.get("/api/v1/no-such-route"), NotFoundError, {"nearest": ()}),
    ],
)
def test_problems_are_our_errors(
    phoihop: Client, ask: Any, kind: type[KgError], attributes: Mapping[str, Any]
) -> None:
    with pytest.raises(kind) as caught:
        ask(phoihop)
    assert type(caught.value) is kind
    assert str(caught.value)
    for name, value in attributes.items():
        assert getattr(caught.value, name) == value


def test_nearest_names_are_told(phoihop: Client) -> None:
    with pytest.raises(NotFoundError) as caught:
        phoihop.under_both("Quan uy Hong Bang", TKV, DAY)
    assert "com/quan-uy-hong-bang" in caught.value.nearest


def test_the_same_awaited(public_url: str, phoihop: Client) -> None:
    async def ask() -> None:
        async with AsyncClient(public_url) as client:
            both, rows, frame = await asyncio.gather(
                client.under_both(TKV, COAL, DAY),
                client.events(page_size=9).to_list(),
                client.sources(collection="seeds").to_frame(),
            )
            assert both == phoihop.under_both(TKV, COAL, DAY)
            assert rows == phoihop.events().to_list()
            assert len(frame) == 3
            assert (await client.events().page()).total == len(rows)
            assert len([row async for row in client.events(page_size=9)]) == len(rows)
            with pytest.raises(NotFoundError):
                await client.agreement("agr/khong-co")

    asyncio.run(ask())


def test_text_of_people_survives_the_path(phoihop: Client) -> None:
    by_id = phoihop.posts_in("com/quan-uy-hong-bang").to_list()
    assert phoihop.posts_in(" Quận ủy Hồng Bàng ").to_list() == by_id


def page(generation: str, number: int, following: str | None) -> dict[str, Any]:
    dataset = {"generation": generation, "content_hash": "", "as_of": None, "sources": []}
    return {"dataset": dataset, "total": 2, "items": [{"n": number}], "next": following}


class Scripted:
    """A server that answers what it was told, in turn, and keeps the last answer."""

    def __init__(self) -> None:
        self.answers: list[tuple[int, dict[str, str], object]] = []
        self.paths: list[str] = []
        script = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                script.paths.append(self.path)
                one = script.answers.pop(0) if len(script.answers) > 1 else script.answers[0]
                status, headers, body = one
                content = body if isinstance(body, bytes) else json.dumps(body).encode()
                self.send_response(status)
                for name, value in {"Content-Length": str(len(content)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.01,))
        self.thread.start()

    def close(self) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


@pytest.fixture
def scripted() -> Iterator[Scripted]:
    server = Scripted()
    yield server
    server.close()


PROBLEM = {"Content-Type": "application/problem+json"}


def test_a_table_of_two_generations_is_none(scripted: Scripted) -> None:
    scripted.answers = [
        (200, {}, page("000001-a", 1, "/api/v1/events?after=1")),
        (200, {}, page("000002-b", 2, None)),
    ]
    with Client(scripted.url) as client, pytest.raises(GenerationChanged) as caught:
        client.events().to_list()
    assert (caught.value.before, caught.value.after) == ("000001-a", "000002-b")
    assert scripted.paths == ["/api/v1/events", "/api/v1/events?after=1"]


@pytest.mark.parametrize("link", ["//elsewhere.test/x", "http://elsewhere.test/", "/api/v1/events"])
def test_links_lead_to_another_page_of_the_same_server(scripted: Scripted, link: str) -> None:
    scripted.answers = [(200, {}, page("000001-a", 1, link))]
    with Client(scripted.url) as client, pytest.raises(StoreError, match="nowhere"):
        client.events().to_list()
    assert len(scripted.paths) == 1


def test_a_busy_server_is_asked_again(scripted: Scripted) -> None:
    busy = {"code": "store-busy", "detail": "too many queries wait"}
    scripted.answers = [
        (503, {**PROBLEM, "Retry-After": "0"}, busy),
        (429, {**PROBLEM, "Retry-After": "0"}, {**busy, "code": "too-many-requests"}),
        (200, {}, {"status": "alive"}),
    ]
    with Client(scripted.url) as client:
        assert client.get("/healthz") == {"status": "alive"}
    assert len(scripted.paths) == 3


def test_patience_ends(scripted: Scripted) -> None:
    scripted.answers = [(503, {**PROBLEM, "Retry-After": "0"}, {"code": "store-busy"})]

    async def wait() -> None:
        async with AsyncClient(scripted.url, retries=1) as client:
            with pytest.raises(StoreBusy) as caught:
                await client.get("/healthz")
        assert caught.value.retry_after_s == 0

    asyncio.run(wait())
    assert len(scripted.paths) == 2


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ((200, {}, b"<html>"), StoreError),
        ((200, {}, {"items": []}), StoreError),
        ((200, {}, []), StoreError),
        ((200, {"Content-Length": "99"}, b"{}"), StoreError),
        ((302, {"Location": "http://elsewhere.test/"}, b""), ServerProblem),
        ((502, {}, b"<html>Bad Gateway"), StoreUnavailable),
        ((404, {}, b"<html>"), ServerProblem),
        ((500, PROBLEM, {"code": "internal-error", "detail": "?"}), ServerProblem),
        ((500, PROBLEM, ["no", "object"]), ServerProblem),
        ((503, PROBLEM, {"code": "query-timeout", "detail": "?"}), QueryTimeout),
    ],
    ids=str,
)
def test_what_is_no_answer_is_an_error(
    scripted: Scripted, answer: tuple[int, dict[str, str], object], kind: type[KgError]
) -> None:
    scripted.answers = [answer]
    with Client(scripted.url, token="t", timeout_s=2) as client, pytest.raises(kind) as caught:
        client.events().page()
    assert type(caught.value) is kind
    assert len(scripted.paths) == 1


def test_nobody_is_there(scripted: Scripted) -> None:
    silent = Scripted()
    silent.close()
    with Client(silent.url) as client, pytest.raises(StoreUnavailable):
        client.dataset()


def test_every_code_has_its_class() -> None:
    codes = {"not-found": NotFoundError, "query-too-large": QueryTooLarge, "store-busy": StoreBusy}
    for code, kind in codes.items():
        error = to_error(500, {"code": code, "detail": "words of the server"})
        assert type(error) is kind
        assert str(error) == "words of the server"
    unknown = to_error(418, {"code": "teapot", "detail": "short and stout"})
    assert isinstance(unknown, ServerProblem)
    assert (unknown.status, unknown.problem["code"]) == (418, "teapot")
