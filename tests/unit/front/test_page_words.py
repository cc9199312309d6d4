"""The page has words for everything it shows."""

from typing import get_args

import pytest

from rq_pools import HandBackReason
from wire import POOLS
from words import LANGUAGES, Language, catalogue


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_pool_has_words_where_it_is_chosen_waited_for_and_shown(
    language: Language,
) -> None:
    keys = catalogue(language, "page").keys()
    for pool in POOLS:
        assert {f"submit.pool.{pool}", f"submit.pool.{pool}.hint", f"row.pool.{pool}"} <= keys
    assert {f"workers.pool.{pool}" for pool in POOLS if pool != "any"} <= keys


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_to_hand_a_download_back_has_words_and_no_other(language: Language) -> None:
    told = {
        key.removeprefix("handed_back.")
        for key in catalogue(language, "page")
        if key.startswith("handed_back.")
    }
    assert told == set(get_args(HandBackReason))
