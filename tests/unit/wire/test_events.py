"""Events travel as JSON through one stream, whose IDs say where a reader has got to."""

import json
from collections.abc import Iterator
from dataclasses import asdict

import pytest
from hypothesis import given
from hypothesis import strategies as st
from redis import Redis

from tests.helpers.databases import url_of
from wire import (
    EVENT_TYPES,
    Ended,
    Event,
    EventType,
    ExperimentProgress,
    Progress,
    Queued,
    events,
    keys,
    publish,
    read_after,
)
from wire.events import newest_id, oldest_id
from wire.payloads import PAYLOAD_OF, Payload


def is_json(event: Event) -> bool:
    """Whether it holds neither NaN nor an infinity, which JSON has no words for."""
    try:
        json.dumps(asdict(event), allow_nan=False)
    except ValueError:
        return False
    return True


PAYLOADS: dict[EventType, st.SearchStrategy[Payload]] = {
    kind: st.from_type(payload) for kind, payload in PAYLOAD_OF.items() if kind != "experiment-progress"
}
scalars = st.none() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text("ab")
PAYLOADS["experiment-progress"] = st.builds(
    ExperimentProgress, tasks=st.lists(st.lists(scalars | st.lists(scalars, max_size=3), max_size=9))
)
texts = st.text(st.characters(exclude_categories=["Cs"]))
any_event = st.sampled_from(EVENT_TYPES).flatmap(
    lambda kind: st.builds(
        Event,
        type=st.just(kind),
        data=PAYLOADS[kind],
        batch=texts,
        download=texts,
        at=st.floats(0, 1e10),
    ).filter(is_json)
)
FIRST = Progress(1)


@pytest.fixture(params=[2, 3], ids=["RESP2", "RESP3"])
def stream(request: pytest.FixtureRequest, redis: "Redis") -> Iterator["Redis"]:
    """A connection in each of the protocols of Redis."""
    with Redis.from_url(url_of(redis), protocol=request.param) as connection:
        yield connection


@given(any_event)
def test_an_event_comes_back_from_json_as_it_was(event: Event) -> None:
    text = event.to_json()
    assert "\n" not in text
    assert Event.from_json(text) == Event.from_json(text.encode()) == event


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "[]",
        "5",
        "{}",
        '{"type": "started", "colour": "red"}',
        '{"type": "dreamt", "batch": "", "download": "", "at": 1, "data": {}}',
        '{"type": "queued", "batch": "", "download": "", "at": 1, "data": {"count": "1", "pool": "any"}}',
        '{"type": "queued", "batch": "", "download": "", "at": NaN, "data": {"count": 1, "pool": "any"}}',
        '{"type": "queued", "batch": 5, "download": "", "at": 1, "data": {"count": 1, "pool": "any"}}',
    ],
)
def test_something_else_is_no_event(text: str) -> None:
    with pytest.raises((ValueError, TypeError, KeyError)):
        Event.from_json(text)


def test_what_is_published_is_read_in_order(stream: "Redis") -> None:
    told = [Event("progress", FIRST, "b", "1"), Event("finished", Ended("名"), "b", "1")]
    publish(stream, *told)
    publish(stream, Event("queued", Queued(1, "any")))
    read = read_after(stream, "0")
    assert [event for _, event in read][:2] == told
    assert len(read) == 3


def test_a_reader_goes_on_after_the_last_id_it_saw(stream: "Redis") -> None:
    publish(stream, *(Event("progress", FIRST, download=str(number)) for number in range(5)))
    first = read_after(stream, "0", count=2)
    rest = read_after(stream, first[-1][0])
    assert [event.download for _, event in first + rest] == ["0", "1", "2", "3", "4"]
    assert read_after(stream, rest[-1][0]) == []


def test_a_reader_that_waits_in_vain_gets_nothing(stream: "Redis") -> None:
    assert read_after(stream, "$", block_ms=1) == []


def test_the_ends_of_the_stream_are_known(stream: "Redis") -> None:
    assert (oldest_id(stream), newest_id(stream)) == (None, "0-0")
    publish(stream, Event("progress", FIRST), Event("finished", Ended("a")))
    ids = [entry_id for entry_id, _ in read_after(stream, "0")]
    assert [oldest_id(stream), newest_id(stream)] == ids


def test_events_of_a_pipeline_are_told_with_its_transaction(stream: "Redis") -> None:
    with stream.pipeline() as pipeline:
        publish(pipeline, Event("queued", Queued(1, "any")))
        assert read_after(stream, "0") == []
        pipeline.execute()
    assert len(read_after(stream, "0")) == 1


def test_the_stream_forgets_the_oldest(redis: "Redis", monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "STREAM_MAX_EVENTS", 100)
    publish(redis, *(Event("progress", FIRST) for _ in range(500)))
    length = redis.xlen(keys.EVENTS)
    assert 100 <= length < 300  # trimmed by whole nodes of 100 entries
    assert json.loads(read_after(redis, "0", count=1)[0][1].to_json())["type"] == "progress"
