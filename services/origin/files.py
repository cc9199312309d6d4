"""`GET|HEAD /files/NAME`."""

import asyncio

from aiohttp import hdrs, web

from origin import faults, headers, sending
from origin.content import Content
from origin.digests import Digests
from origin.faults import Attempts, Ending, Fault
from origin.headers import allows_range, is_unchanged
from origin.parameters import NAMES, BadParameter, Wanted, is_allowed_name, parse
from origin.problems import problem
from origin.ranges import Span, Unsatisfiable, content_range, select

ATTEMPTS = web.AppKey("attempts", Attempts)
DIGESTS = web.AppKey("digests", Digests)

_RETRY_AFTER_SECS = "1"
_RETRY_STATUSES = frozenset({429, 503})


async def serve_file(request: web.Request) -> web.StreamResponse:
    """Answer with a made-up file, or with the fault that was asked for."""
    name = _name(request)
    wanted = parse(request.query.items())
    await asyncio.sleep(wanted.delay_secs)
    if wanted.fault in (Fault.STATUS, Fault.REDIRECT) and _strikes(request, name, wanted):
        return _refuse(wanted)
    return await _answer(request, Content(name, wanted.size_bytes), wanted)


def _name(request: web.Request) -> str:
    name = request.match_info["name"]
    if not is_allowed_name(name):
        raise BadParameter("name", name.encode(errors="replace").decode(), f"It should be {NAMES}")
    return name


def _strikes(request: web.Request, name: str, wanted: Wanted) -> bool:
    return request.app[ATTEMPTS].take((name, wanted.key, wanted.fault), wanted.times)


def _refuse(wanted: Wanted) -> web.Response:
    if wanted.fault is Fault.REDIRECT:
        return web.Response(status=302, headers={"Location": wanted.to or ""})
    retry = {"Retry-After": _RETRY_AFTER_SECS} if wanted.status in _RETRY_STATUSES else None
    return problem(wanted.status, "this fault was asked for", headers=retry)


async def _answer(request: web.Request, file: Content, wanted: Wanted) -> web.StreamResponse:
    etag = headers.etag(file)
    if is_unchanged(_header(request, hdrs.IF_NONE_MATCH), etag):
        return web.Response(status=304, headers={"ETag": etag})
    try:
        span = _span(request, file, etag)
    except Unsatisfiable:
        there = {"Content-Range": content_range(None, file.size_bytes)}
        return problem(416, f"the file has {file.size_bytes} bytes", headers=there)
    return await _send(request, file, span, wanted)


def _header(request: web.Request, name: str) -> str | None:
    """A header field, all its lines joined (RFC 9110, section 5.3)."""
    lines = request.headers.getall(name, None)
    return None if lines is None else ", ".join(lines)


def _span(request: web.Request, file: Content, etag: str) -> Span | None:
    # Range means something to GET alone (RFC 9110, section 14.2).
    if request.method != "GET" or not allows_range(_header(request, hdrs.IF_RANGE), etag):
        return None
    return select(_header(request, hdrs.RANGE), file.size_bytes)


async def _send(request: web.Request, file: Content, span: Span | None, wanted: Wanted) -> web.StreamResponse:
    digest = await request.app[DIGESTS].of(file)
    response = web.StreamResponse(status=206 if span else 200, headers=headers.describe(file, digest))
    if span:
        response.headers["Content-Range"] = content_range(span, file.size_bytes)
    sent = span or Span(0, file.size_bytes)
    fault = _fault(request, file.name, wanted)
    plan = faults.plan(fault, sent.size_bytes, wanted.at_bytes)
    response.content_length = plan.announced_bytes
    if fault is Fault.CUT_HEADERS:
        sending.send_part_of_head(request, response, wanted.at_bytes)
        return response
    if fault is Fault.INTERIM:
        sending.send_interim_responses(request)
    if plan.ending is not Ending.KEEP:
        response.force_close()
    await response.prepare(request)
    if request.method == "GET":
        await sending.send_body(
            request, response, file, sent, plan, rate=wanted.rate, chunk_bytes=wanted.chunk_bytes
        )
    return response


def _fault(request: web.Request, name: str, wanted: Wanted) -> Fault | None:
    """The fault of this answer; HEAD has none, so it uses up no `times`."""
    if wanted.fault in (None, Fault.STATUS, Fault.REDIRECT) or request.method != "GET":
        return None
    return wanted.fault if _strikes(request, name, wanted) else None
