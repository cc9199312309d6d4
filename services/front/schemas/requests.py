"""The parts of a request other than its body: path, query and headers."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from wire import State

from .strict import Strict

MAX_PAGE_DOWNLOADS = 500
ID_PATTERN = r"^[A-Za-z0-9_-]{1,128}$"


class ChangeHeaders(BaseModel):
    """The header that a request needs if it changes something and has no JSON body."""

    x_parallax: str | None = Field(
        default=None,
        alias="X-Parallax",
        description="any value, such as 1: pages of other sites cannot send it; "
        "`Content-Type: application/json` serves as well",
        json_schema_extra={"example": "1"},
    )


class DownloadPath(BaseModel):
    # The pattern is not enforced: an impossible id is unknown, which is a 404.
    id: str = Field(json_schema_extra={"pattern": ID_PATTERN})


class BatchPath(BaseModel):
    # Likewise.
    id: str = Field(json_schema_extra={"pattern": ID_PATTERN})


class ExperimentPath(BaseModel):
    # Likewise.
    id: str = Field(json_schema_extra={"pattern": ID_PATTERN})


class ReportPath(ExperimentPath):
    form: str = Field(json_schema_extra={"enum": ["json", "csv", "svg"]})


class RetryQuery(Strict):
    model_config = ConfigDict(extra="forbid", strict=False)  # a query is text

    state: Literal["failed", "cancelled"] | None = Field(
        default=None, description="run only those of this state again"
    )
    lang: str | None = Field(default=None, description="en or zh; by default as Accept-Language says")


class DownloadQuery(Strict):
    model_config = ConfigDict(extra="forbid", strict=False)  # a query is text

    state: State | None = None
    batch: str | None = Field(default=None, pattern=ID_PATTERN)
    cursor: str | None = Field(default=None, pattern=r"^[0-9]{1,18}$")
    limit: int = Field(default=100, ge=1, le=MAX_PAGE_DOWNLOADS)
    lang: str | None = Field(default=None, description="en or zh; by default as Accept-Language says")
