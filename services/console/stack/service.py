"""One service of the stack: what to run, how to tell that it is up, and how long it may take to stop."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from guarded import Exit, GuardedProcess


@dataclass(frozen=True, slots=True)
class Service:
    """A row of the table of services.

    Attributes:
        name: what people and its log file call it.
        command: what to run.
        environment: its environment variables.
        is_ready: whether the process is up; called again and again until it is.
        stop_secs: how long it may take to stop before it is killed.
        needed_by_others: it stops only when the services after it in the table have stopped.
        inherited_fds: open files that it inherits.
    """

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    is_ready: Callable[[GuardedProcess], bool]
    stop_secs: float = 10.0
    needed_by_others: bool = False
    inherited_fds: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Started:
    """A service is up.

    Attributes:
        name: the service.
        again: it was up before, and had ended.
    """

    name: str
    again: bool


@dataclass(frozen=True, slots=True)
class Ended:
    """A service ended, and will be started again.

    Attributes:
        name: the service.
        exit: how.
        error: the error in its log that explains it; "" for none.
        log: the path of its log.
        pause_secs: after how long it is started again.
    """

    name: str
    exit: Exit
    error: str
    log: str
    pause_secs: float


Event = Started | Ended
