"""The measures. Each takes a running peer and says one or more figures of it."""

import random
import shutil
import statistics
import time
from collections.abc import Callable

from .batch import TIMEOUT_SECS, Batch, Bench, run_batch
from .jobs import compute
from .peers import SLOTS

WAIT_SECS = 0.25
DOWNLOAD_BYTES, DOWNLOAD_DELAY_SECS = 1024**2, 0.1
COMPUTE_SECS = 0.1
TIGHT_POLL_SECS = 0.0002
SETTLE_SECS = 0.5
PAUSE_SECS = 0.1, 0.5  # long enough for workers that look for jobs ever less often to begin to
MIN_JOBS, MAX_JOBS = 16, 5000

Figures = dict[str, float]


def rate(bench: Bench) -> Figures:
    """No-op jobs a second, and what they cost Redis each."""
    pilot = _noops(bench, bench.effort.pilot_jobs)  # says how many jobs fill the time
    count = round(pilot.jobs / pilot.secs * bench.effort.rate_secs)
    batch = _noops(bench, min(max(count, MIN_JOBS), MAX_JOBS))
    all_jobs = batch.jobs + bench.peer.places  # those at the gate end meanwhile, too
    return {
        "rate": batch.jobs / batch.secs,
        "commands": batch.commands / all_jobs,
        "reads": batch.reads / all_jobs,
    }


def wait(bench: Bench) -> Figures:
    """Makespan of sleeping jobs, as a multiple of what eight places need at least."""
    count = _scaled(bench, bench.effort.waits)
    batch = run_batch(bench, "wait", [(WAIT_SECS,)] * count, [WAIT_SECS] * count)
    return {"wait": batch.secs / (count * WAIT_SECS / SLOTS)}


def computing(bench: Bench) -> Figures:
    """Makespan of computing jobs, as a multiple of what the machine's cores need at least."""
    count = bench.effort.computes
    steps = round(bench.machine.steps_per_sec * COMPUTE_SECS)
    batch = run_batch(bench, "compute", [(steps,)] * count, [compute(steps)] * count)
    return {"compute": batch.secs / (count * COMPUTE_SECS / bench.machine.cores)}


def downloading(bench: Bench) -> Figures:
    """Makespan of downloads by the project's own task, as a multiple of eight places' delays."""
    count = _scaled(bench, bench.effort.downloads)
    directory = bench.new_path("files")
    url = f"{bench.machine.origin_url}/files/{{}}?bytes={DOWNLOAD_BYTES}&delay_secs={DOWNLOAD_DELAY_SECS}"
    names = [f"file-{n}.bin" for n in range(count)]
    arguments = [(url.format(name), name, str(directory)) for name in names]
    batch = run_batch(bench, "download", arguments, [DOWNLOAD_BYTES] * count)
    shutil.rmtree(directory)
    return {"download": batch.secs / (count * DOWNLOAD_DELAY_SECS / SLOTS)}


def latency(bench: Bench) -> Figures:
    """From enqueuing one job with an idle worker to its result being there: the median, in milliseconds."""
    pauses = random.Random(0)
    taken = []
    for number in range(bench.effort.latencies):
        time.sleep(pauses.uniform(*PAUSE_SECS))  # by chance: one that polls must not be met in step
        start = time.perf_counter()
        (handle,) = bench.client.enqueue("noop", [(number,)])
        bench.poller.wait_for(bench.client.probe(handle), TIGHT_POLL_SECS, TIMEOUT_SECS, bench.session)
        taken.append(time.perf_counter() - start)
    return {"latency": statistics.median(taken) * 1000}


def memory(bench: Bench) -> Figures:
    """Of all the peer's processes when idle, in MiB, after each place has run at least one job."""
    run_batch(bench, "noop", [(0,)], [0])  # its gate sees to that
    time.sleep(SETTLE_SECS)
    return {"memory": bench.session.memory_bytes() / 1024**2}


def _noops(bench: Bench, count: int) -> Batch:
    return run_batch(bench, "noop", [(n,) for n in range(count)], list(range(count)))


def _scaled(bench: Bench, count: int) -> int:
    """Fewer jobs where there are fewer places, but not so few that the first ones weigh too much."""
    return max(count * bench.peer.places // SLOTS, min(count, MIN_JOBS))


MEASURES: dict[str, Callable[[Bench], Figures]] = {
    "latency": latency,
    "rate": rate,
    "wait": wait,
    "compute": computing,
    "download": downloading,
    "memory": memory,  # last: after all the others
}
