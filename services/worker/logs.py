"""Logs of the worker and of RQ: text for people, JSON in containers."""

import logging
import sys

import structlog

from .exported import log_format, log_level


def configure_logs() -> None:
    """Send everything that is logged to standard error, as the exported settings say.

    Also the initializer of slots that are child processes or interpreters.
    """
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if log_format() == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    shared: list[structlog.typing.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
            foreign_pre_chain=shared,
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(log_level())
    for name in ("rq.worker", "rq.job", "rq.queue"):
        # RQ gives its loggers a handler of their own unless they have one; these pass everything up.
        logger = logging.getLogger(name)
        logger.handlers[:] = [logging.NullHandler()]
        logger.setLevel(log_level())
