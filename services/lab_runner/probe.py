"""The check behind `python -m service_kit.probe lab_runner`: a recent heartbeat of this host."""

from collections.abc import Sequence

from rq_pools import heartbeat_age_secs
from service_kit.heartbeat import check_heartbeat

from .settings import LabSettings


def check(_arguments: Sequence[str]) -> str:
    """Tell the age of the last heartbeat.

    Raises:
        Unhealthy: there is none, or it is older than a lease; or Redis does not answer.
        InvalidSettings: a setting is wrong.
    """
    settings = LabSettings.read()
    return check_heartbeat(settings, heartbeat_age_secs, lease_secs=settings.lease_secs)
