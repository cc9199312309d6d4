"""Every control of the page does what it says, in both languages."""

import os
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from redis import Redis

from tests.browser.conftest import Site, open_page
from wire import note_unserved


def start(page: Page, names: str, *, scale: str = "0.02", pool: str = "threads") -> None:
    """Fill the form in and press Start."""
    page.fill("#names", names)
    page.click(f"label[for=pool-{pool}]")
    page.evaluate("document.getElementById('more').open = true")
    page.fill("#time_scale", scale)
    page.click("#start")


def wait_until_done(page: Page, *, of: int) -> None:
    """Wait until the batch shown has ended."""
    expect(page.locator("#summary-title")).to_have_text("Latest")
    expect(page.locator("#summary-of")).to_contain_text(f"{of} download")


def test_start_runs_what_is_written_and_shows_it_everywhere(page: Page) -> None:
    start(page, "alpha\nbeta\ngamma")
    expect(page.locator("#said")).to_have_text("3 downloads are queued.")
    wait_until_done(page, of=3)
    expect(page.locator("#totals [data-state=finished] dd")).to_have_text("3")
    expect(page.locator("#quotient-name")).to_have_text("Speed-up")
    expect(page.locator("#quotient")).to_have_text(re.compile(r"^\d+\.\d\d×$|^–$"))
    expect(page.locator("#timeline-who")).to_contain_text("one function: download_task")
    expect(page.locator(".lanes__legend li")).to_have_text(["threads"])
    expect(page.locator("#log li").filter(has_text="Downloading alpha took")).to_have_count(1)
    expect(page.locator(".batch").first.locator(".row")).to_have_count(3)


def test_the_log_is_in_order_names_its_runner_and_is_there_after_a_reload(page: Page, site: Site) -> None:
    start(page, "ordered")
    wait_until_done(page, of=1)
    open_page(page, site)
    lines = page.locator("#log .log__text")
    expect(lines.filter(has_text="Downloading ordered took")).to_have_count(1)
    texts = [text for text in lines.all_text_contents() if "ordered" in text]
    assert texts[0] == "Downloading ordered"
    assert texts[1].startswith("Downloading ordered took")
    expect(page.locator("#log .log__who").last).to_have_text("threads 1")


@pytest.mark.parametrize(("fill", "count"), [("note", 2), ("many", 24)])
def test_the_fillings_fill_the_form(page: Page, fill: str, count: int) -> None:
    page.click(f"[data-fill={fill}]")
    expect(page.locator("#names-count")).to_have_text(f"{count} downloads")
    expect(page.locator("#start")).to_have_text(f"Start {count} downloads")


def test_options_show_what_they_mean_and_refuse_nonsense(page: Page) -> None:
    page.click("#more summary")
    expect(page.locator("#rounds-field")).to_be_hidden()
    page.select_option("#work", "python")
    expect(page.locator("#rounds-field")).to_be_visible()
    page.fill("#time_scale", "2")
    expect(page.locator("#time-scale-hint")).to_have_text("A simulated download takes 10 s to 20 s.")
    page.fill("#retries", "1000")
    page.fill("#seed", "1.5")
    page.click("#start")
    expect(page.locator("#errors li")).to_have_count(2)
    page.fill("#names", "")
    page.click("#start")
    expect(page.locator("#errors")).to_contain_text("Write at least one name or URL.")


def test_the_servers_objection_leads_to_its_line(page: Page) -> None:
    start(page, "good\nbad/name\nfine")
    page.locator("#errors button").first.click()
    selected = (
        "document.getSelection().toString() || names.value.slice(names.selectionStart, names.selectionEnd)"
    )
    assert (
        page.evaluate(f"(() => {{ const names = document.getElementById('names'); return {selected} }})()")
        == "bad/name"
    )


def test_computing_in_threads_is_not_called_a_speed_up(page: Page) -> None:
    page.evaluate("document.getElementById('more').open = true")
    page.select_option("#work", "python")
    page.fill("#rounds", "200")
    start(page, "a\nb", scale="0")
    wait_until_done(page, of=2)
    expect(page.locator("#quotient-name")).to_have_text("Cores busy, on average")
    cores = min(2, len(os.sched_getaffinity(0)))  # two slots
    expect(page.locator("#quotient")).to_have_text(re.compile(rf"^\d\.\d\d of {cores}$"))
    assert float(page.locator("#quotient").inner_text().split()[0]) < 1.3


def test_a_pool_that_nobody_serves_is_said_to_be_so_with_the_reason_and_start_asks(
    page: Page, site: Site
) -> None:
    note_unserved(Redis.from_url(site.redis_url), "interpreters", "no-python-3-14", {"version": "3.11.7"})
    expect(page.locator("label[for=pool-interpreters] .form__off")).to_be_visible()
    page.click("label[for=pool-interpreters]")
    expect(page.locator("#pool-why code")).to_have_text("uv python install 3.14")
    start(page, "nobody", pool="interpreters")
    expect(page.locator("#unserved")).to_be_visible()
    expect(page.locator("#unserved-why")).to_contain_text("uv python install 3.14")
    page.click("#unserved button[value=back]")
    expect(page.locator("#said")).to_have_text("")
    page.click("#start")
    page.click("#unserved button[value=queue]")
    expect(page.locator("#said")).to_have_text("1 download is queued.")
    expect(page.locator("#timeline-empty")).to_contain_text("Queued. Interpreters have no worker")
    start(page, "next")  # what is left over does not join the next batch
    wait_until_done(page, of=1)
    page.locator(".batch", has_text="for interpreters").get_by_role("button", name="Cancel all").click()
    expect(page.locator(".batch", has_text="for interpreters").locator(".row")).to_have_attribute(
        "data-state", "cancelled"
    )


