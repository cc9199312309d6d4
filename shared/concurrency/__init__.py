"""Runs one function over many items in several ways, each a model in a short file that is meant to be read.

    from concurrency import MODELS

    results = MODELS["thread_pool"].run(function, items, slots=8)

Every `run` has the signature of `Run`. Errors other than the function's own::

    ConcurrencyError
    ├── ModelUnavailable   this Python cannot run the model
    ├── CannotStart        the system allows too few open files for a process per item
    ├── NotSendable        a function, item, result or error cannot be pickled
    └── WorkerDied         a process ended before it sent its result
"""

from concurrency.errors import CannotStart, ConcurrencyError, ModelUnavailable, NotSendable, WorkerDied
from concurrency.model import Family, Model, Run
from concurrency.process_start import preload
from concurrency.registry import MODELS

__all__ = [
    "MODELS",
    "CannotStart",
    "ConcurrencyError",
    "Family",
    "Model",
    "ModelUnavailable",
    "NotSendable",
    "Run",
    "WorkerDied",
    "preload",
]
