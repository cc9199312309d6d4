"""Answers about health and problems."""

from typing import Any, Literal

from pydantic import BaseModel, Field

from service_kit.problems import MEDIA_TYPE


class HealthView(BaseModel):
    status: Literal["ok"]


class ProblemView(BaseModel):
    """RFC 9457 problem details."""

    type: str
    title: str = Field(description="the name of the status, in the reader's language")
    status: int
    detail: str = Field(description="what went wrong and what to do, in the reader's language")
    errors: list[dict[str, Any]] | None = None


def problems(*statuses: int) -> dict[Any, Any]:
    """The OpenAPI description of these problem answers."""
    schema = {"$ref": f"#/components/schemas/{ProblemView.__name__}"}
    return {status: {"content": {MEDIA_TYPE: {"schema": schema}}} for status in statuses}
