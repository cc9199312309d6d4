"""The hosts that a URL may name, while a request is validated: flask-openapi passes pydantic no context."""

from contextvars import ContextVar
from urllib.parse import urlsplit

from pydantic_core import PydanticCustomError

from download_task import is_allowed_host
from front.validation import OUR_OWN

allowed_hosts: ContextVar[frozenset[str] | None] = ContextVar("allowed_hosts", default=None)  # None: any


def allowed_url(url: str) -> str:
    """The URL.

    Raises:
        PydanticCustomError: its host is not allowed.
    """
    hosts = allowed_hosts.get()
    if hosts is None or is_allowed_host(url, hosts):
        return url
    values = {"host": urlsplit(url).netloc, "hosts": ", ".join(sorted(hosts)) or "—"}
    raise PydanticCustomError(OUR_OWN, "{reason}", {"reason": "host-not-allowed", "values": values})