def test_cancel_by_keyboard_keeps_the_focus_in_its_row(page: Page) -> None:
    start(page, "to-cancel\nto-keep", scale="1")
    button = page.get_by_role("button", name="Cancel to-cancel")
    button.focus()
    page.keyboard.press("Enter")
    again = page.get_by_role("button", name="Run to-cancel again")
    expect(again).to_be_visible()
    expect(again).to_be_focused()
    page.get_by_role("button", name="Cancel to-keep").click()
    expect(page.get_by_role("button", name="Run to-keep again")).to_be_visible()
    page.locator("#time_scale").fill("0")
    again.click()
    page.get_by_role("button", name="Cancel to-cancel").click()


def test_four_of_four_failed_is_no_green_bar(page: Page) -> None:
    start(page, "\n".join(f"http://127.0.0.1:8081/missing-{i}" for i in range(4)))
    wait_until_done(page, of=4)
    expect(page.locator("#totals [data-state=failed] dd")).to_have_text("4")
    share = "document.querySelector('#summary-bar [data-state={}]').style.flexBasis"
    assert page.evaluate(share.format("failed")) == "100%"
    assert page.evaluate(share.format("finished")) == "0%"
    expect(page.locator("#summary-bar")).to_have_attribute("aria-valuetext", "100%, 4 failed")
    page.locator(".batch").first.get_by_role("button", name="Run failed again").click()
    expect(page.locator(".batch").first.locator(".badge").first).to_have_text("run 2")


def test_filters_show_one_state_and_do_not_say_empty_before_the_server_has_answered(page: Page) -> None:
    start(page, "filtered")
    wait_until_done(page, of=1)
    page.evaluate(
        """() => {
          window.seen = [];
          const empty = document.getElementById("list-empty");
          new MutationObserver(() => empty.hidden || window.seen.push(empty.textContent))
            .observe(empty, { attributes: true, childList: true });
        }"""
    )
    page.click("[data-filter=finished]")
    expect(page.locator(".row[data-state=finished]").first).to_be_visible()
    expect(page.locator(".row:not([data-state=finished])")).to_have_count(0)
    assert page.evaluate("window.seen") == []
    page.click("[data-filter=running]")
    expect(page.locator("#list-empty")).to_have_text("No downloads in this state.")
    page.click("[data-filter='']")


def test_another_batch_can_be_shown(page: Page) -> None:
    start(page, "first")
    wait_until_done(page, of=1)
    start(page, "second\nthird")
    wait_until_done(page, of=2)
    page.locator(".batch", has_text="first").get_by_role("button", name="Show above").click()
    wait_until_done(page, of=1)


def test_workers_have_names_and_their_details_on_demand(page: Page) -> None:
    expect(page.locator(".worker__name")).to_have_text(["≡ threads 1", "▣ processes 1"])
    expect(page.locator(".worker__facts").first).to_be_hidden()
    page.locator(".worker summary").first.click()
    expect(page.locator(".worker__facts").first).to_contain_text("process ")
    expect(page.locator("#workers-slots")).to_have_text("0 of 4 slots busy")


def test_the_foot_names_the_version(page: Page) -> None:
    expect(page.locator("footer span")).to_have_text(re.compile(r"^Parallax \d+\.\d+\.\d+$"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_axe_finds_nothing(page: Page, site: Site, language: str, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    start(page, "seen\nby axe\nhttp://127.0.0.1:8081/missing")
    wait_until_done(page, of=3)
    open_page(page, site, language)
    expect(page.locator(".row").first).to_be_visible()
    page.evaluate("document.getElementById('more').open = true")
    found = Axe().run(page)
    assert not found.response["violations"], found.generate_report()


def test_chinese_is_chosen_by_a_link_and_remembered(page: Page, site: Site) -> None:
    page.click("[data-language=zh]")
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
    expect(page.locator("#start")).to_contain_text("开始")
    expect(page.locator(".worker__name").first).to_have_text("≡ 线程池 1")
    page.goto(site.url)
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
    page.click("#start")
    expect(page.locator("#log .log__text").first).to_contain_text("启动下载进程")
    for button in page.get_by_role("button", name="全部取消").all():
        button.click()


@pytest.mark.timeout(300)
def test_of_two_thousand_names_only_some_rows_are_made(page: Page) -> None:
    start(page, "\n".join(f"name-{number}" for number in range(2_000)), scale="10")
    first = page.locator(".batch").first
    expect(page.locator("#summary-of")).to_contain_text("2,000 downloads")
    expect(page.locator("#totals [data-state=running] dd")).to_have_text("2")
    expect(first.locator(".row")).to_have_count(30)
    expect(first.locator(".row").first).to_have_attribute("data-state", "running")
    first.get_by_role("button", name="Show more").click()
    expect(first.locator(".row")).to_have_count(130)
    first.get_by_role("button", name="Cancel all").click()
    expect(page.locator("#totals [data-state=cancelled] dd")).to_have_text("2,000", timeout=150_000)
