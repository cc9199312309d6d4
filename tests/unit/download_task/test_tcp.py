"""The first address that answers is taken, whatever the others do. Loopback addresses only."""

import contextlib
import errno
import socket
import threading
import time
from collections.abc import Iterator

import pytest

from download_task import DownloadCancelled
from download_task.report import never_cancelled
from download_task.transfer.lookup import Address
from download_task.transfer.tcp import ATTEMPT_DELAY_SECS, _families_in_turn, connect_to_first
from download_task.transfer.watch import Watch
from tests.helpers.silent_address import silent_listener


@pytest.fixture
def watch() -> Iterator[Watch]:
    with Watch(cancelled=never_cancelled, total_secs=60) as watch:
        yield watch


@pytest.fixture
def answering() -> Iterator[Address]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield Address(socket.AF_INET, listener.getsockname())


@pytest.fixture
def silent() -> Iterator[Address]:
    with silent_listener() as sockaddr:
        yield Address(socket.AF_INET, sockaddr)


@pytest.fixture
def refusing() -> Address:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return Address(socket.AF_INET, listener.getsockname())


def peer(addresses: list[Address], watch: Watch, timeout_secs: float = 20.0) -> object:
    with contextlib.closing(connect_to_first(addresses, timeout_secs=timeout_secs, watch=watch)) as sock:
        return sock.getpeername()


def test_an_address_that_never_answers_leaves_the_time_to_the_next(
    silent: Address, answering: Address, watch: Watch
) -> None:
    began = time.monotonic()
    assert peer([silent, silent, answering], watch) == answering.sockaddr
    assert time.monotonic() - began < 10, "the silent ones used up the time"


def test_an_address_that_refuses_makes_way_at_once(
    refusing: Address, answering: Address, watch: Watch
) -> None:
    began = time.monotonic()
    assert peer([*[refusing] * 40, answering], watch) == answering.sockaddr
    assert time.monotonic() - began < 40 * ATTEMPT_DELAY_SECS


def test_an_address_that_cannot_be_tried_makes_way(answering: Address, watch: Watch) -> None:
    impossible = Address(socket.AF_INET, ("255.255.255.255", 80))
    assert peer([impossible, answering], watch) == answering.sockaddr


def test_when_all_refuse_the_refusal_is_told(refusing: Address, watch: Watch) -> None:
    with pytest.raises(OSError, match=r".") as caught:
        peer([refusing, refusing], watch)
    assert caught.value.errno == errno.ECONNREFUSED


def test_when_none_answers_the_time_is_over_for_all_together(silent: Address, watch: Watch) -> None:
    with pytest.raises(TimeoutError):
        peer([silent] * 4, watch, timeout_secs=0.3)


def test_no_addresses_are_an_error_that_says_so(watch: Watch) -> None:
    with pytest.raises(OSError, match=r".") as caught:
        peer([], watch)
    assert caught.value.errno == errno.EADDRNOTAVAIL


def test_a_cancel_ends_the_attempts(silent: Address) -> None:
    cancelled = threading.Event()
    with Watch(cancelled=cancelled.is_set, total_secs=60) as watch:
        threading.Timer(0.1, cancelled.set).start()
        with pytest.raises(DownloadCancelled):
            peer([silent], watch)


def test_the_families_take_turns_beginning_with_the_preferred_one() -> None:
    six = [Address(socket.AF_INET6, (f"::{number}", 80, 0, 0)) for number in range(3)]
    four = [Address(socket.AF_INET, (f"127.0.0.{number}", 80)) for number in range(1)]
    assert _families_in_turn([*six, *four]) == [six[0], four[0], six[1], six[2]]
    assert _families_in_turn([*four, *six]) == [four[0], six[0], six[1], six[2]]
    assert _families_in_turn([]) == []
