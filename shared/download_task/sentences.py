"""The sentences of the study note, in Chinese as it wrote them and in English."""

from .download import Language

STARTED = {"zh": "启动下载进程{pid}", "en": "Download process {pid} started"}
BEGINS = {"zh": "开始下载{name}", "en": "Downloading {name}"}
TOOK = {"zh": "下载{name}耗费了{secs}s", "en": "Downloading {name} took {secs}s"}


def started(language: Language, pid: int) -> str:
    """Which process runs the task."""
    return STARTED[language].format(pid=pid)


def begins(language: Language, name: str) -> str:
    """What is being downloaded."""
    return BEGINS[language].format(name=name)


def took(language: Language, name: str, secs: float) -> str:
    """How many seconds it took; two digits after the point at most."""
    return TOOK[language].format(name=name, secs=f"{secs:.2f}".rstrip("0").rstrip("."))
