"""Problem details for errors (RFC 9457)."""

from collections.abc import Mapping

from aiohttp import web
from aiohttp.typedefs import Handler

from origin.parameters import BadParameter
from service_kit.problems import MEDIA_TYPE, ProblemDetails

_MAX_ECHO_CHARACTERS = 200


def problem(
    status: int,
    detail: str,
    headers: Mapping[str, str] | None = None,
    **members: str | None,
) -> web.Response:
    """Make an `application/problem+json` answer; `members` are its extension members."""
    body = ProblemDetails(status, detail, members=members).to_dict()
    return web.json_response(body, status=status, headers=headers, content_type=MEDIA_TYPE)


def bad_parameter(error: BadParameter) -> web.Response:
    """Make the 400 that names the parameter, its value and what is wrong with it."""
    value = None if error.value is None else error.value[:_MAX_ECHO_CHARACTERS]
    name = error.parameter[:_MAX_ECHO_CHARACTERS]
    said = "is missing" if value is None else f"is {value!r}"
    return problem(400, f"{name} {said}: {error.reason}", parameter=name, value=value, reason=error.reason)


@web.middleware
async def errors_as_problems(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn bad queries, unknown paths and wrong methods into problem details."""
    try:
        return await handler(request)
    except BadParameter as error:
        return bad_parameter(error)
    except web.HTTPNotFound:
        return problem(404, f"nothing is served at {request.path[:_MAX_ECHO_CHARACTERS]}; see /")
    except web.HTTPMethodNotAllowed as error:
        allowed = ", ".join(sorted(error.allowed_methods))
        return problem(405, f"{request.method} is not possible here", headers={"Allow": allowed})
