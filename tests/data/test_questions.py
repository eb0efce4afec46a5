"""Every competency question on the seeds: its rows, its independence, and that it can change.

The expected rows stand beside the questions and were written by hand from the fact inventory. Each
question is asked of the embedded engine and of rdflib, and each has one change of the data that
must change its answer, so that no question passes by asking nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest
import rdflib

from kg.infer.chains import iter_chain_quads
from kg.ingest.folder import Ingested, read_folders
from kg.model.iri import GRAPH, GRAPH_DERIVED, GRAPH_META, GRAPH_ONTOLOGY, ID, NODE_TYPES, ONTOLOGY
from kg.model.terms import Iri, Quad, text
from kg.ontology.load import ontology_quads
from kg.query.catalogue import Catalogue, load_catalogue, run_question
from kg.query.question import Question, find_unknown, format_cell, load_expected
from kg.store.oxigraph import OxigraphStore

# The numbers of the design's list; some between them are reserved.
NUMBERS = (
    1, 2, 3, 5, 6, 7, 8, 9, 10, 11, 13, 14, 15, 16, 17, 18, 19, 20, 21, 24, 25, 26, 27, 30, 31,
    33, 34, 35,
)  # fmt: skip
S0, S1, S2 = (
    f"{GRAPH}source/{slug}" for slug in ("ff155d59015d49ce", "9980497a75eeaa8b", "f59a995985411206")
)
# rdflib 7.6 calls what it has deprecated itself.
pytestmark = pytest.mark.filterwarnings(r"ignore:Dataset\.\w+ is deprecated:DeprecationWarning")
CATALOGUE: Catalogue = load_catalogue()
QUESTIONS = tuple(question for question in CATALOGUE if question.number in NUMBERS)

Rows = list[tuple[str, ...]]


@dataclass(frozen=True)
class Asked:
    """A store that can be asked questions by number and changed by updates."""

    store: OxigraphStore

    def rows(self, number: int, **parameters: str) -> Rows:
        """The formatted rows, sorted."""
        solutions = run_question(self.store, CATALOGUE.get(number), parameters)
        return sorted(tuple(map(format_cell, row)) for row in solutions.rows)

    def cells(self, number: int, *columns: str, **parameters: str) -> Rows:
        """Some columns of the formatted rows, sorted, each row once."""
        question = CATALOGUE.get(number)
        places = [[c.name for c in question.columns].index(name) for name in columns]
        rows = self.rows(number, **parameters)
        return sorted({tuple(row[place] for place in places) for row in rows})

    def unknown(self, number: int, **parameters: str) -> tuple[str, ...]:
        """The answer columns that the data leave unknown."""
        question = CATALOGUE.get(number)
        return find_unknown(question, run_question(self.store, question, parameters))

    def update(self, text: str) -> None:
        """Run an update with the prefixes of the tests."""
        self.store.update(PREFIXES + text)

    @cached_property
    def rdflib(self) -> rdflib.Dataset:
        """The same quads in rdflib, as they are when first asked for."""
        dataset = rdflib.Dataset(default_union=True)
        quads = self.store.serialise_graph(None, "nquads").decode()
        dataset.parse(data=quads, format="nquads")
        return dataset

    def rdflib_rows(self, question: Question) -> Rows:
        """The rows rdflib gives for the file as it is."""
        result = self.rdflib.query(question.sparql)
        assert result.vars is not None
        # `bindings`, not iteration: rdflib drops a row without any bound variable when iterated.
        return sorted(
            tuple(_format_node(row.get(name)) for name in result.vars) for row in result.bindings
        )


def _format_node(node: object) -> str:
    return "" if node is None else format_cell(text(str(node)))


PREFIXES = "".join(
    f"PREFIX {name}: <{iri}>\n"
    for name, iri in {
        "ph": ONTOLOGY,
        "org": "http://www.w3.org/ns/org#",
        "oa": "http://www.w3.org/ns/oa#",
        "prov": "http://www.w3.org/ns/prov#",
        "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
        **{node: f"{ID}{node}/" for node in NODE_TYPES},
    }.items()
)


@pytest.fixture(scope="module")
def pristine(
    seed_sources: Ingested, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[OxigraphStore]:
    """A store of the seeds and the code lists; the rest of the vocabulary answers no question."""
    store = OxigraphStore(tmp_path_factory.mktemp("questions") / "store")
    for graph, quads in seed_sources.graphs.items():
        store.load(graph, quads)
    codes = (quad for quad in ontology_quads() if str(quad.subject).startswith(ID))
    store.load(GRAPH_ONTOLOGY, codes)
    yield store
    store.close()


@pytest.fixture(scope="module")
def seeds(pristine: OxigraphStore) -> Asked:
    """The seeds, not to be changed."""
    return Asked(pristine)


@pytest.fixture
def changed(pristine: OxigraphStore, tmp_path: Path) -> Iterator[Asked]:
    """The seeds, to be changed: a checkpoint takes milliseconds, loading a third of a second."""
    pristine.checkpoint(tmp_path / "store")
    store = OxigraphStore(tmp_path / "store")
    yield Asked(store)
    store.close()


def _name(question: Question) -> str:
    return question.name


every_question = pytest.mark.parametrize("question", QUESTIONS, ids=_name)


def test_all_questions_of_the_design_are_there() -> None:
    assert len(NUMBERS) == 28
    # From 40 on, questions ask about later sources.
    assert tuple(q.number for q in CATALOGUE if q.number < 40) == NUMBERS


@every_question
def test_seeds_give_the_expected_rows(seeds: Asked, question: Question) -> None:
    assert seeds.rows(question.number) == sorted(load_expected(question))


@every_question
def test_rdflib_gives_the_same_rows(seeds: Asked, question: Question) -> None:
    assert seeds.rdflib_rows(question) == sorted(load_expected(question))


@every_question
def test_columns_are_those_of_the_header(seeds: Asked, question: Question) -> None:
    solutions = run_question(seeds.store, question)
    assert solutions.variables == tuple(column.name for column in question.columns)


@every_question
def test_defaults_of_header_and_query_agree(seeds: Asked, question: Question) -> None:
    defaults = {p.name: p.default for p in question.parameters if p.default is not None}
    assert len(defaults) == len(question.parameters)
    assert seeds.rows(question.number, **defaults) == seeds.rows(question.number)


_DEFAULT = re.compile(r"COALESCE\(\?(\w+),\s+([^()]+)\) AS \?")


@every_question
def test_a_default_that_stands_twice_is_the_same(question: Question) -> None:
    # Parameters are bound again inside OPTIONAL: an engine that evaluates it on its own would read
    # every holding otherwise. Two defaults would make an unknown answer out of nothing.
    names = sorted(parameter.name for parameter in question.parameters)
    found = {match for match in _DEFAULT.findall(question.sparql) if match[0] in names}
    assert sorted(name for name, _ in found) == names


@every_question
def test_every_row_binds_something(seeds: Asked, question: Question) -> None:
    rows = seeds.rows(question.number)
    assert rows
    assert all(any(row) for row in rows)


@pytest.mark.parametrize(
    ("number", "columns"),
    [
        (13, ("signatory",)),
        (15, ("superior",)),
        (16, ("owner",)),
        (17, ("realisedBy",)),
        (21, ("name", "identity")),
        (27, ("statement",)),
        (34, ("unit",)),
        (35, ("unit",)),
    ],
)
def test_unknown_is_a_row_with_an_empty_answer(
    seeds: Asked, number: int, columns: tuple[str, ...]
) -> None:
    assert seeds.unknown(number) == columns


def test_other_questions_leave_nothing_unknown(seeds: Asked) -> None:
    known = set(NUMBERS) - {13, 15, 16, 17, 21, 27, 34, 35}
    assert {number for number in known if seeds.unknown(number)} == set()


_FOREIGN = f"{GRAPH}source/another-document"


def _foreign_copy(quads: tuple[Quad, ...]) -> Iterator[Quad]:
    """The claims of a seed once more, as another document of another collection would make them."""

    def rename(term: object) -> object:
        kept = ("per/", "com/", "unit/", "ent/", "std/", "adv/", "state/", "area/", "norm/")
        if not isinstance(term, Iri) or not term.value.startswith(ID):
            return term
        local = term.value.removeprefix(ID)
        codes = ("role/", "cert/", "line/", "status/", "topic/", "capacity/", "action/", "doc/")
        return term if local.startswith(kept + codes) else Iri(f"{term.value}-again")

    for quad in quads:
        subject, value = rename(quad.subject), rename(quad.object)
        yield Quad(subject, quad.predicate, value, Iri(_FOREIGN))


def test_later_sources_of_another_collection_change_no_answer(
    changed: Asked, seed_sources: Ingested
) -> None:
    copies = [quad for graph in (S0, S1, S2) for quad in _foreign_copy(seed_sources.graphs[graph])]
    changed.store.load(_FOREIGN, copies)
    changed.update(f"""INSERT DATA {{ GRAPH <{GRAPH_META}> {{
      src:another a ph:SourceDocument ; ph:collection "others" .
      <{_FOREIGN}> prov:wasDerivedFrom src:another }} }}""")
    for question in QUESTIONS:
        assert changed.rows(question.number) == sorted(load_expected(question)), question.name
    assert ("all", "13") in changed.rows(7, collection="all")
    assert ("src/another", "13") in changed.rows(7, collection="all")
    assert changed.rows(7, collection="others") == [("all", "13"), ("src/another", "13")]
    assert len(changed.rows(9, collection="all")) == 6
    assert changed.cells(6, "spans", "holdings", "people", collection="all") == [("6", "2", "1")]


@pytest.mark.slow
def test_all_sources_together_change_no_answer(root: Path) -> None:
    store = OxigraphStore()
    for graph, quads in read_folders([root / "data"]).graphs.items():
        store.load(graph, quads)
    store.load(GRAPH_ONTOLOGY, ontology_quads())
    store.load(GRAPH_DERIVED, iter_chain_quads(store))
    everything = Asked(store)
    for question in QUESTIONS:
        assert everything.rows(question.number) == sorted(load_expected(question)), question.name
    assert int(everything.cells(7, "officials", collection="all")[0][0]) > 0
    assert everything.cells(21, "identity", collection="all") == [("ent/tkv",)]
    assert everything.cells(34, "unit") == [("",)]
    store.close()


def _delete(pattern: str) -> str:
    return f"DELETE WHERE {{ GRAPH ?g {{ {pattern} }} }}"


def _insert(triples: str, graph: str = S0) -> str:
    return f"INSERT DATA {{ GRAPH <{graph}> {{ {triples} }} }}"


_BOUNDS = (
    'ph:validity sub:x.validity . sub:x.validity ph:startLatest "2017-01-01"^^xsd:date ;'
    ' ph:endEarliest "2018-01-01"^^xsd:date'
)
_CHAINS = """
  chain:a a ph:DatedChain ; ph:chainUnit unit:chi-bo-vinausteel ; ph:chainKind "affiliation" ;
    ph:chainCommittee com:dang-uy-tct-thep-viet-nam ; ph:certainty cert:stated ;
    ph:inCollection "seeds" ; ph:via aff:one ;
    ph:startLatest "2017-01-01"^^xsd:date ; ph:endEarliest "2018-01-01"^^xsd:date .
  chain:b a ph:DatedChain ; ph:chainUnit unit:chi-bo-vinausteel ; ph:chainKind "subordination" ;
    ph:chainCommittee com:quan-uy-hong-bang ; ph:certainty cert:implied ;
    ph:inCollection "seeds" ; ph:via sub:one ;
    ph:startLatest "2017-01-01"^^xsd:date ; ph:endEarliest "2018-01-01"^^xsd:date .
