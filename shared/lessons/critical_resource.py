"""Lesson: a critical resource. Many workers withdraw 1 from one account, with a lock and without.

A withdrawal has three steps: read the balance, compute, write it back. If another worker writes between this
read and this write, its withdrawal is lost: the money is paid out, but the balance does not show it.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import partial
from multiprocessing.sharedctypes import Synchronized
from multiprocessing.synchronize import Barrier as ProcessBarrier
from threading import Barrier, Lock, Thread
from time import sleep

from concurrency.errors import WorkerDied
from concurrency.process_start import process_context

PAUSE_SECS = 0.001
"""Long enough for another worker to run between the read and the write, short enough for a lesson."""

PLAIN_WITHDRAWALS_EACH = 20_000
"""A plain `-=` is so short that even so many seldom overlap."""

START_TIMEOUT_SECS = 30
"""How long workers wait for each other before they begin; only an overloaded machine needs so long."""


@dataclass(frozen=True)
class Case:
    """One way of withdrawing, and its effect on the account.

    Attributes:
        runner: "threads" or "processes".
        how: "read, pause, write" or "minus-equals" (`balance -= 1`).
        protected: whether a lock was held from the read to the write.
        workers: how many withdrew at once.
        withdrawals_each: how many times each of them withdrew 1.
        opening_balance: the balance before, equal to all withdrawals together; the correct end is 0.
        closing_balance: the balance after all workers have ended.
        lost: the number of withdrawals that the balance does not show.
        why: the key of the explanation in `lessons.json`, under `critical-resource`.
    """

    runner: str
    how: str
    protected: bool
    workers: int
    withdrawals_each: int
    opening_balance: int
    closing_balance: int
    lost: int
    why: str


@dataclass(frozen=True)
class CriticalResourceLesson:
    """All cases, in the order in which to show them; `dataclasses.asdict` makes it JSON."""

    cases: tuple[Case, ...]


def run(workers: int = 4, withdrawals_each: int = 25) -> CriticalResourceLesson:
    """Let threads, then processes, withdraw 1 from one account `withdrawals_each` times each.

    `workers` says how many at once, 2 or more. Returns within about two seconds with the default numbers.
    Raises ValueError for fewer than 2 workers or 1 withdrawal (there is nothing to compete for),
    WorkerDied when a process did not end well.
    """
    if workers < 2 or withdrawals_each < 1:
        raise ValueError("a critical resource needs at least 2 workers and 1 withdrawal each")
    return CriticalResourceLesson(
        (
            _by_threads(workers, withdrawals_each, protected=False),
            _by_threads(workers, withdrawals_each, protected=True),
            _by_threads_without_pause(workers, PLAIN_WITHDRAWALS_EACH),
            _by_processes(workers, withdrawals_each, protected=False),
            _by_processes(workers, withdrawals_each, protected=True),
        )
    )


class Account:
    """The account that the threads share."""

    def __init__(self, balance: int) -> None:
        self.balance = balance


def withdraw_with_pause(account: Account, protection: AbstractContextManager[object]) -> None:
    """Read, pause, write: the three steps of every withdrawal, slowed down."""
    with protection:
        seen = account.balance
        sleep(PAUSE_SECS)
        account.balance = seen - 1


def withdraw_at_once(account: Account) -> None:
    # Not safe, though it seldom loses: since 3.10 CPython switches threads only at function calls and
    # backward jumps, and there is none between the read and the write of `-=`. Other bytecode may lose some.
    account.balance -= 1


def withdraw_from_shared(balance: "Synchronized[int]", protection: AbstractContextManager[object]) -> None:
    """`withdraw_with_pause` on memory that processes share."""
    with protection:
        seen = balance.value
        sleep(PAUSE_SECS)
        balance.value = seen - 1


def _by_threads(workers: int, each: int, *, protected: bool) -> Case:
    account = Account(workers * each)
    protection = Lock() if protected else nullcontext()
    _in_threads(workers, each, partial(withdraw_with_pause, account, protection))
    why = "kept-by-lock" if protected else "lost"
    return _case("threads", "read, pause, write", protected, workers, each, account.balance, why)


def _by_threads_without_pause(workers: int, each: int) -> Case:
    account = Account(workers * each)
    _in_threads(workers, each, partial(withdraw_at_once, account))
    return _case("threads", "minus-equals", False, workers, each, account.balance, "minus-equals")


def _in_threads(workers: int, each: int, withdraw: Callable[[], None]) -> None:
    barrier = Barrier(workers)

    def work() -> None:
        # All begin together; otherwise the first might end before the last begins.
        barrier.wait(START_TIMEOUT_SECS)
        for _ in range(each):
            withdraw()

    threads = [Thread(target=work) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _by_processes(workers: int, each: int, *, protected: bool) -> Case:
    context = process_context()
    balance = context.Value("q", workers * each)
    barrier = context.Barrier(workers)
    arguments = (balance, each, protected, barrier)
    processes = [context.Process(target=withdraw_in_process, args=arguments) for _ in range(workers)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    for index, process in enumerate(processes):
        if process.exitcode != 0:
            raise WorkerDied(index, process.exitcode)
    why = "shared-value-kept" if protected else "shared-value-lost"
    return _case("processes", "read, pause, write", protected, workers, each, balance.value, why)


def withdraw_in_process(
    balance: "Synchronized[int]", each: int, protected: bool, barrier: ProcessBarrier
) -> None:
    """Run in each process. Public, because the child imports it by name."""
    barrier.wait(START_TIMEOUT_SECS)
    for _ in range(each):
        withdraw_from_shared(balance, balance.get_lock() if protected else nullcontext())


def _case(runner: str, how: str, protected: bool, workers: int, each: int, closing: int, why: str) -> Case:
    return Case(runner, how, protected, workers, each, workers * each, closing, closing, why)
