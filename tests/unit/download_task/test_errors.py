"""The tree of errors: what each says, and that it survives the way to another process."""

import pickle
import re
from typing import Any

import pytest

import download_task.errors
from download_task import (
    CannotStore,
    ChecksumMismatch,
    DownloadCancelled,
    DownloadError,
    DownloadTimedOut,
    Failure,
    HostNotAllowed,
    InvalidDownload,
    ServerRefused,
    TooLarge,
    TransferBroken,
)

# error, code, worth a retry, message
ALL: list[tuple[DownloadError, str, bool, str]] = [
    (InvalidDownload("url", "is odd"), "invalid", False, "url is odd"),
    (
        HostNotAllowed("h:1"),
        "host-not-allowed",
        False,
        "host 'h:1' is not on the allow-list of hosts to download from",
    ),
    (ServerRefused(404, "Not Found"), "server-refused", False, "the server answered 404 Not Found"),
    (ServerRefused(503, ""), "server-refused", True, "the server answered 503"),
    (TransferBroken("cut off"), "transfer-broken", True, "cut off"),
    (DownloadTimedOut("silence"), "timed-out", True, "silence"),
    (ChecksumMismatch("a", "b"), "checksum-mismatch", True, "the bytes have SHA-256 b, not the promised a"),
    (TooLarge("9 bytes"), "too-large", False, "9 bytes"),
    (CannotStore("full"), "cannot-store", True, "full"),
    (DownloadCancelled("enough"), "cancelled", False, "enough"),
]


def test_every_error_is_looked_at() -> None:
    assert {type(error) for error, *_ in ALL} == set(DownloadError.__subclasses__())


@pytest.mark.parametrize(("error", "code", "retryable", "message"), ALL, ids=lambda value: repr(value))
def test_an_error_keeps_what_it_says_through_pickling(
    error: DownloadError, code: str, retryable: bool, message: str
) -> None:
    for one in (error, pickle.loads(pickle.dumps(error))):  # noqa: S301 (our own bytes)
        assert type(one) is type(error)
        assert one.args == error.args
        assert vars(one) == vars(error)
        assert (one.code, one.retryable, str(one)) == (code, retryable, message)
        assert Failure.of(one) == Failure(code, message, retryable)


@pytest.mark.parametrize(
    ("status", "retryable"),
    [(status, False) for status in (302, 400, 404, 499)]
    + [(status, True) for status in (408, 425, 429, 500, 599)],
)
def test_a_status_says_not_now_or_never(status: int, retryable: bool) -> None:
    assert ServerRefused(status, "").retryable is retryable


def test_the_drawn_tree_is_the_real_one() -> None:
    drawn = re.findall(r"── (\w+) +([a-z-]+) +(yes|no|for)", str(download_task.errors.__doc__))
    real: list[Any] = [
        (kind.__name__, kind.code, "for" if kind is ServerRefused else "yes" if kind.retryable else "no")
        for kind in DownloadError.__subclasses__()
    ]
    assert drawn == real


def test_an_invalid_download_is_also_a_value_error() -> None:
    assert issubclass(InvalidDownload, ValueError)
