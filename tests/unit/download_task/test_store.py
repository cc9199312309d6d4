"""A file gets its name when it is whole, and otherwise leaves nothing."""

import hashlib
import os
from pathlib import Path

import pytest

from download_task import CannotStore, Download
from download_task.store import PartFile, part_file, sweep_parts


@pytest.fixture
def download() -> Download:
    return Download("file.bin", id="one")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "new" / "files"


def files(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_a_kept_part_file_has_the_bytes_under_the_final_name_alone(download: Download, folder: Path) -> None:
    with part_file(download, folder) as (part, final):
        part.write(b"some ")
        part.write(b"bytes")
        assert not final.exists()
        part.keep_as(final)
    assert files(folder) == ["one/file.bin"]
    assert final.read_bytes() == b"some bytes"
    assert (part.size_bytes, part.sha256) == (10, hashlib.sha256(b"some bytes").hexdigest())


def test_keeping_replaces_the_file_of_an_earlier_run(download: Download, folder: Path) -> None:
    for content in (b"old and longer", b"new"):
        with part_file(download, folder) as (part, final):
            part.write(content)
            part.keep_as(final)
    assert final.read_bytes() == b"new"


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, CannotStore])
def test_whatever_goes_wrong_nothing_is_left(
    download: Download, folder: Path, error: type[BaseException]
) -> None:
    def write_and_break() -> None:
        with part_file(download, folder) as (part, _):
            part.write(b"some")
            raise error

    with pytest.raises(error):
        write_and_break()
    assert files(folder) == []
    assert not (folder / "one").exists()


def test_a_part_file_that_is_not_kept_is_removed(download: Download, folder: Path) -> None:
    with part_file(download, folder) as (part, _):
        part.write(b"some")
    assert files(folder) == []


def test_two_runs_at_once_write_two_part_files(download: Download, folder: Path) -> None:
    with part_file(download, folder) as (one, final), part_file(download, folder) as (other, _):
        one.write(b"one")
        other.write(b"other")
        one.keep_as(final)
        assert final.read_bytes() == b"one"
        other.keep_as(final)
    assert files(folder) == ["one/file.bin"]
    assert final.read_bytes() == b"other"


def test_the_longest_name_and_id_fit(tmp_path: Path) -> None:
    longest = Download("n" * 255, id="i" * 128)
    with part_file(longest, tmp_path) as (part, final):
        part.keep_as(final)
    assert final.is_file()


def test_a_part_file_never_overwrites_another(tmp_path: Path) -> None:
    (tmp_path / "a.part").write_text("mine")
    with pytest.raises(FileExistsError):
        PartFile(tmp_path / "a.part")


def test_only_old_part_files_are_swept(tmp_path: Path) -> None:
    parts = tmp_path / ".parts"
    parts.mkdir()
    for name, age_secs in [("old.part", 7_200), ("young.part", 60), ("old.other", 7_200)]:
        (parts / name).touch()
        then = (parts / name).stat().st_mtime - age_secs
        os.utime(parts / name, (then, then))
    (tmp_path / "kept.part").touch()
    assert sweep_parts(tmp_path, older_than_secs=3_600) == 1
    assert files(tmp_path) == [".parts/old.other", ".parts/young.part", "kept.part"]


def test_sweeping_where_nothing_is_sweeps_nothing(tmp_path: Path) -> None:
    assert sweep_parts(tmp_path / "nowhere", older_than_secs=0) == 0
