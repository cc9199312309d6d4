"""Calls the function one item after another, and says what each call used."""

import asyncio
import inspect
import pickle
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from .audit import Audit
from .gil import gil_wait_share
from .load import sample
from .python import gil_is_on, version
from .shared_state import changed, globals_written, snapshot
from .usage import forget_peak, memory_bytes, usage_now

MAX_CALLS = 2_000
PEAKS = 8
SLOW_SECS = 0.001
"""Calls as long as this are announced, so that the parent knows which one hangs."""


def probe(module: Any, function: Any, request: dict[str, Any], say: Callable[..., None]) -> None:
    """Say what the function is, then call it for about `request["secs"]`.

    Events: `function` once; `calling` before each call that is long; `exits` when a call raises what is no
    Exception, such as SystemExit; at last `probed`.
    """
    if not callable(function):
        say("not-callable", kind=type(function).__name__)
        return
    is_async = _is_async(function)
    unsendable = _pickling_error(function)
    say("function", is_async=is_async, not_sendable=unsendable, version=version(), gil=gil_is_on())
    items = sample(module, MAX_CALLS)
    before = snapshot(function)
    with _caller(function, is_async) as call, Audit() as audit:
        calls = _Calls(call, say)
        calls.run(items, request["secs"], request["most"], audit)
    if calls.exited:
        return
    globals_changed = changed(before, snapshot(function))
    say(
        "probed",
        **calls.facts(),
        seen=sorted(audit.seen),
        item_not_sendable=_pickling_error(items[0]),
        globals_written=globals_written(function),
        globals_changed=globals_changed,
        gil_share=None if is_async or not calls.mostly_cpu() else gil_wait_share(function, items),
    )


class _Calls:
    """The calls of a probe, and what they told."""

    def __init__(self, call: Callable[[Any], Any], say: Callable[..., None]) -> None:
        self._call = call
        self._say = say
        self.told: list[tuple[float, ...]] = []
        self.failed = 0
        self.exited = False
        self.failure: dict[str, Any] | None = None
        self.result_kind: str | None = None
        self.result_error: str | None = None
        self.error_error: str | None = None
        self.item_bytes = self.result_bytes = self.peak_bytes = 0

    def run(self, items: Any, secs: float, most: int, audit: Audit) -> None:
        end = time.perf_counter() + secs
        for number, item in enumerate(items):
            slow = not self.told or self.told[-1][0] >= SLOW_SECS
            if slow:
                self._say("calling", number=number, item=repr(item)[:80])
            self._one(number, item)
            audit.active = number < PEAKS
            if self.exited or number + 1 >= most or time.perf_counter() >= end:
                return

    def facts(self) -> dict[str, Any]:
        return {
            "calls": self.told,
            "failure": self.failure,
            "failed": self.failed,
            "result_kind": self.result_kind,
            "result_not_sendable": self.result_error,
            "error_not_sendable": self.error_error,
            "item_bytes": self.item_bytes,
            "result_bytes": self.result_bytes,
            "peak_bytes": self.peak_bytes,
        }

    def mostly_cpu(self) -> bool:
        return sum(call[1] for call in self.told) >= 0.3 * sum(call[0] for call in self.told)

    def _one(self, number: int, item: Any) -> None:
        resident = memory_bytes("VmRSS") if number < PEAKS else None
        if resident is not None:
            forget_peak()
        before = usage_now()
        try:
            result = self._call(item)
        except Exception as error:
            self._note_usage(before)
            self._note_failure(item, error)
            return
        except BaseException as error:
            self.exited = True
            self._say("exits", error=f"{type(error).__name__}: {error}"[:300], item=repr(item)[:80])
            return
        self._note_usage(before)
        if resident is not None:
            self._note_memory(resident, item, result)

    def _note_usage(self, before: Any) -> None:
        after = usage_now()
        waited = 0.0 if before[3] is None or after[3] is None else after[3] - before[3]
        self.told.append((*(late - early for early, late in zip(before[:3], after[:3], strict=True)), waited))

    def _note_memory(self, resident: int, item: Any, result: Any) -> None:
        grown = max(0, (memory_bytes("VmHWM") or resident) - resident)
        self.peak_bytes = max(self.peak_bytes, grown)
        self.item_bytes = max(self.item_bytes, _pickled_bytes(item))
        self.result_bytes = max(self.result_bytes, _pickled_bytes(result))
        self.result_error = self.result_error or _pickling_error(result)
        self.result_kind = self.result_kind or type(result).__name__

    def _note_failure(self, item: Any, error: Exception) -> None:
        self.failed += 1
        self.failure = self.failure or {
            "item": repr(item)[:80],
            "error": f"{type(error).__name__}: {error}"[:300],
        }
        self.error_error = self.error_error or _pickling_error(error)


def _is_async(function: Any) -> bool:
    called = getattr(type(function), "__call__", None)  # noqa: B004 - of an object that is called
    return inspect.iscoroutinefunction(function) or inspect.iscoroutinefunction(called)


@contextmanager
def _caller(function: Any, is_async: bool) -> Iterator[Callable[[Any], Any]]:
    if not is_async:
        yield function
        return
    with asyncio.Runner() as runner:
        yield lambda item: runner.run(function(item))


def _pickling_error(value: Any) -> str | None:
    """Why the value cannot be sent to another process and back."""
    try:
        pickle.loads(pickle.dumps(value))  # noqa: S301 - our own
    except Exception as error:
        return f"{type(error).__name__}: {error}"[:300]
    return None


def _pickled_bytes(value: Any) -> int:
    try:
        return len(pickle.dumps(value))
    except Exception:
        return 0
