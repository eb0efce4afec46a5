from urllib.parse import quote, urlencode

import pytest

from api.protocol import (
    DIRECT,
    FORM,
    UPDATE,
    UnsupportedMediaType,
    read_get,
    read_post,
    read_update,
)
from kg.errors import ParameterError

QUERY = 'SELECT * WHERE { ?s ?p "100% +đ&=" } # %2B'


def encode(**fields):
    return urlencode(fields, doseq=True).encode()


def test_get_decodes_once():
    assert read_get(encode(query=QUERY)).query == QUERY


def test_form_post_decodes_once_and_keeps_percent_and_plus():
    assert read_post(FORM, b"", encode(query=QUERY)).query == QUERY
    assert read_post(f"{FORM}; charset=UTF-8", b"", encode(query=QUERY)).query == QUERY


def test_direct_post_takes_the_body_as_it_is_and_the_dataset_from_the_address():
    fields = encode(
        **{"default-graph-uri": ["http://a/1", "http://a/2"], "named-graph-uri": "urn:x"}
    )
    request = read_post(DIRECT, fields, QUERY.encode())
    assert request.query == QUERY
    assert request.dataset.default == ("http://a/1", "http://a/2")
    assert request.dataset.named == ("urn:x",)


def test_without_anything_the_service_is_described():
    assert read_get(b"").query is None


def test_the_first_name_of_a_format_is_kept():
    assert read_get(encode(query=QUERY, format="csv")).format == "csv"
    sent_by_sparqlwrapper = encode(
        query=QUERY,
        format=["rdf+xml", "application/rdf+xml"],
        output=["rdf+xml", "application/rdf+xml"],
    )
    assert read_get(sent_by_sparqlwrapper).format == "rdf+xml"
    assert read_get(encode(query=QUERY, results="csv")).format == "csv"


def test_an_update_is_read_like_a_query():
    text = "INSERT DATA { GRAPH <urn:x> { <urn:s> <urn:p> '100% +' } }"
    fields = encode(**{"using-graph-uri": "urn:a", "using-named-graph-uri": ["urn:b", "urn:c"]})
    form = read_update(FORM, b"", encode(update=text))
    direct = read_update(UPDATE, fields, text.encode())
    assert form.update == direct.update == text
    assert (direct.using.default, direct.using.named) == (("urn:a",), ("urn:b", "urn:c"))


@pytest.mark.parametrize(
    ("content_type", "query_string", "body", "error"),
    [
        (FORM, b"", b"", ParameterError),
        (FORM, b"", b"update=a&update=b", ParameterError),
        (FORM, b"", b"update=a&query=b", ParameterError),
        (UPDATE, b"update=a", b"CLEAR ALL", ParameterError),
        (UPDATE, b"", b"\xff", ParameterError),
        (DIRECT, b"", b"ASK {}", UnsupportedMediaType),
        ("", b"", b"CLEAR ALL", UnsupportedMediaType),
    ],
)
def test_bad_updates_are_refused(content_type, query_string, body, error):
    with pytest.raises(error):
        read_update(content_type, query_string, body)


@pytest.mark.parametrize(
    ("fields", "parameter"),
    [
        (b"query=a&query=b", "query"),
        (b"query=a&limit=3", "limit"),
        (b"query=a&update=b", "update"),
        (b"query=%FF", "the query string"),
        (b"query", "the query string"),
        (b"query=a&default-graph-uri=relative", "default-graph-uri"),
        (b"query=a&named-graph-uri=" + quote("http://a/<b>").encode(), "named-graph-uri"),
        (b"&".join([b"named-graph-uri=http://a/"] * 101), "the query string"),
    ],
)
def test_what_the_protocol_does_not_know_is_refused_by_name(fields, parameter):
    with pytest.raises(ParameterError) as caught:
        read_get(fields)
    assert caught.value.parameter == parameter


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("text/plain", b"ASK {}"),
        ("application/json", b"{}"),
        ("", b"ASK {}"),
        ("application/sparql-update", b"CLEAR ALL"),
        (f"{DIRECT}; charset=utf-16", b"ASK {}"),
        ("multipart/form-data; boundary=x", b"--x--"),
    ],
)
def test_other_bodies_carry_no_query(content_type, body):
    with pytest.raises(UnsupportedMediaType):
        read_post(content_type, b"", body)


@pytest.mark.parametrize(
    ("content_type", "query_string", "body"),
    [
        (FORM, b"", b""),
        (FORM, b"", b"format=csv"),
        (FORM, b"query=a", b"query=b"),
        (FORM, b"", b"query=%C3"),
        (DIRECT, b"query=a", b"ASK {}"),
        (DIRECT, b"", b"\xff\xfe"),
    ],
)
def test_missing_double_or_undecodable_queries_are_refused(content_type, query_string, body):
    with pytest.raises(ParameterError):
        read_post(content_type, query_string, body)
