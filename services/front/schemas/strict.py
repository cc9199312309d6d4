"""The base of everything that a client sends."""

from pydantic import BaseModel, ConfigDict


class Strict(BaseModel):
    """No unknown fields, no silent conversions."""

    model_config = ConfigDict(extra="forbid", strict=True)
