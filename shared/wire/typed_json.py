"""Reads dataclasses from untrusted JSON, checking that each field has its declared type.

Pydantic would do it, but does not load in a sub-interpreter.
"""

import json
import math
from dataclasses import MISSING, fields, is_dataclass
from functools import cache
from types import UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")


def from_json(kind: type[T], text: str | bytes | None, **known: Any) -> T | None:
    """Read a dataclass from JSON text; None if the text does not hold one.

    Args:
        kind: the dataclass.
        text: a JSON object with its fields; unknown fields are ignored.
        known: values of fields that are not in the text.
    """
    try:
        data = json.loads(text or b"null")
        return from_dict(kind, {**data, **known})
    except (ValueError, TypeError, RecursionError):
        return None


def from_dict(kind: type[T], data: Any) -> T:
    """Make the dataclass from a dict of its fields.

    Raises:
        ValueError, TypeError: a field is missing or has the wrong type.
    """
    values = {}
    dataclass: Any = kind  # Any: mypy does not accept a type as hashable
    for name, (hint, is_required) in _fields_of(dataclass).items():
        if name in data:
            values[name] = _checked(hint, data[name])
        elif is_required:
            raise ValueError(f"{name} is missing")
    return kind(**values)


@cache
def _fields_of(kind: Any) -> dict[str, tuple[Any, bool]]:
    hints = get_type_hints(kind)
    return {
        field.name: (hints[field.name], field.default is MISSING and field.default_factory is MISSING)
        for field in fields(kind)
    }


def _checked(hint: Any, value: Any) -> Any:
    origin = get_origin(hint)
    if origin in (Union, UnionType):
        return _checked_as_one_of(get_args(hint), value)
    if origin is Literal:
        return _accept(value in get_args(hint), value)
    if origin is dict:
        _accept(isinstance(value, dict), value)
        return {str(name): _checked(get_args(hint)[1], inner) for name, inner in value.items()}
    if origin is list:
        _accept(isinstance(value, list), value)
        return [_checked(get_args(hint)[0], inner) for inner in value]
    if hint is Any:
        return value
    if is_dataclass(hint) and isinstance(hint, type):
        return from_dict(hint, value)
    if hint is float:
        return _accept(_is_number(value), value)
    if hint is int:
        return _accept(isinstance(value, int) and not isinstance(value, bool), value)
    return _accept(isinstance(value, hint), value)


def _checked_as_one_of(hints: tuple[Any, ...], value: Any) -> Any:
    for hint in hints:
        try:
            return _checked(hint, value)
        except (ValueError, TypeError):
            continue
    return _accept(False, value)


def _accept(is_right: bool, value: Any) -> Any:
    if not is_right:
        raise ValueError(f"{value!r:.80} has the wrong type")
    return value


def _is_number(value: Any) -> bool:
    try:
        return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    except OverflowError:
        return False  # a whole number that no float can hold
