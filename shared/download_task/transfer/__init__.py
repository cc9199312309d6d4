"""Real downloads: streams a URL into a file, in constant memory."""

from .fetch import Received, fetch

__all__ = ["Received", "fetch"]
