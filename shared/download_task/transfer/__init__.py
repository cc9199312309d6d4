"""A real download: stream a URL into a file, in constant memory."""

from .fetch import Received, fetch

__all__ = ["Received", "fetch"]
