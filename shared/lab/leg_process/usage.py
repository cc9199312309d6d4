"""What a leg's processes use: CPU seconds and context switches, and how busy the machine is meanwhile.

The leg's process counts itself (`RUSAGE_SELF`) and what it has waited for (`RUSAGE_CHILDREN`). Its children
are children of a fork server, which counts when it has ended and was waited for. What the fork server had
used before the leg is read from /proc.
"""

import os
import resource
import time
from dataclasses import dataclass
from multiprocessing import forkserver
from pathlib import Path

CLOCK_TICKS = os.sysconf("SC_CLK_TCK")
CHILDREN_END_SECS, POLL_SECS = 5.0, 0.005


@dataclass(frozen=True, slots=True)
class ProcessUsage:
    """CPU seconds and context switches of processes."""

    cpu_secs: float = 0.0
    voluntary_switches: int = 0
    involuntary_switches: int = 0

    def __add__(self, other: "ProcessUsage") -> "ProcessUsage":
        return ProcessUsage(
            self.cpu_secs + other.cpu_secs,
            self.voluntary_switches + other.voluntary_switches,
            self.involuntary_switches + other.involuntary_switches,
        )

    def __sub__(self, other: "ProcessUsage") -> "ProcessUsage":
        return ProcessUsage(
            self.cpu_secs - other.cpu_secs,
            self.voluntary_switches - other.voluntary_switches,
            self.involuntary_switches - other.involuntary_switches,
        )


def usage_before() -> ProcessUsage | None:
    """What this process, its ended children and its fork server have used so far; None if unknown here."""
    server = _fork_server_pid()
    if server is None:
        return _waited_for()
    running = _read_usage(server)
    return None if running is None else _waited_for() + running


def usage_after() -> ProcessUsage | None:
    """The same, once the fork server has ended: everything it started is counted by then."""
    server = _fork_server_pid()
    if server is not None and not _has_no_children(server):
        return None
    stop_fork_server()
    return _waited_for()


def stop_fork_server() -> None:
    """End the fork server and wait for it; nothing to do if there is none.

    The standard library has no public way to; its own tests use this one.
    """
    forkserver._forkserver._stop()  # type: ignore[attr-defined]


def machine_busy_secs() -> float | None:
    """The CPU seconds that this machine has been busy since it started, over all cores; None if unknown.

    Time that the hypervisor took away counts as busy: the cores were not there for the leg.
    Source: proc_stat(5).
    """
    try:
        fields = Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]
    except OSError:
        return None
    user, nice, system, _idle, _iowait, irq, softirq, steal = map(int, fields)
    return (user + nice + system + irq + softirq + steal) / CLOCK_TICKS


def _has_no_children(pid: int) -> bool:
    """Whether the process has waited for all its children; some may need a moment to end.

    A fork server that is stopped before does not wait for them, and what they used is lost.
    Source: proc_pid_task(5), "children".
    """
    deadline = time.monotonic() + CHILDREN_END_SECS
    try:
        while Path(f"/proc/{pid}/task/{pid}/children").read_text().strip():
            if time.monotonic() > deadline:
                return False
            time.sleep(POLL_SECS)
    except OSError:  # this system does not tell
        return False
    return True


def _waited_for() -> ProcessUsage:
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum((ProcessUsage(u.ru_utime + u.ru_stime, u.ru_nvcsw, u.ru_nivcsw) for u in used), ProcessUsage())


def _fork_server_pid() -> int | None:
    pid: int | None = forkserver._forkserver._forkserver_pid  # type: ignore[attr-defined]
    return pid


def _read_usage(pid: int) -> ProcessUsage | None:
    """Of a running process and its ended children; the children's switches are not to be had, and few.

    Source: proc_pid_stat(5), proc_pid_status(5).
    """
    folder = Path("/proc") / str(pid)
    try:
        times = (folder / "stat").read_text().rpartition(")")[2].split()[11:15]
        status = dict(line.split(":\t", 1) for line in (folder / "status").read_text().splitlines())
    except OSError:
        return None
    return ProcessUsage(
        sum(map(int, times)) / CLOCK_TICKS,
        int(status["voluntary_ctxt_switches"]),
        int(status["nonvoluntary_ctxt_switches"]),
    )
