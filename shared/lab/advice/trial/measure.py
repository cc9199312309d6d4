"""Measures one model: the code itself on a sample of the items."""

import gc
import resource
import time
from collections.abc import Callable
from typing import Any

from .load import sample
from .python import gil_is_on


def measure(module: Any, _function: Any, request: dict[str, Any], say: Callable[..., None]) -> None:
    """Run the code's `run_all` on `request["count"]` items, and say how long it took.

    Events: `started`; then `measured`, or `raised` with the error of an item or of the model.
    """
    items = sample(module, request["count"])
    gc.collect()
    say("started", items=len(items))
    cpu_before, start = _cpu_secs(), time.perf_counter()
    try:
        results = module.run_all(items)
    except BaseException as error:
        say("raised", error=f"{type(error).__name__}: {error}"[:300], kind=type(error).__name__)
        return
    secs = time.perf_counter() - start
    say(
        "measured",
        items=len(items),
        secs=secs,
        cpu_secs=_cpu_secs() - cpu_before,
        failed=sum(isinstance(result, Exception) for result in results),
        peak_bytes=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
        child_peak_bytes=resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024,
        gil=gil_is_on(),
    )


def _cpu_secs() -> float:
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in both)
