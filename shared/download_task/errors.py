"""Everything that can end a download badly.

DownloadError               code                 worth a retry?
├── InvalidDownload         invalid              no   the request itself makes no sense
├── HostNotAllowed          host-not-allowed     no   its host is not on the allow-list
├── ServerRefused           server-refused       for 408, 425, 429 and 5xx
├── TransferBroken          transfer-broken      yes  no connection, cut off, wrong length
├── DownloadTimedOut        timed-out            yes  connect, read or total time-out
├── ChecksumMismatch        checksum-mismatch    yes  the bytes are not the promised ones
├── TooLarge                too-large            no   more bytes than the rules allow
├── CannotStore             cannot-store         yes  the disk is full, the folder is not writable
└── DownloadCancelled       cancelled            no   somebody asked it to stop

Every error keeps its arguments in `args`, so that it survives pickling between processes.
"""

from typing import ClassVar


class DownloadError(Exception):
    """A download that did not end well.

    Attributes:
        code: a short stable word for programs; the message is for people.
        retryable: whether the same download may succeed when it is run again.
    """

    code: ClassVar[str] = "failed"
    retryable: bool = False


class InvalidDownload(DownloadError, ValueError):
    """The request makes no sense.

    Args:
        field: the field at fault, such as `"url"`.
        why: what is wrong with it, as a sentence without its subject.
    """

    code = "invalid"

    def __init__(self, field: str, why: str) -> None:
        super().__init__(field, why)
        self.field = field
        self.why = why

    def __str__(self) -> str:
        return f"{self.field} {self.why}"


class HostNotAllowed(DownloadError):
    """The URL, or a redirect from it, names a host that is not on the allow-list."""

    code = "host-not-allowed"

    def __init__(self, host: str) -> None:
        super().__init__(host)
        self.host = host

    def __str__(self) -> str:
        return f"host {self.host!r} is not on the allow-list of hosts to download from"


class ServerRefused(DownloadError):
    """The server answered, but not with the file."""

    code = "server-refused"

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(status, reason)
        self.status = status
        self.reason = reason
        # RFC 9110 and RFC 6585: these say "not now", the other 4xx say "never".
        self.retryable = status in {408, 425, 429} or status >= 500

    def __str__(self) -> str:
        return f"the server answered {self.status} {self.reason}".rstrip()


class TransferBroken(DownloadError):
    """The connection could not be made, broke, or ended at another length than announced."""

    code = "transfer-broken"
    retryable = True


class DownloadTimedOut(DownloadError):
    """Nothing came for too long, or the whole took too long."""

    code = "timed-out"
    retryable = True


class ChecksumMismatch(DownloadError):
    """All bytes came, but they are not the ones that were promised."""

    code = "checksum-mismatch"
    retryable = True

    def __init__(self, expected: str, got: str) -> None:
        super().__init__(expected, got)
        self.expected = expected
        self.got = got

    def __str__(self) -> str:
        return f"the bytes have SHA-256 {self.got}, not the promised {self.expected}"


class TooLarge(DownloadError):
    """The file is larger than the rules allow."""

    code = "too-large"


class CannotStore(DownloadError):
    """The bytes could not be written down."""

    code = "cannot-store"
    retryable = True


class DownloadCancelled(DownloadError):
    """Somebody asked the download to stop."""

    code = "cancelled"
