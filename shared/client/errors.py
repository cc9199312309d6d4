"""What can go wrong between a client and the front.

ClientError
├── InvalidAddress      the address is not one
├── Unreachable         nobody answers there
│   └── NotParallax     somebody else answers there
└── Refused             the front answered with a problem
"""

from collections.abc import Mapping, Sequence
from typing import Any

from service_kit.problems import ProblemDetails


class ClientError(Exception):
    """The request could not be carried out."""


class InvalidAddress(ClientError):
    """The address of the front is not an HTTP URL."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.url = url

    def __str__(self) -> str:
        return f"{self.url!r} is not an address such as http://localhost:8080"


class Unreachable(ClientError):
    """The front does not answer."""

    def __init__(self, url: str, why: str) -> None:
        super().__init__(url, why)
        self.url = url
        self.why = why

    def __str__(self) -> str:
        return f"{self.url} does not answer: {self.why}"


class NotParallax(Unreachable):
    """The answer is not one of Parallax."""


class Refused(ClientError):
    """The front answered with a problem.

    Args:
        problem: what it said; without a detail when the answer was no problem document.
    """

    def __init__(self, problem: ProblemDetails) -> None:
        super().__init__(problem)
        self.problem = problem

    @property
    def status(self) -> int:
        """The HTTP status."""
        return self.problem.status

    @property
    def detail(self) -> str:
        """The server's own words; may be empty."""
        return self.problem.detail

    @property
    def errors(self) -> Sequence[Mapping[str, Any]]:
        """The inputs at fault."""
        return self.problem.errors

    def __str__(self) -> str:
        return self.detail or f"the server answered {self.status}"
