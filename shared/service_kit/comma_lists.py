"""Settings that are lists separated by commas."""


def split_commas(text: str) -> list[str]:
    """The non-empty parts of the text, without blanks around them."""
    return [part.strip() for part in text.split(",") if part.strip()]
