"""`parallax demo`: one batch through every model and through the RQ workers, and one table of it all."""

import base64
import platform
import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from urllib3 import PoolManager

from client import Client
from concurrency import MODELS, Model
from download_task import DEFAULT_RULES, Download, Rules
from lab.comparison import Comparison, compare
from lab.leg import Leg, run_leg, warm_up
from lab.picture import draw
from wire import Pool

from .comparison_table import Row, Section, make_table, to_json
from .distributed import run_distributed_leg
from .errors import describe_error
from .names import demo_names
from .picture import write_picture
from .stack import Stack, StackOptions, pools_here, running_stack
from .terminal import FAILED, OK, Bars, Terminal, human_bytes
from .words import Words

SLOTS = 8
# With this seed the durations fill eight slots evenly (1.01 × ideal without any overhead), so that the last
# column shows what a model costs and not how the last tasks happen to fall.
SIMULATED_COUNT, SIMULATED_SCALE, SEED = 40, 0.06, 1
FILE_COUNT, FILE_BYTES, FILE_DELAY_SECS = 16, 1024**2, 0.4
RQ_LEGS: dict[str, Pool] = {
    "rq threads": "threads",
    "rq processes": "processes",
    "rq interpreters": "interpreters",
    "rq all": "any",
}


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch of the demo, its title, and its legs so far."""

    name: str
    title: str
    downloads: list[Download]
    rules: Rules
    legs: list[Leg]
    unavailable: dict[str, str]


def run_demo(terminal: Terminal, *, picture: Path | None = None) -> int:
    """Start the stack, run the legs, print the table, stop everything.

    Args:
        terminal: where to print.
        picture: a file to draw the simulated batch's timeline into (SVG).

    Returns:
        The exit code: 0 when every download finished under every model.
    """
    with tempfile.TemporaryDirectory(prefix="parallax-demo-") as folder:
        directory = Path(folder)
        terminal.note(terminal.words("starting", workers=len(pools_here())))
        warm_up()
        with running_stack(StackOptions(directory=directory, slots=SLOTS)) as stack:
            batches = [_simulated_batch(terminal), _file_batch(terminal, stack, directory / "local")]
            with terminal.progress() as bars:
                for batch in batches:
                    _run_local_legs(batch, bars, terminal.words)
                    _run_distributed_legs(batch, Client(stack.front_url), bars, terminal.words)
    return _present(terminal, batches, picture)


def _simulated_batch(terminal: Terminal) -> Batch:
    words = terminal.words
    title = words("simulated_batch", count=SIMULATED_COUNT, scale=SIMULATED_SCALE, slots=SLOTS)
    downloads = [
        Download(name, seed=SEED, time_scale=SIMULATED_SCALE) for name in demo_names(SIMULATED_COUNT)
    ]
    return Batch(words("simulated"), title, downloads, DEFAULT_RULES, [], {})


def _file_batch(terminal: Terminal, stack: Stack, directory: Path) -> Batch:
    words = terminal.words
    title = words(
        "file_batch", count=FILE_COUNT, size=human_bytes(FILE_BYTES), delay=FILE_DELAY_SECS, slots=SLOTS
    )
    host = stack.origin_url.removeprefix("http://")
    rules = Rules(directory=directory, allowed_hosts=frozenset({host}))
    downloads = []
    for number in range(FILE_COUNT):
        name = f"file-{number:02}.bin"
        url = f"{stack.origin_url}/files/{name}?bytes={FILE_BYTES}"
        downloads.append(
            Download(
                name,
                url=f"{url}&delay_secs={FILE_DELAY_SECS}",
                checksum=f"sha256:{_promised_sha256(url)}",
            )
        )
    return Batch(words("files"), title, downloads, rules, [], {})


def _promised_sha256(url: str) -> str:
    """The file's SHA-256 as the origin promises it (RFC 9530), asked for before the downloads."""
    digest = PoolManager().request("HEAD", url).headers["Repr-Digest"]
    found = re.search(r"sha-256=:([A-Za-z0-9+/=]+):", digest)
    if found is None:
        raise RuntimeError(f"the origin promises no SHA-256 for {url}")
    return base64.b64decode(found[1]).hex()


def _run_local_legs(batch: Batch, bars: Bars, words: Words) -> None:
    for model in MODELS.values():
        if error := model.unavailable():
            batch.unavailable[model.name] = describe_error(error, words)
            continue
        _run_local_leg(batch, model, bars)


def _run_local_leg(batch: Batch, model: Model, bars: Bars) -> None:
    bar = bars.add(model.name, len(batch.downloads))
    # Each leg has IDs of its own, so that it cannot find another leg's files.
    downloads = [replace(d, id=f"{model.name}-{i}") for i, d in enumerate(batch.downloads)]
    leg = run_leg(model, downloads, batch.rules, slots=SLOTS, on_done=lambda *_: bars.step(bar))
    batch.legs.append(leg)
    bars.end(bar, f"{model.name}: {leg.makespan_secs:.2f} s")


def _run_distributed_legs(batch: Batch, client: Client, bars: Bars, words: Words) -> None:
    here = pools_here()
    for name, pool in RQ_LEGS.items():
        if pool == "any":
            _run_distributed_leg(batch, client, bars, name, pool, SLOTS * len(here))
        elif pool in here:
            _run_distributed_leg(batch, client, bars, name, pool, SLOTS)
        else:
            batch.unavailable[name] = words("needs_python", name=name, version=platform.python_version())


def _run_distributed_leg(batch: Batch, client: Client, bars: Bars, name: str, pool: Pool, slots: int) -> None:
    bar = bars.add(name, len(batch.downloads))
    leg = run_distributed_leg(
        client,
        name,
        batch.downloads,
        pool=pool,
        slots=slots,
        on_progress=lambda done: bars.reach(bar, done),
    )
    batch.legs.append(leg)
    bars.end(bar, f"{name}: {leg.makespan_secs:.2f} s")


def _rows(batch: Batch) -> list[Row]:
    sequential = batch.legs[0]
    rows: dict[str, Row] = {leg.model: compare(leg, sequential) for leg in batch.legs}
    names = [*MODELS, *RQ_LEGS]
    return [rows[name] if name in rows else (name, batch.unavailable[name]) for name in names]


def _present(terminal: Terminal, batches: Sequence[Batch], picture: Path | None) -> int:
    words = terminal.words
    sections = [Section(batch.name, batch.title, _rows(batch)) for batch in batches]
    comparisons = [row for section in sections for row in section.rows if isinstance(row, Comparison)]
    terminal.result(
        [to_json(section.title, section.rows) for section in sections], make_table(sections, words)
    )
    failed = sum(row.failed for row in comparisons)
    if failed:
        terminal.complain(words("failed_count", count=failed))
        return FAILED
    tasks = {outcome.runner.task for row in comparisons for outcome in row.leg.outcomes}
    verified = [o for leg in batches[-1].legs for o in leg.outcomes if o.sha256]
    size = human_bytes(sum(outcome.size_bytes for outcome in verified))
    terminal.note(words("verified", files=len(verified), size=size))
    terminal.note(words("same_task", task=", ".join(sorted(tasks))))
    terminal.note(words("now_compute"))
    if picture is not None:
        svg = draw(batches[0].legs, title=batches[0].title, words=words)
        return write_picture(picture, svg, terminal)
    return OK
