"""The pauses before the retries of a download."""

from download_task import Download
from wire import job_data
from wire.retries import retry_pauses


def test_pauses_double_from_one_second_to_a_minute() -> None:
    pauses = retry_pauses(20)
    assert pauses[0] == 1
    for pause, exact in zip(pauses, [1, 2, 4, 8, 16, 32, *[60] * 14], strict=True):
        assert 0.75 * exact - 0.5 <= pause <= min(1.25 * exact + 0.5, 60)


def test_downloads_that_failed_together_come_back_one_by_one() -> None:
    assert len({retry_pauses(7)[6] for _ in range(100)}) > 5


def test_a_download_is_queued_with_a_pause_for_each_retry() -> None:
    data = job_data(Download("a"), batch="b", retries=3, timeout_secs=1, keep_secs=1)
    assert data.retry is not None
    assert (data.retry.max, len(data.retry.intervals)) == (3, 3)
