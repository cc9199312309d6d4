"""The sub-interpreter of one slot (PEP 734), seen from its worker: a child in a thread of it.

It cannot be killed. A job that has to end gets an exception; one that does not notice it is hung up on, and
left behind with its thread and its interpreter.
"""

import atexit
import contextlib
import logging
import os
import pickle
import socket
import sys
import threading
import time
from multiprocessing.connection import Connection
from typing import Any

from .assignment import Loss
from .child import Child
from .messages import Recipe, Wish

INSIST_SECS = 0.05  # between the exception in the job's thread and hanging up
LEAVE_SECS = 3.0  # an interpreter takes a while to be torn down

# By source text: `call` copies a function into the interpreter's __main__, without its module, or pickles it,
# which may run the program's main script again.
IMPORT = """
import sys
sys.path[:] = path
from rq_pools.interpreter_side import prepare, serve
slot_worker = prepare(payload)
"""
SERVE = "serve(orders, wishes, slot_worker)"

# One at a time: an import of ctypes writes, without a lock, a table that all interpreters of the process read
# when they make classes of it; two at once can crash the process (CPython 3.14.8).
_importing = threading.Lock()
_left_behind: list[threading.Thread] = []
exit_code = 0  # of a process that cannot be finalized, where nobody can see its own; set before it ends

log = logging.getLogger("rq.worker")


class SlotInterpreter(Child):
    """One sub-interpreter in a thread of its own, started at once.

    Args:
        slot: its number.
        recipe: what it needs to be a part of its worker.
    """

    def __init__(self, slot: int, recipe: Recipe) -> None:
        orders, self._their_orders = socket.socketpair()
        wishes, self._their_wishes = socket.socketpair()
        self._life, self._their_life = socket.socketpair()  # closed at its end
        super().__init__(Connection(orders.detach()), Connection(wishes.detach()))
        self._interrupted: tuple[str, float] | None = None  # execution id, when
        # A daemon: a job that is stuck must not keep the program from ending; see `leave`.
        self._thread = threading.Thread(
            target=self._live, args=(pickle.dumps(recipe),), name=f"interpreter-{slot}", daemon=True
        )
        self._thread.start()

    @property
    def pid(self) -> int:
        """The worker's own."""
        return os.getpid()

    @property
    def thread(self) -> str:
        """As of `Child`."""
        return self._thread.name

    @property
    def sentinel(self) -> int:
        """As of `Child`."""
        return self._life.fileno()

    def end_job(self, execution_id: str) -> None:
        """Raise in the job; called again while that has not helped, hang up."""
        if self._interrupted is None or self._interrupted[0] != execution_id:
            self._interrupted = (execution_id, time.monotonic())
            self.tell(Wish(execution_id, "interrupt"))
        elif time.monotonic() > self._interrupted[1] + INSIST_SECS:
            log.error("Execution %s cannot be interrupted: its interpreter is left behind", execution_id)
            self.kill()

    def kill(self) -> None:
        """Hang up: both sides of the pipes see their end."""
        for pipe in (self.orders, self._wishes):
            with contextlib.suppress(OSError), socket.socket(fileno=os.dup(pipe.fileno())) as end:
                end.shutdown(socket.SHUT_RDWR)

    def bury(self) -> Loss:
        """Let it go; until it ends, it is left behind."""
        self.kill()
        _left_behind[:] = [thread for thread in [*_left_behind, self._thread] if thread.is_alive()]
        self.orders.close()
        self._wishes.close()
        self._life.close()
        return Loss(self.pid, None)

    def wait_for_end(self, secs: float) -> None:
        """Wait until it is gone, but no longer than `secs`."""
        self._thread.join(secs)

    def _live(self, payload: bytes) -> None:
        from concurrent import interpreters  # type: ignore[attr-defined,unused-ignore]  # since Python 3.14

        interpreter: Any = None
        try:
            interpreter = interpreters.create()
            interpreter.prepare_main(
                path=tuple(sys.path),
                payload=payload,
                orders=self._their_orders.fileno(),
                wishes=self._their_wishes.fileno(),
            )
            with _importing:
                interpreter.exec(IMPORT)
            interpreter.exec(SERVE)
        except interpreters.ExecutionFailed as failure:
            log.error("A slot's interpreter failed:\n%s", failure)
        finally:
            for end in (self._their_orders, self._their_wishes, self._their_life):
                end.close()
            if interpreter is not None:
                interpreter.close()  # waits for threads that jobs have left in it


def count_left_behind() -> int:
    """How many interpreters still run what nothing could end."""
    return sum(thread.is_alive() for thread in _left_behind)


@atexit.register
def leave() -> None:
    """End the process without finalizing it, which hangs or crashes beside an interpreter that still runs."""
    deadline = time.monotonic() + LEAVE_SECS
    for thread in _left_behind:
        thread.join(max(0.0, deadline - time.monotonic()))
    if count_left_behind():
        logging.shutdown()
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(Exception):
                stream.flush()
        os._exit(exit_code)
