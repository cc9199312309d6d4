"""Every model: which error of an item is raised, and when."""

from typing import Any

import pytest

from concurrency import Model
from tests.helpers import concurrency_tasks as tasks
from tests.helpers.concurrency_models import IN_OTHER_MEMORY, all_models, models
from tests.helpers.meeting import Meeting


@all_models
def test_the_error_of_the_first_failed_item_is_raised_after_the_others_have_ended(
    model: Model, meeting: Meeting, start: Any
) -> None:
    items = [(str(meeting.folder), number, number in (1, 2)) for number in range(4)]
    outcome = start(model, tasks.fail_or_attend, items, slots=4)
    for _ in range(2):
        (name,) = meeting.gather(1)
        assert not outcome.done()
        meeting.release(name)
    with pytest.raises(tasks.ItemFailed) as raised:
        outcome.result()
    assert raised.value.args == (1,)
    assert sorted(path.name for path in meeting.folder.glob("ended-*")) == ["ended-0", "ended-3"]


@all_models
def test_system_exit_of_an_item_is_that_item_s_error(model: Model) -> None:
    with pytest.raises(SystemExit) as raised:
        model.run(tasks.exit_with, [4], slots=1)
    assert raised.value.code == 4


@models(*IN_OTHER_MEMORY)
def test_an_error_from_another_memory_brings_its_traceback_as_a_note(model: Model) -> None:
    with pytest.raises(SystemExit) as raised:
        model.run(tasks.exit_with, [4], slots=1)
    assert "in exit_with" in "".join(raised.value.__notes__)
