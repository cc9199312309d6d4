"""Makes the WSGI environment of a request (PEP 3333)."""

import io
import sys
from typing import Any
from urllib.parse import unquote_to_bytes, urlsplit

from aiohttp import web
from aiohttp.http import HttpVersion11

from front.problems import Problem

MAX_FIELDS = 100
MAX_HEAD_BYTES = 32_768
GATEWAY = {
    "wsgi.version": (1, 0),
    "wsgi.url_scheme": "http",
    "wsgi.input_terminated": True,
    "wsgi.multithread": True,
    "wsgi.multiprocess": True,
    "wsgi.run_once": False,
}
WITHOUT_PREFIX = ("CONTENT_TYPE", "CONTENT_LENGTH")
# Headers about the connection, replaced by our own values: the body has been read whole.
LEFT_OUT = ("TRANSFER_ENCODING", "CONNECTION", "EXPECT", "CONTENT_LENGTH", "HOST")


def head_too_large() -> Problem:
    """The problem for a head that is too large."""
    return Problem(431, "head-too-large", max_bytes=MAX_HEAD_BYTES, max_fields=MAX_FIELDS)


def check_head(request: web.BaseRequest) -> None:
    """Refuse a bad head.

    Raises:
        Problem: it is too large, has not exactly one Host (HTTP/1.1), or its target is neither a path nor an
            http(s) URL.
    """
    fields = request.raw_headers
    if len(fields) > MAX_FIELDS or sum(len(name) + len(value) for name, value in fields) > MAX_HEAD_BYTES:
        raise head_too_large()
    hosts = len(request.headers.getall("Host", []))
    if hosts > 1 or (hosts == 0 and request.version >= HttpVersion11):
        raise Problem(400, "host-header", hosts=hosts)
    target = request.raw_path
    if not target.startswith("/") and not _is_address(target):
        raise Problem(400, "bad-target")


def make_environ(request: web.BaseRequest, body: io.BytesIO) -> dict[str, Any]:
    """The WSGI environment of the request.

    Args:
        request: the request, for its head.
        body: the whole body.
    """
    host, path, query = _split_target(request)
    name, port = _own_address(request)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": request.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
        "QUERY_STRING": query,
        "SERVER_NAME": name,
        "SERVER_PORT": str(port),
        "SERVER_PROTOCOL": f"HTTP/{request.version.major}.{request.version.minor}",
        "REMOTE_ADDR": request.remote or "",
        "CONTENT_LENGTH": str(body.getbuffer().nbytes),
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
    }
    if host:
        environ["HTTP_HOST"] = host
    return GATEWAY | environ | _headers(request)


def _is_address(target: str) -> bool:
    try:
        return urlsplit(target).scheme in ("http", "https")
    except ValueError:
        return False  # such as `http://[`


def _split_target(request: web.BaseRequest) -> tuple[str, str, str]:
    """Host, path and query; the host of an absolute target wins over the Host header (RFC 9112, 3.2.2)."""
    target = _latin1(request.raw_path)
    host = _latin1(request.headers.get("Host", ""))
    if not target.startswith("/"):
        parts = urlsplit(target)
        return parts.netloc, parts.path or "/", parts.query
    path, _, query = target.partition("?")
    return host, path, query


def _headers(request: web.BaseRequest) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in request.headers.items():
        key = name.upper().replace("-", "_")
        if "_" in name or key in LEFT_OUT:
            continue  # WSGI could not tell X_A from X-A
        key = key if key in WITHOUT_PREFIX else f"HTTP_{key}"
        separator = "; " if key == "HTTP_COOKIE" else ","
        text = _latin1(value)
        found[key] = f"{found[key]}{separator}{text}" if key in found else text
    return found


def _own_address(request: web.BaseRequest) -> tuple[str, int]:
    transport = request.transport
    address = transport.get_extra_info("sockname") if transport is not None else None
    return (address[0], address[1]) if address else ("", 0)


def _latin1(text: str) -> str:
    """Convert aiohttp's text (UTF-8 with surrogates) to WSGI's (bytes decoded as Latin-1)."""
    return text.encode("utf-8", "surrogateescape").decode("latin-1")
