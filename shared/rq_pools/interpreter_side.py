"""The sub-interpreter of one slot, seen from inside: what its thread runs. See `slot_interpreter`."""

import contextlib
import logging
import os
import pickle
import socket
import threading
from multiprocessing.connection import Connection

from .messages import Message, Order, Wish
from .slot_process import SlotWorker

TICK_SECS = 0.1  # how exactly time limits are kept


def prepare(payload: bytes) -> SlotWorker:
    """Import what the recipe names, and become a part of its worker.

    Args:
        payload: the recipe, pickled.
    """
    return SlotWorker(pickle.loads(payload), by_signal=False)  # noqa: S301  # the worker's own, in one process


def serve(orders_fd: int, wishes_fd: int, slot_worker: SlotWorker) -> None:
    """Run orders until the worker hangs up.

    Args:
        orders_fd, wishes_fd: the pipes, which the worker closes; copies of them are used.
        slot_worker: of `prepare`.
    """
    orders: Connection[Message, Order] = Connection(os.dup(orders_fd))
    wishes: Connection[None, Wish] = Connection(os.dup(wishes_fd))
    finished = threading.Event()
    # Not a daemon, which an isolated interpreter refuses.
    listener = threading.Thread(target=_listen, args=(wishes, slot_worker, finished), name="listener")
    listener.start()
    try:
        orders.send(True)
        slot_worker.serve(orders)
    except OSError:
        pass  # the worker has hung up meanwhile
    finally:
        finished.set()
        with contextlib.suppress(OSError), socket.socket(fileno=os.dup(wishes.fileno())) as end:
            end.shutdown(socket.SHUT_RDWR)
        listener.join()
        orders.close()
        wishes.close()
        slot_worker.close()
        logging.shutdown()


def _listen(wishes: "Connection[None, Wish]", slot_worker: SlotWorker, finished: threading.Event) -> None:
    """Read what the worker wants, and keep the time limit, while the other thread runs a job."""
    with contextlib.suppress(EOFError, OSError):
        while True:
            while not wishes.poll(TICK_SECS):
                slot_worker.enforce()
            slot_worker.hear(wishes.recv())
    while not finished.wait(TICK_SECS):
        slot_worker.give_up()  # again and again: a job may swallow the exception
