"""The catalogues: the same in both languages, and a sentence for everything that can be said."""

from string import Formatter

import pytest

from concurrency import MODELS, ConcurrencyError
from download_task import DownloadError, Failure, InvalidDownload
from words import LANGUAGES, TOPICS, Entry, Language, Words, catalogue, failure_sentence

SHOWN_BY_THE_PAGE = ("failures", "page", "task")


def forms(entry: Entry) -> dict[str, str]:
    return {"": entry} if isinstance(entry, str) else entry


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("topic", TOPICS)
def test_all_languages_have_the_same_sentences_with_the_same_values(topic: str) -> None:
    first = catalogue(LANGUAGES[0], topic)
    for language in LANGUAGES[1:]:
        other = catalogue(language, topic)
        assert list(other) == list(first)
        for key in first:
            here, there = forms(first[key]), forms(other[key])
            assert here.keys() == there.keys(), key
            for form in here:
                assert placeholders(here[form]) == placeholders(there[form]), key


@pytest.mark.parametrize("topic", TOPICS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_is_empty(language: Language, topic: str) -> None:
    for key, entry in catalogue(language, topic).items():
        assert all(text.strip() for text in forms(entry).values()), key


@pytest.mark.parametrize("topic", sorted({*SHOWN_BY_THE_PAGE} & {*TOPICS}))
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_sentences_need_no_format_but_the_value(language: Language, topic: str) -> None:
    for key, entry in catalogue(language, topic).items():
        for text in forms(entry).values():
            assert all(not spec and not how for _, name, spec, how in Formatter().parse(text) if name), key


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", DownloadError.__subclasses__(), ids=lambda kind: kind.code)
def test_every_reason_of_every_error_has_a_sentence(language: Language, kind: type[DownloadError]) -> None:
    words = Words(language)
    for reason, names in kind.reasons.items():
        values = {name: f"<{name}>" for name in names}
        if kind is InvalidDownload:
            said = words.say(f"validation.{reason}", **values)
            names = tuple(name for name in names if name != "field" and f"{{{name}}}" in said)
        else:
            assert words.has(f"failures.{kind.code}.{reason}".rstrip(".")), reason
            said = failure_sentence(words, {"code": kind.code, "reason": reason, "values": values})
        assert said
    assert words.has(f"failures.{kind.code}")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ConcurrencyError.__subclasses__(), ids=lambda kind: kind.code)
def test_every_reason_of_every_error_of_a_model_has_a_sentence(
    language: Language, kind: type[ConcurrencyError]
) -> None:
    for reason, names in kind.reasons.items():
        values = {name: f"<{name}>" for name in names}
        said = Words(language).say(f"models.{kind.code}.{reason}", **values)
        assert all(value in said for value in values.values()), said


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_model_is_explained(language: Language) -> None:
    for name in MODELS:
        assert Words(language).say(f"models.{name}.executed_by")
        assert Words(language).say(f"models.{name}.summary")


def test_a_sentence_is_made_of_the_facts() -> None:
    failure = Failure("transfer-broken", "no-connection", {"address": "h:1", "error": "ECONNREFUSED"})
    told = {"code": failure.code, "reason": failure.reason, "values": failure.values}
    assert failure_sentence(Words("en"), told) == "No connection to h:1: the connection was refused."
    assert failure_sentence(Words("zh"), told) == "无法连接 h:1：连接被拒绝。"
