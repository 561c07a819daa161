"""What all downloads of an engine share: network, limits and configuration."""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from chalicelib.download_settings.models.settings import Network, ProxyKind
from chalicelib.providers.network_guard import NetworkGuard, Resolver, resolve
from worker.downloader import disk_space, network_interface
from worker.downloader.engine import Connectivity, OnUpdate, ignore_updates
from worker.downloader.http.archive import ARCHIVE_URL
from worker.net import dns_client
from worker.net.egress import DIRECT, EgressRoute, UpstreamProxy

PROXY_KINDS: dict[ProxyKind, Literal["socks5", "http"]] = {
    ProxyKind.SOCKS5: "socks5",
    ProxyKind.HTTP: "http",
}
#: What may pass at once after a quiet moment, as a share of a second's worth.
BURST_S = 0.25
#: How far ahead a limit is consumed at a time; a change of it takes effect after this long.
STEP_S = 0.125
MIN_STEP_BYTES = 1024
MAX_CONNECTIONS_PER_HOST = 8


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
        sources = network_interface.sources(network.interface)
        if not sources:
            raise InterfaceDown(f"{network.interface} is down or does not exist.")
        return EgressRoute(network_interface.device_of(network.interface), sources, proxy)

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


class TokenBucket:
    """
    A rate limit. Thread-safe. Bytes are consumed first and waited for afterwards.

    A changed rate starts with an empty debt: bytes are not paid for at another rate.
    """

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._rate: int | None = None
        self._level = 0.0
        self._at_s = 0.0

    def set_rate(self, rate: int | None) -> None:
        """Bytes per second; None: unlimited."""
        with self._lock:
            if rate != self._rate:
                self._rate, self._level, self._at_s = rate, 0.0, self._monotonic()

    def max_step(self) -> int | None:
        """How many bytes to consume at most at a time; None: unlimited."""
        rate = self._rate
        return None if rate is None else max(int(rate * STEP_S), MIN_STEP_BYTES)

    def consume(self, count: int) -> None:
        if self._rate is not None:
            with self._lock:
                self._refill()
                self._level -= count

    def delay_s(self) -> float:
        """Seconds until more may be consumed."""
        if self._rate is None:
            return 0.0
        with self._lock:
            self._refill()
            return max(-self._level / self._rate, 0.0) if self._rate else 0.0

    def _refill(self) -> None:
        now_s = self._monotonic()
        rate = self._rate or 0
        self._level = min(self._level + (now_s - self._at_s) * rate, rate * BURST_S)
        self._at_s = now_s


def step_bytes(buckets: tuple[TokenBucket, ...], max_bytes: int) -> int:
    """How many bytes to consume at a time under several limits."""
    steps = (bucket.max_step() for bucket in buckets)
    return min([max_bytes, *(step for step in steps if step is not None)])


class LimitedTransfer(Protocol):
    """A transfer with connections to one host."""

    def set_host_share(self, connections: int) -> None:
        """Use at most this many connections."""


class HostConnectionLimiter:
    """
    Shares the connections to each host evenly among the transfers of an engine. Thread-safe.

    Servers count the connections of all transfers together, and block clients that open many.
    Callers hold no lock that `set_host_share` takes.
    """

    def __init__(self, max_connections: int = MAX_CONNECTIONS_PER_HOST) -> None:
        self._max_connections = max_connections
        self._hosts: dict[str, list[LimitedTransfer]] = {}
        self._lock = threading.Lock()

    def register(self, host: str, transfer: LimitedTransfer) -> None:
        """Idempotent."""
        with self._lock:
            transfers = self._hosts.setdefault(host, [])
            if transfer not in transfers:
                transfers.append(transfer)
            self._redistribute(transfers)

    def unregister(self, transfer: LimitedTransfer) -> None:
        """Idempotent, for all hosts."""
        with self._lock:
            for host, transfers in list(self._hosts.items()):
                if transfer in transfers:
                    transfers.remove(transfer)
                    self._redistribute(transfers)
                if not transfers:
                    del self._hosts[host]

    def _redistribute(self, transfers: list[LimitedTransfer]) -> None:
        shares = share_connections(self._max_connections, len(transfers))
        for transfer, connections in zip(transfers, shares, strict=True):
            transfer.set_host_share(connections)


def share_connections(max_connections: int, transfers: int) -> list[int]:
    """The share of each: at least one; the earliest get the remainder."""
    if not transfers:
        return []
    each, remainder = divmod(max_connections, transfers)
    return [max(each + (number < remainder), 1) for number in range(transfers)]


@dataclass(frozen=True)
class EngineContext:
    guard: NetworkGuard
    egress: EgressPolicy
    free_bytes: disk_space.FreeBytes = disk_space.free_bytes
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
