"""The picture: well-formed whatever was measured, and true to the figures."""

import re
from dataclasses import replace
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lab.evaluation import evaluate
from lab.experiment import Experiment, Fact, Leg, LegPlan, Sample
from lab.exports.saying import columns, wrapped
from lab.exports.svg import to_svg
from tests.helpers.experiments import experiment, leg, leg_run, task
from tests.helpers.many_tasks import large_experiment
from words import Language, Words

SVG = "{http://www.w3.org/2000/svg}"
GEOMETRY = ("d", "x", "y", "width", "height", "viewBox")
BOX = re.compile(r"M([\d.]+) ([\d.]+)h([\d.]+)v([\d.]+)")
any_text = st.text(st.characters(exclude_categories=["Cs"]))


def drawn(*experiments: Experiment, language: Language = "en") -> ElementTree.Element:
    """The picture, parsed."""
    document = to_svg(*map(evaluate, experiments), words=Words(language))
    picture = ElementTree.fromstring(document.encode())  # noqa: S314 (made by us)
    figures = [element.get(name, "") for element in picture.iter() for name in GEOMETRY]
    assert not [figure for figure in figures if "nan" in figure or "inf" in figure]
    assert not re.search(r"\b(nan|inf) (s|ms|×|MiB)", document)
    return picture


def boxes(picture: ElementTree.Element, look: str) -> list[tuple[float, ...]]:
    """Left, top, width and height of all boxes of one look; those of the legend are not counted."""
    paths = [path for path in picture.findall(f"{SVG}path") if look in (path.get("class"), path.get("fill"))]
    return [tuple(map(float, box)) for path in paths for box in BOX.findall(str(path.get("d")))]


def texts(picture: ElementTree.Element) -> list[str]:
    """All that is written, tips too."""
    return [str(text.text) for name in ("text", "title") for text in picture.iter(f"{SVG}{name}")]


@settings(deadline=None)  # a busy machine is no failure
@given(any_text, any_text)
def test_any_name_makes_well_formed_xml(name: str, model: str) -> None:
    """Names of tasks, hosts and models come from outside."""
    of = leg(leg_run(task(name=name, host=name)), model=model or "x", python_id=model)
    assert drawn(experiment(of)).tag == f"{SVG}svg"


@pytest.mark.parametrize("name", ['<script>&"]]>', "</title><g onload='x'>", "下载 é"])
def test_a_name_stands_in_it_as_it_is(name: str) -> None:
    """Nothing of it is markup."""
    assert f"{name} 1.00 s" in texts(drawn(experiment(leg(leg_run(task(name=name))))))


secs = st.floats(0, 1e6)


@settings(deadline=None)  # a busy machine is no failure
@given(st.lists(st.tuples(secs, secs, secs, st.integers(1, 12)), max_size=12), secs)
def test_any_times_make_finite_shapes(
    measured: list[tuple[float, float, float, int]], makespan_secs: float
) -> None:
    """Also of a leg without tasks, and of one that took no time."""
    tasks = [
        task(n, start=start, secs=length, work=work, thread_id=thread)
        for n, (start, length, work, thread) in enumerate(measured)
    ]
    drawn(experiment(leg(leg_run(*tasks, makespan_secs=makespan_secs)), leg(model="sequential")))


def test_heights_of_a_bar_are_the_shares_of_its_time() -> None:
    """A quarter computed, the rest waited for the GIL: in which order, nobody knows."""
    tasks = [task(n, secs=2.0, work=2.0, cpu=0.5, thread_id=n) for n in (1, 2)]
    picture = drawn(experiment(leg(leg_run(*tasks))))
    computing, gil = boxes(picture, "family-threads solid"), boxes(picture, "url(#gil)")
    assert len(computing) == len(gil) == 2
    assert gil[0][3] / (gil[0][3] + computing[0][3]) == pytest.approx(0.75, abs=0.02)
    assert "waiting for the GIL" in texts(picture)
    assert "waiting for a core" not in texts(picture)


def test_a_bar_is_as_long_as_its_task_and_stands_in_its_lane() -> None:
    """On the axis of all legs."""
    run = leg_run(task(0), task(1, start=1.0), task(2, secs=2.0, thread_id=2))
    one, two, three = boxes(drawn(experiment(leg(run))), "family-threads wait")
    assert one[2] == pytest.approx(two[2], abs=0.2)
    assert three[2] == pytest.approx(2 * one[2], abs=2)
    assert one[1] == two[1] != three[1]


