"""The command line: what it writes, on which stream, and with which exit code it leaves."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any

import pytest

from kg.build.progress import STEPS
from kg.cli import document, program
from kg.cli.exits import EXIT_CODES, exit_code
from kg.cli.output import Output, clean
from kg.cli.progress import WORDS, showing
from kg.cli.question_words import UNKNOWN
from kg.errors import KgError
from kg.publish import Generation, Generations
from kg.query.catalogue import load_catalogue
from kg.query.question import load_expected
from kg.settings import Settings

DAY = "2017-06-01"
STEEL, DISTRICT = "com/dang-uy-tct-thep-viet-nam", "com/quan-uy-hong-bang"
Run = Callable[..., "Done"]


class Done:
    """What a command left behind."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err

    @property
    def data(self) -> Any:
        return json.loads(self.out)

    @property
    def problem(self) -> Any:
        return json.loads(self.err)


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("PHOIHOP_")]:
        monkeypatch.delenv(name)


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str]) -> Run:
    def run(*arguments: object) -> Done:
        capsys.readouterr()
        with pytest.raises(SystemExit) as left:
            program.run([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return Done(int(left.value.code or 0), captured.out, captured.err)

    return run


@pytest.fixture(scope="session")
def seeds_var(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The whole of `data/`, built once for this module."""
    var = tmp_path_factory.mktemp("seeds") / "var"
    with pytest.raises(SystemExit) as left:
        program.run(["build", "--data", str(root / "data"), "--var", str(var), "--json"])
    assert left.value.code == 0
    return var


# ------------------------------------------------------------------ help, usage, errors


def test_help_lists_every_command_with_a_line(cli: Run) -> None:
    done = cli("--help")
    assert done.code == 0
    for name, summary in program.SUMMARIES.items():
        assert any(name in line and summary in line for line in done.out.splitlines()), name


def test_summaries_are_the_help_of_the_commands() -> None:
    group = program.program()
    assert {name: group.commands[name].help for name in program.SUMMARIES} == dict(
        program.SUMMARIES
    )
    assert len(group.commands) == len(program.SUMMARIES)
    assert "nothing" not in group.commands


def test_every_command_has_var_and_answers_have_json() -> None:
    group = program.program()
    commands = {name: group.commands[name] for name in program.SUMMARIES}
    for group_name in ("ask", "picture"):
        inner = getattr(commands.pop(group_name), "commands")  # noqa: B009  # typer's own groups
        commands[f"{group_name} under-both"] = inner["under-both"]
    without_var = {name for name, found in commands.items() if not has_option(found, "--var")}
    without_json = {name for name, found in commands.items() if not has_option(found, "--json")}
    assert without_var == {"template", "version"}, "neither has to do with a var folder"
    assert without_json == {"serve", "picture under-both"}, "a picture is a file"


def has_option(command: Any, name: str) -> bool:
    return any(name in parameter.opts for parameter in command.params)


USAGE = [
    ("biuld",),
    ("generations", "--nonsense"),
    ("generations", "rollback"),
    ("evidence", "check"),
    ("ask", "under-both", "--a", "com/a"),
    ("query",),
    ("generations", "explode"),
]


@pytest.mark.parametrize("arguments", USAGE, ids=" ".join)
def test_a_wrong_command_line_is_two(cli: Run, arguments: tuple[str, ...]) -> None:
    done = cli(*arguments)
    assert done.code == 2
    assert done.err.startswith("Usage: phoihop")
    assert done.out == ""


def test_a_misspelt_command_is_understood(cli: Run) -> None:
    assert "Did you mean 'build'?" in cli("biuld").err


def test_every_error_has_an_exit_code_that_is_documented() -> None:
    codes = {cls: exit_code(cls) for cls in document.error_classes()}
    assert len(codes) == 18
    assert set(codes.values()) <= set(EXIT_CODES)
    assert {cls for cls, code in codes.items() if code == 1} == {KgError}


def test_nothing_published_is_six_and_says_what_to_do(cli: Run, tmp_path: Path) -> None:
    for command in (("sources",), ("questions", "run")):
        done = cli(*command, "--var", tmp_path / "var")
        assert done.code == 6
        assert "phoihop build" in done.err
        assert done.err.endswith("[store-unavailable]\n")
        assert len(done.err.splitlines()) == 1


def test_a_folder_of_texts_that_is_missing_is_told_before_serving(
    cli: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PHOIHOP_TEXTS", str(tmp_path / "nowhere"))
    done = cli("serve", "--var", tmp_path / "var")
    assert done.code == 3
    assert "nowhere" in done.err and done.err.endswith("[source-error]\n")


def test_json_errors_are_problem_objects(cli: Run, tmp_path: Path) -> None:
    done = cli("generations", "rollback", "000009-00000000", "--var", tmp_path, "--json")
    assert done.code == 4
    assert done.problem["code"] == "not-found"
    assert done.problem["value"] == "000009-00000000"
    assert done.out == ""


@pytest.mark.parametrize(
    ("name", "value"), [("PHOIHOP_PORT", "x"), ("PHOIHOP_WORKERS", "0"), ("PHOIHOP_DATA", "")]
)
def test_a_bad_setting_is_named(
    cli: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    done = cli("generations", "--var", tmp_path, "--json")
    assert done.code == 3
    assert done.problem["parameter"] == name.removeprefix("PHOIHOP_").lower()


def test_var_comes_from_the_environment_and_the_option_wins(
    cli: Run, built: Generation, generations: Generations, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PHOIHOP_VAR", str(generations.var))
    assert [row["id"] for row in cli("generations", "--json").data] == [built.id]
    assert cli("generations", "--json", "--var", generations.var / "other").data == []


# ------------------------------------------------------------------ build, validate, generations


def test_build_says_what_it_did_and_then_that_nothing_changed(
    cli: Run, data: Path, tmp_path: Path
) -> None:
    var = tmp_path / "var"
    first = cli("build", "--data", data, "--var", var, "--lang", "en")
    assert first.code == 0
    assert first.out.startswith("Published generation 000001-")
    assert first.err.splitlines() == [
        f"[{number}/{len(STEPS)}] {WORDS['en'][step]}" for number, step in enumerate(STEPS, 1)
    ]
    again = cli("build", "--data", data, "--var", var)
    assert again.out.startswith("Không có gì thay đổi: thế hệ 000001-")
    assert again.err == ""
    forced = cli("build", "--data", data, "--var", var, "--force", "--json")
    assert forced.err == ""
    assert forced.data["built"] is True
    assert forced.data["generation"].startswith("000002-")
    assert set(forced.data["seconds"]) == set(STEPS)


def test_folders_are_given_one_by_one(cli: Run, data: Path, tmp_path: Path) -> None:
    var = tmp_path / "var"
    done = cli("build", "--data", data / "second", "--data", data / "first", "--var", var, "--json")
    assert done.code == 0
    found = cli("sources", "--var", var, "--json").data
    assert [row["id"] for row in found] == ["src/first", "src/second"]


def test_bad_cells_are_three_and_all_are_told(
    cli: Run, data: Path, tmp_path: Path, source_writer: Callable[..., Path]
) -> None:
    source_writer(
        data,
        "third",
        {
            "people": "id,label@vi,evidence\nper/x,X,\nper/y,,paragraph 1\n",
            "events": "id,label@vi,eventDate,evidence\nevt/x,Hội nghị,2017-13-01,paragraph 1\n",
        },
    )
    text = cli("build", "--data", data, "--var", tmp_path / "var")
    assert text.code == 3
    assert "third/people.csv:2" in text.err
    assert "third/people.csv:3" in text.err
    assert "2017-13-01" in text.err
    problem = cli("validate", "--data", data, "--var", tmp_path / "var", "--json").problem
    assert problem["code"] == "table-error"
    assert [(fault["file"], fault["row"]) for fault in problem["faults"]] == [
        ("third/events.csv", 2),
        ("third/people.csv", 2),
        ("third/people.csv", 3),
    ]


CYCLE = {
    "subordinations": "subordinate,superior,line,certainty,evidence\n"
    "unit/b,com/a,vertical,stated,paragraph 1\n"
    "unit/a,com/b,vertical,stated,paragraph 1\n"
}


def test_violations_are_five_and_shown(
    cli: Run, data: Path, tmp_path: Path, source_writer: Callable[..., Path]
) -> None:
    source_writer(data, "third", CYCLE)
    where = ("--data", data, "--var", tmp_path / "var")
    build = cli("build", *where, "--lang", "en")
    assert build.code == 5
    assert "[S18]" in build.err
    assert "nothing was published [validation-failed]" in build.err
    assert cli("build", *where, "--json").problem["report"]["conforms"] is False
    validate = cli("validate", *where)
    assert validate.code == 5
    assert "[S18] vi phạm" in validate.out
    assert cli("validate", *where, "--json").data["shapes"]["S18"] >= 1
    assert not (tmp_path / "var").exists() or Generations(tmp_path / "var").list() == ()


def test_validate_conforms(cli: Run, data: Path) -> None:
    done = cli("validate", "--data", data, "--lang", "en")
    assert (done.code, done.out.splitlines()[0][:16]) == (0, "The data conform")


def test_another_build_is_seven(cli: Run, data: Path, generations: Generations) -> None:
    with generations.stage():
        done = cli("build", "--data", data, "--var", generations.var, "--json")
    assert done.code == 7
    assert done.problem["code"] == "store-busy"


def test_no_data_is_three(cli: Run, tmp_path: Path) -> None:
    done = cli("build", "--data", tmp_path / "nowhere", "--var", tmp_path / "var")
    assert (done.code, "nowhere" in done.err) == (3, True)


def test_generations_are_listed_and_rolled_back(
    cli: Run, data: Path, built: Generation, generations: Generations
) -> None:
    second = cli("build", "--data", data, "--var", generations.var, "--force", "--json").data
    done = cli("generations", "--var", generations.var, "--lang", "en")
    assert done.out.splitlines()[0].startswith("generation\tcurrent\tcreated")
    assert done.out.splitlines()[1].startswith(f"{second['generation']}\t*\t")
    (built.path / "search.sqlite").unlink()
    damaged = cli("generations", "list", "--var", generations.var, "--json").data[1]
    assert "search.sqlite is missing" in damaged["fault"]
    assert "is not whole" in cli("generations", "--var", generations.var).out
    refused = cli("generations", "rollback", built.id, "--var", generations.var)
    assert refused.code == 6
    third = cli("build", "--data", data, "--var", generations.var, "--force", "--json").data
    back = cli("generations", "rollback", second["generation"], "--var", generations.var)
    assert back.out == f"current: {second['generation']}\n"
    assert generations.current().id == second["generation"] != third["generation"]
    data_back = cli(
        "generations", "rollback", third["generation"], "--var", generations.var, "--json"
    )
    assert data_back.data["current"] == third["generation"]


def test_a_damaged_current_generation_names_the_way_back(
    cli: Run, data: Path, built: Generation, generations: Generations
) -> None:
    second = cli("build", "--data", data, "--var", generations.var, "--force", "--json").data
    shutil.rmtree(generations.var / "generations" / second["generation"] / "authority")
    done = cli("sources", "--var", generations.var)
    assert done.code == 6
    assert f"phoihop generations rollback {built.id}" in done.err


# ------------------------------------------------------------------ query


def query_file(folder: Path, text: str) -> Path:
    path = folder / "query.rq"
    path.write_text(text, encoding="utf-8")
    return path


LABELS = (
    "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>\n"
    "PREFIX com: <https://w3id.org/phoihop/id/com/>\n"
    "SELECT ?c ?label ?none WHERE { VALUES ?c { com:a com:b } ?c rdfs:label ?label } ORDER BY ?c"
)
TABLE = "?c\t?label\t?none\ncom/a\tĐảng ủy A\t\ncom/b\tĐảng ủy B\t\n"


def test_query_formats(
    cli: Run, built: Generation, generations: Generations, tmp_path: Path
) -> None:
    file, var = query_file(tmp_path, LABELS), ("--var", generations.var)
    assert cli("query", file, *var).out == TABLE
    csv = cli("query", file, "--format", "csv", *var).out
    assert csv.splitlines()[1] == "https://w3id.org/phoihop/id/com/a,Đảng ủy A,"
    assert cli("query", file, "--format", "tsv", *var).out.startswith("?c\t?label\t?none\n")
    data = cli("query", file, "--json", *var).data
    assert [row["label"]["value"] for row in data["results"]["bindings"]] == [
        "Đảng ủy A",
        "Đảng ủy B",
    ]
    assert cli("query", file, "--format", "json", *var).data == data


def test_query_from_standard_input(
    cli: Run, built: Generation, generations: Generations, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = TextIOWrapper(BytesIO(b"\xef\xbb\xbf# a comment first\n" + LABELS.encode()))
    monkeypatch.setattr(sys, "stdin", stream)
    assert cli("query", "-", "--var", generations.var).out == TABLE
    stream.detach()


def test_query_of_a_graph_and_of_a_truth(
    cli: Run, built: Generation, generations: Generations, tmp_path: Path
) -> None:
    var = ("--var", generations.var)
    graph = query_file(tmp_path, "DESCRIBE <https://w3id.org/phoihop/id/com/a>")
    assert "Đảng ủy A" in cli("query", graph, *var).out
    assert "@graph" in cli("query", graph, "--json", *var).out or cli(
        "query", graph, "--json", *var
    ).out.startswith("[")
    nt = cli("query", graph, "--format", "ntriples", *var).out
    assert nt.startswith("<https://w3id.org/phoihop/id/com/a> <")
    assert cli("query", query_file(tmp_path, "ASK { ?s ?p ?o }"), *var).out == "true\n"
    assert cli("query", query_file(tmp_path, "ASK { <urn:x> ?p ?o }"), *var).out == "false\n"
    labels = query_file(tmp_path, LABELS)
    refused = cli("query", labels, "--format", "turtle", *var)
    assert (refused.code, "turtle" in refused.err) == (3, True)


BAD_QUERIES = {
    "syntax": ("SELECT ?s WHERE { ?s ?p }", 3, "query-syntax-error"),
    "service": ("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", 3, "query-refused"),
    "nested": ("SELECT * WHERE " + "{" * 20_000 + "}" * 20_000, 3, "query-refused"),
    "endless": ("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }", 6, None),
    "too large": ("SELECT * {" + " " * 300_000 + "}", 6, "query-too-large"),
}


@pytest.mark.parametrize(("text", "code", "name"), BAD_QUERIES.values(), ids=BAD_QUERIES)
def test_bad_queries_end_in_one_clear_error(
    cli: Run,
    built: Generation,
    generations: Generations,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    text: str,
    code: int,
    name: str | None,
) -> None:
    monkeypatch.setenv("PHOIHOP_DEADLINE_S", "2")
    file = query_file(tmp_path, text)
    done = cli("query", file, "--format", "json", "--json", "--var", generations.var)
    assert done.code == code
    assert done.problem["code"] == (name or done.problem["code"])
    assert done.problem["code"] in {name, "query-timeout", "query-too-large"}
    assert cli("query", query_file(tmp_path, LABELS), "--var", generations.var).out == TABLE


def test_a_query_that_cannot_be_read(cli: Run, tmp_path: Path) -> None:
    assert cli("query", tmp_path / "nowhere.rq").code == 3
    latin = tmp_path / "latin.rq"
    latin.write_bytes("ASK { ?s ?p 'Đ' }".encode("utf-16"))
    done = cli("query", latin)
    assert (done.code, "not UTF-8" in done.err) == (3, True)


# ------------------------------------------------------------------ ask


def test_ask_finds_the_cell_under_both(
    cli: Run, built: Generation, generations: Generations
) -> None:
    asked = ("ask", "under-both", "--a", "com/a", "--b", "Đảng ủy B", "--as-of", DAY)
    var = ("--var", generations.var)
    answer = cli(*asked, *var, "--json").data
    (row,) = answer["units"]
    assert row["unit"]["iri"].endswith("unit/p")
    assert (row["type"], row["value"]) == ("T2", "certain")
    assert answer["dataset"]["generation"] == built.id
    assert answer["dataset"]["content_hash"] == built.content_hash
    text = cli(*asked, *var, "--lang", "en").out
    first = text.splitlines()[0]
    assert first.startswith(f"On {DAY}, for Đảng ủy A and Đảng ủy B:")
    assert "Chi bộ P\tCông ty E\tT2\tcertain" in text
    assert "[D, territorial, ?..2017-01-01 / 2018-12-31..?, certain, stated] sub/" in text
    assert "ev/first.at-" in text
    assert "paragraph 3" in text
    assert "Completeness" in text
    vietnamese = cli(*asked, *var).out
    assert "chắc chắn" in vietnamese
    assert "Mức đầy đủ" in vietnamese


def test_ask_on_a_day_of_no_knowledge_is_not_a_no(
    cli: Run, built: Generation, generations: Generations
) -> None:
    asked = ("ask", "under-both", "--a", "com/a", "--b", "com/b", "--as-of", "1945-09-02")
    done = cli(*asked, "--var", generations.var)
    assert done.code == 0
    assert "Mức đầy đủ" in done.out
    assert " không có đơn vị" not in done.out


ASK_ERRORS = {
    "unknown id": (("--a", "com/nowhere", "--b", "com/b", "--as-of", DAY), 4, "not-found"),
    "not a committee": (("--a", "unit/p", "--b", "com/b", "--as-of", DAY), 4, "not-found"),
    "the same twice": (("--a", "com/b", "--b", "com/b", "--as-of", DAY), 3, "parameter-error"),
    "no day": (("--a", "com/a", "--b", "com/b", "--as-of", "2017-02-30"), 3, "date-error"),
    "half a day": (("--a", "com/a", "--b", "com/b", "--as-of", "2017"), 3, "date-error"),
    "no collection": (
        ("--a", "com/a", "--b", "com/b", "--as-of", DAY, "--collection", "none-such"),
        3,
        "parameter-error",
    ),
    "no certainty": (
        ("--a", "com/a", "--b", "com/b", "--as-of", DAY, "--certainty", "sure"),
        3,
        "parameter-error",
    ),
}


@pytest.mark.parametrize(("arguments", "code", "name"), ASK_ERRORS.values(), ids=ASK_ERRORS)
def test_what_cannot_be_asked(
    cli: Run,
    built: Generation,
    generations: Generations,
    arguments: tuple[str, ...],
    code: int,
    name: str,
) -> None:
    done = cli("ask", "under-both", *arguments, "--var", generations.var, "--json")
    assert (done.code, done.problem["code"]) == (code, name)


def test_nested_units_are_listed_on_request_and_pages_are_said(
    cli: Run, data: Path, tmp_path: Path, source_writer: Callable[..., Path]
) -> None:
    units = "".join(f"unit/x{n},PartyCell,Chi bộ X{n},,paragraph 1\n" for n in range(3))
    source_writer(
        data,
        "third",
        {
            "units": "id,type,label@vi,organisedIn,evidence\n" + units,
            "subordinations": "subordinate,superior,line,startLatest,endEarliest,certainty,"
            "evidence\n"
            + "".join(
                f"{under},{above},territorial,2017-01-01,2018-01-01,stated,paragraph 1\n"
                for under, above in (
                    ("unit/b", "com/a"),
                    ("unit/x0", "com/b"),
                    ("unit/x1", "com/b"),
                    ("unit/x2", "com/b"),
                )
            ),
        },
    )
    var = ("--var", tmp_path / "var")
    assert cli("build", "--data", data, *var).code == 0
    asked = ("ask", "under-both", "--a", "com/a", "--b", "com/b", "--as-of", DAY, *var)
    assert cli(*asked, "--json").data["nested"] == []
    page = cli(*asked, "--nested", "--limit", "2", "--lang", "en").out
    assert "Units below both, because one committee is above the other" in page
    assert "2 of 4 listed; go on with --after unit/" in page
    after = page.partition("--after ")[2].split()[0]
    rest = cli(*asked, "--nested", "--after", after, "--json").data
    assert len(rest["nested"]) == 2


# ------------------------------------------------------------------ the seeds


def test_the_steel_corporation_and_the_district(cli: Run, seeds_var: Path) -> None:
    asked = ("ask", "under-both", "--a", STEEL, "--b", DISTRICT, "--as-of", "2017-10-06")
    where = ("--collection", "seeds", "--var", seeds_var)
    answer = cli(*asked, *where, "--json").data
    assert answer["units"] == []
    joint = [row["unit"]["iri"].rpartition("/")[2] for row in answer["jointly_directed"]]
    assert sorted(joint) == ["chi-bo-ong-thep-viet-nam", "chi-bo-vinausteel"]
    completeness = answer["completeness"]
    assert (completeness["status"], completeness["reported"], completeness["known"]) == (
        "incomplete",
        4,
        0,
    )
    assert len(completeness["candidates"]) == 2
    text = cli(*asked, *where).out
    assert "Không thấy đơn vị nào (không có nghĩa là không có)" in text
    assert "Được hai cấp ủy cùng phối hợp chỉ đạo" in text
    assert "chưa đầy đủ" in text


def test_sources_are_listed(cli: Run, seeds_var: Path) -> None:
    rows = {row["id"]: row for row in cli("sources", "--var", seeds_var, "--json").data}
    steel = rows["src/ff155d59015d49ce"]
    assert steel["collection"] == "seeds"
    assert set(steel["title"]) == {"vi", "en"}
    assert steel["quads"] > 500
    text = cli("sources", "--var", seeds_var, "--lang", "en").out
    assert text.splitlines()[0] == "source\ttitle\tcollection\tfile\tquads"
    assert steel["title"]["en"] in text


def test_questions_are_listed(cli: Run) -> None:
    listed = cli("questions", "--json").data
    assert [row["number"] for row in listed] == [q.number for q in load_catalogue()]
    english = cli("questions", "list", "--lang", "en").out
    assert english.splitlines()[0] == "number\tquestion\tparameters"
    assert all(row["text"]["en"] in english for row in listed)
    assert cli("questions", "list", "13", "--json").data[0]["number"] == 13


def test_every_question_is_answered_as_expected(cli: Run, seeds_var: Path) -> None:
    answers = cli("questions", "run", "--var", seeds_var, "--json").data
    assert len(answers) == len(load_catalogue())
    for question, answer in zip(load_catalogue(), answers, strict=True):
        assert answer["number"] == question.number
        assert len(answer["results"]["results"]["bindings"]) == len(load_expected(question))


@pytest.mark.parametrize("language", ["vi", "en"])
def test_unknown_is_written_as_unknown(cli: Run, seeds_var: Path, language: str) -> None:
    done = cli("questions", "run", "15", "--var", seeds_var, "--lang", language)
    assert UNKNOWN[language] in done.out
    answer = cli("questions", "run", "15", "--var", seeds_var, "--json").data
    assert answer["unknown"]
    assert answer["unknown"][0] not in answer["results"]["results"]["bindings"][0]


def test_questions_take_parameters(cli: Run, seeds_var: Path) -> None:
    run = ("questions", "run", "5", "--var", seeds_var)
    given = cli(*run, "--set", "person=per/doan-van-chuong", "--json").data
    shown = {row["asked"]["value"] for row in given["results"]["results"]["bindings"]}
    assert shown == {"https://w3id.org/phoihop/id/per/doan-van-chuong"}
    assert cli(*run, "--set", "person").code == 3
    assert cli(*run, "--set", "nobody=per/x").code == 3
    assert cli(*run, "--set", "person=per/nobody").code == 4
    assert cli("questions", "run", "99", "--var", seeds_var).code == 4


def test_a_question_without_rows_says_so(
    cli: Run, built: Generation, generations: Generations
) -> None:
    done = cli("questions", "run", "7", "--var", generations.var, "--lang", "en")
    assert done.code == 0
    assert done.out.splitlines()[2] == "(no rows)"


# ------------------------------------------------------------------ evidence


@pytest.mark.seeds
def test_evidence_of_the_seeds_matches(cli: Run, root: Path, seeds_dir: Path) -> None:
    done = cli("evidence", "check", "--texts", seeds_dir, "--data", root / "data", "--json")
    assert done.code == 0
    assert done.data["mismatches"] == []
    assert done.data["spans"] >= 100
    assert cli("evidence", "check", "--texts", seeds_dir, "--data", root / "data").code == 0


TEXT = "Đảng ủy B họp ngày 01/01/2017.\nChi bộ P dự họp.\n"
HELD = """slug: held
title: {{vi: "Nguồn có văn bản", en: "A source with its text"}}
publisher: a test
language: vi
collection: tests
licence_note: our own words
file: {{name: held.txt, sha256: {sha256}, characters: {characters}}}
"""


@pytest.fixture
def held(tmp_path: Path) -> tuple[Path, Path]:
    """A source whose text we hold: (data folder, texts folder)."""
    texts, home = tmp_path / "texts", tmp_path / "data" / "held"
    texts.mkdir()
    home.mkdir(parents=True)
    (texts / "any-name.txt").write_bytes(TEXT.encode())
    digest = hashlib.sha256(TEXT.encode()).hexdigest()
    (home / "source.yml").write_text(HELD.format(sha256=digest, characters=len(TEXT)))
    (home / "committees.csv").write_text("id,label@vi,evidence\ncom/b,Đảng ủy B,0-9\n")
    return tmp_path / "data", texts


def test_hashes_are_written_and_then_checked(cli: Run, held: tuple[Path, Path]) -> None:
    data, texts = held
    where = ("--texts", texts, "--data", data)
    written = cli("evidence", "hash", *where, "--lang", "en")
    assert written.out == f"wrote {data / 'held' / 'spans.csv'}\n"
    assert cli("evidence", "hash", *where, "--json").data["written"]
    good = cli("evidence", "check", *where, "--lang", "en")
    assert good.out == "1 evidence spans of 1 sources all match the texts\n"
    spans = data / "held" / "spans.csv"
    lines = spans.read_text().splitlines()
    lines[1] = lines[1][:-4] + "0000"
    spans.write_text("\n".join(lines) + "\n")
    bad = cli("evidence", "check", *where)
    assert bad.code == 5
    assert "hash-differs" in bad.out
    assert cli("evidence", "check", *where, "--json").data["mismatches"][0]["start"] == 0


# ------------------------------------------------------------------ terminals, pages of reference


class Terminal(TextIOWrapper):
    """A stream that says a person looks at it."""

    def isatty(self) -> bool:
        return True


def test_a_terminal_gets_a_drawn_table_and_no_control_characters() -> None:
    raw = BytesIO()
    with Terminal(raw, encoding="utf-8", write_through=True) as stream:
        output = Output(language="en", stream=stream)
        output.heading("Nặng\x1b[2J")
        output.table(("unit", "value"), [("Chi bộ\x07\n P", "[bold]x[/bold]")])
        text = raw.getvalue().decode()
    assert "unit" in text
    assert "┏━" in text
    assert "[bold]x[/bold]" in text
    assert "\x07" not in text
    assert "\x1b[2J" not in text


def test_json_mode_writes_nothing_else() -> None:
    raw = BytesIO()
    with TextIOWrapper(raw, encoding="utf-8", write_through=True) as stream:
        output = Output(as_json=True, stream=stream)
        output.heading("x")
        output.line("x")
        output.table(("x",), [("x",)])
        assert raw.getvalue() == b""
        output.data({"tên": "Đảng ủy"})
        assert json.loads(raw.getvalue()) == {"tên": "Đảng ủy"}
        assert "Đảng ủy" in raw.getvalue().decode()


def test_lone_surrogates_do_not_break_the_output() -> None:
    assert clean("a\udc80b\tc\n") == "a\N{REPLACEMENT CHARACTER}b\tc\n"


def test_a_terminal_gets_a_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = BytesIO()
    with Terminal(raw, encoding="utf-8", write_through=True) as stream:
        monkeypatch.setattr(sys, "stderr", stream)
        with showing("vi", quiet=False) as tell:
            for number, step in enumerate(STEPS):
                tell(step, number, len(STEPS))
            tell(STEPS[-1], len(STEPS), len(STEPS))
        monkeypatch.undo()
        assert WORDS["vi"]["publish"] in raw.getvalue().decode()


def test_every_step_has_words_in_both_languages() -> None:
    assert {language: set(words) for language, words in WORDS.items()} == {
        "vi": set(STEPS),
        "en": set(STEPS),
    }


def test_reference_pages_are_as_the_code_gives_them(tmp_path: Path) -> None:
    assert document.stale_pages(document.PAGES_FOLDER) == []
    assert document.stale_pages(tmp_path) == list(document.PAGES)
    document.write_pages(tmp_path)
    assert document.stale_pages(tmp_path) == []
    (tmp_path / "errors.md").write_text("edited by hand")
    assert document.stale_pages(tmp_path) == ["errors.md"]


def test_reference_pages_name_everything(root: Path) -> None:
    pages = {name: page() for name, page in document.PAGES.items()}
    for name in program.SUMMARIES:
        assert f"## phoihop {name}\n" in pages["commands.md"]
    assert "## phoihop ask under-both\n" in pages["commands.md"]
    for name in Settings.model_fields:
        assert f"`PHOIHOP_{name.upper()}`" in pages["settings.md"]
    for cls in document.error_classes():
        assert f"| `{cls.code}` |" in pages["errors.md"]
    of_parts = {cls.code for cls in document.part_error_classes()}
    assert of_parts >= {"source-referenced", "written-graphs", "precondition-failed"}
    assert all(f"| `{code}` | " in pages["errors.md"] for code in of_parts)


def test_document_check_tells_what_is_stale(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(document, "PAGES_FOLDER", tmp_path)
    monkeypatch.setattr(sys, "argv", ["document", "--check"])
    assert document.main() == 1
    assert "docs/reference/settings.md is stale" in capsys.readouterr().err
    monkeypatch.setattr(sys, "argv", ["document"])
    assert document.main() == 0
    monkeypatch.setattr(sys, "argv", ["document", "--check"])
    assert document.main() == 0


# ------------------------------------------------------------------ real processes


def phoihop(*arguments: object, **options: Any) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "kg.cli", *map(str, arguments)]
    return subprocess.run(command, check=False, capture_output=True, text=True, **options)


def test_the_command_as_a_process(root: Path, tmp_path: Path) -> None:
    done = phoihop("version", "--json", cwd=root)
    assert done.returncode == 0
    assert json.loads(done.stdout)["phoihop"]
    assert phoihop("generations", "--var", tmp_path, cwd=root).stdout.startswith("thế hệ\t")
    assert phoihop("query", "nowhere", cwd=root).returncode == 3


def test_up_to_date_does_not_load_the_engines(
    root: Path, data: Path, generations: Generations, built: Generation
) -> None:
    code = (
        "import sys; from kg.cli.program import run\n"
        "try: run(sys.argv[1:])\n"
        "finally: print([name for name in ('polars', 'rdflib', 'pyoxigraph', 'scipy', 'fastapi')"
        " if name in sys.modules])"
    )
    command = [sys.executable, "-c", code, "build", "--data", data, "--var", generations.var]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=root)
    assert done.stdout.splitlines()[0].startswith("Không có gì thay đổi")
    assert done.stdout.splitlines()[1] == "[]"


def test_a_reader_that_goes_away_is_no_fault(root: Path, seeds_var: Path) -> None:
    command = f"{sys.executable} -m kg.cli sources --json --var {seeds_var} | head -c 10"
    done = subprocess.run(command, check=True, shell=True, capture_output=True, cwd=root)
    assert len(done.stdout) == 10
    assert b"Traceback" not in done.stderr


@pytest.mark.slow
def test_serve_answers_soon_and_ends_with_everything_it_started(
    root: Path, seeds_var: Path, tmp_path: Path
) -> None:
    port = free_port()
    log = (tmp_path / "log").open("wb")
    begin = time.monotonic()
    command = [sys.executable, "-m", "kg.cli", "serve", "--var", str(seeds_var)]
    with subprocess.Popen(
        [*command, "--port", str(port)], cwd=root, stderr=log, start_new_session=True
    ) as server:
        try:
            wait_for(f"http://127.0.0.1:{port}/readyz", 60)
            started_s = time.monotonic() - begin
            family = processes_of(server.pid)
            url = f"http://127.0.0.1:{port}/api/v1/under-both?a={STEEL}&b={DISTRICT}"
            with urllib.request.urlopen(f"{url}&as_of=2017-10-06&collection=seeds") as response:
                served = json.loads(response.read())
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(timeout=30)
    log.close()
    printed = phoihop(
        *("ask", "under-both", "--a", STEEL, "--b", DISTRICT, "--as-of", "2017-10-06"),
        *("--collection", "seeds", "--var", seeds_var, "--json"),
        cwd=root,
    )
    assert json.loads(printed.stdout) == served
    assert server.returncode == 0
    assert family, "the sandbox has workers"
    assert [pid for pid in family if Path(f"/proc/{pid}").exists()] == []
    # 3 s on an idle machine; other tests may be running beside this one.
    assert started_s < 12


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def wait_for(url: str, seconds: float) -> None:
    end = time.monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except (urllib.error.URLError, OSError):
            if time.monotonic() > end:
                raise
            time.sleep(0.05)


def processes_of(parent: int) -> list[int]:
    """Return the children of a process, and theirs."""
    children: list[int] = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                fields = (folder / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[1]) == parent:
                children.append(int(folder.name))
    return children + [pid for child in children for pid in processes_of(child)]
