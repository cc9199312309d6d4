"""What may be asked of a file, and what is refused by name."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from origin.faults import IN_THE_BODY, Fault
from origin.parameters import MAX_FILE_BYTES, PARAMETERS, BadParameter, Wanted, parse


def ask(**query: object) -> Wanted:
    return parse((name, str(value)) for name, value in query.items())


def refusal(**query: object) -> BadParameter:
    with pytest.raises(BadParameter) as caught:
        ask(**query)
    return caught.value


def test_an_empty_query_wants_an_honest_mebibyte_at_full_speed() -> None:
    assert ask().model_dump() == {
        "size_bytes": 1024 * 1024, "delay_secs": 0.0, "rate": 0, "chunk_bytes": None, "fault": None,
        "at_bytes": None, "times": None, "key": "", "status": 503, "to": None,
    }  # fmt: skip


def test_every_parameter_is_read() -> None:
    wanted = ask(bytes=10, delay_secs="0.5", rate=7, chunk_bytes=3, fault="cut", at_bytes=4, times=2, key="k")
    assert tuple(wanted.model_dump().values()) == (10, 0.5, 7, 3, Fault.CUT, 4, 2, "k", 503, None)
    assert ask(fault="status", status=429).status == 429
    assert ask(fault="redirect", to="http://elsewhere.example/x?y").to == "http://elsewhere.example/x?y"


@settings(deadline=None)  # a busy machine is no failure
@given(
    size_bytes=st.integers(0, MAX_FILE_BYTES), rate=st.integers(0, MAX_FILE_BYTES), delay=st.integers(0, 600)
)
def test_every_value_in_its_range_is_read_as_itself(size_bytes: int, rate: int, delay: int) -> None:
    wanted = ask(bytes=size_bytes, rate=rate, delay_secs=delay)
    assert (wanted.size_bytes, wanted.rate, wanted.delay_secs) == (size_bytes, rate, delay)


@pytest.mark.parametrize(
    ("name", "value"),
    [("bytes", MAX_FILE_BYTES + 1), ("bytes", -1), ("bytes", "1e3"), ("bytes", ""), ("bytes", "１"),
     ("bytes", "9" * 5000), ("bytes", "1_0"), ("bytes", " 1"), ("delay_secs", "600.1"), ("delay_secs", "nan"),
     ("delay_secs", "-0"), ("delay_secs", "inf"), ("rate", -1), ("rate", "fast"), ("chunk_bytes", 0),
     ("chunk_bytes", 1024 * 1024 + 1), ("fault", "CUT"), ("fault", ""), ("key", ""), ("key", "a b"),
     ("key", "k" * 256), ("times", 0)],
)  # fmt: skip
def test_a_value_outside_its_range_is_refused_with_its_name_value_and_reason(
    name: str, value: object
) -> None:
    error = refusal(**{name: value})
    assert (error.parameter, error.value) == (name, str(value))
    assert error.reason


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ({"bytes": -1}, "Input should be a number in digits"),
        ({"bytes": MAX_FILE_BYTES + 1}, "Input should be less than or equal to 4294967296"),
        ({"times": 0, "fault": "cut"}, "Input should be greater than or equal to 1"),
        ({"delay_secs": 601}, "Input should be less than or equal to 600"),
        ({"key": "k" * 256}, "String should have at most 255 characters"),
    ],
)
def test_the_reason_says_what_is_wrong(query: dict[str, object], reason: str) -> None:
    assert refusal(**query).reason == reason


def test_an_unknown_parameter_is_refused_and_the_known_ones_are_named() -> None:
    error = refusal(byte=10)
    assert error.parameter == "byte"
    assert "chunk_bytes" in error.reason


def test_a_parameter_given_twice_is_refused() -> None:
    with pytest.raises(BadParameter) as caught:
        parse([("bytes", "1"), ("bytes", "2")])
    assert (caught.value.parameter, caught.value.reason) == ("bytes", "It should be given once")


@pytest.mark.parametrize(
    ("query", "named"),
    [({"at_bytes": 1}, "at_bytes"), ({"fault": "status", "at_bytes": 1}, "at_bytes"), ({"times": 1}, "times"),
     ({"status": 500}, "status"), ({"fault": "cut", "status": 500}, "status"), ({"to": "http://a"}, "to"),
     ({"fault": "redirect"}, "to"), ({"fault": "status", "status": 399}, "status"),
     ({"fault": "status", "status": 600}, "status"), ({"fault": "redirect", "to": "a\r\nb"}, "to")],
)  # fmt: skip
def test_a_parameter_that_its_fault_does_not_fit_is_refused(query: dict[str, object], named: str) -> None:
    assert refusal(**query).parameter == named


@pytest.mark.parametrize("fault", sorted(IN_THE_BODY))
def test_a_fault_in_the_body_needs_a_byte_to_strike(fault: str) -> None:
    assert refusal(fault=fault, bytes=0).parameter == "bytes"
    assert (
        refusal(fault=fault, bytes=10, at_bytes=10).reason == "Input should be from 0 to 9: inside the file"
    )
    assert ask(fault=fault, bytes=10, at_bytes=9).at_bytes == 9


@settings(deadline=None)  # a busy machine is no failure
@given(st.lists(st.tuples(st.sampled_from(list(PARAMETERS)) | st.text(), st.text())))
def test_any_query_is_read_or_refused_by_a_name_that_it_holds_or_lacks(pairs: list[tuple[str, str]]) -> None:
    named = _refused_name(pairs)
    assert named in (None, "to") or named in dict(pairs)


def _refused_name(pairs: list[tuple[str, str]]) -> str | None:
    try:
        parse(pairs)
    except BadParameter as error:
        return error.parameter
    return None
