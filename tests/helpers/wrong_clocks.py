"""Worker classes whose process has a clock that is off by WRONG_CLOCK_SECS: RQ's `now`, and `time.time`.

Importing this module shifts the clock, as `rq worker --worker-class tests.helpers.wrong_clocks.…` does.
"""

import datetime
import os
import time
import types

import rq.utils

import rq_pools
from rq_pools import ProcessPoolWorker, ThreadPoolWorker

__all__ = ["InterpreterPoolWorker", "ProcessPoolWorker", "ThreadPoolWorker"]

VARIABLE = "WRONG_CLOCK_SECS"
SECS = float(os.environ[VARIABLE])


class WrongDatetime(datetime.datetime):
    """`datetime` that is off."""

    @classmethod
    def now(cls, tz: datetime.tzinfo | None = None) -> "WrongDatetime":
        return super().now(tz) + datetime.timedelta(seconds=SECS)


def _shift() -> None:
    module = types.ModuleType("datetime")
    module.__dict__.update(vars(datetime), datetime=WrongDatetime)
    vars(rq.utils)["datetime"] = module
    right = time.time
    time.time = lambda: right() + SECS


_shift()
InterpreterPoolWorker = getattr(rq_pools, "InterpreterPoolWorker", None)
