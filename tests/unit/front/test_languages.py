"""Which language a page speaks."""

import pytest

from front.languages import pick_language, words


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


def test_a_language_we_do_not_speak_has_no_words() -> None:
    with pytest.raises(KeyError):
        words("../en")
