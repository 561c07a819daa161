"""What a house decided about the network, as libtorrent takes it, and what came of it."""

import contextlib
import logging
import threading
from collections.abc import Callable
from dataclasses import replace
from ipaddress import ip_address
from typing import Any

import libtorrent as lt

from chalicelib.download_settings.models.settings import Encryption, Network, Proxy, ProxyKind
from chalicelib.platform.network_guard import NetworkGuard
from worker.downloader import interface
from worker.downloader.engine import Connectivity
from worker.downloader.torrents.session import CLOSED, SessionOptions
from worker.downloader.torrents.source import Outside
from worker.net import dns_client, egress
from worker.net.egress import EgressRoute

logger = logging.getLogger(__name__)

#: For incoming and for outgoing connections, and what the stream itself may look like.
POLICIES = {
    Encryption.PREFER: (lt.enc_policy.enabled, lt.enc_level.both),
    # Without a cipher only the greeting would be hidden.
    Encryption.REQUIRE: (lt.enc_policy.forced, lt.enc_level.rc4),
    Encryption.OFF: (lt.enc_policy.disabled, lt.enc_level.both),
}
NO_PROXY = 0
#: Who is asked first for others, by libtorrent's own choice.
ROUTERS: str = lt.default_settings()["dht_bootstrap_nodes"]

#: The addresses to leave from by an interface; empty while it is down.
FindSources = Callable[[str], tuple[str, ...]]


def settings_for(network: Network, options: SessionOptions) -> dict[str, Any]:
    """libtorrent's settings. While they are in force nothing goes any other way."""
    policy, level = POLICIES[network.encryption]
    proxy = network.proxy
    is_hidden = proxy.kind is not ProxyKind.NONE and proxy.for_peers
    finds = options.finds_peers
    return {
        "listen_interfaces": listen_on(network, options),
        "outgoing_interfaces": _host(network.interface) if network.interface else "",
        "in_enc_policy": int(policy),
        "out_enc_policy": int(policy),
        "allowed_enc_level": int(level),
        "prefer_rc4": network.encryption is Encryption.REQUIRE,
        # Behind a proxy nothing may ask around on the network at hand; and an HTTP proxy
        # carries no datagrams, which is all that the DHT consists of.
        "enable_dht": finds and network.dht and not (is_hidden and proxy.kind is ProxyKind.HTTP),
        "enable_lsd": finds and network.lsd and not is_hidden,
        "enable_upnp": finds and network.upnp and not is_hidden,
        "enable_natpmp": finds and network.upnp and not is_hidden,
        # It would look the names of these up by itself, also behind a proxy.
        "dht_bootstrap_nodes": "" if is_hidden or network.name_servers else ROUTERS,
        # A proxy for the web would be judged itself, and it may well be on the network at hand.
        # Trackers are reached through it only; their addresses were judged as they are written.
        "apply_ip_filter_to_trackers": proxy.kind is not ProxyKind.HTTP,
        **_proxied(proxy),
    }


def listen_on(network: Network, options: SessionOptions) -> str:
    port = network.port or options.port
    if network.interface:
        return f"{_host(network.interface)}:{port}"
    if options.address:
        return f"{options.address}:{port}"
    return f"0.0.0.0:{port},[::]:{port}"


def egress_route_of(network: Network, sources: tuple[str, ...]) -> EgressRoute:
    """The same for what we fetch ourselves."""
    proxy = network.proxy
    secret = proxy.password.get_secret_value() if proxy.password else ""
    return EgressRoute(
        interface.device_of(network.interface) if network.interface else "",
        sources,
        None
        if proxy.kind is ProxyKind.NONE
        else egress.Proxy(
            "http" if proxy.kind is ProxyKind.HTTP else "socks5",
            proxy.host,
            proxy.port,
            proxy.username,
            secret,
        ),
    )


def _host(name: str) -> str:
    """An interface or address as libtorrent's settings name it."""
    name = interface.device_of(name) or name
    return f"[{name}]" if ":" in name else name


def _proxied(proxy: Proxy) -> dict[str, Any]:
    kinds = {
        ProxyKind.NONE: NO_PROXY,
        ProxyKind.SOCKS5: lt.proxy_type_t.socks5_pw if proxy.username else lt.proxy_type_t.socks5,
        ProxyKind.HTTP: lt.proxy_type_t.http_pw if proxy.username else lt.proxy_type_t.http,
    }
    is_used = proxy.kind is not ProxyKind.NONE
    secret = proxy.password.get_secret_value() if proxy.password else ""
    return {
        "proxy_type": int(kinds[proxy.kind]),
        "proxy_hostname": proxy.host if is_used else "",
        "proxy_port": proxy.port if is_used else 0,
        "proxy_username": proxy.username if is_used else "",
        "proxy_password": secret if is_used else "",
        "proxy_hostnames": True,  # names are looked up over there
        "proxy_peer_connections": proxy.for_peers,
        "proxy_tracker_connections": True,
    }


