"""`parallax demo`: the same tasks under every model and by RQ workers; why they differ."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

from rich.console import Group

from client import Client
from concurrency import MODELS
from cores import usable_cores
from lab.experiment import BASELINE, Experiment, LegPlan, Plan
from lab.planning import plan_legs
from lab.pythons import find_pythons
from lab.running.distributed import ApiRunner
from wire import Pool

from .experiments.failures import failures, has_failed
from .experiments.report import write_picture
from .experiments.run import run_and_show
from .experiments.table import conclusion, make_table, workload_name
from .stack import Stack, StackOptions, pools_here, running_stack
from .terminal import FAILED, OK, Terminal, human_bytes

SLOTS = 8
WAITING_TASKS, COMPUTING_TASKS, FILES = 16, 8, 16
SCALE = 1.0
FILE_MODELS = ("thread_pool", "process_pool")


def run_demo(terminal: Terminal, *, picture: Path | None = None) -> int:
    """Start the stack, run the experiments, print the table and what they show, stop everything.

    Args:
        terminal: where to print.
        picture: a file to draw the lanes of waiting and computing into (SVG).

    Returns:
        The exit code: 0 when every task finished under every model.
    """
    with tempfile.TemporaryDirectory(prefix="parallax-demo-") as folder:
        terminal.note(terminal.words("starting", workers=len(pools_here())))
        with running_stack(StackOptions(directory=Path(folder), slots=SLOTS)) as stack:
            experiments = [_run(terminal, stack, plan) for plan in make_plans(pools_here())]
    return _present(terminal, experiments, picture)


def make_plans(pools: Sequence[Pool]) -> list[Plan]:
    """What the demo runs: waiting, computing, and files from the origin.

    Computing has as many slots as there are cores: more would only share them.
    """
    everywhere = plan_legs(list(MODELS), distributed=[*pools, "any"])
    files = plan_legs(FILE_MODELS, distributed=["any"])
    computing = (*everywhere, *_without_gil())
    return [
        Plan("waiting", everywhere, tasks=WAITING_TASKS, slots=SLOTS, repeats=1, scale=SCALE),
        Plan(
            "computing",
            computing,
            tasks=COMPUTING_TASKS,
            slots=max(2, int(usable_cores())),
            repeats=1,
            scale=SCALE,
        ),
        Plan("http", files, tasks=FILES, slots=SLOTS, repeats=1, scale=SCALE),
    ]


def _without_gil() -> tuple[LegPlan, ...]:
    """Threads under a free-threaded Python, and their baseline, if this machine has one."""
    found = [python.id for python in find_pythons() if python.free_threaded]
    return tuple(LegPlan(model, found[-1]) for model in (BASELINE, "thread_pool")) if found else ()


def _run(terminal: Terminal, stack: Stack, plan: Plan) -> Experiment:
    terminal.note(terminal.words.say(f"experiments.workload-explained.{plan.workload}"))
    runner = ApiRunner(Client(stack.front_url), origin_url=stack.origin_url)
    return run_and_show(terminal, plan, distributed=runner, origin_url=stack.origin_url)


def _present(terminal: Terminal, experiments: Sequence[Experiment], picture: Path | None) -> int:
    words = terminal.words
    tables = Group(*(make_table(experiment, words) for experiment in experiments))
    terminal.result([experiment.to_dict() for experiment in experiments], tables)
    failed = any(has_failed(experiment) for experiment in experiments)
    for sentence in [sentence for experiment in experiments for sentence in failures(experiment, words)]:
        terminal.complain(sentence)
    if not failed:
        _say_what_was_proved(terminal, experiments)
    *contrasts, _files = experiments
    written = OK if picture is None else write_picture(picture, contrasts, terminal)
    for experiment in contrasts:
        terminal.note(words("shows", workload=workload_name(experiment, words)))
        for sentence in conclusion(experiment, words):
            terminal.note(f"  {sentence}")
    return FAILED if failed else written


def _say_what_was_proved(terminal: Terminal, experiments: Sequence[Experiment]) -> None:
    """That files are what the origin promised, and that one function did it all."""
    runs = [run for experiment in experiments for leg in experiment.legs for run in leg.runs]
    sizes = [task.size_bytes for run in runs for task in run.tasks if task.size_bytes]
    functions = sorted({function for run in runs for function in run.functions})
    terminal.note(terminal.words("verified", files=len(sizes), size=human_bytes(sum(sizes))))
    terminal.note(terminal.words("same_task", task=", ".join(functions)))
