"""A real download: stream a URL into a file, in constant memory."""

import base64
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urljoin

from urllib3.exceptions import HTTPError, IncompleteRead, TimeoutError
from urllib3.response import BaseHTTPResponse

from .connection import Connection, cut, open_connection
from .download import Download, is_allowed_host, valid_url
from .errors import (
    ChecksumMismatch,
    DownloadError,
    DownloadTimedOut,
    HostNotAllowed,
    ServerRefused,
    TooLarge,
    TransferBroken,
)
from .report import Cancelled
from .storage import PartFile, part_file
from .watch import Watch

CHUNK_BYTES = 64 * 1024
MAX_REDIRECTS = 5
REDIRECTS = {301, 302, 303, 307, 308}
HEADERS = {
    "Accept-Encoding": "identity",  # the bytes of the file itself, so that length and digest are its own
    "User-Agent": "parallax",
    "Connection": "close",
}


@dataclass(frozen=True, slots=True)
class Received:
    """A whole file: where it is, how long, and its SHA-256 in hexadecimal."""

    path: str
    size_bytes: int
    sha256: str


def fetch(
    download: Download, *, progress: Callable[[int, int | None], None], cancelled: Cancelled
) -> Received:
    """Download the URL into its file.

    Args:
        download: one with a URL.
        progress: told the bytes done and the bytes in all (None when the server does not say).
        cancelled: asked every 0.2 s, whatever the server does.

    Returns:
        What was received; the file is whole, verified and on disk.

    Raises:
        DownloadError: it is not; no file is left under the final name that was not there before.
    """
    with Watch(cancelled=cancelled, total_secs=download.rules.total_secs) as watch:
        try:
            return _fetch(download, progress, watch)
        except DownloadError:
            watch.check()
            raise
        except TimeoutError as error:
            watch.check()
            raise DownloadTimedOut(f"nothing came for {download.rules.read_secs:g} s") from error
        # ValueError: reading a response whose connection was cut under it.
        except (HTTPError, OSError, ValueError) as error:
            watch.check()
            raise TransferBroken(_plain(error)) from error


def _fetch(download: Download, progress: Callable[[int, int | None], None], watch: Watch) -> Received:
    connection, response = _open(download, watch)
    try:
        total = _announced_bytes(response, download.rules.max_bytes)
        with part_file(download) as (part, final):
            progress(0, total)
            for chunk in _chunks(response, watch):
                part.write(chunk)
                if part.size_bytes > download.rules.max_bytes:
                    raise TooLarge(f"more than {download.rules.max_bytes} bytes")
                progress(part.size_bytes, total)
            watch.check()
            _verify(part, download, response, total)
            part.keep_as(final)
            return Received(path=str(final), size_bytes=part.size_bytes, sha256=part.sha256)
    finally:
        connection.close()


def _open(download: Download, watch: Watch) -> tuple[Connection, BaseHTTPResponse]:
    """Ask for the URL, following redirects to allowed hosts only."""
    url = download.url or ""
    for _ in range(MAX_REDIRECTS + 1):
        if not is_allowed_host(url, download.rules.allowed_hosts):
            raise HostNotAllowed(url.split("/")[2])
        connection, response = _ask(url, download, watch)
        if response.status == 200:
            return connection, response
        connection.close()
        location = response.headers.get("Location")
        if response.status not in REDIRECTS or not location:
            raise ServerRefused(response.status, response.reason or "")
        url = valid_url(urljoin(url, location))
    raise TransferBroken(f"more than {MAX_REDIRECTS} redirects")


def _ask(url: str, download: Download, watch: Watch) -> tuple[Connection, BaseHTTPResponse]:
    connection = open_connection(
        url,
        connect_secs=download.rules.connect_secs,
        read_secs=download.rules.read_secs,
        cancelled=watch.has_fired,
    )
    try:
        watch.guard(lambda: cut(connection))
        path = re.sub(r"^https?://[^/?#]*", "", url.split("#")[0])
        connection.request(
            "GET",
            path if path.startswith("/") else f"/{path}",
            headers=HEADERS,
            preload_content=False,
            decode_content=False,
        )
        return connection, connection.getresponse()
    except BaseException:
        connection.close()
        raise


def _announced_bytes(response: BaseHTTPResponse, max_bytes: int) -> int | None:
    header = response.headers.get("Content-Length")
    total = int(header) if header and header.isascii() and header.isdigit() else None
    if total is not None and total > max_bytes:
        raise TooLarge(f"{total} bytes are announced, {max_bytes} are allowed")
    return total


def _chunks(response: BaseHTTPResponse, watch: Watch) -> Iterator[bytes]:
    while chunk := response.read1(CHUNK_BYTES):
        watch.check()
        yield chunk


def _verify(part: PartFile, download: Download, response: BaseHTTPResponse, total: int | None) -> None:
    if total is not None and part.size_bytes != total:
        raise TransferBroken(f"cut off after {part.size_bytes} of {total} bytes")
    if download.checksum is not None and download.checksum != f"sha256:{part.sha256}":
        raise ChecksumMismatch(download.checksum.removeprefix("sha256:"), part.sha256)
    promised = _promised_sha256(response)
    if promised is not None and promised != part.sha256:
        raise ChecksumMismatch(promised, part.sha256)


def _promised_sha256(response: BaseHTTPResponse) -> str | None:
    """The SHA-256 that the server itself gives (RFC 9530), in hexadecimal."""
    found = re.search(r"sha-256=:([A-Za-z0-9+/=]{44}):", response.headers.get("Repr-Digest", ""))
    return base64.b64decode(found[1]).hex() if found else None


def _plain(error: Exception) -> str:
    """The error's own words, without the class names that urllib3 and http.client nest into them."""
    if isinstance(error, IncompleteRead):
        return f"cut off after {error.partial} bytes, {error.expected} were still to come"
    words = [arg for arg in error.args if isinstance(arg, str)]
    return words[0] if words else str(error)
