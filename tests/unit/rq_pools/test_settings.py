"""Settings of a pooled worker, and what is said of wrong ones."""

from dataclasses import fields

import pytest

from rq_pools import PoolSettings

GIVEN = {
    "RQ_POOL_SLOTS": "8",
    "RQ_POOL_POLL_SECS": "0.5",
    "RQ_POOL_HEARTBEAT_SECS": "2",
    "RQ_POOL_LEASE_SECS": "9",
    "RQ_POOL_MAINTENANCE_SECS": "7",
    "RQ_POOL_CLEANING_SECS": "30",
    "RQ_POOL_DRAIN_SECS": "1.5",
    "RQ_POOL_STOP_GRACE_SECS": "0.25",
    "RQ_POOL_OVERRUN_SECS": "4",
    "RQ_POOL_MAX_TAKEOVERS": "1",
    "RQ_POOL_MAX_JOBS_PER_CHILD": "100",
    "RQ_POOL_WATCHDOG_SECS": "60",
}


def test_every_setting_is_read_from_the_environment() -> None:
    assert len(GIVEN) == len(fields(PoolSettings))
    assert PoolSettings.from_environment(GIVEN) == PoolSettings(
        slots=8,
        poll_secs=0.5,
        heartbeat_secs=2.0,
        lease_secs=9,
        maintenance_secs=7.0,
        cleaning_secs=30.0,
        drain_secs=1.5,
        stop_grace_secs=0.25,
        overrun_secs=4.0,
        max_takeovers=1,
        max_jobs_per_child=100,
        watchdog_secs=60,
    )
    defaults = PoolSettings()
    assert all(
        getattr(PoolSettings.from_environment(GIVEN), field.name) != getattr(defaults, field.name)
        for field in fields(PoolSettings)
    )


def test_what_the_environment_does_not_name_has_its_default() -> None:
    assert PoolSettings.from_environment({"SLOTS": "9"}) == PoolSettings()


@pytest.mark.parametrize("text", ["", "many", "1.5", "0x8"])
def test_a_variable_that_is_no_whole_number_is_named(text: str) -> None:
    with pytest.raises(ValueError, match="RQ_POOL_SLOTS must be a whole number"):
        PoolSettings.from_environment({"RQ_POOL_SLOTS": text})


@pytest.mark.parametrize(
    ("variable", "text"),
    [
        ("RQ_POOL_SLOTS", "0"),
        ("RQ_POOL_POLL_SECS", "0"),
        ("RQ_POOL_POLL_SECS", "nan"),
        ("RQ_POOL_HEARTBEAT_SECS", "-1"),
        ("RQ_POOL_DRAIN_SECS", "inf"),
        ("RQ_POOL_MAX_TAKEOVERS", "-1"),
        ("RQ_POOL_MAX_JOBS_PER_CHILD", "-1"),
        ("RQ_POOL_CLEANING_SECS", "0"),
        ("RQ_POOL_LEASE_SECS", "7"),
    ],
)
def test_a_variable_out_of_range_is_named(variable: str, text: str) -> None:
    with pytest.raises(ValueError, match=variable):
        PoolSettings.from_environment({variable: text})


def test_a_lease_of_three_heartbeats_is_long_enough() -> None:
    assert PoolSettings(heartbeat_secs=1.0, lease_secs=3).lease_secs == 3
    with pytest.raises(ValueError, match="at least 3 heartbeats"):
        PoolSettings(heartbeat_secs=1.01, lease_secs=3)
