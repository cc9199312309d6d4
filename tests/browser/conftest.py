"""The page in Chromium: a real front, real workers, a real Redis."""

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect, sync_playwright

from tests.helpers.databases import Databases, url_of
from tests.helpers.front_process import Front, running_front
from tests.helpers.worker_process import WorkerProcess

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DEADLINE_MS = 60_000
WIDE = {"width": 1400, "height": 900}


@dataclass
class Site:
    """A front with a worker for threads and one for processes, of two slots each."""

    front: Front
    redis_url: str
    folder: Path
    workers: dict[str, WorkerProcess] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """Where the page is."""
        return f"http://127.0.0.1:{self.front.port}/"

    def start_worker(self, pool: str) -> WorkerProcess:
        """Start a worker; it lives until the tests of the module end."""
        files, log = self.folder / "files", self.folder / f"{pool}.log"
        # A lease long enough to see a worker that is silent, and not yet given up.
        slow = {"PARALLAX_HEARTBEAT_SECS": "1", "PARALLAX_LEASE_SECS": "60"}
        self.workers[pool] = WorkerProcess(self.redis_url, pool, files, log, **slow)
        return self.workers[pool]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; without one the tests are skipped, and fail in CI."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        if os.environ.get("CI"):
            pytest.fail("there is no Chromium, which CI installs")
        pytest.skip("there is no Chromium")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield running
        running.close()


@pytest.fixture(scope="module")
def site(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A running stack of the module's own."""
    folder = tmp_path_factory.mktemp("site")
    with ExitStack() as stack:
        redis_url = url_of(stack.enter_context(databases.clean()))
        front = stack.enter_context(running_front(folder / "front.log", redis_url))
        site = Site(front, redis_url, folder)
        for pool in ("threads", "processes"):
            stack.callback(site.start_worker(pool).kill)
        yield site


@pytest.fixture
def page(browser: Browser, site: Site) -> Iterator[Page]:
    """The page in English, live; at the end there was no error and no request to another host."""
    expect.set_options(timeout=DEADLINE_MS)
    context = browser.new_context(viewport=WIDE, locale="en-GB")  # type: ignore[arg-type]
    page = context.new_page()
    page.set_default_timeout(DEADLINE_MS)
    wrong: list[str] = []
    page.on("console", lambda message: _note_console(wrong, message))
    page.on("pageerror", lambda error: wrong.append(f"error: {error}"))
    page.on("request", lambda request: _note_request(wrong, request, site.url))
    open_page(page, site)
    yield page
    context.close()
    assert not wrong


def open_page(page: Page, site: Site, language: str = "en") -> None:
    """Open the page and wait until it is live and knows both workers."""
    page.goto(f"{site.url}?lang={language}")
    expect(page.locator("#live")).to_have_attribute("data-state", "live")
    expect(page.locator(".worker")).to_have_count(2)


def _note_console(wrong: list[str], message: ConsoleMessage) -> None:
    # What the server refuses on purpose, the browser prints as an error, too.
    if message.type in ("error", "warning") and "Failed to load resource" not in message.text:
        wrong.append(f"console: {message.text}")


def _note_request(wrong: list[str], request: Request, url: str) -> None:
    if not request.url.startswith((url, "data:", "blob:")):
        wrong.append(f"request: {request.url}")
