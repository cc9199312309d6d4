"""The report: one file, complete, harmless, and of bounded size."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lab.evaluation import evaluate
from lab.experiment import Experiment, Fact, Leg, LegPlan, Machine, PythonInfo
from lab.exports import to_html
from tests.helpers.experiments import experiment, leg, leg_run, task
from tests.helpers.many_tasks import large_experiment
from words import LANGUAGES, Language, Words

VOID = {"meta", "br"}


class Reader(HTMLParser):
    """Reads a document; every element must be closed by its own end tag."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def read(of: Experiment, language: Language = "en") -> Reader:
    """The report, read."""
    reader = Reader()
    reader.feed(to_html(evaluate(of), words=Words(language)))
    reader.close()
    assert reader.open == []
    return reader


def two_legs(**more: object) -> Experiment:
    """A sequential leg and a pool, twice each."""
    slow = [leg_run(task(0), task(1, start=1.0), repeat=n) for n in range(2)]
    fast = [leg_run(task(0), task(1, thread_id=2), repeat=n) for n in range(2)]
    sequential = leg(*slow, model="sequential", slots=1)
    return experiment(sequential, leg(*fast), **more)


def test_it_says_what_was_found_and_how() -> None:
    """The sentences, the figures, and what an interval of two repeats is worth."""
    said = read(two_legs(prediction=("sequential", "thread_pool"))).text
    for part in (
        "Thread pool: 2 ×",
        "Up to 2 tasks waited",
        "2.00 s",
        "2.00 ×",
        "at most 50 of 100",
        "2 cores",
    ):
        assert part in said
    assert "Predicted, fastest first" in said
    assert "Predicted, fastest first" not in read(two_legs()).text


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_needs_nothing_else_and_runs_nothing(language: Language) -> None:
    """It is opened from a disk, without a network."""
    document = to_html(evaluate(two_legs()), words=Words(language))
    assert "<script" not in document
    assert f'<html lang="{language}">' in document
    assert not re.search(r"(src|href)=", document)
    assert set(re.findall(r"url\(([^)]*)\)", document)) <= {
        f"#{k}" for k in ("gil", "core", "other", "failed", "again")
    }
    assert "default-src 'none'" in document


any_text = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)


@settings(deadline=None)  # a busy machine is no failure
@given(
    any_text
    | st.sampled_from(["<script>alert(1)</script>", '" onload="x', "</title><img src=x>", "<!--", "]]>"])
)
def test_no_name_becomes_markup(name: str) -> None:
    """Names of tasks, hosts, models, Pythons and machines come from outside."""
    plain = read(two_legs(machine=Machine("here", 2.0)))
    python = PythonInfo(name, name, name, free_threaded=False, gil=True)
    hostile = leg(leg_run(task(name=name, host=name)), model=name, python_id=name, python=python)
    missing = Leg(LegPlan("threads", pool=name), 1, unavailable=Fact(name), failure=Fact(name))
    of = experiment(hostile, missing, machine=Machine(name, 2.0, name, name), failure=Fact(name))
    found = read(replace(of, id=name))
    assert found.tags - plain.tags <= {"title", "path", "rect"}
    assert not {attribute for attribute in found.attributes if attribute.startswith("on")}


def test_an_experiment_that_has_not_started_has_a_report() -> None:
    """And one that failed, or was cancelled."""
    for state in ("queued", "running", "failed", "cancelled"):
        read(experiment(state=state, machine=None))


@pytest.mark.parametrize("name", ["file", "下载" * 60])
def test_a_large_experiment_makes_a_report_below_2_mb(name: str) -> None:
    """11 legs of 1,000 tasks."""
    assert len(to_html(large_experiment(name), words=Words("en")).encode()) < 2_000_000
