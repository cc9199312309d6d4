"""The children of the slots, as the work loop hears of them: these say and do what the test has them do."""

import logging
import os
from collections.abc import Iterator
from multiprocessing import Pipe
from types import SimpleNamespace
from typing import Any
from unittest.mock import Mock

import pytest
from rq.utils import now

from rq_pools.assignment import Assignment, Loss
from rq_pools.child import Child
from rq_pools.child_slots import MAX_FAILED_STARTS, ChildLost, ChildSlots
from rq_pools.leases import make_execution
from rq_pools.messages import Next, Recipe, Report


class PuppetChild(Child):
    """A child without a process."""

    numbers = iter(range(1, 1_000))
    pid, sentinel, thread = 0, -1, "puppet"  # plain values for properties

    def __init__(self, *, is_healthy: bool = True) -> None:
        ours, self._theirs = Pipe()
        super().__init__(ours, Pipe()[0])
        self.pid = next(self.numbers)
        self.is_killed = False
        self.sentinel, self._process = os.pipe()
        if not is_healthy:
            self.die()

    def say_ready(self) -> None:
        """What it says some time after its start."""
        if not (self._theirs.closed or self.is_ready):
            self._theirs.send(True)

    def die(self) -> None:
        """As a process does: its ends of all pipes are closed at once."""
        self._theirs.close()
        os.close(self._process)
        self._process = -1

    def say(self, report: Report) -> None:
        """What it says of a job."""
        self._theirs.send(report)

    def end_job(self, execution_id: str) -> None:
        self.kill()

    def kill(self) -> None:
        self.is_killed = True

    def bury(self) -> Loss:
        if self._process >= 0:
            self.die()
        os.close(self.sentinel)
        self.orders.close()
        return Loss(self.pid, -9)


class PuppetSlots(ChildSlots):
    """Slots with such children.

    Attributes:
        born: all of them.
        is_healthy: whether those that are started are.
    """

    def __init__(self, count: int) -> None:
        self.born: list[PuppetChild] = []
        self.is_healthy = True
        log = logging.getLogger("silent")
        self.relays = Mock(**{"may_relay.return_value": True})
        queues: Any = [SimpleNamespace(name="default")]
        super().__init__(count, queues, Mock(), overrun_secs=1, max_jobs_per_child=0, log=log)

    def start_child(self, slot: int, recipe: Recipe) -> Any:
        self.born.append(PuppetChild(is_healthy=self.is_healthy))
        if len(self.born) == 1 and self.is_healthy:
            self.born[0].say_ready()  # for this one `open` waits
        return self.born[-1]

    def hear_all(self) -> None:
        """Turn the loop until there is nothing more to hear, and then once all children are ready."""
        for _ in range(20):
            self.wait(0)
        for child in self.born:
            child.say_ready()
        for _ in range(20):
            self.wait(0)


@pytest.fixture
def slots() -> Iterator[PuppetSlots]:
    """Three slots, open, with three children that are ready."""
    slots = PuppetSlots(3)
    slots.open()
    slots.hear_all()
    yield slots
    slots.close()


def test_a_child_that_says_it_is_ready_can_have_a_job(slots: PuppetSlots) -> None:
    assert [place.pid for place in slots.free_places()] == [child.pid for child in slots.born]


@pytest.mark.parametrize("count", [1, 2, 3])
def test_children_that_die_at_once_are_replaced_once_each(slots: PuppetSlots, count: int) -> None:
    """The new ones' pipes have the numbers of the old ones', of which there may be more to hear."""
    dead = slots.born[:count]
    for child in dead:
        child.die()
    slots.hear_all()
    assert len(slots.born) == 3 + count
    assert not any(child.is_killed for child in slots.born if child not in dead)
    assert len(slots.free_places()) == 3
    assert not slots.is_broken()


def test_slots_are_broken_when_children_die_before_they_are_ready_again_and_again(
    slots: PuppetSlots,
) -> None:
    slots.is_healthy = False
    slots.born[0].die()
    slots.hear_all()
    assert slots.is_broken()
    assert len(slots.born) == 3 + MAX_FAILED_STARTS


def test_no_child_is_started_for_a_worker_that_stops(slots: PuppetSlots) -> None:
    slots.be_quiet()
    for child in slots.born:
        child.die()
    slots.hear_all()
    assert len(slots.born) == 3
    assert slots.free_places() == []


def test_slots_whose_first_child_dies_before_it_is_ready_do_not_open() -> None:
    slots = PuppetSlots(1)
    slots.is_healthy = False
    with pytest.raises(ChildLost):
        slots.open()
    slots.close()


def assignment_of(job_id: str, slots: PuppetSlots) -> Assignment:
    """A job in slot 0, without a Redis that knows it."""
    [place, *_] = [place for place in slots.free_places() if place.slot == 0]
    execution = make_execution(Mock(), "of-" + job_id, job_id, "ann", now())
    queue: Any = SimpleNamespace(name="default")
    return Assignment(place, queue, execution, 180, {}, Mock())


def take_the_next(slots: PuppetSlots, following: Assignment) -> None:
    """Have the child say that it has ended its job and taken the next one."""
    slots.relays.assign.return_value = following  # type: ignore[attr-defined]  # a mock
    execution = following.execution
    told = Next(execution.job_id, "default", execution.id, execution.created_at, 180)
    slots.born[0].say(Report(True, None, False, told))


@pytest.mark.parametrize("is_ended_by_force", [True, False])
def test_a_job_that_a_child_took_when_it_was_killed_for_the_one_before_is_handed_back(
    slots: PuppetSlots, *, is_ended_by_force: bool
) -> None:
    first, second = assignment_of("first", slots), assignment_of("second", slots)
    slots.start(first)
    take_the_next(slots, second)
    if is_ended_by_force:
        slots.interrupt(first)
    slots.born[0].die()
    [ended] = [ended for _ in range(20) for ended in slots.wait(0)]
    assert ended.assignment is second
    assert second.token.handing_back is is_ended_by_force
