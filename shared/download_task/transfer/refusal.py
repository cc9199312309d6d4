"""Makes the error of an answer that is not the file, with the server's explanation."""

import json

from ..errors import ServerRefused
from .exchange import Exchange
from .response import Response

MAX_BODY_BYTES = 4 * 1024
MAX_BODY_SECS = 2.0
MAX_CHARS = 200


def refusal(response: Response, exchange: Exchange) -> ServerRefused:
    """The error with the server's status, and its explanation if its body has one."""
    status, answer = response.status, response.answer
    if detail := _explanation(response, exchange):
        return ServerRefused("explained", status=status, answer=answer, detail=detail)
    return ServerRefused(status=status, answer=answer)


def _explanation(response: Response, exchange: Exchange) -> str:
    """The start of the server's explanation, on one line; "" if it gives none in plain text.

    Reads `detail` of problem details (RFC 9457), or plain text; at most 4 KiB, for at most 2 s.
    """
    media_type = next(iter(response.values("content-type")), "").partition(";")[0].strip().lower()
    read = {"application/problem+json": _detail, "text/plain": _text}.get(media_type)
    if read is None or response.values("content-encoding"):
        return ""
    text = " ".join(read(exchange.start_of_body(MAX_BODY_BYTES, MAX_BODY_SECS)).split())
    return f"{text[:MAX_CHARS]}…" if len(text) > MAX_CHARS else text


def _detail(body: bytes) -> str:
    try:
        problem = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    detail = problem.get("detail") if isinstance(problem, dict) else None
    return detail if isinstance(detail, str) else ""


def _text(body: bytes) -> str:
    return body.decode(errors="replace")
