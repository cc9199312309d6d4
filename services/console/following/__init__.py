"""Following a batch to its end: rows that move on a terminal, lines elsewhere, JSON lines for programs."""

from .follow import follow

__all__ = ["follow"]
