"""Which language a reader wants."""

from collections.abc import Iterable

from .catalogue import LANGUAGES, Language


def pick_language(preferred: Iterable[str | None]) -> Language:
    """The first that there are words for, such as `"zh"`, `"zh-CN"` or `"zh_CN.UTF-8"`; else English."""
    for tag in preferred:
        for language in LANGUAGES:
            if tag and tag.lower().replace("_", "-").split(".")[0].split("-")[0] == language:
                return language
    return "en"
