"""Events travel as JSON through one stream, whose IDs say where a reader has got to."""

import json
from collections.abc import Iterator
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from redis import Redis

from tests.helpers.databases import url_of
from wire import Event, events, keys, publish, read_after
from wire.events import EventType, newest_id, oldest_id

texts = st.text(st.characters(exclude_categories=["Cs"]))
values = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts
any_event = st.builds(
    Event,
    type=st.sampled_from(get_args(EventType)),
    batch=texts,
    download=texts,
    at=st.floats(0, 1e10),
    data=st.dictionaries(texts, values | st.lists(values) | st.dictionaries(texts, values)),
)


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


@pytest.mark.parametrize("text", ["", "x", "[]", "5", "{}", '{"type": "started", "colour": "red"}'])
def test_something_else_is_no_event(text: str) -> None:
    with pytest.raises((ValueError, TypeError)):
        Event.from_json(text)


def test_what_is_published_is_read_in_order(stream: "Redis") -> None:
    told = [Event("started", "b", "1"), Event("progress", "b", "1", data={"名": [1]}), Event("finished")]
    publish(stream, *told)
    publish(stream, Event("queued"))
    read = read_after(stream, "0")
    assert [event for _, event in read][:3] == told
    assert len(read) == 4


def test_a_reader_goes_on_after_the_last_id_it_saw(stream: "Redis") -> None:
    publish(stream, *(Event("progress", download=str(number)) for number in range(5)))
    first = read_after(stream, "0", count=2)
    rest = read_after(stream, first[-1][0])
    assert [event.download for _, event in first + rest] == ["0", "1", "2", "3", "4"]
    assert read_after(stream, rest[-1][0]) == []


def test_a_reader_that_waits_in_vain_gets_nothing(stream: "Redis") -> None:
    assert read_after(stream, "$", block_ms=1) == []


def test_the_ends_of_the_stream_are_known(stream: "Redis") -> None:
    assert (oldest_id(stream), newest_id(stream)) == (None, "0-0")
    publish(stream, Event("started"), Event("finished"))
    ids = [entry_id for entry_id, _ in read_after(stream, "0")]
    assert [oldest_id(stream), newest_id(stream)] == ids


def test_events_of_a_pipeline_are_told_with_its_transaction(stream: "Redis") -> None:
    with stream.pipeline() as pipeline:
        publish(pipeline, Event("queued"))
        assert read_after(stream, "0") == []
        pipeline.execute()
    assert len(read_after(stream, "0")) == 1


def test_the_stream_forgets_the_oldest(redis: "Redis", monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "STREAM_MAX_EVENTS", 100)
    publish(redis, *(Event("progress") for _ in range(500)))
    length = redis.xlen(keys.EVENTS)
    assert 100 <= length < 300  # trimmed by whole nodes of 100 entries
    assert json.loads(read_after(redis, "0", count=1)[0][1].to_json())["type"] == "progress"
