"""Packs a call and its ending as bytes, for models whose workers share no memory with the caller.

::

    caller  pack_call ──bytes──▶ perform  worker
    caller  unpack    ◀──bytes── (attempt)

Everything is pickled and unpickled here, not inside multiprocessing or a pool: there, an object that cannot
be unpickled kills the worker or breaks the whole pool. Here it is an error of its item.
"""

import pickle
import traceback
from collections.abc import Callable
from os import getpid
from typing import Any

from concurrency.endings import Done, Ending, Failed, attempt
from concurrency.errors import NotSendable


def pack_call(index: int, function: Callable[[Any], Any], item: Any) -> bytes:
    """Pack a call. Raises NotSendable if the function or the item cannot be pickled."""
    try:
        return pickle.dumps((index, function, item))
    except Exception as why:  # whatever an object's own __reduce__ may raise
        raise NotSendable("call", index=index, function=repr(function), error=_name_and_text(why)) from why


def perform(call: bytes) -> bytes:
    """Unpack the call, make it, and pack its ending; runs in the worker, and never raises."""
    try:
        index, function, item = pickle.loads(call)  # noqa: S301 - bytes of our own caller
    except Exception as why:
        return pickle.dumps(Failed(NotSendable("call-unreadable", error=_name_and_text(why))))
    return _pack_ending(index, attempt(function, item))


def unpack(index: int, parcel: bytes) -> Ending[Any]:
    """Unpack the ending of item `index`; NotSendable if it cannot be unpickled."""
    try:
        ending: Ending[Any] = pickle.loads(parcel)  # noqa: S301 - bytes of our own worker
    except Exception as why:
        return Failed(NotSendable("result-unreadable", index=index, error=_name_and_text(why)))
    return ending


def _pack_ending(index: int, ending: Ending[Any]) -> bytes:
    if isinstance(ending, Failed):
        _note_traceback(ending.error)
    try:
        return pickle.dumps(ending)
    except Exception as why:
        if isinstance(ending, Done):
            reason, what = "result", _type_name(ending.value)
        else:
            reason, what = "error", repr(ending.error)
        return pickle.dumps(Failed(NotSendable(reason, index=index, what=what, error=_name_and_text(why))))


def _note_traceback(error: BaseException) -> None:
    """Add the traceback as a note (PEP 678), which can be pickled and is printed with the error."""
    lines = "".join(traceback.format_exception(error))
    error.add_note(f"Raised in process {getpid()}:\n{lines}")


def _name_and_text(why: Exception) -> str:
    return f"{type(why).__name__}: {why}"


def _type_name(value: object) -> str:
    return f"{type(value).__module__}.{type(value).__qualname__}"
