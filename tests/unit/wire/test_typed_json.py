"""JSON that anybody may have written becomes the dataclass that it should be, or nothing."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wire import Progress, Run
from wire.typed_json import from_json

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@given(st.builds(Run, number=st.just(7), started_at=st.floats(0, 1e10)))
def test_a_run_comes_back_from_json_as_it_was(run: Run) -> None:
    assert Run.from_json(7, run.to_json()) == run


@given(st.dictionaries(st.sampled_from(["run", "bytes_done", "bytes_total", "fraction", "x"]), anything))
def test_any_value_in_any_field_gives_the_dataclass_or_nothing(fields: dict[str, Any]) -> None:
    read = from_json(Progress, json.dumps(fields))
    assert read is None or json.loads(read.to_json())["run"] == fields["run"]


@pytest.mark.parametrize(
    "text",
    [
        None,
        b"",
        b"\xff",
        b"{",
        b"[]",
        b"[" * 100_000,
        b"{}",
        b'{"run": "1"}',
        b'{"run": true}',
        b'{"run": 1, "fraction": NaN}',
        b'{"run": 1, "fraction": 1e999}',
        b'{"run": 1, "fraction": 1%s}' % (b"0" * 400),
        b'{"run": 1, "bytes_done": null}',
        b'{"run": 1, "bytes_total": 1.5}',
    ],
)
def test_what_is_no_progress_is_nothing(text: bytes | None) -> None:
    assert from_json(Progress, text) is None


def test_unknown_fields_are_ignored_and_missing_ones_have_their_defaults() -> None:
    assert from_json(Progress, b'{"run": 3, "colour": "red", "fraction": 1}') == Progress(3, fraction=1)


@pytest.mark.parametrize("field", ["started_at", "ended_at"])
@pytest.mark.parametrize("secs", [-1e300, -1, 2.6e11, 1e300, 10**400])
def test_a_run_at_a_time_that_no_calendar_has_is_none(field: str, secs: float) -> None:
    known = {"execution": "e", "worker": "w", "pool": "threads", "started_at": 1.5}
    assert Run.from_json(1, json.dumps(known)) is not None
    assert Run.from_json(1, json.dumps(known | {field: secs})) is None