"""

CHANGES = {
    1: _delete("?h org:member per:doan-van-chuong ; org:role role:bi-thu"),
    2: _delete("?h org:member per:nghiem-xuan-da ; org:role role:bi-thu"),
    3: _delete("?h org:role role:tong-giam-doc"),
    5: _delete("?h org:member per:nghiem-xuan-da ; org:role role:uy-vien-bch"),
    6: _delete("?h org:role role:bi-thu ; org:member per:doan-van-chuong ; ph:evidence ?e"),
    7: _delete("?h org:member per:ho-van-yen"),
    8: _delete("?a ph:agreementParty com:dang-uy-than-quang-ninh"),
    9: _delete("?e a ph:SigningEvent"),
    10: _delete("?s ph:sited com:quan-uy-hong-bang"),
    11: _delete("?p ph:participant per:nghiem-xuan-da ; ph:capacity ?c"),
    13: _insert(f"<{ID}evt/ky-ket.2020-10-01.vinachem> ph:signatory per:nguyen-phu-cuong .", S1),
    14: _delete("grp:s0-04-don-vi ph:candidateMember ent:vinausteel"),
    15: _insert(
        "sub:x a ph:PartySubordination ; ph:subordinate unit:chi-bo-vinausteel ;"
        " ph:superior com:quan-uy-hong-bang ; ph:line line:territorial ;"
        " ph:certainty cert:stated ;"
        f" {_BOUNDS} ."
    ),
    16: _insert(
        "aff:x a ph:EnterpriseAffiliation ; ph:subordinate ent:vinausteel ;"
        " ph:certainty cert:stated ;"
        " ph:superior ent:tct-thep-viet-nam-ctcp ; ph:affiliationKind affkind:associate ."
    ),
    17: _insert(f"<{ID}plan/upgrade.chi-bo-vinausteel> ph:realisedBy chg:x ."),
    18: _insert(
        "chg:x a ph:Upgrade ; org:originalOrganization unit:chi-bo-vinausteel ;"
        ' ph:eventDate "2017-01-01"^^xsd:date ; org:resultingOrganization unit:dang-bo-vinausteel .'
        " unit:dang-bo-vinausteel a ph:PartyOrganisation ."
    ),
    19: _delete("clause:s1-2 ph:topic topic:tuyen-giao"),
    20: _delete("?n ph:guides ?m"),
    21: _delete("?e a ph:Enterprise ; ph:nameStatus ?s"),
    24: _delete("grp:s0-6-noi-dung ph:knownMember task:s0-6"),
    25: _delete("?v ph:endLatest ?d"),
    26: _delete("?e ph:plannedYear ?y"),
    27: _insert(
        "sub:x a ph:PartySubordination ; ph:subordinate unit:dang-bo-than-quang-ninh ;"
        f" ph:superior <{ID}com/unnamed.f59a9959.dang-uy-tap-doan> ; ph:certainty cert:stated .",
        S2,
    ),
    30: _delete("?h org:member per:vu-anh-tuan ; ph:evidence ?e"),
    31: _delete("?h org:member per:nguyen-van-quy ; org:role ?r"),
    33: _delete("task:s0-4 ph:obligor com:quan-uy-hong-bang"),
    34: _insert(_CHAINS, GRAPH_DERIVED),
    35: _delete("grp:s1-08-to-chuc-dang ph:reportedCount ?n"),
}


def test_every_question_has_a_change() -> None:
    assert tuple(CHANGES) == NUMBERS


@every_question
def test_answer_follows_the_data(changed: Asked, question: Question) -> None:
    before = changed.rows(question.number)
    changed.update(CHANGES[question.number])
    after = changed.rows(question.number)
    assert after != before
    # What changed is what the engines agree on, too.
    assert changed.rdflib_rows(question) == after


@pytest.mark.parametrize(
    ("day", "value"),
    [("2017-10-06", "certain"), ("2017-10-07", "possible"), ("2010-01-01", "possible")],
)
def test_a_day_beyond_the_attested_one_is_possible(seeds: Asked, day: str, value: str) -> None:
    assert seeds.cells(1, "person", "value", day=day) == [("per/doan-van-chuong", value)]


@pytest.mark.parametrize(
    ("day", "superior", "value"),
    [
        ("2015-12-31", "", ""),
        ("2016-06-01", "com/quan-uy-hong-bang", "possible"),
        ("2017-10-06", "com/quan-uy-hong-bang", "certain"),
        ("2020-06-01", "com/quan-uy-hong-bang", "possible"),
        ("2021-01-01", "", ""),
    ],
)
def test_four_bounds_give_three_values(changed: Asked, day: str, superior: str, value: str) -> None:
    changed.update(CHANGES[15])
    changed.update(
        _insert(
            'sub:x.validity ph:startEarliest "2016-01-01"^^xsd:date ;'
            ' ph:endLatest "2020-12-31"^^xsd:date .'
        )
    )
    assert changed.cells(15, "superior", "value", day=day) == [(superior, value)]


def test_a_claim_that_is_only_inferred_is_no_answer(changed: Asked) -> None:
    changed.update(CHANGES[15].replace("cert:stated", "cert:inferred"))
    assert changed.unknown(15) == ("superior",)


def test_a_statement_without_validity_is_possible(changed: Asked) -> None:
    changed.update(CHANGES[16])
    assert changed.cells(16, "owner", "value") == [("ent/tct-thep-viet-nam-ctcp", "possible")]


def test_posts_one_after_the_other_are_not_at_once(changed: Asked) -> None:
    changed.update("""
      DELETE { GRAPH ?g { ?v ph:startLatest ?s ; ph:endEarliest ?e } }
      INSERT { GRAPH ?g { ?v ph:startEarliest "2021-01-01"^^xsd:date } }
      WHERE { GRAPH ?g { ?h org:member per:nghiem-xuan-da ; org:role role:chu-tich-hdqt ;
        ph:validity ?v . ?v ph:startLatest ?s ; ph:endEarliest ?e } };
      INSERT { GRAPH ?g { ?v ph:endLatest "2020-01-01"^^xsd:date } }
      WHERE { GRAPH ?g { ?h org:member per:nghiem-xuan-da ; org:role ?r ; ph:validity ?v }
        FILTER(?r != role:chu-tich-hdqt) }""")
    assert ("per/nghiem-xuan-da", "Nghiêm Xuân Đa", "certain") not in changed.rows(3)
    assert len(changed.rows(3)) == 2


def test_the_unit_of_after_an_upgrade_stands_in_its_place(changed: Asked) -> None:
    changed.update(CHANGES[18])
    assert changed.cells(18, "unit", "kind") == [
        ("unit/chi-bo-ong-thep-viet-nam", "ph:PartyCell"),
        ("unit/dang-bo-vinausteel", "ph:PartyOrganisation"),
    ]
    before = changed.cells(18, "unit", "kind", day="2016-12-31")
    assert ("unit/chi-bo-vinausteel", "ph:PartyCell") in before
    assert len(before) == 2


@pytest.mark.parametrize("way", [("claimSubject", "claimObject"), ("claimObject", "claimSubject")])
def test_identity_comes_from_the_collection_that_claims_it(
    changed: Asked, way: tuple[str, str]
) -> None:
    claim = f"""INSERT DATA {{
      GRAPH <{GRAPH_META}> {{ src:later ph:collection "others" .
        <{GRAPH}source/later> prov:wasDerivedFrom src:later }}
      GRAPH <{GRAPH}source/later> {{ idc:x a ph:IdentityClaim ; ph:verdict verdict:same ;
        ph:{way[0]} <{ID}ent/unnamed.f59a9959.tap-doan> ; ph:{way[1]} ent:tkv }} }}"""
    changed.update(claim)
    assert changed.unknown(21) == ("name", "identity")
    assert changed.cells(21, "identity", collection="all") == [("ent/tkv",)]


BOTH = ("unit", "type", "value")


def test_units_under_both_are_proven_by_two_chains(changed: Asked) -> None:
    changed.update(CHANGES[34])
    assert changed.cells(34, *BOTH) == [("unit/chi-bo-vinausteel", "T2", "certain")]
    assert changed.cells(34, *BOTH, day="2019-01-01") == [
        ("unit/chi-bo-vinausteel", "T2", "possible")
    ]
    assert changed.cells(34, "jointlyDirected", "reported", "known", "candidates") == [
        ("2", "4", "0", "2")
    ]


def test_chains_that_are_derived_answer_the_question(changed: Asked) -> None:
    changed.update(CHANGES[15])
    changed.update(CHANGES[16])
    assert changed.unknown(34) == ("unit",), "nothing is derived yet"
    changed.store.load(GRAPH_DERIVED, iter_chain_quads(changed.store))
    assert changed.cells(34, *BOTH) == [("unit/chi-bo-vinausteel", "T2", "possible")]
    assert changed.cells(34, *BOTH, collection="others") == [("", "", "")]


UNPROVEN = {
    "rests on another collection too": _insert('chain:a ph:inCollection "others" .', GRAPH_DERIVED),
    "begins later": _insert('chain:b ph:startEarliest "2017-12-01"^^xsd:date .', GRAPH_DERIVED),
    "has ended": _insert('chain:a ph:endLatest "2017-10-05"^^xsd:date .', GRAPH_DERIVED),
    "is only inferred": """
      DELETE { GRAPH ?g { chain:b ph:certainty ?c } }
      INSERT { GRAPH ?g { chain:b ph:certainty cert:inferred } }
      WHERE { GRAPH ?g { chain:b ph:certainty ?c } }""",
    "a to b by transfer": _insert("evt:t ph:endsStatement aff:one ; ph:startsStatement sub:one ."),
    "b to a by transfer": _insert("evt:t ph:endsStatement sub:one ; ph:startsStatement aff:one ."),
    "one committee is above the other": _insert(
        "chain:n a ph:DatedChain ; ph:chainUnit unit:dang-bo-tct-thep-viet-nam ;"
        ' ph:chainKind "subordination" ; ph:chainCommittee com:quan-uy-hong-bang ;'
        ' ph:certainty cert:stated ; ph:inCollection "seeds" .',
        GRAPH_DERIVED,
    ),
}


@pytest.mark.parametrize("why", UNPROVEN)
def test_chains_that_do_not_count_leave_the_pair_unproven(changed: Asked, why: str) -> None:
    changed.update(CHANGES[34])
    changed.update(UNPROVEN[why])
    assert changed.cells(34, *BOTH) == [("", "", "")]
    assert changed.rdflib_rows(CATALOGUE.get(34)) == changed.rows(34)


def test_nesting_that_began_later_does_not_count(changed: Asked) -> None:
    changed.update(CHANGES[34])
    changed.update(
        _insert(
            "chain:n a ph:DatedChain ; ph:chainUnit unit:dang-bo-quan-hong-bang ;"
            ' ph:chainKind "subordination" ; ph:chainCommittee com:dang-uy-tct-thep-viet-nam ;'
            ' ph:certainty cert:stated ; ph:startEarliest "2019-01-01"^^xsd:date .',
            GRAPH_DERIVED,
        )
    )
    assert changed.cells(34, *BOTH) == [("unit/chi-bo-vinausteel", "T2", "certain")]
    assert changed.cells(34, *BOTH, day="2019-06-01") == [("", "", "")]


@pytest.mark.parametrize(
    ("first", "second", "type_"),
    [
        ("subordination", "subordination", "T1"),
        ("affiliation", "subordination", "T2"),
        ("subordination", "direction", "T3"),
        ("affiliation", "direction", "T4"),
    ],
)
def test_kinds_of_the_two_chains_give_the_type(
    changed: Asked, first: str, second: str, type_: str
) -> None:
    chains = _CHAINS.replace('"subordination"', f'"{second}"', 1)
    chains = chains.replace('"affiliation"', f'"{first}"', 1)
    changed.update(_insert(chains, GRAPH_DERIVED))
    assert changed.cells(34, "type") == [(type_,)]
