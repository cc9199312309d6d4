"""`parallax compare`: one batch through the local models, without any stack."""

import tempfile
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from concurrency import MODELS, Model
from console.comparison_table import Row, Section, make_table, to_json
from console.names import NOTE_NAMES
from console.options import (
    Json,
    Lang,
    Picture,
    Seed,
    Slots,
    TimeScale,
    WorkOption,
    refuse_unwritable,
    work_body,
)
from console.saying import print_sentences
from console.terminal import FAILED, OK, USAGE, Bars, Terminal
from download_task import Download, Rules, Work, ignore_report
from download_task.report import Reporter
from lab import Leg, compare, draw, run_leg, warm_up


def command(
    names: Annotated[
        list[str] | None, typer.Argument(help="Names to simulate; by default the note's two. 名称。")
    ] = None,
    model: Annotated[
        list[str] | None,
        typer.Option("--model", help=f"One of: {', '.join(MODELS)}; may be repeated. 模型。"),
    ] = None,
    slots: Slots = 8,
    work: WorkOption = None,
    seed: Seed = 1,
    time_scale: TimeScale = 0.2,
    say: Annotated[
        bool, typer.Option("--say", help="Print what the tasks say, as the note does. 打印。")
    ] = False,
    picture: Picture = None,
    json: Json = False,
    lang: Lang = None,
) -> int:
    """Run names through the local models; print one table. 比较本机的各种模型。"""
    terminal = Terminal.speaking(lang, as_json=json)
    unknown = [name for name in model or [] if name not in MODELS]
    if unknown:
        terminal.complain(terminal.words("unknown_model", name=unknown[0], names=", ".join(MODELS)))
        return USAGE
    refuse_unwritable(picture)
    chosen = [MODELS[name] for name in model or MODELS]
    downloads = [
        Download(
            name,
            seed=seed,
            time_scale=time_scale,
            work=Work(**body) if (body := work_body(work)) else None,
        )
        for name in names or NOTE_NAMES
    ]
    return _run_compare(terminal, downloads, chosen, slots=slots, say=say, picture=picture)


def _run_compare(
    terminal: Terminal,
    downloads: list[Download],
    models: list[Model],
    *,
    slots: int,
    say: bool = False,
    picture: Path | None = None,
) -> int:
    """Run the downloads under each model and print the table.

    Args:
        terminal: where to say it.
        downloads: the batch.
        models: which; the sequential one is run too, for it is what the others are compared with.
        slots: of the pools.
        say: print the sentences of the note while the tasks run.
        picture: a file to draw the timeline into (SVG).

    Returns:
        The exit code: 0 when every download finished under every model that can run here.
    """
    warm_up()
    report: Reporter = ignore_report
    if say and not terminal.as_json:
        report = partial(print_sentences, language=terminal.words.language)
    chosen = [MODELS["sequential"], *(model for model in models if model.name != "sequential")]
    legs: list[Leg] = []
    rows: list[Row] = []
    with tempfile.TemporaryDirectory(prefix="parallax-compare-") as folder, terminal.progress() as bars:
        for model in chosen:
            if reason := model.unavailable():
                rows.append((model.name, reason))
                continue
            leg = _run(model, downloads, slots, Path(folder), bars, report)
            legs.append(leg)
            rows.append(compare(leg, legs[0]))
    title = ", ".join(d.name for d in downloads[:3]) + (" …" if len(downloads) > 3 else "")
    terminal.result(to_json(title, rows), make_table([Section("", title, rows)], terminal.words))
    if picture is not None:
        picture.write_text(draw(legs, title=title), encoding="utf-8")
        terminal.note(terminal.words("picture", path=picture))
    return FAILED if any(o.state != "finished" for leg in legs for o in leg.outcomes) else OK


def _run(
    model: Model, downloads: list[Download], slots: int, directory: Path, bars: Bars, report: Reporter
) -> Leg:
    bar = bars.add(model.name, len(downloads))
    own = [replace(download, id=f"{model.name}-{i}") for i, download in enumerate(downloads)]
    leg = run_leg(
        model,
        own,
        Rules(directory=directory),
        slots=slots,
        report=report,
        on_done=lambda *_: bars.step(bar),
    )
    bars.end(bar, f"{model.name}: {leg.makespan_secs:.2f} s")
    return leg
