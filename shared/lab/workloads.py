"""What the tasks of an experiment do.

Every leg gets the same downloads: the same seed and names make the same simulated seconds.
"""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from download_task import Download, Rules, Work, name_from_url
from lab.experiment import OwnTasks, Plan

WAITING_TIME_SCALE = 0.06  # 5 to 10 simulated seconds become 0.3 to 0.6
MIXED_TIME_SCALE = 0.03
PYTHON_ROUNDS, MIXED_ROUNDS = 250, 120  # each about a millisecond of one core
HASHLIB_ROUNDS = 700  # each about 0.36 ms where hashing is done by the processor's own instructions
FILE_BYTES, FILE_DELAY_SECS = 1024**2, 0.4
ID_PREFIX = "task-"


def make_downloads(plan: Plan, directory: Path, origin_url: str = "") -> tuple[list[Download], Rules]:
    """The downloads of one run of a leg, and the rules they run under.

    Args:
        plan: of the experiment.
        directory: where files go, of this run alone.
        origin_url: where the origin is, for the workload `http`.

    Raises:
        ValueError: the workload needs an origin.
    """
    if plan.workload == "http" and not origin_url:
        raise ValueError("the workload http needs an origin")
    downloads = [_download(plan, index, origin_url) for index in range(plan.tasks)]
    # Whoever names a URL allows its host.
    hosts = {urlsplit(download.url).netloc.lower() for download in downloads if download.url}
    return downloads, Rules(directory=directory, allowed_hosts=frozenset(hosts))


def task_index(download_id: str) -> int:
    """The index, from 0, of the task with this download."""
    return int(download_id.removeprefix(ID_PREFIX)) - 1


def _download(plan: Plan, index: int, origin_url: str) -> Download:
    name = f"{ID_PREFIX}{index + 1:03}"
    if plan.own is not None:
        return _own_download(plan.own, index, name, plan.seed)
    return Download(name, id=name, seed=plan.seed, **_fields(plan, name, origin_url))


def _fields(plan: Plan, name: str, origin_url: str) -> dict[str, Any]:
    """What makes the download of this workload."""
    match plan.workload:
        case "waiting":
            return {"time_scale": WAITING_TIME_SCALE * plan.scale}
        case "computing":
            return _computing(Work("python", _rounds(PYTHON_ROUNDS, plan)))
        case "computing-c":
            return _computing(Work("hashlib", _rounds(HASHLIB_ROUNDS, plan)))
        case "computing-shared":
            return _computing(Work("python-shared", _rounds(PYTHON_ROUNDS, plan)))
        case "mixed":
            work = Work("python", _rounds(MIXED_ROUNDS, plan))
            return {"time_scale": MIXED_TIME_SCALE * plan.scale, "work": work}
        case _:
            query = f"bytes={FILE_BYTES}&delay_secs={FILE_DELAY_SECS * plan.scale:g}"
            return {"url": f"{origin_url}/files/{name}.bin?{query}"}


def _own_download(own: OwnTasks, index: int, download_id: str, seed: int) -> Download:
    item = own.items[index]
    return Download(
        item.get("name") or name_from_url(item["url"]),
        url=item.get("url"),
        work=own.work,
        seed=seed,
        time_scale=own.time_scale,
        id=download_id,
    )


def _computing(work: Work) -> dict[str, Any]:
    return {"time_scale": 0.0, "work": work}


def _rounds(rounds: int, plan: Plan) -> int:
    return max(1, round(rounds * plan.scale))
