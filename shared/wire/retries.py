"""When a failed download is tried again: after growing pauses, so that a server can come back meanwhile."""

import random
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from redis import Redis
from rq.job import Job
from rq.registry import ScheduledJobRegistry

FIRST_PAUSE_SECS, LONGEST_PAUSE_SECS = 1, 60
JITTER = 0.25  # downloads that failed together do not come back together


def retry_pauses(retries: int) -> list[int]:
    """The pause before each retry, in seconds: about 1, 2, 4, 8 … 60; RQ takes whole seconds."""
    return [_with_jitter(min(FIRST_PAUSE_SECS * 2.0**n, LONGEST_PAUSE_SECS)) for n in range(retries)]


def read_retry_times(redis: "Redis", jobs: Sequence[Job]) -> dict[str, datetime]:
    """When those of the jobs that are scheduled will be queued again, by id; one round trip."""
    if not jobs:
        return {}
    with redis.pipeline(transaction=False) as pipeline:
        for job in jobs:
            pipeline.zscore(ScheduledJobRegistry.key_template.format(job.origin), job.id)
        scores: list[Any] = pipeline.execute(raise_on_error=False)
    return {
        job.id: datetime.fromtimestamp(score, UTC)
        for job, score in zip(jobs, scores, strict=True)
        if isinstance(score, float)
    }


def _with_jitter(secs: float) -> int:
    return min(round(secs * random.uniform(1 - JITTER, 1 + JITTER)), LONGEST_PAUSE_SECS)
