"""Lanes zoom, pan, replay, and say what their bars are: by wheel, pointer and keys."""

import re
from collections.abc import Iterator
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from benchmarks.lanes import QuietHandler
from tests.browser.conftest import DEADLINE_MS, WIDE

ROOT = Path(__file__).parent.parent.parent
MADE = "void show('computing', 3, {tasks: 40, slots: 4, samples: 5, secs: 1})"
MANY = "void show('computing', 11, {tasks: 200, slots: 64, samples: 5, secs: 1}, false)"


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """A page with nothing but lanes."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(QuietHandler, directory=str(ROOT))) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/benchmarks/lanes_page/"
        server.shutdown()


@pytest.fixture
def lanes(browser: Browser, url: str) -> Iterator[Page]:
    """The page with an experiment that has ended; at the end there was no error."""
    expect.set_options(timeout=DEADLINE_MS)
    context = browser.new_context(viewport=WIDE)  # type: ignore[arg-type]
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(url)
    page.wait_for_function("!!window.show")
    page.evaluate(MADE)
    expect(page.locator(".lanes__group")).to_have_count(3)
    settle(page)
    yield page
    context.close()
    assert not wrong


def settle(page: Page) -> None:
    """Wait until what has changed is drawn."""
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())))")


def view(page: Page) -> dict[str, Any]:
    """The part of the time axis that is shown."""
    settle(page)
    found: dict[str, Any] = page.evaluate("({...lanes.scale.view})")
    return found


def middle(page: Page) -> tuple[float, float]:
    """A point over the lanes."""
    box = page.locator(".lanes__scroller").bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + 60


def test_the_wheel_zooms_with_ctrl_only_and_keeps_the_moment_under_the_pointer(lanes: Page) -> None:
    lanes.set_viewport_size({"width": 1400, "height": 300})
    whole = view(lanes)
    lanes.mouse.move(*middle(lanes))
    lanes.mouse.wheel(0, 120)
    lanes.wait_for_function("scrollY + lanes.scroller.scrollTop > 0")  # it was left to the page
    assert view(lanes) == whole
    lanes.evaluate("scrollTo(0, 0); lanes.scroller.scrollTop = 0")
    at = "lanes.scale.view.start + (600 - lanes.scale.labels) / lanes.scale.scale"
    before = lanes.evaluate(at)
    lanes.mouse.move(lanes.locator(".lanes__scroller").bounding_box()["x"] + 600, middle(lanes)[1])  # type: ignore[index]
    lanes.keyboard.down("Control")
    lanes.mouse.wheel(0, -100)
    lanes.keyboard.up("Control")
    lanes.wait_for_function(f"lanes.scale.view.secs < {whole['secs']}")
    assert lanes.evaluate(at) == pytest.approx(before, abs=whole["secs"] / 500)


def test_dragging_moves_a_zoomed_view_and_stops_at_its_ends(lanes: Page) -> None:
    lanes.get_by_role("button", name="Zoom in").click()
    near = view(lanes)
    x, y = middle(lanes)
    lanes.mouse.move(x, y)
    lanes.mouse.down()
    lanes.mouse.move(x - 100, y)
    lanes.mouse.move(x - 200, y)
    lanes.mouse.up()
    later = view(lanes)
    assert later["secs"] == near["secs"]
    assert later["start"] == pytest.approx(near["start"] + 200 / lanes.evaluate("lanes.scale.scale"))
    lanes.evaluate("lanes.pan(1e6)")
    assert view(lanes)["start"] + near["secs"] == pytest.approx(near["secs"] * 2)
    lanes.get_by_role("button", name="Show all").click()
    assert view(lanes) == {"start": 0, "secs": near["secs"] * 2}


def test_keys_zoom_pan_and_walk_from_run_to_run(lanes: Page) -> None:
    whole = view(lanes)
    lanes.focus(".lanes__scroller")
    lanes.keyboard.press("+")
    lanes.keyboard.press("+")
    near = view(lanes)
    assert near["secs"] == pytest.approx(whole["secs"] / 2.25)
    lanes.keyboard.press("Shift+ArrowRight")
    assert view(lanes)["start"] > near["start"]
    lanes.keyboard.press("0")
    assert view(lanes) == whole
    lanes.keyboard.press("ArrowRight")
    said = lanes.locator(".lanes [role=status]")
    expect(said).to_contain_text("file-0, finished")
    lanes.keyboard.press("ArrowRight")
    expect(said).to_contain_text("file-1, finished")
    lanes.keyboard.press("End")
    expect(said).to_contain_text("file-39, finished")
    lanes.keyboard.press("ArrowDown")
    expect(said).to_contain_text("thread_pool")
    expect(lanes.locator(".lanes__tip")).to_contain_text("waiting for the GIL")
    lanes.keyboard.press("Escape")
    expect(lanes.locator(".lanes__tip")).to_be_hidden()


def test_the_view_follows_the_keyboard_to_bars_out_of_sight(lanes: Page) -> None:
    lanes.focus(".lanes__scroller")
    lanes.keyboard.press("ArrowRight")
    for _ in range(6):
        lanes.keyboard.press("+")
    lanes.keyboard.press("End")
    expect(lanes.locator(".lanes [role=status]")).to_contain_text("file-39")
    near = view(lanes)
    bar = lanes.evaluate("lanes.sections[0].group.lanes[0].bars.at(-1).end")
    assert near["start"] < bar <= near["start"] + near["secs"]
    for _ in range(8):
        lanes.keyboard.press("ArrowDown")
    expect(lanes.locator(".lanes__tip")).to_be_visible()


def test_a_bar_pointed_at_says_what_it_is(lanes: Page) -> None:
    box = lanes.locator(".lanes__canvas").nth(2).bounding_box()
    assert box
    lanes.mouse.move(box["x"] + 136, box["y"] + 10)
    tip = lanes.locator(".lanes__tip")
    expect(tip).to_contain_text(re.compile("^file-0finished · "))
    expect(tip).to_contain_text("thread_pool · thread 1")
    lanes.mouse.move(box["x"] + 20, box["y"] + 10)
    expect(tip).to_be_hidden()


def test_replay_hides_the_future_moves_by_itself_and_ends_with_everything(lanes: Page) -> None:
    lanes.get_by_label("Speed").select_option("0.1")
    full = lanes.evaluate("lanes.sections[0].band.done.toDataURL()")
    lanes.get_by_role("button", name="Replay").click()
    lanes.wait_for_function("document.querySelector('.lanes__slider').value > 0")
    settle(lanes)
    assert lanes.evaluate("lanes.sections[0].band.done.toDataURL()") != full
    lanes.get_by_role("button", name="Pause").click()
    at = lanes.locator(".lanes__slider").input_value()
    settle(lanes)
    assert lanes.locator(".lanes__slider").input_value() == at
    lanes.get_by_label("Speed").select_option("50")
    lanes.focus(".lanes__scroller")
    lanes.keyboard.press("Space")
    expect(lanes.locator(".lanes__toggle")).to_have_text("▶ Replay")
    expect(lanes.locator(".lanes__slider")).to_have_value("1000")
    settle(lanes)
    assert lanes.evaluate("lanes.sections[0].band.done.toDataURL()") == full


def test_nothing_is_drawn_when_nothing_changes_or_it_is_out_of_sight(lanes: Page) -> None:
    assert lanes.evaluate("frames(300)")["drawn"] == 0
    lanes.evaluate("document.querySelector('main').style.marginTop = '3000px'")
    settle(lanes)
    lanes.evaluate("lanes.toggle()")
    assert lanes.evaluate("frames(300)")["drawn"] <= 4  # until the browser has noticed


def test_of_many_lanes_none_is_dropped_and_heads_stay_in_sight(lanes: Page) -> None:
    lanes.evaluate(MANY)
    counts = ["64 lanes · 200 runs"] * 11
    counts[5] = "1 lane · 200 runs"  # the sequential leg
    expect(lanes.locator(".lanes__count")).to_have_text(counts)
    lanes.evaluate("lanes.scroller.scrollTop = 200")
    scroller = lanes.locator(".lanes__scroller").bounding_box()
    head = lanes.locator(".lanes__head").first.bounding_box()
    assert scroller
    assert head
    assert head["y"] == pytest.approx(scroller["y"], abs=1)
    lanes.evaluate("lanes.scroller.scrollTop = 1e6")
    settle(lanes)
    drawn = "lanes.sections.map(({band}) => band.done.width > 0)"
    assert lanes.evaluate(drawn)[-1]
    assert not lanes.evaluate(drawn)[0]


def test_the_figures_are_there_for_who_does_not_see_the_picture(lanes: Page) -> None:
    row = lanes.locator(".lanes tbody tr").nth(1)
    expect(row).to_contain_text("thread_pool")
    expect(row).to_contain_text("4 lanes · 40 runs")
    expect(row).to_contain_text(re.compile(r"waiting for the GIL \d"))
    picture = lanes.locator(".lanes__canvas[role=img]").nth(1)
    expect(picture).to_have_attribute("aria-label", re.compile("thread_pool: .*4 lanes · 40 runs"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(lanes: Page, scheme: str) -> None:
    lanes.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    lanes.focus(".lanes__scroller")
    lanes.keyboard.press("ArrowRight")
    expect(lanes.locator(".lanes__tip")).to_be_visible()
    found = Axe().run(lanes)
    assert not found.response["violations"], found.generate_report()
