"""Eight slots of `rq_pools` against eight RQ workers: the same jobs, the same Redis, one run.

make bench
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from redis import Redis
from rich.console import Console
from rich.table import Table
from rq import Queue
from rq.job import JobStatus

from console.embedded_redis import RedisAddress, embedded_redis
from rq_pools import describe_workers

SLOTS = 8
WAITING_JOBS, WAITING_SECS = 160, 0.25
EMPTY_JOBS = 800
DEADLINE_SECS = 180.0
QUEUE = "bench"
RQ = [sys.executable, "-m", "rq.cli"]
ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Peer:
    """A way to have eight jobs run at a time: its command, and how many workers register."""

    name: str
    command: list[str]
    workers: int


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured of one peer: makespans in seconds, and the memory of all its processes."""

    waiting_secs: float
    empty_secs: float
    memory_bytes: int


PEERS = [
    Peer("RQ: worker-pool -n 8", [*RQ, "worker-pool", "-q", "-n", str(SLOTS), QUEUE], SLOTS),
    Peer(
        "rq_pools.ThreadPoolWorker",
        [*RQ, "worker", "-q", "--worker-class", "rq_pools.ThreadPoolWorker", QUEUE],
        1,
    ),
    Peer(
        "rq_pools.ProcessPoolWorker",
        [*RQ, "worker", "-q", "--worker-class", "rq_pools.ProcessPoolWorker", QUEUE],
        1,
    ),
]


def main() -> None:
    """Measure every peer and print one table; RQ's own pool is the measure."""
    figures: dict[str, Figures] = {}
    with tempfile.TemporaryDirectory() as folder, embedded_redis(Path(folder)) as address:
        for peer in PEERS:
            with Redis.from_url(address.url, password=address.password) as redis:
                redis.flushdb()  # the server is this run's own
                figures[peer.name] = measure(peer, address, redis)
    Console(width=120).print(make_table(figures))


def measure(peer: Peer, address: RedisAddress, redis: "Redis") -> Figures:
    """Start the peer's workers, give them both loads, stop them."""
    with running(peer, address, redis) as process:
        waiting_secs = makespan_secs(redis, WAITING_JOBS, WAITING_SECS)
        empty_secs = makespan_secs(redis, EMPTY_JOBS, 0.0)
        return Figures(waiting_secs, empty_secs, memory_bytes(process.pid))


@contextmanager
def running(peer: Peer, address: RedisAddress, redis: "Redis") -> "Iterator[subprocess.Popen[bytes]]":
    """The peer's processes, all workers registered."""
    environment = {
        **os.environ,
        "RQ_REDIS_URL": address.url.replace("redis://", f"redis://:{address.password}@"),
        "RQ_POOL_SLOTS": str(SLOTS),
        "PYTHONPATH": os.pathsep.join(str(ROOT / part) for part in ("", "shared", "services")),
    }
    process = subprocess.Popen(peer.command, env=environment, cwd=ROOT, start_new_session=True)
    try:
        wait_until(lambda: len(describe_workers(redis)) == peer.workers, f"{peer.name} to register")
        yield process
    finally:
        process.terminate()
        process.wait()


def makespan_secs(redis: "Redis", count: int, secs: float) -> float:
    """From putting the jobs on the queue to the end of the last one."""
    queue = Queue(QUEUE, connection=redis)
    start = time.perf_counter()
    jobs = queue.enqueue_many([Queue.prepare_data("benchmarks.jobs.wait", (secs,)) for _ in range(count)])
    wait_until(lambda: redis.zcard(queue.finished_job_registry.key) >= count, f"{count} jobs")
    took_secs = time.perf_counter() - start
    if jobs[-1].get_status() != JobStatus.FINISHED:
        raise RuntimeError("a job did not finish")
    redis.delete(queue.finished_job_registry.key)
    return took_secs


def memory_bytes(pid: int) -> int:
    """The proportional memory (PSS) of the process and all below it; 0 where /proc does not say."""
    total = 0
    for path in Path("/proc").glob("[0-9]*"):
        try:
            if os.getsid(int(path.name)) == pid:
                lines = (path / "smaps_rollup").read_text().splitlines()
                total += sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
        except (OSError, ValueError):
            continue
    return total


def make_table(figures: dict[str, Figures]) -> Table:
    """The figures, each as a ratio to RQ's own pool too."""
    base = figures[PEERS[0].name]
    ideal = WAITING_JOBS * WAITING_SECS / SLOTS
    table = Table(
        caption=f"8 jobs at a time; ideal for the waiting jobs: {ideal:.2f} s", caption_justify="left"
    )
    for column in (
        "",
        f"{WAITING_JOBS} jobs of {WAITING_SECS} s",
        f"{EMPTY_JOBS} empty jobs",
        "jobs/s",
        "memory",
    ):
        table.add_column(column, justify="left" if not column else "right")
    for name, found in figures.items():
        table.add_row(
            name,
            f"{found.waiting_secs:.2f} s ({base.waiting_secs / found.waiting_secs:.2f} × as fast)",
            f"{found.empty_secs:.2f} s ({base.empty_secs / found.empty_secs:.2f} × as fast)",
            f"{EMPTY_JOBS / found.empty_secs:.0f}",
            f"{found.memory_bytes / 1024**2:.0f} MiB ({found.memory_bytes / base.memory_bytes:.2f} ×)",
        )
    return table


def wait_until(condition: Callable[[], bool], what: str) -> None:
    """Poll until it holds.

    Raises:
        TimeoutError: it did not within three minutes.
    """
    deadline = time.monotonic() + DEADLINE_SECS
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(f"waited {DEADLINE_SECS:.0f} s for {what}")
        time.sleep(0.01)


if __name__ == "__main__":
    main()
