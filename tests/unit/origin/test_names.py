"""Names that are served and names that are not."""

import pytest

from origin.parameters import is_allowed_name


@pytest.mark.parametrize(
    "name", ["a", "report.bin", "文件 1.zip", "...", ".hidden", "a" * 255, "é" * 127, "a+b&c=d"]
)
def test_usual_names_are_served(name: str) -> None:
    assert is_allowed_name(name)


@pytest.mark.parametrize(
    "name",
    ["", ".", "..", "a/b", "a\\b", "../x", "a\0", "a\n", "\x7f", "\x85", "a" * 256, "é" * 128, "\udcff"],
)
def test_separators_control_characters_and_endless_names_are_refused(name: str) -> None:
    assert not is_allowed_name(name)
