"""`parallax retry`: run failed or cancelled downloads again."""

from console.changes import RETRY, apply
from console.options import DEFAULT_URL, Batch, Downloads, Json, Lang, Url
from console.terminal import Terminal


def command(
    downloads: Downloads = None,
    batch: Batch = None,
    url: Url = DEFAULT_URL,
    json: Json = False,
    lang: Lang = None,
) -> int:
    """Run downloads again: those named, and all of a batch that failed or were cancelled."""
    terminal = Terminal.speaking(lang, as_json=json)
    return apply(RETRY, terminal, url, downloads=downloads or [], batch=batch)
