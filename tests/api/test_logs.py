"""An unexpected error is logged in plain lines: fast, and without the values of variables."""

import json
import time

import pytest
import structlog

from api.logs import configure_logging

SECRET = "value-of-a-local-variable"


@pytest.fixture(autouse=True)
def restored():
    before = structlog.get_config()
    yield
    structlog.configure(**before)


def fail_with_a_large_local():
    large = dict.fromkeys(range(300000), SECRET)
    raise RuntimeError(f"failed with {len(large)} entries")


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_traceback_is_logged_at_once_and_holds_no_variables(form, capsys):
    configure_logging(form, "info")
    try:
        fail_with_a_large_local()
    except RuntimeError as error:
        began = time.monotonic()
        structlog.get_logger().error("unexpected error", exc_info=error)
        seconds = time.monotonic() - began
    logged = capsys.readouterr().out
    assert "failed with 300000 entries" in logged and "fail_with_a_large_local" in logged
    assert SECRET not in logged
    # the renderer with variables took minutes; this is a bound on kind, not a benchmark
    assert seconds < 5


def test_machines_get_one_object_per_line(capsys):
    configure_logging("json", "info")
    structlog.get_logger().info("request", status=200)
    line = json.loads(capsys.readouterr().out)
    assert (line["event"], line["status"], line["level"]) == ("request", 200, "info")


def test_less_severe_lines_are_left_out(capsys):
    configure_logging("text", "warning")
    structlog.get_logger().info("request")
    assert capsys.readouterr().out == ""
