"""Lesson: a critical resource. Many workers withdraw 1 from one account, without protection and with it.

A withdrawal is three steps: read the balance, compute, write it back. When another worker writes between
one's read and one's write, that withdrawal is lost: money is paid out and the balance does not say so.
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
"""Long enough for any waiting worker to get the CPU between a read and a write; short enough for a lesson."""

PLAIN_WITHDRAWALS_EACH = 20_000
"""A plain `-=` is so short that even this many seldom meet."""

START_TIMEOUT_SECS = 30
"""How long workers wait for each other before they begin; only a machine in trouble needs it."""


@dataclass(frozen=True)
class Case:
    """One way of withdrawing, and what it did to the account.

    Attributes:
        runner: "threads" or "processes".
        how: "read, pause, write" or "minus-equals" (`balance -= 1`).
        protected: whether a lock was held from the read to the write.
        workers: how many withdrew at once.
        withdrawals_each: how many times each of them withdrew 1.
        opening_balance: before; equal to all withdrawals together, so that the right end is 0.
        closing_balance: after all have ended.
        lost: withdrawals that were made and are not in the balance.
        why: which sentence explains it, of `lessons.json` under `critical-resource`.
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
    """All cases in the order in which to tell them; `dataclasses.asdict` of it is JSON."""

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
    """The critical resource of the threads."""

    def __init__(self, balance: int) -> None:
        self.balance = balance


def withdraw_with_pause(account: Account, protection: AbstractContextManager[object]) -> None:
    """Read, give up the CPU, write: the honest slow motion of what every withdrawal does."""
    with protection:
        seen = account.balance
        sleep(PAUSE_SECS)
        account.balance = seen - 1


def withdraw_at_once(account: Account) -> None:
    # Not safe, though it seldom loses: since 3.10 CPython lets another thread in only at function calls and
    # backward jumps, and none lies between the read and the write of `-=`. That is luck of the bytecode.
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
        barrier.wait(
            START_TIMEOUT_SECS
        )  # all begin together, or the first might be done before the last begins
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
    """What each process does. Public only because the child finds it by name."""
    barrier.wait(START_TIMEOUT_SECS)
    for _ in range(each):
        withdraw_from_shared(balance, balance.get_lock() if protected else nullcontext())


def _case(runner: str, how: str, protected: bool, workers: int, each: int, closing: int, why: str) -> Case:
    return Case(runner, how, protected, workers, each, workers * each, closing, closing, why)
