"""Functions for the models under test; here, and not in the tests, because workers import them by name."""

import os
import signal
import sys
import threading
from pathlib import Path
from typing import Any, NoReturn

from tests.helpers.meeting import attend


class ItemFailed(Exception):
    """Raised by an item, on purpose."""


class CannotBeLoaded(Exception):
    """Its pickle can be written and not read: `__init__` wants two values, Exception keeps one."""

    def __init__(self, one: str, two: str) -> None:
        super().__init__(one)
        self.two = two


def square(number: int) -> int:
    return number * number


def attend_and_square(item: tuple[str, int]) -> int:
    folder, number = item
    attend(folder, str(number))
    return number * number


def note_pid_and_attend(item: tuple[str, int]) -> None:
    folder, number = item
    Path(folder, f"pid-{number}").write_text(str(os.getpid()))
    attend(folder, str(number))


def whereabouts(item: tuple[str, int]) -> tuple[int, int, int]:
    """Process, native thread and interpreter that run this item; it stays there until released."""
    folder, number = item
    attend(folder, str(number))
    return os.getpid(), threading.get_native_id(), interpreter_id()


def interpreter_id() -> int:
    if sys.version_info >= (3, 14):
        from concurrent import interpreters

        return interpreters.get_current().id
    return 0


def fail_or_attend(item: tuple[str, int, bool]) -> None:
    """Raise at once, or wait to be released and leave a file that proves the end."""
    folder, number, fails = item
    if fails:
        raise ItemFailed(number)
    attend(folder, str(number))
    Path(folder, f"ended-{number}").touch()


def die(item: tuple[str, int, str]) -> int:
    """End the process in the way asked, or leave a file and return the number."""
    folder, number, way = item
    if way == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    if way == "exit":
        os._exit(3)
    Path(folder, f"ended-{number}").touch()
    return number


def die_leaving_a_grandchild(folder: str) -> NoReturn:
    if os.fork() == 0:
        attend(folder, "grandchild")
        os._exit(0)
    os._exit(3)


def exit_with(code: int) -> NoReturn:
    raise SystemExit(code)


def touch(path: str) -> None:
    Path(path).touch()


def lock_if(number: int) -> Any:
    """A result that cannot be pickled for number 1."""
    return threading.Lock() if number == 1 else number


def raise_with_lock(_number: int) -> NoReturn:
    raise ItemFailed(threading.Lock())


def raise_unloadable(_number: int) -> NoReturn:
    raise CannotBeLoaded("one", "two")


def many_bytes(count: int) -> bytes:
    return bytes(count)
