"""Processes that tests left behind: workers, their children, and the server of a pytest that was killed."""

import contextlib

import psutil

VARIABLE = "RQ_SUITE_MARK"


def end_leftovers(mark: str) -> None:
    """Kill every process that has inherited the variable, with a value that begins so."""
    processes = [process for process in psutil.process_iter() if _has_mark(process, mark)]
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(processes, timeout=10)


def _has_mark(process: psutil.Process, mark: str) -> bool:
    try:
        value: str = process.environ().get(VARIABLE, "")
    except psutil.Error:
        return False
    return value.startswith(mark)
