"""A large experiment: 1,000 tasks in each of 11 legs, with samples."""

from dataclasses import replace

from lab.evaluation import evaluate
from lab.experiment import Experiment, Leg, LegRun, Machine, Sample, TaskRun
from tests.helpers.experiments import experiment, leg, leg_run, task

MODELS = (
    *("sequential", "threads", "thread_subclass", "thread_pool", "multiprocessing_thread_pool", "processes"),
    *("process_pool", "multiprocessing_pool", "interpreter_pool", "asyncio_gather", "asyncio_to_thread"),
)


def large_experiment(name: str = "file") -> Experiment:
    """1,000 tasks under 11 models, of which half have a lane for each task."""
    legs = [_leg(model, name, slots=1_000 if number % 2 else 8) for number, model in enumerate(MODELS)]
    return evaluate(replace(experiment(*legs, workload="mixed"), machine=Machine("here", 2.0)))


def _leg(model: str, name: str, slots: int) -> Leg:
    return leg(_run(name, slots), model=model, slots=slots)


def _run(name: str, slots: int) -> LegRun:
    return leg_run(*(_task(number, f"{name}-{number}", slots) for number in range(1_000)))


def _task(number: int, name: str, slots: int) -> TaskRun:
    start = number // slots * 0.51 + number % 7 * 0.001
    samples = [
        Sample(
            start + 0.05 * at, "download" if at < 5 else "work", 0.01 * at + 0.003 * (at * number % 3), 0.0
        )
        for at in range(11)
    ]
    return task(
        number,
        start=start,
        secs=0.5,
        work=0.25,
        cpu=0.1,
        name=name,
        thread_id=number % slots,
        pid=1 + number % slots // 4,
        samples=tuple(samples),
    )
