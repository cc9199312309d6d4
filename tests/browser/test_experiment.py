"""The page of one experiment, in Chromium: what a lab runner keeps is shown, followed, laid side by side."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from redis import Redis

from lab.experiment import Experiment, Fact
from tests.browser.conftest import Site
from tests.helpers.kept_experiments import computing, keep

FITS = "document.documentElement.scrollWidth <= innerWidth"
FORMATS = ("html", "json", "csv", "svg", "trace")


@pytest.fixture
def redis(site: Site) -> "Redis":
    """The site's Redis."""
    return Redis.from_url(site.redis_url)


def show(page: Page, site: Site, shown: Experiment, query: str = "lang=en") -> None:
    """Open the page of the experiment and wait until it is live and drawn."""
    page.goto(f"{site.url}compare/{shown.id}?{query}")
    expect(page.locator("#live")).to_have_attribute("data-state", "live")
    expect(page.locator("#stages .lanes__head").first).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_it_is_accessible_and_fits_every_width(
    page: Page, site: Site, redis: "Redis", language: str, scheme: Any
) -> None:
    one, other = computing(), computing(state="cancelled", models=2)
    keep(redis, one), keep(redis, other)
    page.emulate_media(color_scheme=scheme)
    for query in ("", f"&with={other.id}"):
        show(page, site, one, f"lang={language}{query}")
        page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
        for width in (390, 1280, 1920):
            page.set_viewport_size({"width": width, "height": 900})
            page.wait_for_function(FITS)
            found = Axe().run(page)
            assert not found.response["violations"], found.generate_report()


def test_the_first_screen_holds_the_sentence_and_the_picture(page: Page, site: Site, redis: "Redis") -> None:
    kept = computing()
    keep(redis, kept)
    page.set_viewport_size({"width": 1280, "height": 900})
    show(page, site, kept)
    expect(page.locator("#conclusion p").first).to_contain_text("Process pool: 1.9 × as fast")
    expect(page.locator("#conclusion")).to_contain_text("waited for the GIL")
    threads = page.locator(".lanes__group[data-family=threads]")
    expect(threads.locator(".lanes__figure")).to_contain_text(re.compile(r"0\.99 × as fast \(.* – .*\)"))
    expect(threads.locator(".lanes__note")).to_contain_text("tasks waited for the GIL")
    expect(threads.locator(".lanes__count")).to_contain_text("repeat 1 of 2")
    expect(page.locator(".lanes__legend")).to_contain_text("the lock that lets one thread")
    picture = page.locator(".lanes__group").last.bounding_box()
    assert picture
    assert picture["y"] + picture["height"] < 900
    page.set_viewport_size({"width": 390, "height": 844})
    tops = [page.locator(each).bounding_box()["y"] for each in ("#conclusion", "#stages", "#present")]  # type: ignore[index]
    assert tops == sorted(tops)


def test_an_event_in_mid_run_takes_neither_focus_nor_what_is_open(
    page: Page, site: Site, redis: "Redis"
) -> None:
    running = computing(state="running", models=1, repeats=2, started_at=1.0)
    keep(redis, running)
    show(page, site, running)
    expect(page.locator(".conclusion__so-far")).to_have_count(0)  # nothing is concluded from one leg
    page.locator("[data-key=sequential] summary").focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-key=sequential] dl")).to_be_visible()
    later = replace(computing(state="running", models=2, started_at=1.0), id=running.id)
    keep(redis, later)
    expect(page.locator("[data-key=thread_pool]")).to_be_visible()
    expect(page.locator("[data-key=sequential] dl")).to_be_visible()
    expect(page.locator("[data-key=sequential] summary")).to_be_focused()
    expect(page.locator(".conclusion__so-far")).to_have_text("So far, after 4 of 6 runs:")
    page.reload()
    expect(page.locator(".conclusion__so-far")).to_have_text("So far, after 4 of 6 runs:")
    keep(redis, replace(computing(), id=running.id))
    expect(page.locator("#experiment-state")).to_have_attribute("data-state", "finished")
    expect(page.locator(".conclusion__so-far")).to_have_count(0)


def test_beside_it_one_that_runs_is_followed_and_named_by_its_state(
    page: Page, site: Site, redis: "Redis"
) -> None:
    one, other = computing(), computing(state="running", models=1, started_at=1.0)
    keep(redis, one), keep(redis, other)
    show(page, site, one, f"lang=en&with={other.id}")
    expect(page.locator("#stages > section")).to_have_count(2)
    expect(page.locator("#experiment-facts .state")).to_have_text(["Finished", "Running"])
    expect(page.locator("#with")).to_have_value(other.id)
    expect(page.locator("#with option:checked")).to_contain_text("Running")
    axes = "[...document.querySelectorAll('.lanes__axis')].map((axis) => axis.toDataURL())"
    page.wait_for_function(f"new Set({axes}).size === 1")  # one time axis for both
    page.locator("#with").focus()
    keep(redis, replace(computing(), id=other.id))
    expect(page.locator("#experiment-facts .state")).to_have_text(["Finished", "Finished"])
    expect(page.locator("#with")).to_be_focused()


