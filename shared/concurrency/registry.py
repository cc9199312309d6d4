"""All models, in the order in which to learn them."""

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType, ModuleType

from concurrency import (
    interpreter_pool,
    process_pool,
    processes,
    sequential,
    thread_pool,
    thread_subclass,
    threads,
)
from concurrency.errors import ModelUnavailable
from concurrency.model import Model


def _always() -> None:
    return None


def _model(
    module: ModuleType, *, bounded: bool, unavailable: Callable[[], ModelUnavailable | None] = _always
) -> Model:
    name = module.__name__.rpartition(".")[2]
    return Model(name, module.run, bounded, Path(str(module.__file__)), unavailable)


_ALL = [
    _model(sequential, bounded=False),
    _model(threads, bounded=False),
    _model(thread_subclass, bounded=False),
    _model(thread_pool, bounded=True),
    _model(processes, bounded=False),
    _model(process_pool, bounded=True),
    _model(interpreter_pool, bounded=True, unavailable=interpreter_pool.unavailable),
]

MODELS: Mapping[str, Model] = MappingProxyType({model.name: model for model in _ALL})
