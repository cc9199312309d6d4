"""Which hosts may be downloaded from."""

from urllib.parse import urlsplit


def is_allowed_host(url: str, allowed_hosts: frozenset[str]) -> bool:
    """Whether the URL's host is on the allow-list. Without a port in the URL, its scheme's port counts.

    Args:
        url: a valid http or https URL.
        allowed_hosts: as in `Rules`.
    """
    parts = urlsplit(url)
    name = (parts.hostname or "").lower()
    host = f"[{name}]" if ":" in name else name
    port = parts.port or (443 if parts.scheme == "https" else 80)
    return host in allowed_hosts or f"{host}:{port}" in allowed_hosts
