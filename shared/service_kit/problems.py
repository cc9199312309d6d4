"""Problem details (RFC 9457): the form of every error that a service answers with."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True, slots=True)
class ProblemDetails:
    """What went wrong.

    Attributes:
        status: the HTTP status.
        detail: a sentence for people.
        title: a short name of the problem; by default the status in words.
        type: a URI for the kind of problem; "about:blank" if the status is all there is to say.
        errors: the inputs at fault, each an object.
        members: extension members.
    """

    status: int
    detail: str
    title: str = ""
    type: str = "about:blank"
    errors: Sequence[Mapping[str, Any]] = ()
    members: Mapping[str, Any] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """The problem as JSON can carry it."""
        body: dict[str, Any] = {
            "type": self.type,
            "title": self.title or phrase_of(self.status),
            "status": self.status,
            "detail": self.detail,
            **self.members,
        }
        if self.errors:
            body["errors"] = list(self.errors)
        return body

    @classmethod
    def from_json(cls, text: bytes | str, *, status: int) -> "ProblemDetails":
        """Read the problem that a server sent.

        Args:
            text: the body of the answer.
            status: the status of the answer; the one in the body is ignored.

        Raises:
            ValueError: the body is not a problem.
        """
        body = json.loads(text)
        if not isinstance(body, dict) or not isinstance(body.get("detail"), str):
            raise ValueError("the body is not a problem with a detail")
        known = {"type", "title", "status", "detail", "errors"}
        errors = body.get("errors")
        return cls(
            status=status,
            detail=body["detail"],
            title=str(body.get("title", "")),
            type=str(body.get("type", "about:blank")),
            errors=[one for one in errors if isinstance(one, dict)] if isinstance(errors, list) else [],
            members={name: value for name, value in body.items() if name not in known},
        )


def phrase_of(status: int) -> str:
    """The status in words; "Error" for an unknown one."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Error"
