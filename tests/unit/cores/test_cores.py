"""The cores that a process may use, from files as the kernel writes them."""

import os
from pathlib import Path

import pytest

import cores
from cores import quota_cores, usable_cores


def quota(folder: Path, own_groups: str, **files: str) -> float | None:
    """The quota that is read from these files; `__` stands for a slash in their names, `_` for a dot."""
    (folder / "own").write_text(own_groups)
    for name, text in files.items():
        path = folder / "cgroup" / name.replace("__", "/").replace("cpu_", "cpu.", 1)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return quota_cores(folder / "cgroup", folder / "own")


def test_a_container_of_version_2_sees_its_quota_at_the_root(tmp_path: Path) -> None:
    assert quota(tmp_path, "0::/\n", cpu_max="150000 100000\n") == 1.5


def test_without_a_quota_there_is_none(tmp_path: Path) -> None:
    assert quota(tmp_path, "0::/\n", cpu_max="max 100000\n") is None
    assert (
        quota(tmp_path, "0::/\n1:cpu:/\n", cpu__cpu_cfs_quota_us="-1\n", cpu__cpu_cfs_period_us="100000\n")
        is None
    )
    assert quota_cores(tmp_path, tmp_path / "not linux") is None


def test_the_least_quota_of_the_groups_above_holds(tmp_path: Path) -> None:
    files = {"a__cpu_max": "100000 100000", "a__b__cpu_max": "300000 100000", "c__cpu_max": "1000 100000"}
    assert quota(tmp_path, "0::/a/b\n", **files) == 1.0


@pytest.mark.parametrize("path", ["/", "/docker/0123"])
def test_version_1_names_the_quota_by_two_files(tmp_path: Path, path: str) -> None:
    files = {"cpu__cpu_cfs_quota_us": "250000\n", "cpu__cpu_cfs_period_us": "100000\n"}
    assert quota(tmp_path, f"5:memory:/x\n4:cpu,cpuacct:{path}\n0::/\n", **files) == 2.5


def test_cores_are_those_of_the_mask_and_at_most_the_quota(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cores, "quota_cores", lambda: None)
    assert usable_cores() == len(os.sched_getaffinity(0))
    monkeypatch.setattr(cores, "quota_cores", lambda: 0.5)
    assert usable_cores() == 0.5
    monkeypatch.setattr(cores, "quota_cores", lambda: 1e6)
    assert usable_cores() == len(os.sched_getaffinity(0))
