"""
How requests leave, as the house wants it: from one interface only, through a proxy.

Bound to an interface that is down, nothing leaves: it waits until the interface is back.
"""

from collections.abc import Sequence
from typing import Literal

from chalicelib.download_settings.models.settings import Network, ProxyKind
from chalicelib.platform.network_guard import Resolver, resolve
from worker.downloader import interface
from worker.downloader.engine import Connectivity
from worker.net import dns_client
from worker.net.egress import DIRECT, EgressRoute, Proxy

KINDS: dict[ProxyKind, Literal["socks5", "http"]] = {
    ProxyKind.SOCKS5: "socks5",
    ProxyKind.HTTP: "http",
}


class InterfaceDown(Exception):
    """What we are bound to is not there; the message is for people."""


class Passage:
    """Asked for each connection, and now and then: interfaces come and go."""

    def __init__(self, resolver: Resolver = resolve) -> None:
        """`resolver` is asked for names while the house has no name servers of its own."""
        self._network = Network()
        self._resolver = resolver

    def use(self, network: Network) -> bool:
        """Whether this differs from before, so that open connections go the wrong way."""
        before, self._network = self._network, network
        return (before.interface, before.proxy) != (network.interface, network.proxy)

    def look_up(self, host: str) -> Sequence[str]:
        """See `Resolver`: the question takes the way of everything else."""
        servers = self._network.name_servers
        if not servers:
            return self._resolver(host)
        try:
            return dns_client.resolve(self.route(), servers, host)
        except InterfaceDown as error:
            raise OSError(str(error)) from error

    def route(self) -> EgressRoute:
        """Raises `InterfaceDown`."""
        network = self._network
        proxy = _proxy(network)
        if not network.interface:
            return EgressRoute(proxy=proxy) if proxy else DIRECT
        sources = interface.sources(network.interface)
        if not sources:
            raise InterfaceDown(f"{network.interface} is down, or is not there.")
        return EgressRoute(interface.device_of(network.interface), sources, proxy)

    def connectivity(self) -> Connectivity:
        try:
            self.route()
        except InterfaceDown as error:
            return Connectivity(is_up=False, message=str(error))
        return Connectivity()


def _proxy(network: Network) -> Proxy | None:
    wanted = network.proxy
    if wanted.kind is ProxyKind.NONE or not wanted.host:
        return None
    password = wanted.password.get_secret_value() if wanted.password else ""
    return Proxy(KINDS[wanted.kind], wanted.host, wanted.port, wanted.username, password)
