"""The errors of downloads. They carry facts; sentences are made where they are shown.

DownloadError               code                 worth a retry?
├── InvalidDownload         invalid              no   a field of the request is invalid
├── HostNotAllowed          host-not-allowed     no   the host is not on the allow-list
├── ServerRefused           server-refused       for 408, 425, 429 and 5xx
├── TransferBroken          transfer-broken      yes  no connection, cut off, wrong length
├── DownloadTimedOut        timed-out            yes  connect, read or total timeout
├── ChecksumMismatch        checksum-mismatch    yes  the bytes do not have the promised checksum
├── TooLarge                too-large            no   more bytes than the rules allow
├── CannotStore             cannot-store         yes  the disk is full, the folder is not writable
└── DownloadCancelled       cancelled            no   it was asked to stop
"""

import copyreg
import errno
import socket
import ssl
from collections.abc import Mapping
from typing import Any, ClassVar

Value = str | int | float | bool | None
"""The type of a fact: a JSON scalar."""

MAX_VALUE_CHARS = 300
ADDRESS_ERRORS = {getattr(socket, name): name for name in dir(socket) if name.startswith("EAI_")}


class DownloadError(Exception):
    """A download failed or was cancelled.

    Args:
        reason: the narrower case within the code, one of `reasons`.
        values: the facts of this case. Texts are shortened, and their control characters replaced.

    Attributes:
        code: a stable word for programs.
        reasons: all reasons of this class, each with the names of its values.
        retryable: whether the download may succeed if it is run again.
    """

    code: ClassVar[str] = "failed"
    reasons: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    retryable: bool = False

    def __init__(self, reason: str = "", /, **values: Value) -> None:
        self.reason = reason
        self.values = {name: _printable(value) for name, value in values.items()}
        super().__init__(reason, self.values)

    def __str__(self) -> str:
        """A line for logs and developers; users get a sentence from `words`."""
        return described(self.code, self.reason, self.values)

    def __reduce__(self) -> tuple[Any, ...]:
        return copyreg.__newobj__, (type(self), *self.args), vars(self)  # type: ignore[attr-defined]


class InvalidDownload(DownloadError, ValueError):
    """A field of the request is invalid.

    Args:
        field: the field, such as `"url"`; it is also one of the values.
        reason: what is wrong with it.
    """

    code = "invalid"
    reasons: ClassVar = {
        "bad-checksum": ("field",),
        "bad-id": ("field",),
        "bad-scheme": ("field", "got"),
        "checksum-needs-url": ("field",),
        "control-character": ("field", "got"),
        "credentials": ("field",),
        "id-of-another-job": ("field",),
        "missing": ("field",),
        "name-or-url": ("field",),
        "needs-url": ("field",),
        "no-host": ("field",),
        "not-a-file-name": ("field", "got"),
        "not-an-object": ("field",),
        "not-plain-ascii": ("field",),
        "not-text": ("field",),
        "not-whole-number": ("field",),
        "not-work": ("field",),
        "not-one-of": ("field", "allowed", "got"),
        "out-of-range": ("field", "min", "max"),
        "path-separator": ("field", "got"),
        "too-many-bytes": ("field", "got", "max"),
        "too-many-characters": ("field", "got", "max"),
        "unknown-fields": ("field", "unknown"),
        "unreadable": ("field",),
    }

    def __init__(self, field: str, reason: str, /, **values: Value) -> None:
        super().__init__(reason, field=field, **values)

    @property
    def field(self) -> str:
        """The field at fault."""
        return str(self.values["field"])


class HostNotAllowed(DownloadError):
    """The URL, or a redirect, names a host that is not on the allow-list."""

    code = "host-not-allowed"
    reasons: ClassVar = {"": ("host",)}


class ServerRefused(DownloadError):
    """The server answered, but not with the file.

    Its value `answer` is the status with the server's own words for it: `"404 Not Found"`; `detail`, the
    start of what its body says.
    """

    code = "server-refused"
    reasons: ClassVar = {
        "": ("status", "answer"),
        "bad-redirect": ("status", "answer"),  # its Location is not one valid URL
        "encoded": ("status", "answer", "coding"),  # compressed, although the request asked for no coding
        "explained": ("status", "answer", "detail"),
        "insecure-redirect": ("status", "answer"),  # from https to http
    }

    def __init__(self, reason: str = "", /, **values: Value) -> None:
        super().__init__(reason, **values)
        status = int(self.values.get("status") or 0)
        # RFC 9110 and RFC 6585: these are temporary, the other 4xx are not.
        self.retryable = status in {408, 425, 429} or status >= 500


class TransferBroken(DownloadError):
    """The connection could not be made, broke, or ended before the announced length."""

    code = "transfer-broken"
    retryable = True
    reasons: ClassVar = {
        "bad-chunk": ("got_bytes",),
        "both-lengths": (),  # Content-Length, and a transfer coding
        "broke-off": ("got_bytes",),
        "connection-lost": ("error",),
        "cut-off": ("got_bytes", "expected_bytes"),
        "cut-off-in-headers": (),
        "headers-too-large": ("max_bytes",),
        "no-connection": ("address", "error"),
        "not-http": (),
        "too-many-interim-responses": ("max",),
        "too-many-redirects": ("max",),
        "unknown-host": ("host", "error"),
        "unknown-transfer-coding": (),
    }


class DownloadTimedOut(DownloadError):
    """Connecting, waiting for data, or the whole download took too long."""

    code = "timed-out"
    retryable = True
    reasons: ClassVar = {"connecting": ("address", "secs"), "silence": ("secs",), "total": ("secs",)}


class ChecksumMismatch(DownloadError):
    """All bytes were received, but they do not have the promised checksum."""

    code = "checksum-mismatch"
    retryable = True
    reasons: ClassVar = {"": ("expected", "got")}


class TooLarge(DownloadError):
    """The file is larger than the rules allow."""

    code = "too-large"
    reasons: ClassVar = {"announced": ("announced_bytes", "max_bytes"), "received": ("max_bytes",)}


class CannotStore(DownloadError):
    """The file could not be written."""

    code = "cannot-store"
    retryable = True
    reasons: ClassVar = {"folder": ("folder", "error"), "keep": ("error",), "write": ("error",)}


class DownloadCancelled(DownloadError):
    """The download was asked to stop."""

    code = "cancelled"
    reasons: ClassVar = {"before-start": (), "computing": (), "sleeping": (), "transferring": ()}


def described(code: str, reason: str, values: Mapping[str, Value]) -> str:
    """Describe a failure on one line, for logs and developers: `"transfer-broken cut-off got_bytes=4 …"`."""
    facts = [f"{name}={value!r}" for name, value in values.items()]
    return " ".join([word for word in (code, reason, *facts) if word])


def error_name(error: Exception) -> str:
    """The stable name of a system error, such as `"ECONNREFUSED"` or `"EAI_NONAME"`.

    Other errors have no such name; for them it returns their message.
    """
    name: str | None = None
    if isinstance(error, socket.gaierror):
        name = ADDRESS_ERRORS.get(error.errno or 0)
    elif isinstance(error, ssl.SSLError):
        name = error.reason  # its errno is OpenSSL's
    elif isinstance(error, OSError):
        name = errno.errorcode.get(error.errno or 0)
    return name or str(error) or type(error).__name__


def _printable(value: Value) -> Value:
    """The value, safe to print: without control characters, and not too long."""
    if not isinstance(value, str):
        return value
    return "".join(char if char.isprintable() else "\ufffd" for char in value[:MAX_VALUE_CHARS])
