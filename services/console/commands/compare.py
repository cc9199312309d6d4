"""`parallax compare`: one batch through the local models, without any stack."""

import tempfile
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

import typer

from concurrency import MODELS, Model
from console.comparison_table import Row, Section, make_table, to_json
from console.errors import UsageError, describe_error
from console.names import NOTE_NAMES
from console.options import (
    Json,
    Lang,
    Picture,
    Seed,
    Slots,
    TimeScale,
    WorkOption,
    parse_item,
    parse_work,
)
from console.picture import check_picture, write_picture
from console.sentences import print_sentences
from console.terminal import FAILED, OK, Bars, Terminal
from download_task import Download, Rules, Work, ignore_report, name_from_url
from download_task.report import Reporter
from lab.comparison import compare
from lab.leg import Leg, run_leg, warm_up
from lab.picture import draw
from words import Language, failure_sentence


def command(
    items: Annotated[list[str] | None, typer.Argument(metavar="NAME|URL", show_default=False)] = None,
    model: Annotated[list[str] | None, typer.Option("--model", metavar="MODEL", show_default=False)] = None,
    slots: Slots = 8,
    work: WorkOption = None,
    seed: Seed = 1,
    time_scale: TimeScale = 0.2,
    say: Annotated[bool, typer.Option("--say")] = False,
    picture: Picture = None,
    json: Json = False,
    lang: Lang = None,
) -> int:
    """Run downloads under the local models; print one table."""
    terminal = Terminal.speaking(lang, as_json=json)
    if unknown := [name for name in model or [] if name not in MODELS]:
        raise UsageError("unknown_model", name=unknown[0], names=", ".join(MODELS))
    check_picture(picture, terminal.words)
    chosen = [MODELS[name] for name in model or MODELS]
    options: dict[str, Any] = {"seed": seed, "time_scale": time_scale}
    if parsed := parse_work(work):
        options["work"] = Work(**parsed)
    downloads = [_download(parse_item(item), **options) for item in items or NOTE_NAMES]
    return _run_compare(terminal, downloads, chosen, slots=slots, say=say and not json, picture=picture)


def _download(item: dict[str, str], **options: Any) -> Download:
    return Download(item.get("name") or name_from_url(item["url"]), url=item.get("url"), **options)


def _run_compare(
    terminal: Terminal,
    downloads: list[Download],
    models: list[Model],
    *,
    slots: int,
    say: bool,
    picture: Path | None,
) -> int:
    """Run the downloads under each model and print the table.

    Args:
        terminal: where to print.
        downloads: the batch.
        models: which; the sequential one always runs too, since the others are compared with it.
        slots: of the pools.
        say: print the sentences of the note while the tasks run.
        picture: a file to draw the timeline into (SVG).

    Returns:
        The exit code: 0 when every download finished under every model that can run here.
    """
    warm_up()
    chosen = [MODELS["sequential"], *(model for model in models if model.name != "sequential")]
    legs: list[Leg] = []
    rows: list[Row] = []
    # Bars would overwrite what the tasks print.
    with (
        tempfile.TemporaryDirectory(prefix="parallax-compare-") as folder,
        terminal.progress(not say) as bars,
    ):
        rules = Rules(directory=Path(folder), allowed_hosts=_hosts_of(downloads))
        for model in chosen:
            if error := model.unavailable():
                rows.append((model.name, describe_error(error, terminal.words)))
                continue
            report = _reporter(model, terminal.words.language) if say else ignore_report
            leg = _run(model, downloads, rules, slots, bars, report)
            legs.append(leg)
            rows.append(compare(leg, legs[0]))
    title = ", ".join(d.name for d in downloads[:3]) + (" …" if len(downloads) > 3 else "")
    terminal.result(to_json(title, rows), make_table([Section("", title, rows)], terminal.words))
    _say_failures(terminal, legs)
    written = OK
    if picture is not None:
        written = write_picture(picture, draw(legs, title=title, words=terminal.words), terminal)
    return FAILED if any(row.failed for row in rows if not isinstance(row, tuple)) else written


def _hosts_of(downloads: list[Download]) -> frozenset[str]:
    """The hosts of the URLs: whoever types a URL allows its host."""
    return frozenset(urlsplit(download.url).netloc.lower() for download in downloads if download.url)


def _reporter(model: Model, language: Language) -> Reporter:
    return partial(print_sentences, model=model.name, language=language)


def _run(
    model: Model, downloads: list[Download], rules: Rules, slots: int, bars: Bars, report: Reporter
) -> Leg:
    bar = bars.add(model.name, len(downloads))
    own = [replace(download, id=f"{model.name}-{i}") for i, download in enumerate(downloads)]
    leg = run_leg(model, own, rules, slots=slots, report=report, on_done=lambda *_: bars.step(bar))
    bars.end(bar, f"{model.name}: {leg.makespan_secs:.2f} s")
    return leg


def _say_failures(terminal: Terminal, legs: list[Leg]) -> None:
    """Say why downloads failed, once each: mostly the same under every model."""
    said = {
        f"{outcome.name}: {failure_sentence(terminal.words, asdict(outcome.failure))}": None
        for leg in legs
        for outcome in leg.outcomes
        if outcome.failure is not None
    }
    for sentence in said:
        terminal.complain(sentence)
