"""Which URLs are downloaded from, and which hosts are allowed."""

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from download_task import Download, InvalidDownload, is_allowed_host, valid_url
from tests.helpers.said import said

LONG = "http://h/" + "a" * (2_048 - len("http://h/"))


@pytest.mark.parametrize(
    "url",
    [
        "http://origin",
        "http://origin/",
        "http://origin:8081/files/a?bytes=1&x=%2F#part",
        "https://a-b.c_d.example/",
        "HTTPS://EXAMPLE/",
        "http://127.0.0.1:1/",
        "http://h:65535",
        "http://h:",
        "http://[::1]/",
        "http://[::1]:8081/a",
        "http://h?query",
        "http://h/@b",
        LONG,
    ],
)
def test_a_url_to_download_from_is_kept_as_it_is(url: str) -> None:
    assert valid_url(url) == url
    assert Download("a", url=url).url == url


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("", "must start with http"),
        ("origin/files/a", "must start with http"),
        ("//origin/a", "must start with http"),
        ("ftp://origin/a", "must start with http:// or https://, not ftp"),
        ("file:///etc/passwd", "must start with http"),
        ("javascript:alert(1)", "must start with http"),
        ("http://user@origin/", "credentials"),
        ("http://user:secret@origin/", "credentials"),
        ("http://@origin/", "credentials"),
        ("http://", "must name a host"),
        ("http:origin", "must name a host"),
        ("http:///a", "must name a host"),
        ("http://:80/", "must name a host"),
        ("http://?a", "must name a host"),
        ("http://-a/", "must name a host"),
        ("http://a%41/", "must name a host"),
        ("http://a;b/", "must name a host"),
        ("http://origin:0/", "a port from 1 to 65535"),
        ("http://origin:65536/", "cannot be read"),
        ("http://origin:-1/", "cannot be read"),
        ("http://origin:http/", "cannot be read"),
        ("http://[::1/", "cannot be read"),
        ("http://[::1]:x/", "cannot be read"),
        ("http://origin/a b", "without blanks"),
        (" http://origin/", "without blanks"),
        ("http://origin/\n", "without blanks"),
        ("http://ori\tgin/", "without blanks"),
        ("http://origin/\r\nHost: other", "without blanks"),
        ("http://origin/\x7f", "without blanks"),
        ("http://origin\\@other/", "backslashes"),
        ("http://originé/", "printable ASCII"),
        ("http://ⓞrigin/", "printable ASCII"),
        ("http://origin/文件", "printable ASCII"),
        (LONG + "a", "must be at most 2048 characters, not 2049"),
    ],
)
def test_another_url_is_refused_with_the_reason(url: str, why: str) -> None:
    with pytest.raises(InvalidDownload) as refused:
        Download("a", url=url)
    assert why in said(refused.value)
    assert refused.value.field == "url"
    assert "secret" not in str(refused.value)


@given(st.text(st.characters(max_codepoint=0x17F), max_size=40))
def test_whatever_is_accepted_has_a_host_and_no_credentials(rest: str) -> None:
    url = f"http://{rest}"
    try:
        valid_url(url)
    except InvalidDownload:
        return
    parts = urlsplit(url)
    assert parts.hostname
    assert parts.username is parts.password is None
    assert "\r" not in url


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("http://origin:8081/a", "origin:8081"),
        ("http://origin:8081/a", "origin"),
        ("http://ORIGIN:8081/a", "origin:8081"),
        ("http://origin/a", "origin:80"),
        ("http://origin:/a", "origin:80"),
        ("https://origin/a", "origin:443"),
        ("HTTPS://origin/a", "origin:443"),
        ("http://[::1]:8081/", "[::1]:8081"),
        ("http://[::1]:8081/", "[::1]"),
    ],
)
def test_an_allowed_host_is_allowed(url: str, allowed: str) -> None:
    assert is_allowed_host(url, frozenset({"else", allowed}))


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("http://origin:8082/a", "origin:8081"),
        ("http://origin/a", "origin:443"),
        ("https://origin/a", "origin:80"),
        ("http://origin.evil/a", "origin"),
        ("http://evil/origin", "origin"),
        ("http://evil/?origin:8081", "origin:8081"),
        ("http://evil#origin", "origin"),
        ("http://[::1:8081]/", "::1:8081"),
        ("http://[::1]/", "[::1]:8081"),
        ("http://127.0.0.1/", "localhost"),
    ],
)
def test_another_host_is_not(url: str, allowed: str) -> None:
    assert not is_allowed_host(url, frozenset({allowed}))


def test_without_a_list_no_host_is_allowed() -> None:
    assert not is_allowed_host("http://origin/", frozenset())