def outside_of(network: Network, route: EgressRoute, guard: NetworkGuard) -> Outside:
    """How the world is reached by a session that keeps to a house's decisions."""
    servers = tuple(network.name_servers)
    if servers:
        guard = replace(guard, resolver=lambda host: dns_client.resolve(route, servers, host))
    # Asking here for a name that a proxy looks up would tell on us.
    is_direct = network.proxy.kind is ProxyKind.NONE
    return Outside(
        guard,
        route,
        looks_names_up=is_direct,
        may_name_trackers=not (servers and is_direct),
        may_name_seeds=not servers or (not is_direct and network.proxy.for_peers),
        # Their names libtorrent would look up all the same.
        carries_datagrams=network.proxy.kind is not ProxyKind.HTTP,
    )


class Wire:
    """Holds a session to the way it may take. Safe to use from several threads."""

    def __init__(
        self,
        session: Any,
        options: SessionOptions,
        find_sources: FindSources = interface.sources,
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

    def outside(self, guard: NetworkGuard) -> Outside | None:
        """How the world is reached right now; None while it is not."""
        with self._lock:
            network, route = self._network, self.route
            if not self.is_up:
                return None
        return outside_of(network, route, guard) if network else Outside(guard, route)

    def wait_until_up(self, within_s: float) -> bool:
        return self._up.wait(within_s)

    def use(self, network: Network) -> None:
        with self._lock:
            before, self._network = self._network, network
            if self._session is None:
                return
            self._is_mapped, self._has_incoming = None, False
            self._sources = self._found()
            if not self._is_there():
                self._go_down()
                return
            is_another_way = self.is_up and before is not None and _way(before) != _way(network)
            if is_another_way or before is None or not self.is_up:
                self._session.pause()  # what is connected came the way it was before
            self._session.apply_settings(settings_for(network, self._options))
            self._session.resume()
            self._up.set()
        self._meet_routers(network)

    def look(self) -> bool:
        """Whether the interface came or went since the last look."""
        with self._lock:
            is_free = self._network is None or not self._network.interface
            if is_free or self._session is None:
                return False
            was_up = self.is_up
            before, self._sources = self._sources, self._found()
            if not self._is_there():
                if was_up:
                    self._go_down()
            elif not was_up or before != self._sources:
                self._come_up()
            return was_up is not self.is_up

    def mapped(self, *, is_mapped: bool) -> None:
        """The router answered. One that agreed is enough."""
        self._is_mapped = is_mapped or bool(self._is_mapped)

    def met(self, address: str) -> None:
        """Somebody connected to us."""
        if is_outside(address):
            self._has_incoming = True

    def counted(self, dht_nodes: int) -> None:
        self._dht_nodes = dht_nodes

    def connectivity(self) -> Connectivity:
        with self._lock:
            network = self._network
            if self._session is None:
                return Connectivity(is_up=False, message="It has ended.")
            if not self.is_up:
                if network is None:
                    return Connectivity(
                        is_up=False, message="The rules for the network are awaited."
                    )
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
                message = "Through the proxy nobody can reach us; we reach them."
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
        """The session ends when nobody holds it any more."""
        with self._lock:
            self._session = None

    def _found(self) -> tuple[str, ...]:
        name = self._network.interface if self._network else ""
        return self._find_sources(name) if name else ()

    def _is_there(self) -> bool:
        return bool(self._sources) or self._network is None or not self._network.interface

    def _go_down(self) -> None:
        """Without a socket to speak from, not even a goodbye to a tracker leaves."""
        logger.warning("network interface is down")
        self._up.clear()
        settings = settings_for(self._network or Network(), self._options)
        self._session.apply_settings(settings | CLOSED)
        self._session.pause()

    def _come_up(self) -> None:
        logger.info("network interface is up")
        settings = settings_for(self._network or Network(), self._options)
        # Its address may be another one than before.
        self._session.apply_settings(settings | {"listen_interfaces": ""})
        self._session.apply_settings(settings)
        self._session.resume()
        self._up.set()
        if self._network is not None:
            self._meet_routers(self._network)

    def _meet_routers(self, network: Network) -> None:
        """Those libtorrent may not look up: our own name servers are asked, in a while."""
        is_direct = network.proxy.kind is ProxyKind.NONE
        if not (self._options.finds_peers and network.dht and network.name_servers and is_direct):
            return
        route = self.route

        def meet() -> None:
            for router in ROUTERS.split(","):
                host, _, port = router.strip().rpartition(":")
                with contextlib.suppress(OSError, ValueError):
                    for address in dns_client.resolve(route, network.name_servers, host):
                        if (session := self._session) is not None:
                            session.add_dht_node((address, int(port)))

        threading.Thread(target=meet, name="dht routers", daemon=True).start()


def _way(network: Network) -> tuple[object, ...]:
    return network.interface, network.proxy, network.encryption


def is_outside(address: str) -> bool:
    """Whether who connected proves that the world can reach us."""
    try:
        return ip_address(address).is_global
    except ValueError:
        return False
