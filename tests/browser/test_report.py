"""The HTML report of an experiment, opened from the disk without a network."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from lab.evaluation import evaluate
from lab.experiment import Fact, Leg, LegPlan
from lab.exports import to_html
from tests.helpers.experiments import experiment, leg, leg_run, task
from words import LANGUAGES, Language, Words


@pytest.fixture
def report(tmp_path: Path, language: Language) -> Path:
    """A report with all kinds of stretches, a prediction and a leg that cannot run."""
    sequential = leg(*(leg_run(task(0), task(1, start=1.0), repeat=n) for n in range(2)), model="sequential")
    shared = [task(n, secs=2.0, work=1.5, cpu=0.5, core_wait_secs=0.4, thread_id=n) for n in range(20)]
    threads = leg(*(leg_run(*shared, repeat=n, background_cores=1.0) for n in range(2)), slots=20)
    lost = leg_run(task(0, ended="lost", host="a"), task(0, start=1.0, host="b"), task(1, host="b"))
    missing = Leg(LegPlan("interpreter_pool"), slots=2, unavailable=Fact("no-workers"))
    legs = (sequential, threads, leg(lost, model="distributed", pool="any"), missing)
    of = experiment(*legs, prediction=[one.plan.key for one in legs])
    path = tmp_path / "report.html"
    path.write_text(to_html(evaluate(of), Words(language)), encoding="utf-8")
    return path


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_it_opens_offline_and_everyone_can_read_it(
    browser: Browser, report: Path, scheme: str, width: int
) -> None:
    """It asks for nothing, has nothing that axe objects to, and no wider than the screen."""
    context = browser.new_context(
        offline=True,
        bypass_csp=True,  # for axe alone, which is a script
        color_scheme="dark" if scheme == "dark" else "light",
        viewport={"width": width, "height": 900},
    )
    with context:
        page = context.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(report.as_uri())
        assert asked == [report.as_uri()]
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
