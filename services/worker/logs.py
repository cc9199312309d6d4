"""Logs of the worker and of RQ, in the worker and in its slots."""

import logging

from service_kit import logs

from .environment import log_format, log_level


def configure_logs() -> None:
    """Send everything that is logged to standard error, as the exported settings say.

    Also the initializer of slots that are child processes or interpreters.
    """
    logs.configure_logs(log_format(), log_level())
    for name in ("rq.worker", "rq.job", "rq.queue"):
        # RQ gives its loggers a handler of their own unless they have one; these pass everything up.
        logger = logging.getLogger(name)
        logger.handlers[:] = [logging.NullHandler()]
        logger.setLevel(log_level())
