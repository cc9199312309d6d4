"""Progress is told about ten times a second, however fast the chunks come."""

from collections.abc import Callable
from itertools import pairwise

import pytest

from download_task import Download, Report, Rules, download_task, task
from download_task import report as report_module
from download_task.transfer import Received
from tests.helpers.clock import Clock

CHUNKS, CHUNK_BYTES, CHUNK_SECS = 1_000, 100, 0.003


def test_many_small_chunks_are_told_at_most_ten_times_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    monkeypatch.setattr(report_module, "time", clock)
    total = CHUNKS * CHUNK_BYTES

    def fetch(
        download: Download,
        rules: Rules,
        *,
        progress: Callable[[int, int | None], None],
        cancelled: Callable[[], bool],
    ) -> Received:
        for number in range(CHUNKS):
            clock.sleep(CHUNK_SECS)
            progress((number + 1) * CHUNK_BYTES, total)
        return Received("path", total, "digest")

    monkeypatch.setattr(task, "fetch", fetch)
    told: list[tuple[float, Report]] = []
    download_task(Download("a", url="http://h/"), report=lambda report: told.append((clock.now, report)))
    progress = [(now, report) for now, report in told if report.kind == "progress"]
    assert all(later - sooner >= 0.1 for (sooner, _), (later, _) in pairwise(progress[:-1]))
    assert 25 <= len(progress) <= 31  # in three seconds, and the end
    last = progress[-1][1]
    assert (last.bytes_done, last.bytes_total, last.fraction) == (total, total, 1.0)
