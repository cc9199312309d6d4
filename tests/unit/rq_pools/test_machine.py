"""Which workers share their cores."""

import socket

import pytest

from rq_pools import machine


def test_processes_on_one_kernel_share_a_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "quota_cores", lambda: None)
    assert machine.machine_id() == machine.BOOT_ID.read_text().strip()


def test_a_container_with_a_quota_is_a_machine_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "quota_cores", lambda: 1.5)
    assert machine.machine_id().endswith(f" {socket.gethostname()}")
