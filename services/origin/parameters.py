"""The query of `/files/NAME`: what may be asked, and what was."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from origin import faults
from origin.faults import Fault
from origin.kinds import Decimal, Kind, OneOf, Text, Whole

MAX_FILE_BYTES = 4 * 1024**3

ValueT = TypeVar("ValueT")


class BadParameter(Exception):
    """A query that cannot be served: which parameter, its value, and what is allowed."""

    def __init__(self, parameter: str, value: str | None, allowed: str) -> None:
        super().__init__(parameter, value, allowed)
        self.parameter = parameter
        self.value = value
        self.allowed = allowed


@dataclass(frozen=True)
class Parameter(Generic[ValueT]):
    """One query parameter."""

    name: str
    kind: Kind[ValueT]
    default: ValueT
    meaning: str

    def of(self, given: Mapping[str, str]) -> ValueT:
        """Its value in a query, or the default; raises BadParameter."""
        if self.name not in given:
            return self.default
        try:
            return self.kind.read(given[self.name])
        except ValueError:
            raise BadParameter(self.name, given[self.name], self.kind.allowed) from None


BYTES = Parameter[int]("bytes", Whole(0, MAX_FILE_BYTES), 1024 * 1024, "size of the file")
DELAY = Parameter[float]("delay_secs", Decimal(600), 0.0, "seconds before the first byte of the answer")
RATE = Parameter[int]("rate", Whole(0, MAX_FILE_BYTES), 0, "bytes per second of this stream; 0 is unlimited")
CHUNK = Parameter[int | None](
    "chunk_bytes", Whole(1, 1024 * 1024), None, "bytes per write; by default 65536, less for slow rates"
)
FAULT = Parameter[Fault | None]("fault", OneOf(Fault), None, "what goes wrong")
AT = Parameter[int | None](
    "at_bytes", Whole(0, MAX_FILE_BYTES - 1), None, "where in the body the fault strikes; by default half-way"
)
TIMES = Parameter[int | None](
    "times", Whole(1, 1_000_000), None, "how often per name, key and fault it strikes; by default always"
)
KEY = Parameter[str]("key", Text(255), "", "separates the counts of clients that share a name")
STATUS = Parameter[int]("status", Whole(400, 599), 503, "the status of fault=status")
TO = Parameter[str | None]("to", Text(4096), None, "the address fault=redirect points at")

ALL: tuple[Parameter[Any], ...] = (BYTES, DELAY, RATE, CHUNK, FAULT, AT, TIMES, KEY, STATUS, TO)


@dataclass(frozen=True)
class Wanted:
    """What a client asked for. Sizes in bytes, `rate` in bytes per second with 0 for unlimited."""

    size_bytes: int
    delay_secs: float
    rate: int
    chunk_bytes: int | None
    fault: Fault | None
    at_bytes: int | None
    times: int | None
    key: str
    status: int
    to: str | None


def parse(pairs: Iterable[tuple[str, str]]) -> Wanted:
    """Read a query given as name and value pairs; raises BadParameter for the first thing wrong."""
    given = _each_once(pairs)
    wanted = Wanted(
        size_bytes=BYTES.of(given),
        delay_secs=DELAY.of(given),
        rate=RATE.of(given),
        chunk_bytes=CHUNK.of(given),
        fault=FAULT.of(given),
        at_bytes=AT.of(given),
        times=TIMES.of(given),
        key=KEY.of(given),
        status=STATUS.of(given),
        to=TO.of(given),
    )
    _refuse_idle_parameters(given, wanted.fault)
    _refuse_faults_that_cannot_strike(wanted)
    return wanted


def _each_once(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    given: dict[str, str] = {}
    known = [parameter.name for parameter in ALL]
    for name, value in pairs:
        if name not in known:
            raise BadParameter(name, value, "one of the parameters " + ", ".join(known))
        if name in given:
            raise BadParameter(name, value, "given once")
        given[name] = value
    return given


def _refuse_idle_parameters(given: Mapping[str, str], fault: Fault | None) -> None:
    """A parameter without its fault would silently do nothing, and a test would pass for the wrong reason."""
    needs = {
        AT.name: faults.IN_THE_BODY,
        TIMES.name: frozenset(Fault),
        STATUS.name: frozenset({Fault.STATUS}),
        TO.name: frozenset({Fault.REDIRECT}),
    }
    for name, users in needs.items():
        if name in given and fault not in users:
            raise BadParameter(name, given[name], "given only with fault=" + " or ".join(sorted(users)))


def _refuse_faults_that_cannot_strike(wanted: Wanted) -> None:
    if wanted.fault is Fault.REDIRECT and wanted.to is None:
        raise BadParameter(TO.name, None, "given with fault=redirect")
    if wanted.fault not in faults.IN_THE_BODY:
        return
    if wanted.size_bytes == 0:
        raise BadParameter(BYTES.name, "0", f"at least 1 with fault={wanted.fault}")
    if wanted.at_bytes is not None and wanted.at_bytes >= wanted.size_bytes:
        raise BadParameter(
            AT.name,
            str(wanted.at_bytes),
            f"from 0 to {wanted.size_bytes - 1}: inside the file",
        )
