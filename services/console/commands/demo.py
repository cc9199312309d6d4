"""`parallax demo`: one batch through every model and through the RQ workers."""

from console.demo import run_demo
from console.options import Json, Lang, Picture, refuse_unwritable
from console.terminal import Terminal


def command(picture: Picture = None, json: Json = False, lang: Lang = None) -> int:
    """Run one batch through every model and the RQ workers; print one table. 演示全部模型。"""
    refuse_unwritable(picture)
    return run_demo(Terminal.speaking(lang, as_json=json), picture=picture)
