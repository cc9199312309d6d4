"""The models of `concurrency` by what they have in common, to run one test over each of them."""

import pytest

from concurrency import MODELS
from tests.helpers.meeting import Meeting

POOLS = [name for name, model in MODELS.items() if model.bounded]
ONE_AT_A_TIME = ["sequential", "asyncio_gather"]
ONE_PER_ITEM = ["threads", "thread_subclass", "processes"]
CONCURRENT = [*ONE_PER_ITEM, *POOLS]
IN_OTHER_MEMORY = [name for name, model in MODELS.items() if model.family in ("processes", "interpreters")]
IN_SAME_MEMORY = [name for name in MODELS if name not in IN_OTHER_MEMORY]
TERMINATED_WHEN_INTERRUPTED = ["processes", "multiprocessing_pool"]


def models(*names: str) -> pytest.MarkDecorator:
    """Run the test for each of these models; skip those that cannot run here."""
    params = [
        pytest.param(
            MODELS[name],
            id=name,
            marks=pytest.mark.skipif(
                MODELS[name].unavailable() is not None, reason=str(MODELS[name].unavailable())
            ),
        )
        for name in names
    ]
    return pytest.mark.parametrize("model", params)


all_models = models(*MODELS)
concurrent_models = models(*CONCURRENT)


def at(meeting: Meeting, count: int) -> list[tuple[str, int]]:
    """Arguments for `count` tasks that attend the meeting."""
    return [(str(meeting.folder), number) for number in range(count)]
