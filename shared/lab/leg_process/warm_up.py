"""What a leg's process does before it is measured.

A program starts its fork server once, imports its modules once, and the interpreter specialises its code as
it runs (PEP 659). None of it is the model's doing, so no leg pays for it.
"""

from dataclasses import replace
from threading import Thread

from concurrency import MODELS, Model, preload
from download_task import Download, Rules, Work, download_task

ROUNDS = 20


def warm_up(model: Model, downloads: list[Download], rules: Rules) -> None:
    """Start what the model needs once, and run a little of the work in one thread."""
    if model.family == "processes":
        preload("download_task", "lab.leg_process.reporter")
        MODELS["processes"].run(abs, [0], slots=1)
    thread = Thread(target=download_task, args=(_a_little_of(downloads[0]), rules))
    thread.start()
    thread.join()


def _a_little_of(download: Download) -> Download:
    work = download.work and Work(download.work.kind, min(ROUNDS, download.work.rounds))
    return replace(download, id="warm-up", url=None, checksum=None, time_scale=0.0, work=work)
