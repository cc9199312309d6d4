"""Whatever pydantic finds wrong is said in words of our own, in both languages."""

from typing import Any

import pytest
from flask import Flask
from pydantic import BaseModel, ValidationError

from front.schemas import DownloadQuery, Submission
from front.validation import of_validation
from words import LANGUAGES, Language, Words

NONSENSE: list[Any] = [
    *[None, True, 1, 1.5, -1, 10**30, float("nan"), float("inf")],
    *["", "x", "a\n", "a/b", [], ["a"], {}, {"a": 1}, b"x", "\ud800", "9" * 5_000],
]


def refusals() -> list[ValidationError]:
    """What comes of nonsense in every place of what requests may hold."""
    named = {"items": [{"name": "a"}]}
    tried: list[tuple[type[BaseModel], Any]] = [(Submission, {"items": [{"name": "a"}] * 10_001})]
    for value in NONSENSE:
        tried += [(Submission, value), (Submission, {"items": [value]})]
        tried += [(Submission, {**named, field: value}) for field in [*Submission.model_fields, "other"]]
        tried += [(Submission, {"items": [{field: value}]}) for field in ("name", "url", "checksum", "other")]
        tried += [(Submission, {**named, "work": {field: value}}) for field in ("kind", "rounds", "other")]
        tried += [(DownloadQuery, {field: value}) for field in [*DownloadQuery.model_fields, "other"]]
    found = []
    for model, data in tried:
        try:
            model.model_validate(data)
        except ValidationError as error:
            found.append(error)
    return found


@pytest.fixture(scope="module")
def refused() -> list[ValidationError]:
    return refusals()


def test_there_is_a_sentence_for_every_type_of_error(refused: list[ValidationError]) -> None:
    types = {one["type"] for error in refused for one in error.errors()} - {"invalid_download"}
    assert len(types) > 12
    for language in LANGUAGES:
        assert [kind for kind in types if not Words(language).has(f"validation.{kind}")] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_refusal_names_its_field_in_the_readers_language(
    refused: list[ValidationError], language: Language
) -> None:
    for error in refused:
        with Flask("test").test_request_context(f"/?lang={language}"):
            body = of_validation(error).get_json()
        for one in body["errors"]:
            assert one["message"].isprintable(), one
            assert len(one["message"]) < 2_000
            assert any("\u4e00" <= char <= "\u9fff" for char in one["message"]) == (language == "zh"), one
        assert body["errors"][0]["message"] in body["detail"]