def test_beside_it_one_that_is_not_known_is_said_to_be_so(page: Page, site: Site, redis: "Redis") -> None:
    one = computing()
    keep(redis, one)
    show(page, site, one, f"lang=en&with={'0' * 32}")
    expect(page.locator("#with-missing")).to_contain_text("The experiment to lay beside it is not known")
    expect(page.locator("#experiment-title")).to_have_text("Computing in Python")
    expect(page.locator("#stages > section")).to_have_count(1)


def test_an_experiment_that_is_not_known_says_so(page: Page, site: Site) -> None:
    page.goto(f"{site.url}compare/{'0' * 32}?lang=en")
    expect(page.locator("#experiment-title")).to_have_text("This experiment is not known")
    expect(page.locator("#experiment-facts")).to_contain_text("no longer kept")
    expect(page.locator("#experiment-buttons")).to_be_hidden()


def test_one_that_failed_or_was_cancelled_says_why_and_what_it_measured(
    page: Page, site: Site, redis: "Redis"
) -> None:
    failure = Fact("runner-lost", {"times": 3})
    failed = computing(state="failed", models=2, failure=failure)
    cancelled = computing(state="cancelled", models=0)
    keep(redis, failed), keep(redis, cancelled)
    show(page, site, failed)
    expect(page.locator("#run-now")).to_contain_text("The lab runner ended 3 times")
    expect(page.locator(".conclusion__so-far")).to_have_text("Not complete, after 4 of 6 runs:")
    show(page, site, cancelled)
    expect(page.locator("#run-now")).to_have_text("No run had ended.")
    expect(page.locator("#table-card")).to_be_hidden()


def test_a_leg_whose_baseline_failed_says_why_it_is_not_compared(
    page: Page, site: Site, redis: "Redis"
) -> None:
    kept = computing()
    killed = replace(kept.legs[0], runs=(), summary=None, failure=Fact("leg-timed-out", {"secs": 60}))
    keep(redis, replace(kept, legs=(killed, *kept.legs[1:])))
    show(page, site, kept)
    cell = page.locator("[data-leg=process_pool] .figures__speed_up")
    expect(cell.locator("small")).to_have_text("its baseline failed")
    expect(cell.locator("b")).to_have_text("–")


def test_it_is_presented_replayed_and_zoomed_by_keyboard(page: Page, site: Site, redis: "Redis") -> None:
    kept = computing()
    keep(redis, kept)
    show(page, site, kept)
    page.locator("#present").press("Enter")
    expect(page.locator(".top")).to_be_hidden()
    expect(page.locator("#table-card")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".top")).to_be_visible()
    page.locator(".lanes__scroller").focus()
    page.keyboard.press("+")
    everything = page.get_by_role("button", name="Show all")
    expect(everything).not_to_have_attribute("aria-disabled", "true")
    page.keyboard.press("0")
    expect(everything).to_have_attribute("aria-disabled", "true")
    page.keyboard.press("Space")
    expect(page.locator(".lanes__toggle")).to_contain_text("Pause")
    page.keyboard.press("Space")
    expect(page.locator(".lanes__toggle")).to_contain_text("Replay")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".lanes__tip")).to_contain_text("file-0")


def test_each_report_arrives_from_the_page(page: Page, site: Site, redis: "Redis", tmp_path: Path) -> None:
    kept = computing()
    keep(redis, kept)
    show(page, site, kept)
    page.locator("#reports summary").click()
    for number, form in enumerate(FORMATS):
        with page.expect_download() as caught:
            page.locator("#reports a").nth(number).click()
        file = tmp_path / caught.value.suggested_filename
        caught.value.save_as(file)
        assert form in file.name, file.name
        assert file.stat().st_size > 200, f"{form} is empty"


def test_the_marks_and_columns_of_the_table_are_explained_in_text(
    page: Page, site: Site, redis: "Redis"
) -> None:
    kept = computing()
    keep(redis, kept)
    show(page, site, kept)
    expect(page.locator(".ibar-legend")).to_contain_text("ideal: the least time possible, computed")
    page.locator(".columns summary").press("Enter")
    expect(page.locator("#table-columns")).to_contain_text("under the same Python ÷ this one")
    assert page.locator("#table [title]").count() == 0
