"""All models, in the order in which a learner meets them."""

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
from concurrency.model import Model


def _always() -> None:
    return None


def _model(
    module: ModuleType,
    *,
    bounded: bool,
    executed_by: tuple[str, str],
    summary: tuple[str, str],
    unavailable: Callable[[], str | None] = _always,
) -> Model:
    return Model(
        name=module.__name__.rpartition(".")[2],
        run=module.run,
        executed_by={"en": executed_by[0], "zh": executed_by[1]},
        bounded=bounded,
        summary={"en": summary[0], "zh": summary[1]},
        source=Path(str(module.__file__)),
        unavailable=unavailable,
    )


_ALL = [
    _model(
        sequential,
        bounded=False,
        executed_by=("one process, one thread", "一个进程，一个线程"),
        summary=(
            "One item after another: the time is the sum of all.",
            "一个接一个地执行：总时间是各项时间之和。",
        ),
    ),
    _model(
        threads,
        bounded=False,
        executed_by=("one process, one thread per item", "一个进程，每项一个线程"),
        summary=(
            "One Thread per item, all at once: good for waiting, not for computing under the GIL.",
            "每项启动一个 Thread，同时进行：适合等待，受 GIL 限制不适合计算。",
        ),
    ),
    _model(
        thread_subclass,
        bounded=False,
        executed_by=("one process, one thread per item", "一个进程，每项一个线程"),
        summary=(
            "The same with a class of one's own that inherits from Thread and overrides run.",
            "同上，但通过继承 Thread 类并重写 run 方法来实现。",
        ),
    ),
    _model(
        thread_pool,
        bounded=True,
        executed_by=("one process, a fixed number of threads", "一个进程，固定数量的线程"),
        summary=(
            "A fixed number of threads take item after item: any number of items, bounded memory.",
            "固定数量的线程轮流领取各项：项数不限，内存有界。",
        ),
    ),
    _model(
        processes,
        bounded=False,
        executed_by=("one process per item", "每项一个进程"),
        summary=(
            "One Process per item, all at once: nothing is shared, every core is used, starting costs most.",
            "每项启动一个 Process，同时进行：互不共享内存，能用所有 CPU 核心，启动开销最大。",
        ),
    ),
    _model(
        process_pool,
        bounded=True,
        executed_by=("a fixed number of processes", "固定数量的进程"),
        summary=(
            "A fixed number of processes take item after item: computing on every core, started once.",
            "固定数量的进程轮流领取各项：计算能用所有核心，进程只启动一次。",
        ),
    ),
    _model(
        interpreter_pool,
        bounded=True,
        executed_by=(
            "one process, a fixed number of sub-interpreters, a thread each",
            "一个进程，固定数量的子解释器，每个占一个线程",
        ),
        summary=(
            "A fixed number of sub-interpreters, each with its own GIL: every core in one process (3.14).",
            "固定数量的子解释器，各有自己的 GIL：在一个进程内就能用所有核心（3.14）。",
        ),
        unavailable=interpreter_pool.unavailable,
    ),
]

MODELS: Mapping[str, Model] = MappingProxyType({model.name: model for model in _ALL})
