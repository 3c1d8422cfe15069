"""Addresses of servers in the settings."""

from urllib.parse import urlsplit


def web_address(url: str, secret: str) -> str:
    """The address as it is, empty for none. Raises ValueError for what is no http(s) address or holds a password; `secret` names the
    setting that is for it.
    """
    parts = urlsplit(url)
    if url and (parts.scheme not in ("http", "https") or not parts.hostname):
        raise ValueError("the address must begin with http:// or https:// and name a host")
    if parts.username is not None:
        raise ValueError(f"the address must not hold a password; put the secret into {secret}")
    return url
