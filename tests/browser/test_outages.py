"""What the page says when the server or a worker is gone."""

import re
import signal

from playwright.sync_api import Browser, expect

from tests.browser.conftest import WIDE, Site, open_page
from tests.helpers.process_tree import processes_of_session, signal_all


def test_a_worker_that_stopped_answering_is_not_counted_and_clocks_stop_with_the_server(
    browser: Browser, site: Site
) -> None:
    page = browser.new_page(viewport=WIDE)  # type: ignore[arg-type]
    open_page(page, site)
    site.front.submit("long", pool="threads", time_scale=10)
    expect(page.locator("#totals [data-state=running] dd")).to_have_text("1", timeout=20_000)

    worker = site.workers["processes"]
    signal_all(processes_of_session(worker.process.pid), signal.SIGSTOP)
    expect(page.locator("#workers-slots")).to_have_text("1 of 2 slots busy", timeout=30_000)
    signal_all(processes_of_session(worker.process.pid), signal.SIGCONT)
    expect(page.locator("#workers-slots")).to_have_text("1 of 4 slots busy", timeout=30_000)

    site.front.process.kill()
    signal_all(processes_of_session(site.front.process.pid), signal.SIGKILL)
    expect(page.locator("#live")).to_have_attribute("data-state", "offline", timeout=30_000)
    expect(page.locator("#live-hint")).to_have_text(re.compile("does not answer"))
    elapsed = page.locator("#elapsed").inner_text()
    # Two more rounds of asking in vain: the clock would have gone on by some seconds.
    for _ in range(2):
        with page.expect_event("requestfailed", timeout=30_000):
            pass
    assert page.locator("#elapsed").inner_text() == elapsed
    page.close()
