"""The other fields of a download: each refused by its own name when it makes no sense."""

from itertools import product
from typing import Any

import pytest

from download_task import Download, InvalidDownload, Work

URL = "http://origin/"


@pytest.mark.parametrize(
    "fields",
    [
        {"url": URL, "checksum": f"sha256:{'0af' * 21}0"},
        {"work": Work("python", 0)},
        {"work": Work("hashlib", 1_000_000)},
        {"seed": 0},
        {"seed": -(10**30)},
        {"time_scale": 0},
        {"time_scale": 100.0},
        {"id": "a" * 128},
        {"id": "A-_9"},
    ],
)
def test_a_field_that_makes_sense_is_kept(fields: dict[str, Any]) -> None:
    download = Download("a", **fields)
    assert {name: getattr(download, name) for name in fields} == fields


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("checksum", "sha256:0"),
        ("checksum", f"sha256:{'A' * 64}"),
        ("checksum", f"md5:{'a' * 64}"),
        ("checksum", f"sha256:{'a' * 64}\n"),
        ("checksum", 5),
        ("seed", 1.5),
        ("seed", "1"),
        ("seed", True),
        ("time_scale", -0.1),
        ("time_scale", 100.1),
        ("time_scale", float("nan")),
        ("time_scale", float("inf")),
        ("time_scale", 10**400),
        ("time_scale", True),
        ("time_scale", "1"),
        ("time_scale", None),
        ("id", ""),
        ("id", "a/b"),
        ("id", ".parts"),
        ("id", "a\n"),
        ("id", "é"),
        ("id", "a" * 129),
        ("id", 5),
        ("name", 5),
        ("name", None),
        ("name", ["a"]),
        ("url", 5),
        ("url", {}),
        ("url", []),
    ],
)
def test_a_field_that_makes_none_is_named(field: str, value: object) -> None:
    with pytest.raises(InvalidDownload) as refused:
        Download(**{"name": "a", "url": URL, field: value})  # type: ignore[arg-type]
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *product(["kind"], ["rust", None, []]),
        *product(["rounds"], [-1, 1_000_001, 1.5, "5", True, None]),
    ],
)
def test_work_that_makes_no_sense_is_refused_by_its_field(field: str, value: object) -> None:
    with pytest.raises(InvalidDownload) as refused:
        Work(**{"kind": "python", "rounds": 1, field: value})  # type: ignore[arg-type]
    assert refused.value.field == f"work.{field}"


def test_a_simulated_download_has_no_bytes_to_have_a_checksum() -> None:
    with pytest.raises(InvalidDownload) as refused:
        Download("a", checksum=f"sha256:{'a' * 64}")
    assert (refused.value.field, refused.value.reason) == ("checksum", "needs-url")


def test_every_download_gets_an_id_of_its_own() -> None:
    assert Download("a").id != Download("a").id
