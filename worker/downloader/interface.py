"""Whether the network interface downloads are bound to is there, and how to leave by it."""

import contextlib
import ipaddress
import socket
import struct
import sys
from pathlib import Path

INTERFACES = Path("/sys/class/net")
IPV6_ADDRESSES = Path("/proc/net/if_inet6")

IS_UP = 0x1  # IFF_UP of netdevice(7)
#: SIOCGIFADDR asks for the IPv4 address of an interface.
ASK_ADDRESS = 0x8915 if sys.platform == "linux" else 0xC0206921
REQUEST_BYTES = 40
ADDRESS_AT = slice(20, 24)
GLOBAL_SCOPE = "00"


def device_of(interface: str) -> str:
    """The name to bind to; empty when an address was given instead."""
    return "" if _is_address(interface) else interface.partition("@")[0]


def sources(interface: str) -> tuple[str, ...]:
    """
    The addresses to leave from by an interface (or the address itself, when it is given as one).

    Empty while it is down, has no address, or is not there at all.
    """
    if _is_address(interface):
        return (interface,) if _can_bind(interface) else ()
    name = device_of(interface)
    if name in ("", ".", "..") or not _is_up(name):
        return ()
    return (*_ipv4(name), *_ipv6(name))


def _is_address(interface: str) -> bool:
    try:
        ipaddress.ip_address(interface)
    except ValueError:
        return False
    return True


def _can_bind(address: str) -> bool:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as opened:
            opened.bind((address, 0))
    except OSError:
        return False
    return True


def _is_up(name: str) -> bool:
    try:
        socket.if_nametoindex(name)
    except OSError:
        return False
    folder = INTERFACES / name
    try:
        flags = int((folder / "flags").read_text(), 16)
    except OSError:
        return not INTERFACES.exists()  # a system that does not tell
    has_carrier = True
    with contextlib.suppress(OSError):  # says nothing of the kind
        has_carrier = (folder / "carrier").read_text().strip() != "0"
    return bool(flags & IS_UP) and has_carrier


def _ipv4(name: str) -> list[str]:
    import fcntl  # noqa: PLC0415  # not on every system

    request = struct.pack(f"{REQUEST_BYTES}s", name.encode()[:15])
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as opened:
            answer = fcntl.ioctl(opened, ASK_ADDRESS, request)
    except OSError:
        return []
    return [socket.inet_ntoa(answer[ADDRESS_AT])]


def _ipv6(name: str) -> list[str]:
    try:
        lines = IPV6_ADDRESSES.read_text().splitlines()
    except OSError:
        return []
    found = []
    for line in lines:
        digits, _, _, scope, _, device = line.split()
        if device == name and scope == GLOBAL_SCOPE:
            found.append(str(ipaddress.IPv6Address(bytes.fromhex(digits))))
    return found
