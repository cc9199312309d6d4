"""Logs of the worker and of RQ, in the worker and in its slots."""

from service_kit import logs

from .environment import log_format, log_level


def configure_logs() -> None:
    """Send all logs to standard error, in the exported settings' format.

    Also runs as the initializer of slots that are child processes or interpreters.
    """
    logs.configure_logs(log_format(), log_level())
    logs.configure_rqs_logs(log_level())
