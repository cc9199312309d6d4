"""Server-sent events as text."""

from front.events.text import comment, number_of, opening, text_of


def test_an_event_is_four_lines_and_an_opening_has_no_data() -> None:
    assert text_of("1-2", "started", '{"a":1}') == 'id: 1-2\nevent: started\ndata: {"a":1}\n\n'
    assert opening("1-2") == "retry: 2000\nid: 1-2\n\n"
    assert comment("x") == ": x\n\n"


def test_ids_compare_as_numbers() -> None:
    ids = ["0-0", "9-9", "9-10", "10-0", "10-1"]
    assert sorted(ids, key=number_of) == ids
    assert number_of("5") == (5, 0)
