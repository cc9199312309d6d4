"""JSON for programs, that a terminal may show."""

import json

import pytest

from words import json_line


@pytest.mark.parametrize("char", ["\x1b", "\x7f", "\x9b", "\u202e", "\u2066", "\u2028", "\ud800", "\n"])
def test_what_a_terminal_would_obey_is_escaped_and_comes_back(char: str) -> None:
    line = json_line({"name": f"下{char}a"})
    assert char not in line
    assert "下" in line
    assert json.loads(line) == {"name": f"下{char}a"}
