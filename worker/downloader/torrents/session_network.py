"""The network settings, applied to the libtorrent session."""

import contextlib
import logging
import threading
from collections.abc import Callable
from dataclasses import replace
from ipaddress import ip_address
from typing import Any

from chalicelib.download_settings.models.settings import Network, ProxyKind
from chalicelib.providers.network_guard import NetworkGuard
from worker.downloader import network_interface
from worker.downloader.engine import Connectivity
from worker.downloader.torrents.allowed_endpoints import AllowedEndpoints
from worker.downloader.torrents.session_settings import (
    CLOSED,
    DHT_ROUTERS,
    SessionOptions,
    settings_for,
)
from worker.net import dns_client, egress
from worker.net.egress import EgressRoute

logger = logging.getLogger(__name__)

#: The local addresses of an interface; empty while it is down.
FindSources = Callable[[str], tuple[str, ...]]


def egress_route_of(network: Network, sources: tuple[str, ...]) -> EgressRoute:
    """The route of the requests that this worker makes itself."""
    proxy = network.proxy
    password = proxy.password.get_secret_value() if proxy.password else ""
    return EgressRoute(
        network_interface.device_of(network.interface) if network.interface else "",
        sources,
        None
        if proxy.kind is ProxyKind.NONE
        else egress.UpstreamProxy(
            "http" if proxy.kind is ProxyKind.HTTP else "socks5",
            proxy.host,
            proxy.port,
            proxy.username,
            password,
        ),
    )


def allowed_endpoints(
    network: Network, route: EgressRoute, guard: NetworkGuard
) -> AllowedEndpoints:
    """What a session with these settings may contact."""
    servers = tuple(network.name_servers)
    if servers:
        guard = replace(guard, resolver=lambda host: dns_client.resolve(route, servers, host))
    # A lookup of our own would reveal a name that the proxy resolves.
    is_direct = network.proxy.kind is ProxyKind.NONE
    return AllowedEndpoints(
        guard,
        route,
        resolves_names=is_direct,
        may_name_trackers=not (servers and is_direct),
        may_name_seeds=not servers or (not is_direct and network.proxy.for_peers),
        # libtorrent would resolve the names of UDP trackers itself.
        carries_datagrams=network.proxy.kind is not ProxyKind.HTTP,
    )


