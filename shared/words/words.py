"""From a key and values to a sentence."""

from string import Formatter
from typing import Any

from .catalogue import Catalogue, Entry, Language, catalogue
from .printable import printable


class Words:
    """All words in one language.

    Args:
        language: which.
    """

    def __init__(self, language: Language) -> None:
        self.language: Language = language

    def say(self, key: str, /, **values: object) -> str:
        """The sentence of the key, with the values put in.

        Text is put in as `printable`, and as the words that the topic has for it: the value `ENOSPC` of
        `error` is said as `values.error.ENOSPC` when there is such an entry.

        Args:
            key: `TOPIC.KEY`.
            values: what the sentence names; `count` chooses between one and many.

        Raises:
            KeyError: there is no such sentence, or it names a value that is not given.
        """
        topic, _, name = key.partition(".")
        entries = catalogue(self.language, topic)
        return _Formatter(entries).vformat(_form(entries[name], values), (), values)

    def has(self, key: str) -> bool:
        """Whether there is a sentence of this key."""
        topic, _, name = key.partition(".")
        try:
            return name in catalogue(self.language, topic)
        except KeyError:
            return False

    def catalogue(self, topic: str) -> Catalogue:
        """All sentences of a topic: for a page that says its own.

        Raises:
            KeyError: there is no such topic.
        """
        return catalogue(self.language, topic)


def _form(entry: Entry, values: dict[str, Any]) -> str:
    if isinstance(entry, str):
        return entry
    return entry["one" if values.get("count") == 1 else "other"]


class _Formatter(Formatter):
    """`str.format` on values from outside."""

    def __init__(self, entries: Catalogue) -> None:
        self._entries = entries

    def get_field(self, field_name: str, _: Any, kwargs: Any) -> tuple[Any, Any]:
        value = kwargs[field_name]  # no attributes and no items of it
        said = self._entries.get(f"values.{field_name}.{value}") if isinstance(value, str) else None
        return (value if said is None else said), field_name

    def format_field(self, value: Any, format_spec: str) -> str:
        if isinstance(value, float) and not format_spec:
            format_spec = ".10g"  # 5.0 s is said as 5 s
        return printable(format(value, format_spec) if format_spec else str(value))
