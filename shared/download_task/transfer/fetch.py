"""Downloads a URL into a file, in constant memory."""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from ..errors import DownloadError, DownloadTimedOut, HostNotAllowed, TooLarge, TransferBroken
from ..policy import Rules, is_allowed_host
from ..report import Cancelled
from ..request import Download
from ..store import part_file
from .checksum import verify
from .connection import open_connection
from .exchange import Exchange
from .redirect import is_redirect, redirected_url
from .refusal import refusal
from .response import Response, refuse_encoded, refuse_too_large
from .watch import Watch

MAX_REDIRECTS = 5

Progress = Callable[[int, int | None], None]


@dataclass(frozen=True, slots=True)
class Received:
    """A whole file: its path, its size, and its SHA-256 in hexadecimal."""

    path: str
    size_bytes: int
    sha256: str


def fetch(download: Download, rules: Rules, *, progress: Progress, cancelled: Cancelled) -> Received:
    """Download the URL into its file.

    Args:
        download: a download with a URL.
        rules: the runner's limits.
        progress: called with the bytes received and the total (None if the server announces none).
        cancelled: called every 0.2 s, whatever the server does.

    Returns:
        The file, which is whole, verified and on disk.

    Raises:
        DownloadError: the download failed; the final name was not touched.
    """
    with Watch(cancelled=cancelled, total_secs=rules.total_secs) as watch:
        try:
            with _response(download, rules, watch) as (exchange, response):
                return _receive(download, rules, exchange, response, progress, watch)
        except DownloadError:
            watch.check()
            raise
        except TimeoutError as error:
            watch.check()
            raise DownloadTimedOut("silence", secs=rules.read_secs) from error


@contextlib.contextmanager
def _response(download: Download, rules: Rules, watch: Watch) -> Iterator[tuple[Exchange, Response]]:
    """Ask for the URL, following redirects to allowed hosts only."""
    url = download.url or ""
    for _ in range(MAX_REDIRECTS + 1):
        if not is_allowed_host(url, rules.allowed_hosts):
            raise HostNotAllowed(host=urlsplit(url).netloc)
        with open_connection(
            url, connect_secs=rules.connect_secs, read_secs=rules.read_secs, watch=watch
        ) as sock:
            exchange = Exchange(sock)
            response = exchange.get(url)
            if response.status == 200:
                yield exchange, response
                return
            if not is_redirect(response):
                raise refusal(response, exchange)
        url = redirected_url(url, response)
    raise TransferBroken("too-many-redirects", max=MAX_REDIRECTS)


def _receive(
    download: Download,
    rules: Rules,
    exchange: Exchange,
    response: Response,
    progress: Progress,
    watch: Watch,
) -> Received:
    refuse_encoded(response)
    refuse_too_large(response, rules.max_bytes)
    total = response.announced_bytes()
    with part_file(download, rules.directory) as (part, final):
        progress(0, total)
        for chunk in exchange.body(total):
            watch.check()
            part.write(chunk)
            if part.size_bytes > rules.max_bytes:
                raise TooLarge("received", max_bytes=rules.max_bytes)
            progress(part.size_bytes, total)
        watch.check()
        verify(part.sha256, download.checksum, response)
        part.keep_as(final)
        return Received(path=str(final), size_bytes=part.size_bytes, sha256=part.sha256)
