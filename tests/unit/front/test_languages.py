"""Which language a page speaks."""

from typing import get_args

import pytest

from front.languages import LANGUAGES, pick_language, words
from rq_pools import HandBackReason
from wire import POOLS


@pytest.mark.parametrize(
    ("wishes", "picked"),
    [
        ((), "en"),
        ((None, None), "en"),
        (("zh",), "zh"),
        (("xx", None, "zh"), "zh"),
        (("en", "zh"), "en"),
        (("ZH",), "en"),
    ],
)
def test_the_first_wish_that_we_speak_wins(wishes: tuple[str | None, ...], picked: str) -> None:
    assert pick_language(*wishes) == picked


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_pool_has_words_where_it_is_chosen_waited_for_and_shown(
    language: str,
) -> None:
    keys = words(language).keys()
    for pool in POOLS:
        assert {f"submit.pool.{pool}", f"submit.pool.{pool}.hint", f"row.pool.{pool}"} <= keys
    assert {f"workers.pool.{pool}" for pool in POOLS if pool != "any"} <= keys


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_to_hand_a_download_back_has_words_and_no_other(language: str) -> None:
    told = {key.removeprefix("handed_back.") for key in words(language) if key.startswith("handed_back.")}
    assert told == set(get_args(HandBackReason))


def test_a_language_we_do_not_speak_has_no_words() -> None:
    with pytest.raises(KeyError):
        words("../en")
