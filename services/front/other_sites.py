"""Refusing what a page of another site could make a browser send: there is no login that would.

Before a page may send JSON or a header of its own to another site, the browser asks that site (CORS), and we
refuse. Everything else a page may send unasked, so a request that changes something needs one of the two.
"""

from collections.abc import Callable
from urllib.parse import urlsplit

from flask import request

from .problems import Problem

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
HEADER = "X-Parallax"
OTHER_SITES = ("cross-site", "same-site")  # of Sec-Fetch-Site


def refuse_other_sites() -> None:
    """Refuse the current request when it changes something and may come from a page of another site.

    Raises:
        Problem: it is so.
    """
    if request.method in SAFE_METHODS or request.routing_exception is not None:
        return
    if request.headers.get("Sec-Fetch-Site") in OTHER_SITES or not _is_own_origin():
        raise Problem(403, "other-site")
    if request.mimetype != "application/json" and HEADER not in request.headers:
        has_body = bool(request.mimetype or request.content_length)
        raise Problem(415 if has_body else 403, "needs-json-or-header", header=HEADER)


def refuse_other_names(names: list[str] | None) -> Callable[[], None]:
    """Make a check that refuses a request under a name that is not ours.

    It may come from a page of another site that lets its own name point here (DNS rebinding). The check that
    Werkzeug has cannot compare IPv6 addresses.

    Args:
        names: ours, without ports; `.example.org` also stands for all below it. None allows any.
    """
    known = None if names is None else [name.strip("[]").lower() for name in names]

    def refuse() -> None:
        host = urlsplit(f"//{request.host}").hostname or ""
        if known is not None and not any(_is_named(host, name) for name in known):
            raise Problem(400, "unknown-host", host=host[:255])

    return refuse


def _is_named(host: str, name: str) -> bool:
    return host == name.removeprefix(".") or (name.startswith(".") and host.endswith(name))


def _is_own_origin() -> bool:
    origin = request.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc == request.host
