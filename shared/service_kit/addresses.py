"""Addresses of servers, as they stand in URLs."""

from ipaddress import ip_address


def base_url(host: str, port: int) -> str:
    """`http://HOST:PORT`, an IPv6 address in brackets (RFC 3986, section 3.2.2)."""
    return f"http://{bracketed(host)}:{port}"


def bracketed(host: str) -> str:
    """The host, an IPv6 address in brackets."""
    return f"[{host}]" if ":" in host else host


def reachable(host: str) -> str:
    """The host under which the same machine reaches a server that listens on `host`."""
    try:
        address = ip_address(host or "0.0.0.0")  # noqa: S104 - compared, not bound
    except ValueError:
        return host
    if not address.is_unspecified:
        return host
    return "127.0.0.1" if address.version == 4 else "::1"
