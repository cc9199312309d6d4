from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from concurrency import Model
from tests.helpers.meeting import Meeting


@pytest.fixture
def meeting(tmp_path: Path) -> Meeting:
    return Meeting(tmp_path)


@pytest.fixture
def start(meeting: Meeting) -> Iterator[Callable[..., "Future[Any]"]]:
    """Calls a model in a thread of its own, while the test looks on."""
    with ThreadPoolExecutor(1, thread_name_prefix="caller") as caller:

        def start(model: Model, function: Any, items: Any, **options: Any) -> "Future[Any]":
            run: Callable[..., Any] = model.run
            return caller.submit(run, function, items, **options)

        yield start
        meeting.close()
