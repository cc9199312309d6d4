"""`parallax demo`: one batch through every model and through the RQ workers."""

from console.demo import run_demo
from console.experiments.report import check_writable
from console.options import Json, Lang, Picture
from console.terminal import Terminal


def command(picture: Picture = None, json: Json = False, lang: Lang = None) -> int:
    """Run one batch through every model and the RQ workers; print one table."""
    terminal = Terminal.speaking(lang, as_json=json)
    check_writable(picture, terminal.words)
    return run_demo(terminal, picture=picture)