class NetworkConfigurator:
    """Keeps a session to its route. Safe to use from several threads."""

    def __init__(
        self,
        session: Any,
        options: SessionOptions,
        find_sources: FindSources = network_interface.sources,
    ) -> None:
        self._session = session
        self._options = options
        self._find_sources = find_sources
        self._lock = threading.RLock()
        self._network: Network | None = None  # None: as the session was opened
        self._sources: tuple[str, ...] = ()
        self._is_mapped: bool | None = None
        self._has_incoming = False
        self._dht_nodes = 0
        self._up = threading.Event()
        if options.is_open_at_once:
            self._up.set()

    @property
    def is_up(self) -> bool:
        return self._up.is_set()

    @property
    def route(self) -> EgressRoute:
        with self._lock:
            return egress_route_of(self._network, self._sources) if self._network else egress.DIRECT

    def endpoints(self, guard: NetworkGuard) -> AllowedEndpoints | None:
        """What may be contacted right now; None while nothing may leave."""
        with self._lock:
            network, route = self._network, self.route
            if not self.is_up:
                return None
        if network is None:
            return AllowedEndpoints(guard, route)
        return allowed_endpoints(network, route, guard)

    def wait_until_up(self, timeout_s: float) -> bool:
        return self._up.wait(timeout_s)

    def use(self, network: Network) -> None:
        with self._lock:
            before, self._network = self._network, network
            if self._session is None:
                return
            self._is_mapped, self._has_incoming = None, False
            self._sources = self._current_sources()
            if not self._has_interface():
                self._go_down()
                return
            is_rerouted = self.is_up and before is not None and _route(before) != _route(network)
            if is_rerouted or before is None or not self.is_up:
                self._session.pause()  # closes connections of the old route
            self._session.apply_settings(settings_for(network, self._options))
            self._session.resume()
            self._up.set()
        self._add_dht_routers(network)

    def check_interface(self) -> bool:
        """Follow the interface; whether it came up or went down since the last call."""
        with self._lock:
            is_unbound = self._network is None or not self._network.interface
            if is_unbound or self._session is None:
                return False
            was_up = self.is_up
            before, self._sources = self._sources, self._current_sources()
            if not self._has_interface():
                if was_up:
                    self._go_down()
            elif not was_up or before != self._sources:
                self._come_up()
            return was_up is not self.is_up

    def on_port_mapped(self, *, is_mapped: bool) -> None:
        """The answer of a router; one success is enough."""
        self._is_mapped = is_mapped or bool(self._is_mapped)

    def on_incoming_connection(self, address: str) -> None:
        """A connection from the internet proves that the port is reachable."""
        if is_global_address(address):
            self._has_incoming = True

    def on_dht_count(self, dht_nodes: int) -> None:
        self._dht_nodes = dht_nodes

    def connectivity(self) -> Connectivity:
        with self._lock:
            network = self._network
            if self._session is None:
                return Connectivity(is_up=False, message="The engine is closed.")
            if not self.is_up:
                if network is None:
                    return Connectivity(is_up=False, message="Waiting for the network settings.")
                message = f"The network interface {network.interface} is down."
                return Connectivity(is_up=False, message=message)
            is_hidden = (
                network is not None
                and network.proxy.kind is not ProxyKind.NONE
                and network.proxy.for_peers
            )
            port = 0 if is_hidden else int(self._session.listen_port())
            message = ""
            if is_hidden:
                message = "Behind the proxy peers cannot connect to this port."
            elif not port:
                message = "The port could not be opened."
            return Connectivity(
                port=port,
                is_port_mapped=self._is_mapped,
                has_incoming=self._has_incoming,
                dht_nodes=self._dht_nodes,
                message=message,
            )

    def close(self) -> None:
        """Drop the session: libtorrent ends it with its last reference."""
        with self._lock:
            self._session = None

    def _current_sources(self) -> tuple[str, ...]:
        name = self._network.interface if self._network else ""
        return self._find_sources(name) if name else ()

    def _has_interface(self) -> bool:
        return bool(self._sources) or self._network is None or not self._network.interface

    def _go_down(self) -> None:
        """Close every socket, so that not even a tracker is told of the end."""
        logger.warning("network interface is down")
        self._up.clear()
        settings = settings_for(self._network or Network(), self._options)
        self._session.apply_settings(settings | CLOSED)
        self._session.pause()

    def _come_up(self) -> None:
        logger.info("network interface is up")
        settings = settings_for(self._network or Network(), self._options)
        # The address may have changed: open the sockets anew.
        self._session.apply_settings(settings | {"listen_interfaces": ""})
        self._session.apply_settings(settings)
        self._session.resume()
        self._up.set()
        if self._network is not None:
            self._add_dht_routers(self._network)

    def _add_dht_routers(self, network: Network) -> None:
        """Resolve the DHT routers with the configured name servers, for libtorrent may not."""
        is_direct = network.proxy.kind is ProxyKind.NONE
        if not (self._options.finds_peers and network.dht and network.name_servers and is_direct):
            return
        route = self.route

        def resolve_and_add() -> None:
            for router in DHT_ROUTERS.split(","):
                host, _, port = router.strip().rpartition(":")
                with contextlib.suppress(OSError, ValueError):
                    for address in dns_client.resolve(route, network.name_servers, host):
                        if (session := self._session) is not None:
                            session.add_dht_node((address, int(port)))

        threading.Thread(target=resolve_and_add, name="dht routers", daemon=True).start()


def _route(network: Network) -> tuple[object, ...]:
    return network.interface, network.proxy, network.encryption


def is_global_address(address: str) -> bool:
    try:
        return ip_address(address).is_global
    except ValueError:
        return False
