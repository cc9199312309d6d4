"""What runs is named, however many newer downloads wait."""

import re

from playwright.sync_api import Browser, expect

from tests.browser.conftest import WIDE, Site, open_page


def test_what_runs_behind_thousands_of_newer_downloads_has_its_name(browser: Browser, site: Site) -> None:
    site.front.submit("behind them all", pool="threads", time_scale=10)
    site.front.submit(*(f"newer {number}" for number in range(2_100)), pool="interpreters")
    page = browser.new_page(viewport=WIDE)  # type: ignore[arg-type]
    open_page(page, site)
    row = page.locator(".row[data-state=running]").first
    expect(row.locator(".row__name")).to_have_text("behind them all", timeout=30_000)
    expect(row.locator(".row__who")).to_have_text(re.compile("threads 1"))
    row.get_by_role("button", name="Cancel").click()
    expect(row).to_have_count(0, timeout=30_000)
    page.close()
