"""The pooled workers of this project, with default settings but the number of slots."""

import sys
from importlib import import_module

from . import SLOTS, Peer
from .rq import QUEUE, RQ, SETTINGS, make_client

CLASSES = {
    "ThreadPoolWorker": "threads of one process",
    "ProcessPoolWorker": "long-lived child processes",
    "InterpreterPoolWorker": "sub-interpreters of one process; needs Python 3.14",
}


def _peer(class_name: str) -> Peer:
    return Peer(
        f"rq_pools.{class_name}",
        [*RQ, "worker", *SETTINGS, "--worker-class", f"rq_pools.{class_name}", QUEUE],
        SLOTS,
        make_client,
        ("rq", "redis"),
        CLASSES[class_name],
        {"RQ_POOL_SLOTS": str(SLOTS)},
    )


def _is_there(class_name: str) -> bool:
    if class_name != "InterpreterPoolWorker":
        return True  # if it cannot be imported, that is an error, and its row says so
    if sys.version_info >= (3, 14):
        try:
            return hasattr(import_module("rq_pools"), class_name)
        except ImportError:
            return False
    return False


PEERS = [_peer(class_name) for class_name in CLASSES if _is_there(class_name)]
