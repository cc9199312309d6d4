"""`parallax serve` when its console ends: killed, by Ctrl-C once, by Ctrl-C twice."""

import os
import signal
from pathlib import Path

import pytest

from tests.helpers.serve_process import LONGEST_SECS, SHORT_LEASE, processes_of, running_serve
from tests.helpers.waiting import wait_until


def wait_until_none_is_left(folder: Path) -> None:
    """Wait until no process belongs to the folder's data any more."""
    wait_until(
        lambda: not processes_of(folder),
        within_secs=LONGEST_SECS,
        saying=lambda: "none left; there are:\n" + "\n".join(processes_of(folder)),
    )


def test_a_killed_console_leaves_no_process_and_what_was_queued_finishes_after_a_restart(
    tmp_path: Path,
) -> None:
    with running_serve(tmp_path, **SHORT_LEASE) as serve:
        urls = [serve.file_url(f"{number}.bin", bytes=1_000, delay_secs=1) for number in range(12)]
        # The origin may die before the workers: a download from a server that is gone fails, and is retried.
        batch = serve.submit(*urls, pool="processes", retries=3)
        serve.wait_for(batch, "running", 4)
        origin = serve.said["origin"]

        os.kill(serve.process.pid, signal.SIGKILL)
        serve.wait()

        wait_until_none_is_left(serve.data)

    with running_serve(tmp_path) as again:
        assert again.said["origin"] == origin
        again.wait_for(batch, "finished", 12)


def test_a_console_that_is_started_right_after_a_killed_one_waits_for_its_last_processes(
    tmp_path: Path,
) -> None:
    with running_serve(tmp_path) as serve:
        os.kill(serve.process.pid, signal.SIGKILL)
        serve.wait()

    with running_serve(tmp_path) as again:
        assert again.process.poll() is None


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_every_process_and_what_waits_is_kept(tmp_path: Path, number: int) -> None:
    with running_serve(tmp_path) as serve:
        batch = serve.submit("a", "b", "c", pool="interpreters")

        assert serve.stop(number) == 0

        wait_until_none_is_left(serve.data)
    with running_serve(tmp_path) as again:
        states = again.states(batch)
        assert sum(states.values()) == 3
        assert states["failed"] == 0


def test_the_first_ctrl_c_hands_running_downloads_back(tmp_path: Path) -> None:
    with running_serve(tmp_path) as serve:
        batch = serve.submit(serve.file_url("slow.bin", bytes=1_000, delay_secs=30))
        serve.wait_for(batch, "running", 1)

        assert serve.stop(signal.SIGINT) == 0

        logs = "".join(path.read_text() for path in (serve.data / "logs").glob("worker-*.log"))
        assert "handed back (worker stopping)" in logs


def test_the_second_ctrl_c_ends_everything_at_once(tmp_path: Path) -> None:
    with running_serve(tmp_path, drain_secs=600) as serve:
        batch = serve.submit(serve.file_url("slow.bin", bytes=1_000, delay_secs=30))
        serve.wait_for(batch, "running", 1)
        os.killpg(serve.process.pid, signal.SIGINT)
        serve.wait_until_told("600 s")

        os.killpg(serve.process.pid, signal.SIGINT)

        assert serve.wait() == 130
        wait_until_none_is_left(serve.data)
