"""What a request says beside its body: path, query and headers."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from wire import State

from .strict import Strict

MAX_PAGE_DOWNLOADS = 500
ID_PATTERN = r"^[A-Za-z0-9_-]{1,128}$"


class ChangeHeaders(BaseModel):
    """What a request without a body needs to change something."""

    x_parallax: str | None = Field(
        default=None,
        alias="X-Parallax",
        description="anything, such as 1: pages of other sites cannot send it unasked; "
        "`Content-Type: application/json` does as well",
        json_schema_extra={"example": "1"},
    )


class DownloadPath(BaseModel):
    # An id that cannot be one is as unknown as any other: 404, so the pattern is not enforced here.
    id: str = Field(json_schema_extra={"pattern": ID_PATTERN})


class BatchPath(BaseModel):
    # Likewise.
    id: str = Field(json_schema_extra={"pattern": ID_PATTERN})


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
