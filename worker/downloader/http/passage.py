"""
How requests leave, as the house wants it: from one interface only, through a proxy.

Bound to an interface that is down, nothing leaves: it waits until the interface is back.
"""

import fcntl
import socket
import struct
import sys
from contextlib import suppress
from ipaddress import IPv6Address, ip_address
from pathlib import Path

from chalicelib.downloads.models.house import Network, ProxyKind
from chalicelib.platform.http_way import DIRECT, Proxy, Way
from worker.downloader.engine import Reach

#: Of Linux, see netdevice(7).
GET_FLAGS, GET_ADDRESS = 0x8913, 0x8915
UP_AND_RUNNING = 0x1 | 0x40
IPV6_ADDRESSES = Path("/proc/net/if_inet6")
LONGEST_NAME = 15
LINK_LOCAL = "20"  # of the scopes in that file
REQUEST = struct.Struct("16s24x")  # struct ifreq


class InterfaceDown(Exception):
    """What we are bound to is not there; the message is for people."""


class Passage:
    """Asked for each connection, and now and then: interfaces come and go."""

    def __init__(self) -> None:
        self._network = Network()

    def use(self, network: Network) -> bool:
        """Whether this differs from before, so that open connections go the wrong way."""
        before, self._network = self._network, network
        return (before.interface, before.proxy) != (network.interface, network.proxy)

    def way(self) -> Way:
        """Raises `InterfaceDown`."""
        proxy = _proxy(self._network)
        if not self._network.interface:
            return Way(proxy=proxy) if proxy else DIRECT
        name = self._network.interface
        address = _literal(name)
        if address is not None:
            if not _is_ours(address):
                raise InterfaceDown(f"This machine does not have the address {name} now.")
            return Way(sources=(address,), proxy=proxy)
        if not sys.platform.startswith("linux"):
            raise InterfaceDown("On this system, give an address instead of an interface's name.")
        sources = _addresses(name)
        if not sources:
            raise InterfaceDown(f"The interface {name} is down.")
        return Way(device=name, sources=sources, proxy=proxy)

    def reach(self) -> Reach:
        try:
            self.way()
        except InterfaceDown as error:
            return Reach(is_up=False, message=str(error))
        return Reach()


def _proxy(network: Network) -> Proxy | None:
    wanted = network.proxy
    if wanted.kind is ProxyKind.NONE or not wanted.host:
        return None
    kind = "socks5" if wanted.kind is ProxyKind.SOCKS5 else "http"
    password = wanted.password.get_secret_value() if wanted.password else ""
    return Proxy(kind, wanted.host, wanted.port, wanted.username, password)  # type: ignore[arg-type]


def _literal(text: str) -> str | None:
    try:
        return str(ip_address(text))
    except ValueError:
        return None


def _is_ours(address: str) -> bool:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        try:
            probe.bind((address, 0))
        except OSError:
            return False
    return True


def _addresses(name: str) -> tuple[str, ...]:
    """What an interface that is up can be left from; one of each family at most."""
    if len(name) > LONGEST_NAME:
        return ()
    request = REQUEST.pack(name.encode())
    found: list[str] = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking, suppress(OSError):
        flags = struct.unpack_from("16xH", fcntl.ioctl(asking, GET_FLAGS, request))[0]
        if flags & UP_AND_RUNNING != UP_AND_RUNNING:
            return ()
        with suppress(OSError):  # it may have IPv6 alone
            found.append(socket.inet_ntoa(fcntl.ioctl(asking, GET_ADDRESS, request)[20:24]))
        found += _ipv6_addresses(name)[:1]
    return tuple(found)


def _ipv6_addresses(name: str) -> list[str]:
    try:
        lines = IPV6_ADDRESSES.read_text().splitlines()
    except OSError:
        return []
    fields = [line.split() for line in lines]
    return [
        str(IPv6Address(bytes.fromhex(each[0])))
        for each in fields
        if each[-1] == name and each[3] != LINK_LOCAL
    ]
