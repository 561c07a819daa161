"""The state and addresses of the network interface that downloads are bound to."""

import ipaddress
import socket
import struct
import sys
from pathlib import Path

IPV6_ADDRESSES = Path("/proc/net/if_inet6")

#: IFF_UP and IFF_RUNNING of netdevice(7): enabled, and connected.
IS_UP, IS_RUNNING = 0x1, 0x40
#: SIOCGIFFLAGS and SIOCGIFADDR return the state and the IPv4 address of an interface. The files
#: of /sys may belong to another network namespace.
GET_FLAGS = 0x8913 if sys.platform == "linux" else 0xC0206911
GET_ADDRESS = 0x8915 if sys.platform == "linux" else 0xC0206921
REQUEST_BYTES = 40
FLAGS_SLICE = slice(16, 18)
ADDRESS_SLICE = slice(20, 24)
MAX_NAME_BYTES = 15
GLOBAL_SCOPE = "00"


def device_of(interface: str) -> str:
    """The name to bind to; empty when an address was given instead."""
    return "" if _is_address(interface) else interface.partition("@")[0]


def sources(interface: str) -> tuple[str, ...]:
    """
    The source addresses of an interface, or the address itself when one is given.

    Empty while it is down, has no address or does not exist.
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
    state = _ioctl(name, GET_FLAGS)
    flags = int.from_bytes(state[FLAGS_SLICE], sys.byteorder) if state else 0
    return bool(flags & IS_UP) and bool(flags & IS_RUNNING)


def _ipv4(name: str) -> list[str]:
    answer = _ioctl(name, GET_ADDRESS)
    return [socket.inet_ntoa(answer[ADDRESS_SLICE])] if answer else []


def _ioctl(name: str, request_code: int) -> bytes:
    """The reply for an interface; empty when it does not exist."""
    import fcntl  # noqa: PLC0415  # not on every system

    if len(name.encode()) > MAX_NAME_BYTES:
        return b""  # truncated, it may name another interface
    request = struct.pack(f"{REQUEST_BYTES}s", name.encode())
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as opened:
            return fcntl.ioctl(opened, request_code, request)
    except OSError:
        return b""


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
