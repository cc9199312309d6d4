"""JSON: read strictly, written so that it can always be sent."""

import json

import pytest
from flask import Flask

from front.json_body import MAX_COMMAS, MAX_KEYS, NotJSON, StrictJSON, TooMuchJSON

STRICT = StrictJSON(Flask("test"))


@pytest.mark.parametrize("value", [{"a": [1, 2.5, None, True, "下载"]}, [], "x", 0, {"a": {"a": 1}}])
def test_what_json_is_comes_back(value: object) -> None:
    assert STRICT.loads(json.dumps(value)) == STRICT.loads(STRICT.dumps(value).encode()) == value


@pytest.mark.parametrize(
    "text",
    [
        '{"a": 1, "a": 2}',
        '[{"b": {"a": 1, "a": 1}}]',
        '{"a": 1, "\\u0061": 2}',
        "NaN",
        "[-Infinity]",
        "[" * 100_000,
    ],
)
def test_what_readers_disagree_on_is_refused(text: str) -> None:
    with pytest.raises(NotJSON, match=r"twice|not-a-number|nested"):
        STRICT.loads(text)


@pytest.mark.parametrize(
    "body", ['"ü"'.encode("latin-1"), '"a"'.encode("utf-16"), b'"\xed\xa0\x80"', b"\xef\xbb\xbf1"]
)
def test_bytes_that_are_no_utf_8_are_refused(body: bytes) -> None:
    with pytest.raises(NotJSON, match=r"utf-8|at"):
        STRICT.loads(body)


def test_characters_are_sent_as_they_are_and_half_of_one_escaped() -> None:
    text = STRICT.dumps({"name": "下载 \ud800"})
    assert text == '{"name": "下载 \\ud800"}'
    assert json.loads(text.encode()) == {"name": "下载 \ud800"}


@pytest.mark.parametrize("value", [b"1", b"[]", b"{}", b'"a"', b'"a,b"', b'"\\","'])
def test_more_values_than_a_submission_can_have_are_refused_before_they_are_made(value: bytes) -> None:
    most = b"[" + b",".join([value] * (MAX_COMMAS + 1)) + b"]"
    assert len(STRICT.loads(most)) == MAX_COMMAS + 1
    with pytest.raises(TooMuchJSON):
        STRICT.loads(b"[" + value + b"," + most[1:])


def test_commas_in_texts_are_not_counted() -> None:
    text = ',\\",' * MAX_COMMAS
    assert STRICT.loads(json.dumps([text]).encode()) == [text]
    with pytest.raises(NotJSON):
        STRICT.loads(b'["' + b"a," * MAX_COMMAS)


def test_texts_without_an_end_cost_no_more_than_other_bytes() -> None:
    body = b'"' + b'\\"' * 2_000_000 + b"," * (MAX_COMMAS + 1)
    with pytest.raises(NotJSON):  # the rest of the body is one text; reading it from each quote takes hours
        STRICT.loads(body)


def test_an_object_with_more_keys_than_any_has_here_is_refused() -> None:
    body = json.dumps({str(number): 0 for number in range(MAX_KEYS + 1)}).encode()
    with pytest.raises(TooMuchJSON):
        STRICT.loads(body)
