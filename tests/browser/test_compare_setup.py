"""The page that starts experiments, in Chromium: no lab runner is up, so everything started stays queued."""

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Route, expect
from redis import Redis

from tests.browser.conftest import Site

FITS = "document.documentElement.scrollWidth <= innerWidth"
AN_EXPERIMENT = re.compile(r"/compare/[0-9a-f]{32}$")
EXPERIMENTS = "**/api/v1/experiments"


@pytest.fixture(autouse=True)
def compare(page: Page, site: Site) -> None:
    """The page, without experiments."""
    Redis.from_url(site.redis_url).delete("parallax:experiments", "rq:queue:parallax-lab")
    page.goto(f"{site.url}compare?lang=en")
    expect(page.locator("#facts-computing")).to_contain_text("About")


def queue_one(page: Page) -> None:
    """Start the prepared experiment that waits, and come back."""
    page.click("#run-waiting")
    expect(page).to_have_url(AN_EXPERIMENT)
    page.goto(page.url.split("/compare/")[0] + "/compare")
    expect(page.locator("#facts-computing")).to_contain_text("About")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_it_is_accessible_and_fits_every_width(page: Page, site: Site, language: str, scheme: Any) -> None:
    page.emulate_media(color_scheme=scheme)
    page.goto(f"{site.url}compare?lang={language}")
    expect(page.locator("#legs-computing .leg").first).to_be_visible()
    page.evaluate("document.getElementById('own').open = true")
    for width in (390, 1280, 1920):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate(FITS), f"overflow at {width} px"
        found = Axe().run(page)
        assert not found.response["violations"], found.generate_report()


def test_it_says_how_to_start_a_lab_before_run_is_pressed(page: Page) -> None:
    expect(page.locator("#lab-notice")).to_contain_text("docker compose up -d lab")
    expect(page.locator("#ahead")).to_be_empty()
    queue_one(page)
    expect(page.locator("#ahead")).to_have_text("1 experiment runs or waits; yours starts after it.")
    expect(page.locator("#history .state")).to_have_text("Queued, number 1")


def test_a_second_click_and_a_lost_answer_start_nothing_twice(page: Page, site: Site) -> None:
    lost: list[str] = []

    def lose_the_first_answer(route: Route) -> None:
        if route.request.method != "POST" or lost:
            return route.continue_()
        lost.append(route.request.headers["idempotency-key"])
        route.fetch()
        return route.abort()

    page.route(EXPERIMENTS, lose_the_first_answer)
    page.click("#run-waiting")
    expect(page.locator("#compare-problem")).to_contain_text("Not started.")
    page.dblclick("#run-waiting")
    expect(page).to_have_url(AN_EXPERIMENT)
    page.goto(f"{site.url}compare")
    expect(page.locator("#history > li")).to_have_count(1)
    assert lost


def test_a_full_queue_is_a_sentence_with_the_next_step(page: Page, site: Site) -> None:
    for _ in range(10):
        body = {"workload": "waiting", "models": ["sequential"]}
        assert page.request.post(f"{site.url}api/v1/experiments", data=body).status == 202
    page.click("#run-waiting")
    expect(page.locator("#compare-problem")).to_have_text(
        "Not started. 10 experiments are waiting already, and no more may. Try again when one has run."
    )


def test_a_plan_that_would_be_refused_says_why_before_it_is_run(page: Page) -> None:
    page.evaluate("document.getElementById('own').open = true")
    page.fill("#own-tasks", "1000")
    page.fill("#own-scale", "20")
    expect(page.locator("#own-problem")).to_contain_text("Tasks: makes the experiment too long")
    expect(page.locator("#own-tasks")).to_have_attribute("aria-invalid", "true")
    page.fill("#own-tasks", "4")
    page.fill("#own-scale", "1")
    expect(page.locator("#own-facts")).to_contain_text("4 tasks")
    expect(page.locator("#own-problem")).to_be_hidden()


def test_the_order_is_predicted_with_the_pointer(page: Page) -> None:
    page.click("#predict-waiting")
    bars = page.locator("#prediction-list > li")
    last = bars.last.get_attribute("data-key")
    start, end = bars.last.bounding_box(), bars.first.bounding_box()
    assert start
    assert end
    page.mouse.move(start["x"] + 100, start["y"] + 20)
    page.mouse.down()
    page.mouse.move(end["x"] + 100, end["y"] + 2, steps=5)
    page.mouse.up()
    assert bars.first.get_attribute("data-key") == last
    expect(page.locator("#prediction-said")).to_contain_text("is now number 1 of")
    with page.expect_request(EXPERIMENTS) as sent:
        page.click("#prediction-run")
    sent_plan = sent.value.post_data_json
    assert sent_plan
    assert sent_plan["prediction"][0] == last


def test_the_keyboard_alone_starts_an_experiment(page: Page) -> None:
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "run-waiting":
            break
    page.keyboard.press("Enter")
    expect(page).to_have_url(AN_EXPERIMENT)
    expect(page.locator("#run-title")).to_have_text("Queued: number 1 in the queue")


def test_a_changed_row_of_the_history_keeps_the_focus_and_two_open_side_by_side(
    page: Page, site: Site
) -> None:
    queue_one(page)
    queue_one(page)
    rows = page.locator("#history > li")
    expect(rows).to_have_count(2)
    newest, oldest = (rows.nth(i).get_attribute("data-id") for i in (0, 1))
    box = page.locator(f"#history input[value='{newest}']")
    box.focus()
    page.keyboard.press("Space")
    headers = {"X-Parallax": "1"}
    assert page.request.delete(f"{site.url}api/v1/experiments/{oldest}", headers=headers).status == 202
    expect(rows.first.locator(".state")).to_have_text("Queued, number 1")
    expect(rows.last.locator(".history__figure")).to_have_text(re.compile(r"0 of \d+ legs measured"))
    expect(box).to_be_focused()
    expect(box).to_be_checked()
    rows.last.locator("input").check()
    page.click("#beside")
    expect(page).to_have_url(re.compile(f"/compare/{newest}\\?with={oldest}$"))
