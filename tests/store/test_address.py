"""Addresses of remote engines, and what is sent to prove who asks."""

from __future__ import annotations

import pytest

from kg.errors import ParameterError
from kg.settings import Settings
from kg.store.address import RemoteAddress, authorisation


@pytest.mark.parametrize(
    ("given", "parameter"),
    [
        (("ftp://x.test/",), "store"),
        (("x.test/query",), "store"),
        (("http://user:secret@x.test/",), "store"),
        (("http://x.test/", "file:///etc/passwd"), "store_update"),
        (("http://x.test/", None, "http://"), "store_graphs"),
    ],
)
def test_what_is_no_address_is_refused(given: tuple[str, ...], parameter: str) -> None:
    with pytest.raises(ParameterError) as caught:
        RemoteAddress(*given)
    assert caught.value.parameter == parameter
    assert "secret" not in str(caught.value)


def test_headers_are_not_shown() -> None:
    address = RemoteAddress("http://x.test/query", headers=authorisation("u", "hidden", None))
    assert "hidden" not in repr(address)
    assert address.headers == {"Authorization": "Basic dTpoaWRkZW4="}
    assert authorisation("u", None, "t") == {"Authorization": "Bearer t"}
    assert authorisation("", None, None) == {}


def test_settings_give_the_address(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Settings().remote_address() is None
    for name, value in {
        "STORE": "http://x.test/query", "STORE_UPDATE": "http://x.test/update",
        "STORE_GRAPHS": "http://x.test/store", "STORE_UNION": "union=yes", "STORE_TOKEN": "hidden",
    }.items():  # fmt: skip
        monkeypatch.setenv(f"PHOIHOP_{name}", value)
    settings = Settings()
    assert settings.remote_address() == RemoteAddress(
        "http://x.test/query", "http://x.test/update", "http://x.test/store", "union=yes",
        {"Authorization": "Bearer hidden"},
    )  # fmt: skip
    assert "hidden" not in repr(settings)
