"""The protocol's constants for the page's scripts, which hold no copy of them."""

from typing import Any

from concurrency import MODELS
from download_task.request import MAX_NAME_BYTES, MAX_TIME_SCALE, MAX_URL_CHARS, MAX_WORK_ROUNDS
from lab.conclusion import ALIKE
from lab.experiment import DISTRIBUTED
from wire import ENDED, EVENT_TYPES, EXPERIMENT_EVENT_TYPES, POOLS, RUN_ENDS, STATES, WORKER_POOLS

from .schemas import MAX_PAGE_DOWNLOADS, MAX_RETRIES
from .settings import FrontSettings


def page_constants(settings: FrontSettings) -> dict[str, Any]:
    """The states in their order, the pools, the types of events, and the limits; as JSON can carry it."""
    return {
        "states": STATES,
        "ended_states": ENDED,
        "pools": POOLS,
        "worker_pools": WORKER_POOLS,
        "event_types": [kind for kind in EVENT_TYPES if kind not in EXPERIMENT_EVENT_TYPES],
        "experiment_event_types": EXPERIMENT_EVENT_TYPES,
        "run_ends": RUN_ENDS,
        "families": {**{model.name: model.family for model in MODELS.values()}, DISTRIBUTED: DISTRIBUTED},
        "alike_ratio": ALIKE,
        "limits": {
            "max_items": settings.max_items,
            "max_page_downloads": MAX_PAGE_DOWNLOADS,
            "max_retries": MAX_RETRIES,
            "max_work_rounds": MAX_WORK_ROUNDS,
            "max_time_scale": MAX_TIME_SCALE,
            "max_name_bytes": MAX_NAME_BYTES,
            "max_url_chars": MAX_URL_CHARS,
        },
    }
