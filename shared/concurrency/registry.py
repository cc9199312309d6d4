"""All models, in the order in which to learn them."""

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType, ModuleType

from concurrency import (
    asyncio_gather,
    asyncio_to_thread,
    interpreter_pool,
    multiprocessing_pool,
    multiprocessing_thread_pool,
    process_pool,
    processes,
    sequential,
    thread_pool,
    thread_subclass,
    threads,
)
from concurrency.errors import ModelUnavailable
from concurrency.model import Family, Limit, Model


def _always() -> None:
    return None


def _model(
    module: ModuleType,
    family: Family,
    limit: Limit,
    unavailable: Callable[[], ModelUnavailable | None] = _always,
) -> Model:
    name = module.__name__.rpartition(".")[2]
    return Model(name, module.run, family, limit, Path(str(module.__file__)), unavailable)


_ALL = [
    _model(sequential, "sequential", "one"),
    _model(threads, "threads", "none"),
    _model(thread_subclass, "threads", "none"),
    _model(thread_pool, "threads", "slots"),
    _model(multiprocessing_thread_pool, "threads", "slots"),
    _model(processes, "processes", "none"),
    _model(process_pool, "processes", "slots"),
    _model(multiprocessing_pool, "processes", "slots"),
    _model(interpreter_pool, "interpreters", "slots", interpreter_pool.unavailable),
    _model(asyncio_gather, "asyncio", "one"),
    _model(asyncio_to_thread, "asyncio", "slots"),
]

MODELS: Mapping[str, Model] = MappingProxyType({model.name: model for model in _ALL})
