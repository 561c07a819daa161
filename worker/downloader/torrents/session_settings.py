"""The settings of the libtorrent session, and the addresses it may connect to."""

import ctypes
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network
from typing import Any

import libtorrent as lt

from chalicelib.download_settings.models.settings import Encryption, Network, Proxy, ProxyKind
from chalicelib.providers.network_guard import CLOSED_NETWORKS, NetworkGuard
from worker.downloader import network_interface

BLOCKED = 1
ALLOWED = 0

#: IPv6 forms of an IPv4 address. No swarm needs them, so they are blocked unread.
TRANSLATED = (IPv6Network("::ffff:0:0/96"), IPv6Network("64:ff9b::/96"), IPv6Network("2002::/16"))

ALERTS = (
    lt.alert.category_t.error_notification
    | lt.alert.category_t.status_notification
    | lt.alert.category_t.storage_notification
    | lt.alert.category_t.piece_progress_notification
    | lt.alert.category_t.port_mapping_notification
    | lt.alert.category_t.peer_notification
)

#: Of every torrent.
FLAGS = lt.torrent_flags.update_subscribe | lt.torrent_flags.apply_ip_filter

#: Without a socket, so that no packet arrives or leaves.
CLOSED: dict[str, Any] = {
    "listen_interfaces": "",
    "enable_dht": False,
    "enable_lsd": False,
    "enable_upnp": False,
    "enable_natpmp": False,
}

#: How pieces are requested of peers.
DEFAULT_STRATEGY: dict[str, Any] = {
    "max_out_request_queue": 2000,  # for the fastest peers; `request_queue_time` limits the rest
    "whole_pieces_threshold": 20,
    "initial_picker_threshold": 4,
}
#: For readers: the pieces after a seek arrive behind those requested before it, so few are
#: requested in advance. 64 blocks are 1 MiB.
STREAMING_STRATEGY: dict[str, Any] = {"max_out_request_queue": 64}
#: For an order of pieces. Measured: otherwise a fast peer is asked for twenty seconds' worth of
#: neighbouring pieces at a time, and the first four pieces are random.
ORDERED_STRATEGY: dict[str, Any] = {"whole_pieces_threshold": 1, "initial_picker_threshold": 0}

SETTINGS: dict[str, Any] = {
    "user_agent": "seen/0.1",
    "alert_mask": ALERTS,
    "alert_queue_size": 50_000,
    "tick_interval": 100,  # the first piece of a download waits for a tick
    **DEFAULT_STRATEGY,
    "request_queue_time": 1,
    # Measured on one machine: 200 to 500 MB/s by TCP, 13 to 160 by uTP; and a peer that knows
    # no uTP costs three seconds. Incoming uTP is accepted.
    "enable_outgoing_utp": False,
    # When the window of a reader is full, the torrent looks finished for a moment and must keep
    # its seeds.
    "close_redundant_connections": False,
    "stop_tracker_timeout": 1,
    # Trackers of magnet links are often dead, or know no peers.
    "announce_to_all_trackers": True,
    "announce_to_all_tiers": True,
    "aio_threads": 4,
    "hashing_threads": 2,
    # For metadata from peers; see `source.LIMITS` for .torrent files.
    "max_metadata_size": 8 * 1024 * 1024,
    "metadata_token_limit": 500_000,
    "max_piece_count": 400_000,
    "ssrf_mitigation": True,
    "validate_https_trackers": True,
    "apply_ip_filter_to_trackers": True,
}

#: The policy for connections in both directions, and the allowed ciphers.
ENCRYPTION_POLICIES = {
    Encryption.PREFER: (lt.enc_policy.enabled, lt.enc_level.both),
    # Without a cipher only the handshake would be encrypted.
    Encryption.REQUIRE: (lt.enc_policy.forced, lt.enc_level.rc4),
    Encryption.OFF: (lt.enc_policy.disabled, lt.enc_level.both),
}
NO_PROXY = 0
#: libtorrent's own bootstrap nodes of the DHT.
DHT_ROUTERS: str = lt.default_settings()["dht_bootstrap_nodes"]


@dataclass(frozen=True, slots=True)
class SessionOptions:
    """Configuration of the session; tests pass other values."""

    port: int = 0  # 0: any free one
    address: str = ""  # listen here only; empty: everywhere, IPv4 and IPv6
    finds_peers: bool = True  # DHT, peers on this network, and asking the router for a port
    reconnect_s: int = 5  # before a peer that was lost is tried again, times the failures so far
    inspection_timeout_s: float = 60.0  # for the metadata of a magnet link
    status_interval_s: float = 0.5  # between updates of the reports
    maintenance_interval_s: float = 1.0  # between looks at limits, timeouts and the interface
    #: False: it opens no socket before the network settings are known.
    is_open_at_once: bool = False


