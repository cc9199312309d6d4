"""Compare in Chromium: a real front, lab runner, workers and Redis."""

import re
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site
from tests.helpers.front_process import environment
from tests.helpers.process_tree import processes_of_session, signal_all
from tests.helpers.waiting import wait_until

FITS = "document.documentElement.scrollWidth <= innerWidth"
WIDTHS = (390, 1280, 1920)


@pytest.fixture(scope="module", autouse=True)
def lab(site: Site) -> Iterator[None]:
    """A lab runner on the site's Redis."""
    url = site.url.rstrip("/")
    with (site.folder / "lab.log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "lab_runner"],
            env=environment({"redis_url": site.redis_url, "front_url": url}),
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    yield
    signal_all(processes_of_session(process.pid), signal.SIGKILL)
    process.wait()


def open_compare(page: Page, site: Site, language: str = "en") -> None:
    """Open the page and wait until it knows what can be compared."""
    page.goto(f"{site.url}compare?lang={language}")
    expect(page.locator("[data-choice=computing] .leg").first).to_be_visible()
    expect(page.locator("#lab-notice")).to_be_hidden()


def set_up(page: Page, *, workload: str, models: list[str], scale: str = "0.2", tasks: str = "4") -> None:
    """Fill the form of one's own experiment in."""
    page.evaluate("document.getElementById('own').open = true")
    page.check(f"input[name=workload][value={workload}]")
    for _ in range(page.locator("#matrix input:checked").count()):
        page.locator("#matrix input:checked").first.uncheck()
    for model in models:
        page.check(f"#matrix input[value='{model}']")
    for field, value in (("tasks", tasks), ("slots", "2"), ("repeats", "2"), ("scale", scale)):
        page.fill(f"#own-{field}", value)


def wait_until_finished(page: Page) -> None:
    """Wait until the experiment that is shown has ended."""
    expect(page.locator("#experiment-state")).to_have_attribute("data-state", "finished")


@pytest.mark.timeout(240)
def test_computing_under_threads_is_predicted_by_keyboard_and_is_no_speed_up(page: Page, site: Site) -> None:
    open_compare(page, site)
    set_up(page, workload="computing", models=["thread_pool"], scale="1")
    expect(page.locator("#added")).to_have_text("Added as the baseline: in sequence.")
    page.click("#own-predict")
    page.get_by_role("button", name="Move thread pool up: faster").focus()
    page.keyboard.press("ArrowUp")
    expect(page.locator("#prediction-said")).to_have_text("thread pool is now number 1 of 2.")
    page.click("#prediction-run")
    expect(page).to_have_url(re.compile(r"/compare/[0-9a-f]{32}$"))
    page.reload()  # in mid-run
    wait_until_finished(page)
    figure = page.locator("[data-leg=thread_pool] .figures__speed_up b").inner_text()
    assert float(figure.split()[0]) <= 1.2, figure
    head = page.locator(".lanes__group[data-family=threads] .lanes__figure").inner_text()
    assert float(head.split(" · ")[1].split()[0]) <= 1.2, head
    expect(page.locator("[data-leg=sequential] .figures__speed_up b")).to_have_text("baseline")
    expect(page.locator("#verdict tbody tr").first).to_contain_text("thread pool")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        wait_until(lambda: page.evaluate(FITS), saying=lambda width=width: f"no overflow at {width} px")
    for language in ("en", "zh"):
        page.goto(f"{page.url.split('?')[0]}?lang={language}")
        wait_until_finished(page)
        found = Axe().run(page)
        assert not found.response["violations"], found.generate_report()
    open_compare(page, site, "zh")
    page.evaluate("document.getElementById('own').open = true")
    found = Axe().run(page)
    assert not found.response["violations"], found.generate_report()


@pytest.mark.timeout(240)
def test_a_running_experiment_is_cancelled_and_stays_so(page: Page, site: Site) -> None:
    open_compare(page, site)
    set_up(page, workload="waiting", models=["sequential"], scale="5")
    page.click("#own-form button[type=submit]")
    page.click("#cancel")
    expect(page.locator("#experiment-state")).to_have_attribute("data-state", "cancelled")
    page.reload()
    expect(page.locator("#run-title")).to_have_text("The experiment was cancelled")
