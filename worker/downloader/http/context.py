"""What all downloads of an engine share: network, limits and configuration."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from chalicelib.download_settings.models.settings import Network, ProxyKind
from chalicelib.platform.network_guard import NetworkGuard, Resolver, resolve
from worker.downloader import disk, interface
from worker.downloader.engine import Connectivity, OnUpdate, ignore_updates
from worker.downloader.http.archive import ARCHIVE_URL
from worker.downloader.http.limits import HostConnectionLimiter, LimitedTransfer, TokenBucket
from worker.net import dns_client
from worker.net.egress import DIRECT, EgressRoute, UpstreamProxy

PROXY_KINDS: dict[ProxyKind, Literal["socks5", "http"]] = {
    ProxyKind.SOCKS5: "socks5",
    ProxyKind.HTTP: "http",
}


class InterfaceDown(Exception):
    """The interface that requests are bound to is down; the message is for users."""


class EgressPolicy:
    """
    The route of each connection, by the network settings: interface, proxy, name servers.

    While the interface is down no connection is opened. The route is determined anew for each
    connection, as interfaces come and go.
    """

    def __init__(self, resolver: Resolver = resolve) -> None:
        """`resolver` looks names up while no name servers are set."""
        self._network = Network()
        self._resolver = resolver

    def apply(self, network: Network) -> bool:
        """Return whether open connections have another route than this."""
        before, self._network = self._network, network
        return (before.interface, before.proxy) != (network.interface, network.proxy)

    def resolve(self, host: str) -> Sequence[str]:
        """See `Resolver`. Queries to name servers take the same route as requests."""
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
            raise InterfaceDown(f"{network.interface} is down or does not exist.")
        return EgressRoute(interface.device_of(network.interface), sources, proxy)

    def connectivity(self) -> Connectivity:
        try:
            self.route()
        except InterfaceDown as error:
            return Connectivity(is_up=False, message=str(error))
        return Connectivity()


def _proxy(network: Network) -> UpstreamProxy | None:
    settings = network.proxy
    if settings.kind is ProxyKind.NONE or not settings.host:
        return None
    password = settings.password.get_secret_value() if settings.password else ""
    kind = PROXY_KINDS[settings.kind]
    return UpstreamProxy(kind, settings.host, settings.port, settings.username, password)


@dataclass(frozen=True)
class EngineContext:
    guard: NetworkGuard
    egress: EgressPolicy
    free_bytes: disk.FreeBytes = disk.free_bytes
    on_update: OnUpdate = ignore_updates
    max_connections: int = 4  # per file
    min_split_bytes: int = 32 * 1024 * 1024
    rate_limit: TokenBucket = field(default_factory=TokenBucket)
    host_limiter: HostConnectionLimiter = field(default_factory=HostConnectionLimiter)
    archive_url: str = ARCHIVE_URL

    def route(self) -> EgressRoute:
        """Raises `InterfaceDown`."""
        return self.egress.route()

    def share_host(self, host: str, transfer: LimitedTransfer) -> None:
        """Give a transfer its share of the connections to a host. Idempotent."""
        self.host_limiter.register(host, transfer)

    def leave_hosts(self, transfer: LimitedTransfer) -> None:
        self.host_limiter.unregister(transfer)
