"""`parallax compare`: the same tasks under several models and Pythons."""

from pathlib import Path
from typing import Annotated

import typer

from client import Client
from console.experiments.failures import failures, has_failed
from console.experiments.plan import Asked, make_plan
from console.experiments.report import check_report, check_writable, write_picture, write_report
from console.experiments.run import run_and_show
from console.experiments.table import make_table, why
from console.options import DEFAULT_URL, Json, Lang, Picture, Seed, Slots, Url, WorkOption
from console.terminal import FAILED, OK, Terminal
from lab.experiment import Experiment, WorkloadName
from lab.running.distributed import ApiRunner

Names = Annotated[list[str] | None, typer.Argument(metavar="NAME|URL", show_default=False)]
Models = Annotated[list[str] | None, typer.Option("--model", metavar="MODEL", show_default=False)]
Pythons = Annotated[list[str] | None, typer.Option("--python", metavar="ID", show_default=False)]
Pools = Annotated[list[str] | None, typer.Option("--workers", metavar="POOL", show_default=False)]


def command(
    items: Names = None,
    workload: Annotated[WorkloadName | None, typer.Option(show_default=False)] = None,
    model: Models = None,
    python: Pythons = None,
    workers: Pools = None,
    tasks: Annotated[int, typer.Option(metavar="N")] = 16,
    slots: Slots = 8,
    repeats: Annotated[int | None, typer.Option(metavar="N", show_default=False)] = None,
    seed: Seed = 1,
    scale: Annotated[float, typer.Option(metavar="FACTOR")] = 1.0,
    work: WorkOption = None,
    time_scale: Annotated[float | None, typer.Option(min=0, max=100, metavar="FACTOR")] = None,
    say: Annotated[bool, typer.Option("--say")] = False,
    report: Annotated[Path | None, typer.Option("--report", metavar="FILE")] = None,
    picture: Picture = None,
    origin: Annotated[str, typer.Option(envvar="PARALLAX_ORIGIN_URL", metavar="URL")] = "",
    url: Url = DEFAULT_URL,
    json: Json = False,
    lang: Lang = None,
) -> int:
    """Run the same tasks under several models; print one table, and why they differ."""
    terminal = Terminal.speaking(lang, as_json=json)
    check_report(report, terminal.words)
    check_writable(picture, terminal.words)
    plan = make_plan(
        Asked(
            items=items or (),
            workload=workload,
            models=model or (),
            pythons=python or (),
            workers=workers or (),
            tasks=tasks,
            slots=slots,
            repeats=repeats,
            seed=1 if seed is None else seed,
            scale=scale,
            work=work,
            time_scale=time_scale,
        )
    )
    runner = ApiRunner(Client(url), origin_url=origin) if workers else None
    experiment = run_and_show(terminal, plan, distributed=runner, origin_url=origin, say=say and not json)
    _print(experiment, terminal)
    written = [OK]
    if report is not None:
        written.append(write_report(report, experiment, terminal))
    if picture is not None:
        written.append(write_picture(picture, [experiment], terminal))
    return FAILED if has_failed(experiment) else max(written)


def _print(experiment: Experiment, terminal: Terminal) -> None:
    """The table, then why; for programs, the experiment."""
    terminal.result(experiment.to_dict(), make_table(experiment, terminal.words))
    if not terminal.as_json:
        for line in why(experiment, terminal.words):
            terminal.say(line)
    for sentence in failures(experiment, terminal.words):
        terminal.complain(sentence)
