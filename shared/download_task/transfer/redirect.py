"""Where a redirect leads."""

from urllib.parse import urljoin

from ..errors import ServerRefused
from ..request import valid_url
from .response import Response

REDIRECTS = {301, 302, 303, 307, 308}


def is_redirect(response: Response) -> bool:
    """Whether the response names another address to ask."""
    return response.status in REDIRECTS and bool(_locations(response))


def redirected_url(url: str, response: Response) -> str:
    """The URL to ask next.

    Args:
        url: the one that was asked.
        response: a redirect.

    Raises:
        ServerRefused: it does not lead to one address to download from.
    """
    try:
        [location] = _locations(response)
        return valid_url(urljoin(url, location))
    except ValueError as error:
        raise ServerRefused("bad-redirect", status=response.status, answer=response.answer) from error


def _locations(response: Response) -> set[str]:
    return set(response.values("location")) - {""}
