"""The picture is well-formed SVG, whatever was measured."""

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from download_task import Outcome
from lab.leg import Leg
from lab.picture import draw
from tests.helpers.outcomes import outcome
from words import Language, Words

SVG = "{http://www.w3.org/2000/svg}"


def parsed(legs: list[Leg], title: str = "a title") -> ElementTree.Element:
    return ElementTree.fromstring(draw(legs, title=title, words=Words("en")).encode())  # noqa: S314 (made by us)


def bars(picture: ElementTree.Element) -> list[ElementTree.Element]:
    return [rect for rect in picture.iter(f"{SVG}rect") if rect.get("fill")]


def texts(picture: ElementTree.Element) -> list[str]:
    return [str(text.text) for text in picture.iter(f"{SVG}text")]


def leg(*outcomes: Outcome, model: str = "threads", makespan_secs: float = 2.0) -> Leg:
    return Leg(model, 2, makespan_secs, list(outcomes))


@given(st.text(st.characters(exclude_categories=["Cs"])), st.text(st.characters(exclude_categories=["Cs"])))
def test_any_title_and_name_make_well_formed_xml(title: str, name: str) -> None:
    picture = parsed([leg(outcome(name=name), model=name)], title=title)
    assert picture.tag == f"{SVG}svg"
    assert len(bars(picture)) == 1


def test_a_name_stands_in_it_as_it_is() -> None:
    name = '<script>&"]]>下载'
    picture = parsed([leg(outcome(name=name))], title=name)
    assert texts(picture)[0] == name
    (tip,) = [title for bar in bars(picture) for title in bar.iter(f"{SVG}title")]
    assert str(tip.text).startswith(name)


@given(
    st.lists(
        st.tuples(
            st.floats(0, 1e6),
            st.lists(st.tuples(st.floats(0, 1e6), st.floats(0, 1e6), st.integers(1, 12)), max_size=12),
        ),
        max_size=4,
    )
)
def test_any_durations_make_finite_figures(
    measured: list[tuple[float, list[tuple[float, float, int]]]],
) -> None:
    legs = [
        leg(
            *(outcome(started_at=at, wall_secs=secs, thread=thread) for at, secs, thread in runs),
            makespan_secs=makespan,
        )
        for makespan, runs in measured
    ]
    document = draw(legs, title="t", words=Words("en"))
    ElementTree.fromstring(document.encode())  # noqa: S314 (made by us)
    assert "nan" not in document
    assert "inf" not in document


@pytest.mark.parametrize("makespan_secs", [0.0, 1e-9, 0.3, 7.0, 5_999.0, 6_001.0, 1e6])
def test_the_time_axis_begins_at_nothing_and_has_a_few_lines(makespan_secs: float) -> None:
    picture = parsed([leg(outcome(wall_secs=makespan_secs), makespan_secs=makespan_secs)])
    lines = list(picture.iter(f"{SVG}line"))
    assert 1 <= len(lines) <= 13
    assert "0 s" in texts(picture)


def test_no_legs_make_a_picture_with_a_title() -> None:
    assert texts(parsed([]))[0] == "a title"
    assert bars(parsed([])) == []
    assert bars(parsed([leg()])) == []


def test_a_bar_is_as_long_as_its_task_and_stands_in_its_runners_lane() -> None:
    first = outcome(started_at=0.0, wall_secs=1.0, thread=1)
    later = outcome(started_at=1.0, wall_secs=1.0, thread=1)
    other = outcome(started_at=0.0, wall_secs=2.0, thread=2)
    one, two, three = bars(parsed([leg(first, later, other)]))
    assert float(str(one.get("width"))) == pytest.approx(float(str(two.get("width"))), abs=0.2)
    assert float(str(three.get("width"))) == pytest.approx(2 * float(str(one.get("width"))), abs=2)
    assert one.get("y") == two.get("y") != three.get("y")


def test_a_download_has_one_colour_in_every_leg() -> None:
    outcomes = [outcome(started_at=float(number), thread=number) for number in range(3)]
    picture = parsed([leg(*outcomes), leg(*outcomes, model="processes")])
    colours = [bar.get("fill") for bar in bars(picture)]
    assert colours[:3] == colours[3:]
    assert len(set(colours)) == 3


def test_more_lanes_than_fit_are_told_and_not_drawn() -> None:
    many = leg(*(outcome(thread=number) for number in range(20)))
    picture = parsed([many])
    assert len(bars(picture)) == 8
    assert "2.00 s · 20 threads, 8 shown" in texts(picture)


@pytest.mark.parametrize(
    ("runners", "words"),
    [
        ([(1, 1)], "1 thread"),
        ([(1, 1), (1, 2)], "2 threads"),
        ([(1, 1), (2, 1)], "2 processes"),
        ([(1, 1), (1, 2), (2, 1)], "3 threads in 2 processes"),
    ],
)
def test_who_ran_a_leg_is_told_in_words(runners: list[tuple[int, int]], words: str) -> None:
    picture = parsed([leg(*(outcome(pid=pid, thread=thread) for pid, thread in runners))])
    assert f"2.00 s · {words}" in texts(picture)


@pytest.mark.parametrize(("language", "who"), [("en", "9 threads, 8 shown"), ("zh", "9 个线程，只画出 8 个")])
def test_who_ran_a_leg_is_told_in_the_readers_language(language: Language, who: str) -> None:
    ran = leg(*(outcome(thread=number) for number in range(9)))
    document = draw([ran], title="t", words=Words(language))
    assert f"2.00 s · {who}" in texts(ElementTree.fromstring(document.encode()))  # noqa: S314 (made by us)
    assert f'lang="{language}"' in document
