"""Logs to standard error, as text or JSON. Standard output is left to messages for a supervisor."""

import logging
import re
import sys
from typing import Any

import structlog
from structlog.typing import EventDict, Processor

# Control characters but tab and newline, and what breaks lines or turns the direction of writing.
UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")

# For structlog's loggers and those of libraries alike.
_SHARED: list[Processor] = [
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.ExtraAdder(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
]


def configure_logs(log_format: str, log_level: str) -> None:
    """Send the logs of this program and its libraries to one handler.

    Args:
        log_format: `json` for machines, `text` for people.
        log_level: a level of `logging`.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=_SHARED,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_rendering(log_format)],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(log_level)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )


def configure_rqs_logs(log_level: str) -> None:
    """Keep RQ, which adds a handler of its own to a logger that has none, from logging twice."""
    for name in ("rq.worker", "rq.job", "rq.queue"):
        logger = logging.getLogger(name)
        logger.handlers[:] = [logging.NullHandler()]
        logger.setLevel(log_level)


def _rendering(log_format: str) -> list[Processor]:
    if log_format == "json":
        return [structlog.processors.JSONRenderer(ensure_ascii=False)]
    renderer = structlog.dev.ConsoleRenderer(
        colors=sys.stderr.isatty(),
        exception_formatter=structlog.dev.plain_traceback,  # the default shows variables, even passwords
    )
    return [_make_printable, renderer]


def _make_printable(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """Keep text from outside, such as a job's description, from writing escape codes or forging lines."""
    for name, value in event.items():
        if isinstance(value, str):
            text = UNPRINTABLE.sub("\ufffd", value)
            event[name] = text if name == "exception" else text.replace("\n", "\n    ")
    return event
