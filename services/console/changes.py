"""Changing downloads one by one, or a batch as a whole: `cancel` and `retry`."""

from collections.abc import Callable
from dataclasses import dataclass

from client import BatchChange, Client, DownloadView, Refused
from console.errors import UsageError
from console.terminal import FAILED, OK, Terminal
from words import printable


@dataclass(frozen=True)
class Change:
    """What can be asked for a download and for a batch.

    Attributes:
        nothing: the key of the sentence when neither a download nor a batch is named.
        done: what the downloads are then: the key of the JSON.
        counted: the key of the sentence that counts them.
        of_download: asks the front to change a download.
        of_batch: asks it to change a batch.
    """

    nothing: str
    done: str
    counted: str
    of_download: Callable[[Client, str], DownloadView]
    of_batch: Callable[[Client, str], BatchChange]


CANCEL = Change("nothing_to_cancel", "cancelled", "cancelled_count", Client.cancel, Client.cancel_batch)
RETRY = Change("nothing_to_retry", "retried", "retried_count", Client.retry, Client.retry_batch)


def apply(change: Change, terminal: Terminal, url: str, *, downloads: list[str], batch: str | None) -> int:
    """Change the downloads and the batch, and print what was changed.

    Args:
        change: what to ask for.
        terminal: where to print it.
        url: of the front.
        downloads: IDs.
        batch: a batch; None for none.

    Returns:
        The exit code: 1 when a download could not be changed.

    Raises:
        UsageError: there is neither a download nor a batch.
    """
    if not downloads and not batch:
        raise UsageError(change.nothing)
    client = Client(url, language=terminal.words.language)
    changed, refused = _change_each(change, terminal, client, downloads)
    if batch:
        asked = set(change.of_batch(client, batch)["downloads"])
        changed += [one for one in client.downloads(batch=batch) if one["id"] in asked] if asked else []
    if terminal.as_json or changed or not refused:
        terminal.result({change.done: changed}, terminal.words(change.counted, count=len(changed)))
    return FAILED if refused else OK


def _change_each(
    change: Change, terminal: Terminal, client: Client, ids: list[str]
) -> tuple[list[DownloadView], int]:
    changed, refused = [], 0
    for download_id in ids:
        try:
            changed.append(change.of_download(client, download_id))
        except Refused as error:
            terminal.complain(f"{printable(download_id)}: {error}")
            refused += 1
    return changed, refused
