"""A download travels as JSON, and whatever comes is checked again."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from download_task import Download, InvalidDownload, Work
from download_task.request import WORK_KINDS
from wire import DOWNLOAD_JOB, pack, unpack
from worker import jobs

names = st.text(
    st.characters(categories=("L", "N", "P", "S"), exclude_characters="/\\"), min_size=3, max_size=60
)
simulated = st.builds(
    Download,
    name=names,
    work=st.none() | st.builds(Work, st.sampled_from(WORK_KINDS), st.integers(0, 1_000_000)),
    seed=st.none() | st.integers(),
    time_scale=st.floats(0, 100),
    id=st.from_regex(r"[A-Za-z0-9_-]{1,128}", fullmatch=True),
)
real = st.builds(
    Download,
    name=names,
    url=st.from_regex(r"https?://[a-z]{1,9}(:80)?/[a-z0-9?&=%-]{0,99}", fullmatch=True),
    checksum=st.none() | st.from_regex(r"sha256:[0-9a-f]{64}", fullmatch=True),
)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@given(simulated | real)
def test_a_download_comes_back_from_json_as_it_was(download: Download) -> None:
    assert unpack(json.loads(json.dumps(pack(download)))) == download


def test_a_download_that_was_queued_with_a_language_still_runs() -> None:
    assert unpack({"name": "a", "id": "one", "language": "zh"}) == Download("a", id="one")


@given(json_values.filter(lambda value: not (isinstance(value, dict) and "name" in value)))
def test_anything_else_is_an_invalid_download_and_no_other_error(message: Any) -> None:
    with pytest.raises(InvalidDownload):
        unpack(message)


@given(
    st.dictionaries(
        st.sampled_from(["id", "url", "checksum", "work", "seed", "time_scale", "language", "name"]),
        json_values | st.integers(10**300, 10**400),
    )
)
def test_any_value_in_any_field_gives_a_download_or_an_invalid_download(fields: dict[str, Any]) -> None:
    try:
        download = unpack({"name": "a", **fields})
    except InvalidDownload:
        return
    assert isinstance(download, Download)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"rules": {}}, "message"),
        ({"directory": "/"}, "message"),
        ({"name": "a/b"}, "name"),
        ({"url": 5}, "url"),
        ({"work": 5}, "work"),
        ({"work": []}, "work"),
        ({"work": {"kind": "python"}}, "work"),
        ({"work": {"kind": "python", "rounds": 1, "x": 1}}, "work"),
        ({"work": {"kind": "c", "rounds": 1}}, "work.kind"),
        ({"time_scale": 10**400}, "time_scale"),
        ({"seed": {}}, "seed"),
    ],
)
def test_a_wrong_field_is_named(fields: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidDownload) as refused:
        unpack({"name": "a", **fields})
    assert refused.value.field == field


def test_the_job_is_a_function_of_the_worker() -> None:
    assert f"{jobs.perform_download.__module__}.{jobs.perform_download.__qualname__}" == DOWNLOAD_JOB
