"""A pooled worker in the place of `rq.Worker`."""

from importlib import import_module
from typing import Any

import rq
import rq.worker
import rq.worker.worker_classes

PLACES: tuple[Any, ...] = (rq, rq.worker, rq.worker.worker_classes)


def substitute_worker(path: str) -> None:
    """Put the class in every place from which RQ and its tests take `Worker`.

    To be called before they take it: what has been imported by name keeps the class that it had.

    Args:
        path: the module and the class, as "rq_pools.ThreadPoolWorker".
    """
    module, _, name = path.rpartition(".")
    worker_class = getattr(import_module(module), name)
    for place in PLACES:
        place.Worker = worker_class
