"""Workers as people call them: "threads 1", "threads 2", "processes 1"."""

from words import printable


def worker_name(pool: str | None, number: int | None) -> str:
    """What to call a worker.

    Args:
        pool: the kind of its slots, if known.
        number: the one that the server gave it, if any.
    """
    return printable(" ".join(str(part) for part in (pool, number) if part))
