"""A simulated download: what the study note's `download_task` does, sleep included."""

import random
import time
from collections.abc import Callable

from .errors import DownloadCancelled
from .report import Cancelled
from .request import Download

SHORTEST_SECS, LONGEST_SECS = 5, 10  # the note's randint(5, 10)
SLICE_SECS = 0.1  # how soon a cancel is noticed, and how often progress is reported


def seconds_to_download(download: Download) -> float:
    """How long this simulated download takes, in seconds.

    `randint(5, 10)` times the time scale. The same seed and name always give the same result.
    """
    chance = random.Random(f"{download.seed}/{download.name}") if download.seed is not None else random
    return chance.randint(SHORTEST_SECS, LONGEST_SECS) * download.time_scale


def sleep_instead(secs: float, *, progress: Callable[[float], None], cancelled: Cancelled) -> None:
    """Sleep as long as the download would take, in slices, and report the fraction done.

    Raises:
        DownloadCancelled: `cancelled()` returned True; noticed within a slice (0.1 s).
    """
    start = time.monotonic()
    while (left := start + secs - time.monotonic()) > 0:
        if cancelled():
            raise DownloadCancelled("sleeping")
        time.sleep(min(left, SLICE_SECS))
        progress(min(1.0, (time.monotonic() - start) / secs))
