"""Which names can be file names anywhere."""

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from download_task import Download, InvalidDownload, valid_name
from download_task.request.names import BIDI_CONTROLS
from tests.helpers.said import said


@pytest.mark.parametrize(
    "name",
    [
        "Python3.7",
        "C++",
        "...",
        ".hidden",
        "with blank",
        "下载任务",
        "e\u0301",
        "👩\u200d👩\u200d👧",
        "a" * 255,
        "é" * 127 + "a",
        "-rf",
        "CON",
        "{name}",
    ],
)
def test_a_name_that_can_be_a_file_name_is_kept_as_it_is(name: str, tmp_path: Path) -> None:
    assert valid_name(name) == name
    (tmp_path / name).write_text("")
    assert Download(name).name == name


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("", "must be a file name"),
        (".", "must be a file name"),
        ("..", "must be a file name"),
        ("a/b", "path separator"),
        ("../etc/passwd", "path separator"),
        ("/", "path separator"),
        ("a\\b", "path separator"),
        ("a\0b", "control character"),
        ("a\nb", "control character"),
        ("\x7f", "control character"),
        ("\x85", "control character"),
        ("\u2028", "control character"),
        ("\u2029", "control character"),
        ("\ud800", "control character"),
        ("a\udfff", "control character"),
        ("invoice\u202efdp.exe", "control character"),
        ("a" * 256, "must be at most 255 bytes, not 256"),
        ("é" * 128, "must be at most 255 bytes, not 256"),
        ("载" * 86, "must be at most 255 bytes, not 258"),
    ],
)
def test_a_name_that_cannot_is_refused_with_the_reason(name: str, why: str) -> None:
    with pytest.raises(InvalidDownload) as refused:
        Download(name)
    assert why in said(refused.value)
    assert refused.value.field == "name"
    assert len(str(refused.value)) < 600


@pytest.mark.parametrize("mark", sorted(BIDI_CONTROLS))
def test_every_mark_that_turns_text_around_is_refused(mark: str) -> None:
    with pytest.raises(InvalidDownload):
        valid_name(f"a{mark}b")


def test_the_marks_are_those_of_unicode() -> None:
    classes = {"LRM", "RLM", "ALM", "LRE", "RLE", "PDF", "LRO", "RLO", "LRI", "RLI", "FSI", "PDI"}
    names = {unicodedata.name(mark) for mark in BIDI_CONTROLS}
    assert len(names) == len(classes) == len(BIDI_CONTROLS)
    assert all(any(word in name for word in ("LEFT", "RIGHT", "ARABIC", "POP", "FIRST")) for name in names)


@given(st.text(max_size=300))
def test_whatever_is_accepted_is_one_printable_file_name(name: str) -> None:
    try:
        valid_name(name)
    except InvalidDownload:
        return
    assert name == Path("folder", name).name
    assert 0 < len(name.encode()) <= 255
    assert not any(unicodedata.category(character) in ("Cc", "Cs") for character in name)


@given(
    st.text(st.characters(categories=("L", "N", "P", "S"), exclude_characters="/\\"), min_size=3, max_size=60)
)
def test_letters_digits_and_signs_are_accepted(name: str) -> None:
    valid_name(name)
