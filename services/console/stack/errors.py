"""Why the stack cannot start, as facts; the terminal makes the sentence."""

from typing import Any


class CannotStart(Exception):
    """The stack did not start; what had started is stopped.

    Args:
        reason: which case it is: `port-taken`, `cannot-listen`, `origin-port-taken`, `folder-in-use`,
            `folder-unusable`, `other-server`, `service-ended` or `service-silent`.
        values: the facts that its sentence needs.
    """

    def __init__(self, reason: str, **values: Any) -> None:
        super().__init__(reason, values)
        self.reason = reason
        self.values = values
