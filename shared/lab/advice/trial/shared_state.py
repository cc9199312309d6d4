"""Finds module variables that the function writes: what its calls share without a lock."""

import dis
import sys
from collections.abc import Iterator
from types import CodeType, FunctionType
from typing import Any

WRITES = {"STORE_GLOBAL", "DELETE_GLOBAL"}
CONTAINERS = (list, dict, set, bytearray)
Snapshot = dict[str, Any]


def globals_written(function: Any) -> list[str]:
    """Names of globals that the function's code assigns to, or that of a function it calls in its module."""
    plain = getattr(function, "__func__", function)
    if not isinstance(plain, FunctionType):
        return []
    found = {
        str(instruction.argval)
        for code in _codes(plain, set())
        for instruction in dis.get_instructions(code)
        if instruction.opname in WRITES
    }
    return sorted(found)


def snapshot(function: Any) -> Snapshot:
    """What the module's variables hold: numbers and text as they are, the size of a container."""
    module = sys.modules.get(getattr(function, "__module__", None) or "")
    names = vars(module).items() if module else ()
    simple = {name: value for name, value in names if isinstance(value, int | float | str | bytes)}
    sizes = {name: len(value) for name, value in names if isinstance(value, CONTAINERS)}
    return {name: value for name, value in {**simple, **sizes}.items() if not name.startswith("__")}


def changed(before: Snapshot, after: Snapshot) -> list[str]:
    """Names of variables that hold something else than before."""
    return sorted(name for name in before if name in after and before[name] != after[name])


def _codes(function: FunctionType, seen: set[FunctionType]) -> Iterator[CodeType]:
    if function in seen:
        return
    seen.add(function)
    yield from _nested(function.__code__)
    for name in function.__code__.co_names:
        called = function.__globals__.get(name)
        if isinstance(called, FunctionType) and called.__module__ == function.__module__:
            yield from _codes(called, seen)


def _nested(code: CodeType) -> Iterator[CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _nested(constant)
