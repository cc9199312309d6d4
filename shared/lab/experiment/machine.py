"""What ran the legs: the machine and its Pythons."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PythonInfo:
    """A Python that can run a leg.

    Attributes:
        id: names it in plans, such as `3.13t`; unique on this machine.
        version: such as `3.13.15`.
        path: of its program.
        free_threaded: whether it was built without the GIL.
        gil: whether the GIL is on when it starts.
        jit: whether its JIT compiler is on; None if it cannot tell.
    """

    id: str
    version: str
    path: str
    free_threaded: bool
    gil: bool
    jit: bool | None = None


@dataclass(frozen=True, slots=True)
class Machine:
    """Where the local legs ran.

    Attributes:
        host: its name.
        cores: how many the legs may use, container quotas counted.
        processor: its name, as the system gives it; "" if it gives none.
        system: such as `Linux 6.1`.
        memory_bytes: of the whole machine; None if unknown.
    """

    host: str
    cores: float
    processor: str = ""
    system: str = ""
    memory_bytes: int | None = None
