"""The words of the terminal, in the language of its user."""

import os

import words

LANGUAGE_VARIABLES = ("PARALLAX_LANG", "LC_ALL", "LANG")


class Words(words.Words):
    """All words in one language; called with a key, those of the terminal."""

    def __call__(self, key: str, /, **values: object) -> str:
        """The sentence `terminal.KEY`, with the values put in.

        Raises:
            KeyError: there is no such sentence.
        """
        return self.say(f"terminal.{key}", **values)


def pick_language(asked: str | None = None) -> words.Language:
    """The language that was asked for, else `PARALLAX_LANG`, else that of the locale, else English."""
    return words.pick_language([asked, *map(os.environ.get, LANGUAGE_VARIABLES)])
