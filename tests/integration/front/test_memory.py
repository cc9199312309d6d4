"""What large bodies cost: twelve of 8 MiB at once, of kinds that take many times their size when parsed."""

import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest

from tests.helpers.front_process import Front

MIB = 1024**2
BODIES = 12
JSON = {"Content-Type": "application/json"}


@pytest.mark.skipif(sys.platform != "linux", reason="the peak is read from /proc")
@pytest.mark.parametrize("item", [b"{}", b"[]", b"1.5", b'"ab"', b'{"x":1}'])
def test_twelve_bodies_of_8_mib_at_once_take_less_than_400_mib(
    start: Callable[..., Front], item: bytes
) -> None:
    front = start()
    body = b'{"items": [' + b",".join([item] * ((8 * MIB - 64) // (len(item) + 1))) + b"]}"
    with ThreadPoolExecutor(BODIES) as pool:
        sent = [pool.submit(front.ask, "/api/v1/downloads", "POST", body, JSON) for _ in range(BODIES)]
        assert [answer.result().status for answer in sent] == [422] * BODIES
    assert sum(peak_bytes(process.pid) for process in processes(front)) < 400 * MIB
    assert front.submit("after").status == 202


def test_no_more_than_100_wrong_items_are_told_of(start: Callable[..., Front]) -> None:
    problem = start().ask("/api/v1/downloads", "POST", {"items": [{}] * 10_000}).json
    assert [error["item"] for error in problem["errors"]] == list(range(100))


def processes(front: Front) -> list[psutil.Process]:
    first = psutil.Process(front.process.pid)
    return [first, *first.children(recursive=True)]


def peak_bytes(pid: int) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:"))
