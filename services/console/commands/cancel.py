"""`parallax cancel`: stop downloads, queued or running."""

from console.changes import CANCEL, apply
from console.options import DEFAULT_URL, Batch, Downloads, Json, Lang, Url
from console.terminal import Terminal


def command(
    downloads: Downloads = None,
    batch: Batch = None,
    url: Url = DEFAULT_URL,
    json: Json = False,
    lang: Lang = None,
) -> int:
    """Ask that downloads stop: those named, and all of a batch that have not ended."""
    terminal = Terminal.speaking(lang, as_json=json)
    return apply(CANCEL, terminal, url, downloads=downloads or [], batch=batch)
