"""Conditional requests by entity tag."""

import pytest

from origin.headers import allows_range, is_unchanged

ETAG = '"abc"'


@pytest.mark.parametrize(
    "header", ['"abc"', 'W/"abc"', '"x", "abc"', '"x",W/"abc"', "*", " * ", '"a,b", "abc"']
)
def test_if_none_match_with_the_current_tag_finds_the_file_unchanged(header: str) -> None:
    assert is_unchanged(header, ETAG)


@pytest.mark.parametrize("header", [None, "", "abc", '"abcd"', '"x", "y"', '"ABC"', '"x abc'])
def test_if_none_match_without_the_current_tag_finds_the_file_changed(header: str | None) -> None:
    assert not is_unchanged(header, ETAG)


def test_if_range_compares_strongly_and_never_matches_a_date() -> None:
    assert allows_range(None, ETAG)
    assert allows_range('"abc"', ETAG)
    assert not allows_range('W/"abc"', ETAG)
    assert not allows_range('"other"', ETAG)
    assert not allows_range("Tue, 15 Nov 1994 08:12:31 GMT", ETAG)
