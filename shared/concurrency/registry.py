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

MAX_THREADS = 400
"""At a time. 400 held 22 MiB; each counts in a container's limit of processes, 512 of the lab's."""

MAX_PROCESSES = 256
"""At a time. So many, under Python 3.14, took 945 MiB of the 2 GiB that the lab's container has."""


def _always() -> None:
    return None


def _model(
    module: ModuleType,
    family: Family,
    limit: Limit,
    unavailable: Callable[[], ModelUnavailable | None] = _always,
    max_items: int | None = None,
) -> Model:
    name = module.__name__.rpartition(".")[2]
    return Model(name, module.run, family, limit, Path(str(module.__file__)), unavailable, max_items)


_ALL = [
    _model(sequential, "sequential", "one"),
    _model(threads, "threads", "none", max_items=MAX_THREADS),
    _model(thread_subclass, "threads", "none", max_items=MAX_THREADS),
    _model(thread_pool, "threads", "slots"),
    _model(multiprocessing_thread_pool, "threads", "slots"),
    _model(processes, "processes", "none", max_items=MAX_PROCESSES),
    _model(process_pool, "processes", "slots"),
    _model(multiprocessing_pool, "processes", "slots"),
    _model(interpreter_pool, "interpreters", "slots", interpreter_pool.unavailable),
    _model(asyncio_gather, "asyncio", "one"),
    _model(asyncio_to_thread, "asyncio", "slots"),
]

MODELS: Mapping[str, Model] = MappingProxyType({model.name: model for model in _ALL})
