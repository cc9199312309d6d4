"""From a key and values to a sentence that can be printed, whatever the values are."""

from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from words import Language, Words, failure_sentence, pick_language, printable

EN = Words("en")


@pytest.mark.parametrize(
    ("preferred", "language"),
    [
        ([], "en"),
        ([None, "", "fr"], "en"),
        (["zh"], "zh"),
        (["zh-CN"], "zh"),
        (["zh_CN.UTF-8"], "zh"),
        ([None, "ZH-Hant", "en"], "zh"),
        (["fr", "en_GB.UTF-8", "zh"], "en"),
        (["zhuang"], "en"),
        (["../zh"], "en"),
    ],
)
def test_the_first_preferred_language_with_words_is_picked(
    preferred: Iterable[str | None], language: Language
) -> None:
    assert pick_language(preferred) == language


def test_numbers_are_said_as_people_write_them() -> None:
    assert EN.say("failures.timed-out.total", secs=5.0) == "The download was not done within 5 s."
    assert EN.say("failures.timed-out.total", secs=0.3) == "The download was not done within 0.3 s."
    assert EN.say("task.took", name="C++", secs=12345.67) == "Downloading C++ took 12345.67s"


def test_a_value_that_the_topic_has_words_for_is_said_in_them() -> None:
    assert EN.say("failures.cannot-store.write", error="ENOSPC").endswith("the disk is full.")
    assert EN.say("failures.cannot-store.write", error="ESTALE").endswith("ESTALE.")


@pytest.mark.parametrize("key", ["nothing", "failures.nothing", "nothing.at.all", "../en/failures.failed"])
def test_a_sentence_that_is_not_there_is_an_error(key: str) -> None:
    assert not EN.has(key)
    with pytest.raises(KeyError):
        EN.say(key)


def test_a_value_is_no_format_of_its_own() -> None:
    said = EN.say("task.downloading", name="{secs} {0} {name.__class__} %s")
    assert said == "Downloading {secs} {0} {name.__class__} %s"


@given(st.text(st.characters()))
def test_a_text_from_outside_stays_on_its_line_and_has_an_end(text: str) -> None:
    shown = printable(text)
    assert len(shown.splitlines()) <= 1
    assert "\x1b" not in shown
    assert len(shown) <= 501
    shown.encode()


NONSENSE: list[Any] = [
    *["timed-out", "", "__class__", "text", "\x1b[31m", "x" * 100_000],
    *[{"secs": [1]}, {"self": 1, "key": 2}, {}, [], None, 5, 10**5000, float("nan")],
]


@pytest.mark.parametrize("code", range(len(NONSENSE)))
@pytest.mark.parametrize("values", range(len(NONSENSE)))
def test_a_failure_that_is_nonsense_still_has_a_sentence(code: int, values: int) -> None:
    said = failure_sentence(EN, {"code": NONSENSE[code], "reason": "total", "values": NONSENSE[values]})
    assert said
    assert said.isprintable()
    assert len(said) < 600


def test_a_failure_of_an_older_version_keeps_its_own_sentence() -> None:
    old = {"code": "timed-out", "message": "too slow\x1b[0m", "retryable": True}
    assert failure_sentence(Words("zh"), old) == "too slow\ufffd[0m"
