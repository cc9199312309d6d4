"""What runs is named, however many newer downloads wait."""

from playwright.sync_api import Browser, expect

from tests.browser.conftest import WIDE, Site, open_page
from tests.helpers.waiting import wait_until


def test_what_runs_behind_thousands_of_newer_downloads_has_its_name(browser: Browser, site: Site) -> None:
    site.front.submit("behind them all", pool="threads", time_scale=10)
    site.front.submit(*(f"newer {number}" for number in range(2_100)), pool="interpreters")
    site.front.submit("shown", pool="processes", time_scale=10)
    wait_until(lambda: site.front.ask("/api/v1/workers").json["slots_busy"] == 2, saying="both run")
    page = browser.new_page(viewport=WIDE)  # type: ignore[arg-type]
    open_page(page, site)
    row = page.locator(".row[data-state=running]", has_text="behind them all")
    expect(row.locator(".row__who")).to_have_text("threads 1", timeout=20_000)
    page.close()
