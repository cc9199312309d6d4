"""Logs of the worker and of RQ, in the worker and in its slots."""

import logging

from service_kit import logs

from .environment import log_format, log_level


def configure_logs() -> None:
    """Send all logs to standard error, in the exported settings' format.

    Also runs as the initializer of slots that are child processes or interpreters.
    """
    logs.configure_logs(log_format(), log_level())
    for name in ("rq.worker", "rq.job", "rq.queue"):
        # RQ adds a handler of its own to a logger that has none.
        logger = logging.getLogger(name)
        logger.handlers[:] = [logging.NullHandler()]
        logger.setLevel(log_level())