def test_stretches_that_look_alike_are_one_box() -> None:
    """Forty samples of a sleep are one thing to see."""
    samples = tuple(Sample(n / 40, "download", 0.0, 0.0) for n in range(41))
    picture = drawn(experiment(leg(leg_run(task(samples=samples)))))
    assert len(boxes(picture, "family-threads wait")) == 1


def test_runs_that_were_lost_are_marked_by_more_than_a_colour() -> None:
    """And the legend says what the mark means."""
    run = leg_run(task(0, ended="lost", host="a"), task(0, start=1.0, host="b"), task(1, ended="failed"))
    picture = drawn(experiment(leg(run, model="distributed")))
    assert len(boxes(picture, "url(#again)")) == len(boxes(picture, "url(#failed)")) == 1
    assert {"handed back or lost; ran again", "did not finish"} <= set(texts(picture))


def test_more_lanes_than_fit_are_told_and_every_host_is_drawn() -> None:
    """Eight of forty, but not eight of the first host."""
    run = leg_run(*(task(n, host=f"worker-{n % 4}", thread_id=n) for n in range(40)))
    picture = drawn(experiment(leg(run, model="distributed", pool="any")))
    assert len(boxes(picture, "lane")) == 8
    tops = [top for _, top, _, _ in boxes(picture, "lane")]
    assert [below - above > 14 for above, below in pairwise(tops)] == [False, True] * 3 + [False]
    assert "40 threads in 4 processes, 4 hosts, 8 drawn" in " ".join(texts(picture))
    beside = [text for text in picture.findall(f"{SVG}text") if float(text.get("y", 0)) > min(tops)]
    left = [str(text.text) for text in beside if text.get("class") == "small muted" and text.get("x") == "20"]
    assert len(left) == 2, "two lines beside the lanes, none of them over the lanes"
    assert max(map(columns, left)) <= 38


def test_a_leg_that_cannot_run_says_why() -> None:
    """In the place of its lanes."""
    why = Fact("needs-python", {"model": "interpreter_pool", "needed": "3.14", "version": "3.11.7"})
    missing = Leg(LegPlan("interpreter_pool"), slots=2, unavailable=why)
    assert any("Python 3.14" in said for said in texts(drawn(experiment(leg(leg_run(task())), missing))))


@pytest.mark.parametrize(
    ("language", "said"), [("en", "Waiting: 16 tasks, 8 slots"), ("zh", "等待：16 个任务，8 个槽位")]
)
def test_it_speaks_the_readers_language(language: Language, said: str) -> None:
    """And says which."""
    picture = drawn(experiment(leg(leg_run(task()))), language=language)
    assert said in texts(picture)
    assert picture.get("lang") == language


def test_several_experiments_stand_below_each_other() -> None:
    """The README shows two, each with an axis of its own."""
    waiting = experiment(leg(leg_run(task())))
    computing = replace(experiment(leg(leg_run(task(secs=9.0))), workload="computing"), id="e2")
    found = texts(drawn(waiting, computing))
    assert {"Waiting: 16 tasks, 8 slots", "Computing in Python: 16 tasks, 8 slots", "1 s", "9 s"} <= set(
        found
    )
    assert drawn().findall(f"{SVG}text") == []


def test_a_large_experiment_makes_a_picture_of_bounded_size() -> None:
    """11,000 bars."""
    assert len(to_svg(large_experiment(), words=Words("en"))) < 1_000_000


@given(st.text(st.characters(categories=["L", "N", "P", "Zs"]), max_size=200), st.integers(4, 40))
def test_wrapping_loses_no_word(said: str, width: int) -> None:
    """Chinese lines may end after any character."""
    assert "".join("".join(wrapped(said, width)).split()) == "".join(said.split())


def test_lines_are_wrapped_by_their_width() -> None:
    """A Chinese character is as wide as two others."""
    assert wrapped("one two three", 8) == ["one two", "three"]
    assert wrapped("线程池和进程池", 6) == ["线程池", "和进程", "池"]
