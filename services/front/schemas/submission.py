"""A submission: the items to download, and how."""

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, ValidationError, field_validator, model_validator
from pydantic_core import PydanticKnownError

from download_task import InvalidDownload, valid_name, valid_url
from download_task.request import MAX_TIME_SCALE, MAX_WORK_ROUNDS, SHA256, WorkKind
from front.validation import refusal
from wire import Pool

from .allowed_hosts import allowed_url
from .strict import Strict

MAX_ITEMS = 10_000
MAX_WRONG_ITEMS = 100
MAX_RETRIES = 100
Checksum = Annotated[
    str, Field(pattern=f"^{SHA256.pattern}$", description="sha256: and 64 hexadecimal digits")
]


class Item(Strict):
    """One download: a `name` to simulate, as in the note, or a `url` to fetch."""

    model_config = ConfigDict(
        json_schema_extra={
            "anyOf": [
                {"required": [field], "properties": {field: {"type": "string"}}} for field in ("name", "url")
            ]
        }
    )

    name: str | None = Field(
        default=None, description="what it is called; of a URL, the file name to store it under"
    )
    url: str | None = Field(default=None, description="an http(s) URL on an allowed host")
    checksum: Checksum | None = None

    @field_validator("name")
    @classmethod
    def _name_is_valid(cls, name: str | None) -> str | None:
        return name if name is None else _checked(valid_name, name)

    @field_validator("url")
    @classmethod
    def _url_is_valid(cls, url: str | None) -> str | None:
        return url if url is None else allowed_url(_checked(valid_url, url))

    @model_validator(mode="after")
    def _has_name_or_url(self) -> "Item":
        if self.name is None and self.url is None:
            raise refusal(InvalidDownload("", "name-or-url"))
        if self.checksum is not None and self.url is None:
            raise refusal(InvalidDownload("", "checksum-needs-url"))
        return self


class WorkOrder(Strict):
    """Computing after the bytes; a round is about a millisecond of one core."""

    kind: WorkKind = Field(
        description="python holds the interpreter lock, hashlib releases it; "
        "python-shared: as python, with a number that all threads share"
    )
    rounds: int = Field(ge=0, le=MAX_WORK_ROUNDS)


class Submission(Strict):
    """Downloads to queue together."""

    items: list[Item] = Field(min_length=1, max_length=MAX_ITEMS)
    pool: Pool = Field(
        default="any", description="who runs them; any: the queue that every worker serves too"
    )
    work: WorkOrder | None = None
    retries: int = Field(
        default=0, ge=0, le=MAX_RETRIES, description="how often a failed download is run again"
    )
    checksum: Checksum | None = Field(
        default=None, description="of every item that has a url and no own checksum"
    )
    seed: int | None = Field(
        default=None, ge=-(2**63), lt=2**63, description="makes simulated seconds repeatable"
    )
    time_scale: float = Field(
        default=1.0, ge=0, le=MAX_TIME_SCALE, description="multiplies the simulated seconds"
    )
    language: Literal["en", "zh"] = Field(
        default="en", deprecated=True, description="ignored: sentences are made in the reader's language"
    )

    @field_validator("items", mode="before")
    @classmethod
    def _stop_at_many_wrong_items(cls, items: Any) -> Any:
        """Check the items one by one, and drop what follows the 100th wrong one.

        Pydantic checks them again and keeps some kilobytes for each error; this bounds its memory.
        """
        if not isinstance(items, list):
            return items
        if len(items) > MAX_ITEMS:
            limits = {"field_type": "List", "max_length": MAX_ITEMS, "actual_length": len(items)}
            raise PydanticKnownError("too_long", limits)
        checked: list[Any] = []
        wrong = 0
        for item in items:
            try:
                checked.append(Item.model_validate(item))
            except ValidationError:
                checked.append(item)
                wrong += 1
                if wrong == MAX_WRONG_ITEMS:
                    break
        return checked


def _checked(check: Any, value: str) -> str:
    try:
        return str(check(value))
    except InvalidDownload as error:
        raise refusal(error) from error
