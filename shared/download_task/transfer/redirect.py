"""Where a redirect leads."""

from urllib.parse import urljoin, urlsplit

from ..errors import ServerRefused
from ..request import valid_url
from .response import Response

REDIRECTS = {301, 302, 303, 307, 308}


def is_redirect(response: Response) -> bool:
    """Whether the response is a redirect with a Location."""
    return response.status in REDIRECTS and bool(_locations(response))


def redirected_url(url: str, response: Response) -> str:
    """The URL to request next.

    Args:
        url: the URL that was requested.
        response: a redirect.

    Raises:
        ServerRefused: its Location is not one valid URL, or leads from https to http, where
            anybody on the way can read the file and change it.
    """
    try:
        [location] = _locations(response)
        target = valid_url(urljoin(url, location))
    except ValueError as error:
        raise ServerRefused("bad-redirect", status=response.status, answer=response.answer) from error
    if urlsplit(url).scheme == "https" and urlsplit(target).scheme != "https":
        raise ServerRefused("insecure-redirect", status=response.status, answer=response.answer)
    return target


def _locations(response: Response) -> set[str]:
    return set(response.values("location")) - {""}
