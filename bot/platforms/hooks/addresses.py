"""Where webhooks may go (S11): to public addresses over HTTPS, unless the operator names the host."""

import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_OF_CLOUDS = frozenset({ipaddress.ip_address("168.63.129.16")})
"""Public by the registry, and yet the inside of a cloud: Azure's wire server. The others' are link-local, shared or private."""
LONGEST = 2000
"""Characters of an address."""

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class AddressRefused(Exception):
    """The desk does not post there; the text says why, without the address."""


@dataclass(frozen=True, slots=True)
class Allowed:
    """What the operator allows besides: hosts of our own (`trusted`, names or addresses), which may be private; plain HTTP."""

    trusted: frozenset[str] = frozenset()
    http: bool = False

    def trusts(self, host: str) -> bool:
        """Whether the operator named this host."""
        return host.casefold().rstrip(".") in self.trusted


@dataclass(frozen=True, slots=True)
class Target:
    """An address taken apart. `path` has the query with it."""

    https: bool
    host: str
    port: int
    path: str


def target_of(url: str, allowed: Allowed) -> Target:
    """The address, when its form is one we post to. What its name resolves to is looked at when it is used. Raises AddressRefused."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError as problem:
        raise AddressRefused("it is no web address") from problem
    if len(url) > LONGEST or not url.isascii() or any(char.isspace() for char in url):
        raise AddressRefused("it is too long, or has blanks or letters that no address has")
    if parts.scheme not in ("http", "https") or not host:
        raise AddressRefused("it does not begin with https:// and a host")
    if parts.username is not None or parts.fragment:
        raise AddressRefused("it holds a password or a #; each post is signed, so none is needed")
    if parts.scheme == "http" and not allowed.http:
        raise AddressRefused("it is not https (CHALKLINE_HOOKS__HTTP=true allows plain http)")
    if _as_number(host) is not None:
        check(host, host, allowed)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    https = parts.scheme == "https"
    return Target(https, host, port or (443 if https else 80), path)


def check(host: str, number: str, allowed: Allowed) -> None:
    """Raises AddressRefused when `host` leads to a number (an IP address) that is not public, and the operator did not name it."""
    if allowed.trusts(host) or is_public(number):
        return
    raise AddressRefused("it leads to a private address (CHALKLINE_HOOKS__TRUSTED names hosts that may)")


def is_public(number: str) -> bool:
    """Whether anybody on the internet may be behind it: neither private, loopback, link-local, shared nor a cloud's own; addresses that
    only wrap another are judged by what they wrap.
    """
    address = _as_number(number)
    if address is None:
        return False
    inner = _wrapped(address)
    return all(_plainly_public(one) for one in ((address, inner) if inner else (address,)))


def _plainly_public(address: Address) -> bool:
    wraps = isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None
    return (address.is_global or wraps) and not address.is_multicast and address not in _OF_CLOUDS


def _wrapped(address: Address) -> ipaddress.IPv4Address | None:
    if isinstance(address, ipaddress.IPv4Address):
        return None
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)


def _as_number(host: str) -> Address | None:
    try:
        return ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return None
