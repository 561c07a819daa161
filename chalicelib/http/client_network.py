"""The network of a client, as the key of rate limits and counters."""

from ipaddress import ip_address

UNKNOWN = "somewhere"


def rate_limit_key(address: str) -> str:
    """
    One key per internet connection; `UNKNOWN` for an invalid address.

    A connection has a whole IPv6 /64 (RFC 6177), within which clients change addresses at will.
    An IPv4-mapped address is its IPv4 address.
    """
    try:
        ip = ip_address(address)
    except ValueError:
        return UNKNOWN
    if ip.version == 4:  # noqa: PLR2004  # the protocol's name
        return str(ip)
    return str(ip.ipv4_mapped or ip.exploded[:19])
