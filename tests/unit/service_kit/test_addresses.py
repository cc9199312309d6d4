"""Addresses of servers in URLs."""

import pytest

from service_kit.addresses import base_url, reachable


def test_an_ipv6_address_stands_in_brackets() -> None:
    assert base_url("::1", 80) == "http://[::1]:80"
    assert base_url("127.0.0.1", 80) == "http://127.0.0.1:80"


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("0.0.0.0", "127.0.0.1"),
        ("::", "::1"),
        ("127.0.0.1", "127.0.0.1"),
        ("origin", "origin"),
        ("", "127.0.0.1"),
    ],
)
def test_a_server_on_every_address_is_reached_by_the_loopback(host: str, expected: str) -> None:
    assert reachable(host) == expected
