"""Workers that are killed, stopped and frozen at random, and a mixture of jobs for them."""

import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from random import Random
from signal import SIGCONT, SIGKILL, SIGSTOP, SIGTERM

from redis import Redis
from rq import Queue, Retry
from rq.job import Dependency, Job

from tests.helpers.pool_jobs import job
from tests.helpers.pool_process import POOLS, PoolProcess
from tests.helpers.process_tree import processes_of_session, signal_all
from tests.helpers.waiting import wait_until

MEAN_PEACE_SECS = 0.4  # between two acts of violence
LONGEST_FREEZE_SECS = 3.5  # some are longer than the lease
SETTINGS: dict[str, float] = {
    "slots": 4,
    "drain_secs": 1,
    "max_takeovers": 1_000,
}  # it is not the jobs' fault


def leave_effect(secs: float) -> None:
    """Take some time, and count this run in the hash `effects`."""
    time.sleep(secs)
    job().connection.hincrby("effects", job().id, 1)


def leave_effect_and_fail(secs: float) -> None:
    leave_effect(secs)
    raise ValueError("as always")


def leave_effect_at_second_attempt(secs: float) -> None:
    if job().connection.hincrby("attempts", job().id, 1) == 1:
        raise ValueError("not at first")
    leave_effect(secs)


def enqueue_some(queue: Queue, chance: Random) -> list[Job]:
    """One job, or some that wait for each other."""
    secs = chance.choice([0, 0, 0.005, 0.05, 0.3])
    kind = chance.random()
    if kind < 0.6:
        return [queue.enqueue(leave_effect, secs, result_ttl=-1)]
    if kind < 0.7:
        return _one_that_fails_and_what_waits_for_it(queue, secs)
    if kind < 0.8:
        first = queue.enqueue(leave_effect, secs, result_ttl=-1)
        return [first, queue.enqueue(leave_effect, 0, depends_on=first, result_ttl=-1)]
    retry = chance.choice([Retry(max=1), Retry(max=1, interval=1), Retry(max=1, enqueue_at_front=True)])
    return [queue.enqueue(leave_effect_at_second_attempt, secs, retry=retry, result_ttl=-1)]


def is_to_fail(job: Job) -> bool:
    """Whether the job fails whatever happens."""
    return str(job.func_name).endswith(leave_effect_and_fail.__name__)


def _one_that_fails_and_what_waits_for_it(queue: Queue, secs: float) -> list[Job]:
    """A job, one after it, and one after both: each end may find the last one ready, and one of them does."""
    first = queue.enqueue(leave_effect_and_fail, secs)
    after = {"result_ttl": -1}
    second = queue.enqueue(leave_effect, 0, depends_on=Dependency([first], allow_failure=True), **after)
    both = Dependency([first, second], allow_failure=True)
    return [first, second, queue.enqueue(leave_effect, 0, depends_on=both, **after)]


class Company:
    """Workers of all pools, of which something befalls one now and then. Who dies is replaced.

    Args:
        redis: their database.
        folder: for their logs.
        size: how many.
        chance: what befalls whom.
    """

    def __init__(self, redis: "Redis", folder: Path, size: int, chance: Random) -> None:
        self._redis = redis
        self._folder = folder
        self._chance = chance
        self._hired: list[PoolProcess] = []
        self._told: set[PoolProcess] = set()  # to end
        self._killed: set[PoolProcess] = set()  # or told so at a moment when Python does not listen
        self._frozen: dict[PoolProcess, float] = {}  # until when
        self._next_at = time.monotonic() + 1
        self.history: list[str] = []
        self.workers = [self._hire() for _ in range(size)]

    def go_on(self) -> None:
        """Do what is due: to be called often."""
        self.replace_the_dead()
        for worker in [worker for worker, until in self._frozen.items() if time.monotonic() > until]:
            self._thaw(worker)
        if time.monotonic() > self._next_at:
            self._next_at = time.monotonic() + self._chance.expovariate(1 / MEAN_PEACE_SECS)
            self._befall(self._chance.choice(self.workers))

    def calm_down(self) -> None:
        """From now on nothing happens to anybody."""
        for worker in list(self._frozen):
            self._thaw(worker)

    def replace_the_dead(self) -> None:
        """Hire for those who have ended; who was only told to end has to have done so in order."""
        for place, worker in enumerate(self.workers):
            code = worker.process.poll()
            if code is None:
                continue
            if worker not in self._killed:
                assert code == 0, f"{worker.name} ended with {code}:\n{worker.log.read_text()[-5_000:]}"
            if worker in self._frozen:
                self._thaw(worker)  # or its children never notice
            self.workers[place] = self._hire()

    def dismiss(self) -> None:
        """Tell all to end, and see that they do so in order."""
        self.calm_down()
        for worker in self.workers:
            wait_until(partial(self._listens, worker), saying=f"{worker.name} works")
            worker.signal(SIGTERM)
        for worker in self.workers:
            code = worker.wait(within_secs=60)
            assert code == 0 or worker in self._killed, worker.log.read_text()[-5_000:]

    def processes(self) -> list[int]:
        """Whatever any of them, dead or alive, has started and left behind."""
        return [pid for worker in self._hired for pid in processes_of_session(worker.process.pid)]

    def clear(self) -> None:
        """Leave no process behind."""
        for worker in self._hired:
            worker.clear()

    def _hire(self) -> PoolProcess:
        number = len(self._hired)
        log = self._folder / f"worker-{number}.log"
        self._hired.append(PoolProcess(self._redis, POOLS[number % len(POOLS)], ["default"], log, SETTINGS))
        return self._hired[-1]

    def _befall(self, worker: PoolProcess) -> None:
        what = self._chance.choice(
            ["kill", "kill all", "end", "freeze", "freeze", "freeze all", "freeze one"]
        )
        self.history.append(f"{what} {worker.name}")
        tree = processes_of_session(worker.process.pid)
        if what == "kill":
            self._killed.add(worker)
            worker.signal(SIGKILL)
        elif what == "kill all":
            self._killed.add(worker)
            signal_all(tree, SIGKILL)
        elif what == "end":
            if worker in self._told or not self._listens(worker):
                self._killed.add(worker)
            self._told.add(worker)
            worker.signal(SIGTERM)
        else:
            self._frozen[worker] = time.monotonic() + self._chance.uniform(0.05, LONGEST_FREEZE_SECS)
            signal_all(self._who_freezes(what, worker, tree), SIGSTOP)

    def _listens(self, worker: PoolProcess) -> bool:
        """Whether a signal does not simply kill it, as when Python starts or ends."""
        state, *ending = self._redis.hmget(
            f"rq:worker:{worker.name}", "state", "shutdown_requested_date", "death"
        )
        return state in (b"idle", b"busy") and ending == [None, None]

    def _who_freezes(self, what: str, worker: PoolProcess, tree: Sequence[int]) -> Sequence[int]:
        if what == "freeze" or not tree:
            return [worker.process.pid]
        return tree if what == "freeze all" else [self._chance.choice(tree)]

    def _thaw(self, worker: PoolProcess) -> None:
        del self._frozen[worker]
        worker.signal_tree(SIGCONT)
