"""What others computed meanwhile: of one stretch of time, without the leg and without the lab."""

import threading
import time

import pytest

from lab.leg_process.usage_window import UsageWindow
from lab.running.background import background_cores
from lab.running.leg_state import LegState


def result(**more: object) -> dict[str, object]:
    return {"machine_busy_secs": 3.0, "usage": {"cpu_secs": 1.5}, "window_secs": 2.0, **more}


@pytest.mark.parametrize(
    ("given", "lab_cpu_secs", "cores"),
    [
        (result(), 0.5, 0.5),
        (result(window_secs=4.0, makespan_secs=1.0), 0.5, 0.25),
        (result(), 2.0, 0.0),
        (result(machine_busy_secs=None), 0.0, None),
        (result(usage=None), 0.0, None),
    ],
)
def test_it_is_what_the_machine_did_less_the_leg_and_the_lab(
    given: dict[str, object], lab_cpu_secs: float, cores: float | None
) -> None:
    assert background_cores(given, lab_cpu_secs) == cores


def test_the_lab_counts_itself_only_while_the_leg_is_measured() -> None:
    state = LegState()
    compute(0.05)  # while the leg's process warms up
    state.take([{"event": "called", "at": 1.0}])
    compute(0.02)
    state.take([{"event": "result"}])
    assert 0.02 <= state.lab_cpu_secs < 0.05


def test_what_this_process_computes_is_in_both_figures_of_the_window() -> None:
    window = UsageWindow()
    thread = threading.Thread(target=compute, args=(0.1,))
    thread.start()
    thread.join()
    window.close()
    assert window.used is not None
    assert window.used.cpu_secs >= 0.09
    assert window.machine_busy_secs is None or window.machine_busy_secs >= 0.09 - 0.02  # in ticks of 0.01 s
    assert window.secs >= 0.1


def compute(secs: float) -> None:
    start = time.thread_time()
    while time.thread_time() - start < secs:
        pass
