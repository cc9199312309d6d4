"""Disks that are full, read-only or not there."""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.helpers.origin_process import ROOT
from tests.helpers.performing import NAME, Performer

Url = Callable[..., str]

ON_A_SMALL_DISK = """
import resource, signal, sys
from pathlib import Path
from download_task import Download, Rules, download_task

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # then write() fails with EFBIG, as it does with ENOSPC
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
rules = Rules(Path(sys.argv[1]), frozenset({sys.argv[2]}))
outcome = download_task(Download("file.bin", url=sys.argv[3]), rules)
failure = outcome.failure
print(failure.code, failure.reason, failure.values, failure.retryable, sep="|")
"""


def test_a_disk_that_takes_no_more_bytes_is_told_and_freed(performer: Performer, at_origin: Url) -> None:
    host = next(iter(performer.rules.allowed_hosts))
    finished = subprocess.run(
        [
            *[sys.executable, "-c", ON_A_SMALL_DISK],
            *[str(performer.rules.directory), host, at_origin(bytes=300_000)],
        ],
        env=os.environ | {"PYTHONPATH": str(ROOT / "shared")},
        capture_output=True,
        text=True,
        check=True,
        timeout=30,
    )
    assert finished.stdout == "cannot-store|write|{'error': 'EFBIG'}|True\n"
    assert performer.files() == []


def test_a_directory_that_is_not_there_is_made(performer: Performer, at_origin: Url) -> None:
    performer.rules = replace(performer.rules, directory=performer.rules.directory / "a" / "b")
    assert performer(at_origin(bytes=10)).state == "finished"


def test_a_directory_that_is_a_file_cannot_store(
    performer: Performer, at_origin: Url, tmp_path: Path
) -> None:
    (tmp_path / "downloads").write_text("in the way")
    outcome = performer(at_origin(bytes=10))
    assert outcome.failure is not None
    assert (outcome.failure.code, outcome.failure.reason) == ("cannot-store", "folder")
    assert outcome.failure.values == {"folder": str(tmp_path / "downloads"), "error": "ENOTDIR"}


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write to read-only directories")
def test_a_directory_that_may_not_be_written_to_cannot_store(
    performer: Performer, at_origin: Url, tmp_path: Path
) -> None:
    (tmp_path / "downloads").mkdir(mode=0o500)
    assert performer.failure_code(at_origin(bytes=10)) == "cannot-store"


def test_a_folder_under_the_final_name_is_not_replaced(performer: Performer, at_origin: Url) -> None:
    (performer.rules.directory / "one" / NAME).mkdir(parents=True)
    assert performer.failure_code(at_origin(bytes=10)) == "cannot-store"


def test_a_failed_download_leaves_no_folder_of_its_own(performer: Performer, at_origin: Url) -> None:
    performer(at_origin(bytes=10, fault="short"))
    assert not (performer.rules.directory / "one").exists()
