"""Functions of different kinds, for `parallax advise` to judge."""

import asyncio
import ctypes
import hashlib
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

SLEEP = "import time; time.sleep(600)"
BLOCK = b"x" * 8_000_000
seen: list[int] = []
counter = 0


def wait(_item: int) -> None:
    time.sleep(0.05)


def compute(item: int) -> int:
    total = 0
    for number in range(300_000):
        total += number * item
    return total


def compute_in_c(_item: int) -> str:
    return hashlib.sha256(BLOCK).hexdigest()


def tiny(item: int) -> int:
    return item + 1


async def wait_as_coroutine(item: int) -> int:
    await asyncio.sleep(0.05)
    return item


def raise_for_some(item: int) -> int:
    time.sleep(0.01)
    if item % 3 == 0:
        raise ValueError(f"no {item}")
    return item


def raise_for_all(item: int) -> int:
    raise ValueError(f"no {item}")


def make_lock(_item: int) -> Any:
    time.sleep(0.01)
    return threading.Lock()


def make_generator(item: int) -> Iterator[int]:
    yield item


def count_calls(item: int) -> None:
    global counter
    counter += 1
    seen.append(item)
    time.sleep(0.01)


def hang(_item: int) -> None:
    subprocess.run([sys.executable, "-c", SLEEP], check=False, start_new_session=True)


def leave(_item: int) -> None:
    os._exit(3)


def crash(_item: int) -> None:
    ctypes.string_at(0)


def call_exit(_item: int) -> None:
    sys.exit("enough")


def read_a_line(_item: int) -> str:
    return input()


def shout(item: int) -> None:
    for _ in range(2_000):
        print("x" * 80, item)
        print("y" * 80, file=sys.stderr)


def _make_closure() -> Callable[[int], int]:
    def local(item: int) -> int:
        return sum(range(100_000)) + item

    return local


closure = _make_closure()
not_a_function = 5
