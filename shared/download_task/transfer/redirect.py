"""Where a redirect sends a download on to."""

from urllib.parse import urljoin

from ..errors import ServerRefused
from ..request import valid_url
from .response import Response

REDIRECTS = {301, 302, 303, 307, 308}


def redirected_url(url: str, response: Response) -> str:
    """The URL to ask next.

    Args:
        url: the one that was asked.
        response: what came, with another status than 200.

    Raises:
        ServerRefused: it is no redirect, or not to one address to download from.
    """
    locations = set(response.values("location")) - {""}
    if response.status not in REDIRECTS or not locations:
        raise ServerRefused(status=response.status, answer=response.answer)
    try:
        [location] = locations
        return valid_url(urljoin(url, location))
    except ValueError as error:
        raise ServerRefused("bad-redirect", status=response.status, answer=response.answer) from error
