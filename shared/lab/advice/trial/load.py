"""Loads the code that is measured, as Python itself would from the current directory."""

import importlib
import os
import random
import sys
from types import ModuleType
from typing import Any

SEED = 1


def load_code(file: str) -> ModuleType:
    """Import the code as a module; it imports the user's.

    As with `python -m`, the current directory comes first; the code's own folder comes last.
    """
    folder, name = os.path.split(file)
    sys.path[0] = os.getcwd()  # noqa: PTH109
    sys.path.append(folder)
    sys.argv[:] = [file]
    return importlib.import_module(name.removesuffix(".py"))


def sample(module: Any, count: int | None) -> Any:
    """So many of the code's items, picked at random with a fixed seed; all of them in order for None.

    A smaller sample is the beginning of a larger one.
    """
    items = module.read_items()
    if count is None or count >= len(items):
        return items
    return [items[index] for index in shuffled(len(items), count)]


def shuffled(total: int, count: int) -> list[int]:
    """`count` different numbers below `total` in random order."""
    chosen: dict[int, None] = {}
    numbers = random.Random(SEED)
    while len(chosen) < min(count, total):
        chosen[numbers.randrange(total)] = None
    return list(chosen)
