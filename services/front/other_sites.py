"""Refuses requests that pages of other sites make a browser send; there is no login that would stop them.

Browsers ask a site (CORS) before they send it another site's JSON or custom headers, and we refuse. Other
requests they send without asking, so a request that changes something needs JSON or our header.
"""

from collections.abc import Callable
from urllib.parse import urlsplit

from flask import request

from .problems import Problem

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
HEADER = "X-Parallax"
OTHER_SITES = ("cross-site", "same-site")  # of Sec-Fetch-Site


def refuse_other_sites() -> None:
    """Refuse the current request if it changes something and may come from a page of another site.

    Raises:
        Problem: it may.
    """
    if request.method in SAFE_METHODS or request.routing_exception is not None:
        return
    if request.headers.get("Sec-Fetch-Site") in OTHER_SITES or not _is_own_origin():
        raise Problem(403, "other-site")
    if request.mimetype != "application/json" and HEADER not in request.headers:
        has_body = bool(request.mimetype or request.content_length)
        raise Problem(415 if has_body else 403, "needs-json-or-header", header=HEADER)


def refuse_other_names(names: list[str] | None) -> Callable[[], None]:
    """Make a check that refuses requests whose Host is not one of ours.

    Such a request may come from a page whose own name was made to point here (DNS rebinding). Werkzeug's
    own check cannot compare IPv6 addresses.

    Args:
        names: our names, without ports; `.example.org` includes its subdomains. None allows any.
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
    try:
        return origin is None or urlsplit(origin).netloc == request.host
    except ValueError:
        return False  # such as `http://[`
