"""Changing downloads one by one, or a batch as a whole: what `cancel` and `retry` have in common."""

from collections.abc import Callable

from client import BatchChange, Client, DownloadView, Refused
from console.terminal import FAILED, OK, Terminal
from words import printable


def change(
    terminal: Terminal,
    client: Client,
    *,
    downloads: list[str],
    batch: str | None,
    change_one: Callable[[str], DownloadView],
    change_batch: Callable[[str], BatchChange],
    done: str,
    counted: str,
) -> int:
    """Change the downloads and the batch, and print what was changed.

    Args:
        terminal: where to print it.
        client: to the front.
        downloads: IDs.
        batch: a batch; None for none.
        change_one: asks the front to change a download.
        change_batch: asks it to change a batch.
        done: what they are then: the key of the JSON.
        counted: the key of the sentence that counts them.

    Returns:
        The exit code: 1 when a download could not be changed.
    """
    changed, refused = _change_each(terminal, downloads, change_one)
    if batch:
        asked = set(change_batch(batch)["downloads"])
        changed += [one for one in client.downloads(batch=batch) if one["id"] in asked] if asked else []
    if terminal.as_json or changed or not refused:
        terminal.result({done: changed}, terminal.words(counted, count=len(changed)))
    return FAILED if refused else OK


def _change_each(
    terminal: Terminal, ids: list[str], change_one: Callable[[str], DownloadView]
) -> tuple[list[DownloadView], int]:
    changed, refused = [], 0
    for download_id in ids:
        try:
            changed.append(change_one(download_id))
        except Refused as error:
            terminal.complain(f"{printable(download_id)}: {error}")
            refused += 1
    return changed, refused
