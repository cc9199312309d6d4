"""A real download: stream a URL into a file, in constant memory."""

import base64
import contextlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.client import HTTPException
from urllib.parse import urljoin, urlsplit

from urllib3.exceptions import HTTPError, ReadTimeoutError
from urllib3.response import BaseHTTPResponse

from ..errors import (
    ChecksumMismatch,
    DownloadError,
    DownloadTimedOut,
    HostNotAllowed,
    ServerRefused,
    TooLarge,
    TransferBroken,
    error_name,
)
from ..policy import Rules, is_allowed_host
from ..report import Cancelled
from ..request import Download, valid_url
from ..store import PartFile, part_file
from .connection import open_connection
from .watch import Watch

CHUNK_BYTES = 64 * 1024
MAX_REDIRECTS = 5
MAX_LENGTH_DIGITS = 18
MAX_REASON_CHARS = 100  # of what a server says in its own words
REDIRECTS = {301, 302, 303, 307, 308}
HEADERS = {
    "Accept-Encoding": "identity",  # the bytes of the file itself, so that length and digest are its own
    "User-Agent": "parallax",
    "Connection": "close",
}

Progress = Callable[[int, int | None], None]


@dataclass(frozen=True, slots=True)
class Received:
    """A whole file: where it is, how long, and its SHA-256 in hexadecimal."""

    path: str
    size_bytes: int
    sha256: str


def fetch(download: Download, rules: Rules, *, progress: Progress, cancelled: Cancelled) -> Received:
    """Download the URL into its file.

    Args:
        download: one with a URL.
        rules: what it is carried out under.
        progress: told the bytes done and the bytes in all (None when the server does not say).
        cancelled: asked every 0.2 s, whatever the server does.

    Returns:
        What was received; the file is whole, verified and on disk.

    Raises:
        DownloadError: it is not; no file is left under the final name that was not there before.
    """
    with Watch(cancelled=cancelled, total_secs=rules.total_secs) as watch:
        try:
            return _fetch(download, rules, progress, watch)
        except DownloadError:
            watch.check()
            raise
        except (TimeoutError, ReadTimeoutError) as error:
            watch.check()
            raise DownloadTimedOut("silence", secs=rules.read_secs) from error
        # ValueError: reading a response whose connection was cut under it.
        except (HTTPException, HTTPError, OSError, ValueError) as error:
            watch.check()
            raise _broken(error) from error


def _fetch(download: Download, rules: Rules, progress: Progress, watch: Watch) -> Received:
    with _opened(download, rules, watch) as response:
        total = _announced_bytes(response, rules.max_bytes)
        with part_file(download, rules.directory) as (part, final):
            progress(0, total)
            for chunk in _chunks(response, total, watch):
                part.write(chunk)
                if part.size_bytes > rules.max_bytes:
                    raise TooLarge("received", max_bytes=rules.max_bytes)
                progress(part.size_bytes, total)
            watch.check()
            _verify(part, download, response)
            part.keep_as(final)
            return Received(path=str(final), size_bytes=part.size_bytes, sha256=part.sha256)


@contextlib.contextmanager
def _opened(download: Download, rules: Rules, watch: Watch) -> Iterator[BaseHTTPResponse]:
    """Ask for the URL, following redirects to allowed hosts only."""
    url = download.url or ""
    for _ in range(MAX_REDIRECTS + 1):
        if not is_allowed_host(url, rules.allowed_hosts):
            raise HostNotAllowed(host=urlsplit(url).netloc)
        with _asked(url, rules, watch) as response:
            if response.status == 200:
                yield response
                return
            url = _redirected(url, response)
    raise TransferBroken("too-many-redirects", max=MAX_REDIRECTS)


@contextlib.contextmanager
def _asked(url: str, rules: Rules, watch: Watch) -> Iterator[BaseHTTPResponse]:
    connection = open_connection(
        url,
        connect_secs=rules.connect_secs,
        read_secs=rules.read_secs,
        watch=watch,
    )
    with contextlib.closing(connection):
        parts = urlsplit(url)
        connection.request(
            "GET",
            f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}",
            headers=HEADERS,
            preload_content=False,
            decode_content=False,
        )
        with contextlib.closing(connection.getresponse()) as response:
            yield response


def _redirected(url: str, response: BaseHTTPResponse) -> str:
    """Where the answer sends us on to.

    Raises:
        ServerRefused: nowhere, or nowhere we go.
    """
    location = response.headers.get("Location")
    answer = f"{response.status} {(response.reason or '')[:MAX_REASON_CHARS]}".rstrip()
    if response.status not in REDIRECTS or not location:
        raise ServerRefused(status=response.status, answer=answer)
    try:
        return valid_url(urljoin(url, location))
    except ValueError as error:
        raise ServerRefused("bad-redirect", status=response.status, answer=answer) from error


def _announced_bytes(response: BaseHTTPResponse, max_bytes: int) -> int | None:
    """How long the server says the file is; None when it does not say."""
    if "Transfer-Encoding" in response.headers:
        return None  # RFC 9112, 6.3: whatever Content-Length says
    lines = response.headers.getlist("Content-Length")
    if not lines:
        return None
    length, *others = {length.strip() for line in lines for length in line.split(",")}
    if others or not (length.isascii() and length.isdigit()):
        raise TransferBroken("bad-length")
    if len(length) > MAX_LENGTH_DIGITS or int(length) > max_bytes:
        raise TooLarge("announced", announced_bytes=int(length[:MAX_LENGTH_DIGITS]), max_bytes=max_bytes)
    return int(length)


def _chunks(response: BaseHTTPResponse, total: int | None, watch: Watch) -> Iterator[bytes]:
    done = 0
    try:
        while chunk := response.read1(CHUNK_BYTES):
            watch.check()
            done += len(chunk)
            yield chunk
    except ReadTimeoutError:
        raise
    except HTTPError as error:
        if total is None:
            raise TransferBroken("broke-off", got_bytes=done) from error
        raise TransferBroken("cut-off", got_bytes=done, expected_bytes=total) from error


def _verify(part: PartFile, download: Download, response: BaseHTTPResponse) -> None:
    if download.checksum is not None and download.checksum != f"sha256:{part.sha256}":
        raise ChecksumMismatch(expected=download.checksum.removeprefix("sha256:"), got=part.sha256)
    promised = _promised_sha256(response)
    if promised is not None and promised != part.sha256:
        raise ChecksumMismatch(expected=promised, got=part.sha256)


def _promised_sha256(response: BaseHTTPResponse) -> str | None:
    """The SHA-256 that the server itself gives (RFC 9530), in hexadecimal."""
    found = re.search(r"sha-256=:([A-Za-z0-9+/=]{44}):", response.headers.get("Repr-Digest", ""))
    return base64.b64decode(found[1]).hex() if found else None


def _broken(error: Exception) -> TransferBroken:
    """What the error of a library means for the transfer."""
    if isinstance(error, HTTPException) and not isinstance(error, OSError):
        return TransferBroken("not-http")
    inner = next((arg for arg in error.args if isinstance(arg, OSError)), error)
    return TransferBroken("connection-lost", error=error_name(inner))
