"""The stack's facts become sentences, in both languages."""

import re
from pathlib import Path

import pytest

from console.stack import CannotStart, Ended, Started, Unserved, errors
from console.stack_messages import describe, describe_refusal
from console.words import Words
from guarded import Exit
from words import LANGUAGES, Language, catalogue

STACK = Path(errors.__file__).parent


def ended(exit_: Exit, error: str = "") -> Ended:
    return Ended("front", exit_, error, "/data/logs/front.log", 0.5)


def test_an_end_names_signal_or_code_the_error_the_log_and_the_pause() -> None:
    words = Words("en")

    killed = describe(words, ended(Exit(None, "SIGKILL")))
    failed = describe(words, ended(Exit(2), "cannot start: no"))

    log = "starting it again in 0.5 s (log: /data/logs/front.log)"
    assert killed == f"front was ended by SIGKILL: its log names no error; {log}"
    assert failed == f"front exited with code 2: cannot start: no; {log}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_that_can_be_told_has_a_sentence(language: Language) -> None:
    words = Words(language)

    assert describe(words, Started("front", again=False)) != describe(words, Started("front", again=True))
    assert "front" in describe_refusal(words, CannotStart("service-ended", ended=ended(Exit(1))))
    assert "3.11.7" in describe(words, Unserved("interpreters", "no-python-3-14", {"version": "3.11.7"}))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_in_the_code_has_a_sentence(language: Language) -> None:
    code = "".join(file.read_text() for file in STACK.glob("*.py"))
    refusals = re.findall(r'CannotStart\(\s*"([a-z-]+)"', code)
    unserved = re.findall(r'_tell_why\("([a-z0-9-]+)"', code)

    assert len(set(refusals)) >= 8
    assert {f"refused.{reason}" for reason in refusals} <= catalogue(language, "stack").keys()
    assert {f"unserved.{reason}" for reason in unserved} == catalogue(language, "pools").keys()
