"""Who is behind an address, as far as limits and counts are concerned."""

from ipaddress import ip_address

UNKNOWN = "somewhere"


def rate_limit_key(address: str) -> str:
    """
    What everybody who shares a connection has in common; `UNKNOWN` for what is no address.

    One household has a whole /64 of IPv6 (RFC 6177) and may change within it at will, so that
    much of it is one. An IPv4 address within an IPv6 one is that IPv4 address.
    """
    try:
        found = ip_address(address)
    except ValueError:
        return UNKNOWN
    if found.version == 4:  # noqa: PLR2004  # the protocol's name
        return str(found)
    return str(found.ipv4_mapped or found.exploded[:19])
