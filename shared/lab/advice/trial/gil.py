"""Measures how much of its time the function holds the GIL.

While one thread calls the function, this one sleeps a millisecond again and again. To go on it needs a core
and the GIL. So what it comes late, less its wait for a core, is the time for which the function held the GIL.
"""

import contextlib
import itertools
import threading
import time
from typing import Any

from .usage import usage_now

NAP_SECS = 0.001
WATCHED_SECS = 0.3


def gil_wait_share(function: Any, items: Any) -> float:
    """The share of the time, 0 to 1, in which another thread could not go on because of the function."""
    stop = threading.Event()
    alone = _late_secs(0.03) / 0.03

    def call() -> None:
        with contextlib.suppress(BaseException):
            for item in itertools.cycle(items):
                if stop.is_set():
                    return
                with contextlib.suppress(Exception):
                    function(item)

    thread = threading.Thread(target=call, daemon=True)
    thread.start()
    late = _late_secs(WATCHED_SECS) / WATCHED_SECS
    stop.set()
    return max(0.0, min(1.0, late - alone))


def _core_wait_secs() -> float:
    return usage_now().core_wait_secs or 0.0


def _late_secs(watched_secs: float) -> float:
    start, waited = time.perf_counter(), _core_wait_secs()
    late = 0.0
    while (before := time.perf_counter()) < start + watched_secs:
        time.sleep(NAP_SECS)
        late += max(0.0, time.perf_counter() - before - NAP_SECS)
    return max(0.0, late - (_core_wait_secs() - waited))
