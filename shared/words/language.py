"""Which language a reader wants."""

from collections.abc import Iterable

from .catalogue import LANGUAGES, Language


def pick_language(wishes: Iterable[str | None]) -> Language:
    """The first wish for a language we have, such as `"zh"`, `"zh-CN"` or `"zh_CN.UTF-8"`; else English."""
    for wish in wishes:
        for language in LANGUAGES:
            if wish and wish.lower().replace("_", "-").split(".")[0].split("-")[0] == language:
                return language
    return "en"
