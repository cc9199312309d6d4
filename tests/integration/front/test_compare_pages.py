"""The pages of Compare, and experiments whose legs are named one by one."""

import pytest
from flask.testing import FlaskClient

from words import LANGUAGES, Language, catalogue

PLAN = {"workload": "waiting", "tasks": 2, "slots": 2, "repeats": 1}


@pytest.mark.parametrize("path", ["/compare", "/compare/" + "a" * 32])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_speak_and_mark_their_tab(client: FlaskClient, path: str, language: Language) -> None:
    text = client.get(f"{path}?lang={language}").text
    assert f'href="/compare" aria-current="page">{catalogue(language, "page")["page.tab.compare"]}' in text


def test_the_language_is_changed_without_losing_what_lies_beside(client: FlaskClient) -> None:
    text = client.get("/compare/1?with=2&lang=en").text
    assert 'href="?with=2&amp;lang=zh"' in text


def test_legs_can_be_named_one_by_one_and_get_their_baselines(client: FlaskClient) -> None:
    legs = [{"model": "thread_pool"}, {"model": "distributed", "pool": "threads"}]
    answer = client.post("/api/v1/experiments", json={**PLAN, "legs": legs}, headers={"X-Parallax": "1"})
    assert answer.status_code == 202, answer.text
    plan = answer.get_json()["plan"]
    assert [(leg["model"], leg["pool"]) for leg in plan["legs"]] == [
        ("sequential", ""),
        ("thread_pool", ""),
        ("distributed", "threads"),
    ]


@pytest.mark.parametrize(
    "leg", [{"model": "magic"}, {"model": "distributed"}, {"model": "threads", "pool": "any"}]
)
def test_a_leg_that_does_not_exist_is_refused(client: FlaskClient, leg: dict[str, str]) -> None:
    answer = client.post("/api/v1/experiments", json={**PLAN, "legs": [leg]}, headers={"X-Parallax": "1"})
    assert answer.status_code == 422
    assert answer.get_json()["errors"][0]["field"].startswith("legs")