def open_session(options: SessionOptions, guard: NetworkGuard) -> Any:
    """A session that connects to no address the guard blocks."""
    everywhere = f"0.0.0.0:{options.port},[::]:{options.port}"
    only_here = f"{options.address}:{options.port}"
    settings: Any = {
        **SETTINGS,
        "listen_interfaces": only_here if options.address else everywhere,
        "min_reconnect_time": options.reconnect_s,
        "enable_dht": options.finds_peers,
        "enable_lsd": options.finds_peers,
        "enable_upnp": options.finds_peers,
        "enable_natpmp": options.finds_peers,
        **({} if options.is_open_at_once else CLOSED),
    }
    session = lt.session(settings)
    session.set_ip_filter(ip_filter_of(guard))
    session.set_peer_class_filter(peer_class_filter_of(session))
    return session


def abandon(session: Any) -> None:
    """
    Close its sockets, and keep it and its threads until the process ends.

    libtorrent ends a session once every job of its disk cache has ended, and after a failed write
    one of them may never do so: see `SessionState.clear_error`.
    """
    session.pause()
    session.apply_settings(CLOSED)
    ctypes.pythonapi.Py_IncRef(ctypes.py_object(session))  # also when the interpreter exits


def peer_class_filter_of(session: Any) -> Any:
    """
    The same limits for all peers.

    By default libtorrent exempts peers on the local network, which fill a disk and a wireless
    network as well as others.
    """
    classes = lt.ip_filter()
    all_peers = 1 << session.global_peer_class_id
    classes.add_rule("0.0.0.0", "255.255.255.255", all_peers)  # noqa: S104  # a range, not a bind
    classes.add_rule("::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", all_peers)
    return classes


def ip_filter_of(guard: NetworkGuard) -> Any:
    """
    The guard's rules as libtorrent's IP filter.

    It applies to peers, trackers and web seeds at the moment of connecting, so a name that
    resolves to another address the second time (DNS rebinding) gains nothing.
    """
    rules = lt.ip_filter()
    for network in (*CLOSED_NETWORKS, *TRANSLATED):
        _add(rules, network, BLOCKED)
    for network in guard.allowed:
        _add(rules, network, ALLOWED)
    return rules


def _add(rules: Any, network: IPv4Network | IPv6Network, access: int) -> None:
    rules.add_rule(str(network.network_address), str(network.broadcast_address), access)


def settings_for(network: Network, options: SessionOptions) -> dict[str, Any]:
    """libtorrent's settings. While they are in force nothing takes another route."""
    policy, level = ENCRYPTION_POLICIES[network.encryption]
    proxy = network.proxy
    is_hidden = proxy.kind is not ProxyKind.NONE and proxy.for_peers
    may_discover = options.finds_peers
    return {
        "listen_interfaces": listen_interfaces(network, options),
        "outgoing_interfaces": _host(network.interface) if network.interface else "",
        "in_enc_policy": int(policy),
        "out_enc_policy": int(policy),
        "allowed_enc_level": int(level),
        "prefer_rc4": network.encryption is Encryption.REQUIRE,
        # Behind a proxy nothing may be sent on the local network; and an HTTP proxy carries no
        # datagrams, which the DHT consists of.
        "enable_dht": may_discover
        and network.dht
        and not (is_hidden and proxy.kind is ProxyKind.HTTP),
        "enable_lsd": may_discover and network.lsd and not is_hidden,
        "enable_upnp": may_discover and network.upnp and not is_hidden,
        "enable_natpmp": may_discover and network.upnp and not is_hidden,
        # libtorrent would resolve their names by itself, also behind a proxy.
        "dht_bootstrap_nodes": "" if is_hidden or network.name_servers else DHT_ROUTERS,
        # The filter would apply to an HTTP proxy itself, which may be on the local network.
        # Trackers are reached through it only; their URLs were checked by the guard.
        "apply_ip_filter_to_trackers": proxy.kind is not ProxyKind.HTTP,
        **_proxy_settings(proxy),
    }


def listen_interfaces(network: Network, options: SessionOptions) -> str:
    port = network.port or options.port
    if network.interface:
        return f"{_host(network.interface)}:{port}"
    if options.address:
        return f"{options.address}:{port}"
    return f"0.0.0.0:{port},[::]:{port}"


def _host(name: str) -> str:
    """An interface or address as libtorrent's settings write it."""
    name = network_interface.device_of(name) or name
    return f"[{name}]" if ":" in name else name


def _proxy_settings(proxy: Proxy) -> dict[str, Any]:
    kinds = {
        ProxyKind.NONE: NO_PROXY,
        ProxyKind.SOCKS5: lt.proxy_type_t.socks5_pw if proxy.username else lt.proxy_type_t.socks5,
        ProxyKind.HTTP: lt.proxy_type_t.http_pw if proxy.username else lt.proxy_type_t.http,
    }
    is_used = proxy.kind is not ProxyKind.NONE
    password = proxy.password.get_secret_value() if proxy.password else ""
    return {
        "proxy_type": int(kinds[proxy.kind]),
        "proxy_hostname": proxy.host if is_used else "",
        "proxy_port": proxy.port if is_used else 0,
        "proxy_username": proxy.username if is_used else "",
        "proxy_password": password if is_used else "",
        "proxy_hostnames": True,  # the proxy resolves names
        "proxy_peer_connections": proxy.for_peers,
        "proxy_tracker_connections": True,
    }
