"""The client's address, and forwarded headers, which are accepted from trusted proxies only."""

from ipaddress import ip_address

from chalicelib.platform.settings import Networks

FORWARDED = frozenset({"x-forwarded-for", "x-forwarded-proto", "x-forwarded-host", "x-request-id"})

Headers = list[tuple[str, str]]


def seen_from_outside(
    headers: Headers, peer: str, scheme: str, trusted: Networks
) -> tuple[Headers, str]:
    """
    The trusted headers of a request, and the client's address.

    From a trusted proxy, the address is the last one of X-Forwarded-For that is not itself a
    trusted proxy. From other clients every forwarded header is dropped, because it can be forged.
    """
    if not (trusted and _is_in(peer, trusted)):
        kept = [(name, value) for name, value in headers if name not in FORWARDED]
        return [*kept, ("x-forwarded-proto", scheme)], peer
    chain = [
        part.strip()
        for name, value in headers
        if name == "x-forwarded-for"
        for part in value.split(",")
        if part.strip()
    ]
    address = next((hop for hop in reversed(chain) if not _is_in(hop, trusted)), peer)
    host = next((value for name, value in headers if name == "x-forwarded-host"), None)
    kept = [(name, value) for name, value in headers if not (host and name == "host")]
    if host:
        kept.append(("host", host))
    if not any(name == "x-forwarded-proto" for name, _ in headers):
        kept.append(("x-forwarded-proto", scheme))
    return kept, address if _is_address(address) else peer


def peer_of(client: str) -> str:
    """
    The address of `192.0.2.1:4711` or `[2001:db8::1]:4711`, the server's format for clients.

    A dual-stack server reports IPv4 clients as IPv4-mapped IPv6 addresses.
    """
    address = client.rpartition(":")[0].removeprefix("[").removesuffix("]")
    return address.removeprefix("::ffff:") if "." in address else address


def _is_in(address: str, networks: Networks) -> bool:
    return _is_address(address) and any(ip_address(address) in network for network in networks)


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
