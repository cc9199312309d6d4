"""Fields may come from JSON, where any type can stand anywhere: check types at run time."""


def is_text(value: object) -> bool:
    """Whether it is a string."""
    return isinstance(value, str)


def is_whole(value: object) -> bool:
    """Whether it is an integer, and not a boolean."""
    return isinstance(value, int) and not isinstance(value, bool)


def is_number(value: object) -> bool:
    """Whether it is an integer or a float, and not a boolean."""
    return is_whole(value) or isinstance(value, float)
