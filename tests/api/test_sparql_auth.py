"""Tokens: what settings may say, which headers carry one, what each scope allows."""

from __future__ import annotations

import base64
import hashlib

import pytest

from api.auth import Forbidden, Identity, Tokens, Unauthorised, check_scope, read_token
from kg.errors import InputError


def digest(token):
    return hashlib.sha256(token.encode()).hexdigest()


TOKENS = Tokens.parse(digest("one"), f"anna:admin:{digest('two')}, rita:reader:{digest('three')}")


@pytest.mark.parametrize(
    ("token", "expected"),
    [
        ("one", Identity("writer", "writer")),
        ("two", Identity("anna", "admin")),
        ("three", Identity("rita", "reader")),
        ("four", None),
        ("", None),
        (digest("one"), None),
        ("x" * 2000, None),
        ("\udcff", None),
    ],
)
def test_a_token_is_found_by_its_hash(token, expected):
    assert TOKENS.find(token) == expected


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("Bearer abc", "abc"),
        ("bearer   abc ", "abc"),
        (f"Basic {base64.b64encode(b'name:abc').decode()}", "abc"),
        (f"Basic {base64.b64encode(b'name:a:c').decode()}", "a:c"),
        (f"Basic {base64.b64encode(b'no colon').decode()}", ""),
        ("Basic \u00ff", ""),
        ("Digest abc", ""),
        ("abc", ""),
        ("", ""),
    ],
)
def test_headers_that_carry_a_token(header, expected):
    assert read_token(header) == expected


def test_who_is_not_known_is_refused_without_saying_why_in_detail():
    for header in (None, "", "Bearer four", "Basic !"):
        with pytest.raises(Unauthorised) as caught:
            TOKENS.identify(header)
        assert "four" not in str(caught.value)
    assert TOKENS.identify("Bearer two").name == "anna"


@pytest.mark.parametrize(
    ("has", "needs", "allowed"),
    [
        ("reader", "reader", True),
        ("reader", "writer", False),
        ("writer", "writer", True),
        ("writer", "admin", False),
        ("admin", "writer", True),
        ("admin", "reader", True),
    ],
)
def test_a_scope_includes_those_below_it(has, needs, allowed):
    identity = Identity("x", has)
    assert identity.allows(needs) is allowed
    if not allowed:
        with pytest.raises(Forbidden, match=needs):
            check_scope(identity, needs)


@pytest.mark.parametrize(
    ("writer", "others"),
    [
        ("short", None),
        (digest("one").upper(), None),
        (None, "anna:writer"),
        (None, f"anna:owner:{digest('one')}"),
        (None, f"Anna:writer:{digest('one')}"),
        (None, f"anna:writer:{digest('one')} anna:reader:{digest('two')}"),
        (digest("one"), f"writer:writer:{digest('two')}"),
    ],
)
def test_bad_settings_are_refused_and_not_repeated(writer, others):
    with pytest.raises(InputError) as caught:
        Tokens.parse(writer, others)
    assert digest("one") not in str(caught.value)


def test_writing_exists_only_with_somebody_who_may():
    assert not Tokens.parse(None, None)
    assert not Tokens.parse("", "")
    assert not Tokens.parse(None, f"rita:reader:{digest('three')}")
    assert TOKENS


def test_only_writers_may_send_large_bodies():
    def may(header):
        return TOKENS.may_write({"headers": [(b"authorization", header)]})

    assert may(b"Bearer one")
    assert not may(b"Bearer three")
    assert not may(b"Bearer four")
    assert not TOKENS.may_write({"headers": []})
