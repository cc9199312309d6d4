"""Lists in one setting."""

from service_kit.comma_lists import split_commas


def test_commas_separate_what_is_not_blank() -> None:
    assert split_commas(" a, b ,,c ,") == ["a", "b", "c"]
    assert split_commas("") == []
