"""The parameters of `/files/NAME`."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, WithJsonSchema

from origin import faults
from origin.faults import Fault

MAX_FILE_BYTES = 4 * 1024**3
MAX_NAME_BYTES = 255
NAMES = f"1 to {MAX_NAME_BYTES} bytes of UTF-8 without slash, backslash or control character; not . or .."


class BadParameter(Exception):
    """A parameter is invalid.

    Args:
        parameter: its name.
        value: its value; None if it is missing.
        reason: what is wrong with it, as a sentence.
    """

    def __init__(self, parameter: str, value: str | None, reason: str) -> None:
        super().__init__(parameter, value, reason)
        self.parameter = parameter
        self.value = value
        self.reason = reason


def _in_digits(text: object) -> object:
    # Pydantic also accepts signs, underscores, spaces and other scripts' digits. 19 digits fit every maximum.
    if isinstance(text, str) and not re.fullmatch(r"[0-9]{1,19}(\.[0-9]{1,19})?", text):
        raise ValueError("Input should be a number in digits")
    return text


Whole = Annotated[int, BeforeValidator(_in_digits)]
Decimal = Annotated[float, BeforeValidator(_in_digits)]
PRINTABLE_ASCII = r"^[!-~]+$"


class Wanted(BaseModel):
    """What a client asks for. In a query, a field has the name of its alias, if it has one."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    size_bytes: Whole = Field(
        1024 * 1024, alias="bytes", ge=0, le=MAX_FILE_BYTES, description="size of the file"
    )
    delay_secs: Decimal = Field(0.0, ge=0, le=600, description="seconds before the first byte of the answer")
    rate: Whole = Field(
        0, ge=0, le=MAX_FILE_BYTES, description="bytes per second of this stream; 0 is unlimited"
    )
    chunk_bytes: Whole | None = Field(
        None, ge=1, le=1024 * 1024, description="bytes per write; by default 65536, less for slow rates"
    )
    fault: Annotated[Fault, WithJsonSchema({"enum": list(Fault)})] | None = Field(
        None, description="what goes wrong"
    )
    at_bytes: Whole | None = Field(
        None,
        ge=0,
        lt=MAX_FILE_BYTES,
        description="where in the body, or in the headers, the fault strikes; by default half-way",
    )
    times: Whole | None = Field(
        None,
        ge=1,
        le=1_000_000,
        description="how often per name, key and fault it strikes; by default always",
    )
    key: str = Field(
        "",
        max_length=255,
        pattern=PRINTABLE_ASCII,
        description="separates the counts of clients that share a name",
    )
    status: Whole = Field(503, ge=400, le=599, description="the status of fault=status")
    to: str | None = Field(
        None, max_length=4096, pattern=PRINTABLE_ASCII, description="the address fault=redirect points at"
    )


PARAMETERS = {field.alias or name: field for name, field in Wanted.model_fields.items()}


def parse(pairs: Iterable[tuple[str, str]]) -> Wanted:
    """Read a query given as name and value pairs.

    Raises:
        BadParameter: a parameter is invalid; the first one.
    """
    given: dict[str, str] = {}
    for name, value in pairs:
        if name in given:
            raise BadParameter(name, value, "It should be given once")
        given[name] = value
    wanted = _read(given)
    _refuse_parameters_without_fault(given, wanted.fault)
    _refuse_faults_that_cannot_strike(wanted)
    return wanted


def is_allowed_name(name: str) -> bool:
    """Whether `name` is a valid file name on every usual file system."""
    try:
        is_short = len(name.encode()) <= MAX_NAME_BYTES
    except UnicodeEncodeError:  # bytes in the address that are not UTF-8
        return False
    refused = any(character in "/\\" or unicodedata.category(character) == "Cc" for character in name)
    return is_short and not refused and name not in ("", ".", "..")


def _read(given: dict[str, str]) -> Wanted:
    try:
        return Wanted.model_validate(given, by_alias=True)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        name = str(first["loc"][0])
        if first["type"] == "extra_forbidden":
            raise BadParameter(name, given[name], f"The parameters are {', '.join(PARAMETERS)}") from None
        raise BadParameter(name, given[name], first["msg"].removeprefix("Value error, ")) from None


def _refuse_parameters_without_fault(given: dict[str, str], fault: Fault | None) -> None:
    """Refuse parameters without their fault: they would do nothing, and hide a mistake in a test."""
    needs = {
        "at_bytes": faults.IN_THE_BODY | {Fault.CUT_HEADERS},
        "times": frozenset(Fault),
        "status": frozenset({Fault.STATUS}),
        "to": frozenset({Fault.REDIRECT}),
    }
    for name, users in needs.items():
        if name in given and fault not in users:
            wanted = " or ".join(sorted(users))
            raise BadParameter(name, given[name], f"It should be given only with fault={wanted}")


def _refuse_faults_that_cannot_strike(wanted: Wanted) -> None:
    if wanted.fault is Fault.REDIRECT and wanted.to is None:
        raise BadParameter("to", None, "It should be given with fault=redirect")
    if wanted.fault not in faults.IN_THE_BODY:
        return
    if wanted.size_bytes == 0:
        raise BadParameter("bytes", "0", f"Input should be at least 1 with fault={wanted.fault}")
    if wanted.at_bytes is not None and wanted.at_bytes >= wanted.size_bytes:
        inside = f"from 0 to {wanted.size_bytes - 1}: inside the file"
        raise BadParameter("at_bytes", str(wanted.at_bytes), f"Input should be {inside}")
