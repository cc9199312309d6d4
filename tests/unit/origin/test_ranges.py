"""Which part of a file a Range header asks for."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from origin.ranges import Span, Unsatisfiable, content_range, select


@pytest.mark.parametrize(
    ("header", "span"),
    [
        ("bytes=0-0", Span(0, 1)),
        ("bytes=10-19", Span(10, 20)),
        ("bytes=10-", Span(10, 100)),
        ("bytes=-10", Span(90, 100)),
        ("bytes=-1000", Span(0, 100)),
        ("bytes=99-500", Span(99, 100)),
        ("BYTES=5-6", Span(5, 7)),
        ("bytes= 5-6 ", Span(5, 7)),
    ],
)
def test_a_single_range_selects_its_bytes(header: str, span: Span) -> None:
    assert select(header, 100) == span


@pytest.mark.parametrize("header", ["bytes=100-", "bytes=100-200", "bytes=-0", "bytes=" + "9" * 90 + "-"])
def test_a_range_without_a_byte_of_the_file_is_unsatisfiable(header: str) -> None:
    with pytest.raises(Unsatisfiable):
        select(header, 100)


@pytest.mark.parametrize(
    "header",
    [None, "", "bytes=", "bytes=-", "bytes=5", "bytes=9-5", "bytes=0-1,5-6", "items=0-1", "bytes=a-b",
     "bytes=+1-2", "bytes=1--2", "bytes 0-1", "bytes=٠-٩", "bytes=" + "9" * 5000 + "-"],
)  # fmt: skip
def test_no_range_several_ranges_and_nonsense_select_the_whole_file(header: str | None) -> None:
    assert select(header, 100) is None


def test_the_first_byte_of_an_empty_file_is_unsatisfiable_and_its_end_is_the_whole() -> None:
    with pytest.raises(Unsatisfiable):
        select("bytes=0-", 0)
    assert select("bytes=-5", 0) is None


@settings(deadline=None)  # a busy machine is no failure
@given(size_bytes=st.integers(1, 1000), first=st.integers(0, 1200), length=st.integers(1, 1200))
def test_every_span_lies_inside_the_file_and_is_not_empty(size_bytes: int, first: int, length: int) -> None:
    try:
        span = select(f"bytes={first}-{first + length - 1}", size_bytes)
    except Unsatisfiable:
        assert first >= size_bytes
    else:
        assert span == Span(first, min(first + length, size_bytes))


@settings(deadline=None)  # a busy machine is no failure
@given(header=st.text(max_size=40), size_bytes=st.integers(0, 100))
def test_any_text_is_a_span_the_whole_or_unsatisfiable(header: str, size_bytes: int) -> None:
    try:
        span = select("bytes=" + header, size_bytes)
    except Unsatisfiable:
        return
    assert span is None or 0 <= span.start < span.stop <= size_bytes


def test_content_range_counts_the_last_byte_in_and_stars_what_is_unsatisfiable() -> None:
    assert content_range(Span(10, 20), 100) == "bytes 10-19/100"
    assert content_range(None, 100) == "bytes */100"
