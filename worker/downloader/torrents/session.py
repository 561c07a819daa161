"""How our libtorrent session is set up, and what it may connect to."""

from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network
from typing import Any

import libtorrent as lt

from chalicelib.platform.network_guard import CLOSED_NETWORKS, NetworkGuard

BLOCKED = 1

#: IPv6 forms that carry an IPv4 address. Nobody's swarm needs them, so they are not taken apart.
TRANSLATED = (IPv6Network("::ffff:0:0/96"), IPv6Network("64:ff9b::/96"), IPv6Network("2002::/16"))

#: What we want to be told.
ALERTS = (
    lt.alert.category_t.error_notification
    | lt.alert.category_t.status_notification
    | lt.alert.category_t.storage_notification
    | lt.alert.category_t.piece_progress_notification
    | lt.alert.category_t.port_mapping_notification
    | lt.alert.category_t.peer_notification
)

#: Of every torrent of a job.
FLAGS = lt.torrent_flags.update_subscribe | lt.torrent_flags.apply_ip_filter

#: Not a socket is open, so nothing can be heard, nor leave.
CLOSED: dict[str, Any] = {
    "listen_interfaces": "",
    "enable_dht": False,
    "enable_lsd": False,
    "enable_upnp": False,
    "enable_natpmp": False,
}

#: How peers are asked, as a rule.
USUAL: dict[str, Any] = {
    "max_out_request_queue": 2000,  # a second's worth at most, see below: for the quickest of all
    "whole_pieces_threshold": 20,
    "initial_picker_threshold": 4,
}
#: While somebody watches: what was asked of a peer before a jump must arrive before what the
#: jump needs, so little is asked for in advance. 64 blocks are 1 MiB.
WATCHED: dict[str, Any] = {"max_out_request_queue": 64}
#: While pieces are to come in an order: measured, a quick peer is otherwise asked for twenty
#: seconds' worth of neighbours at a time, whatever comes first, and the first four are anybody's.
ORDERED: dict[str, Any] = {"whole_pieces_threshold": 1, "initial_picker_threshold": 0}

SETTINGS: dict[str, Any] = {
    "user_agent": "seen/0.1",
    "alert_mask": ALERTS,
    "alert_queue_size": 50_000,
    "tick_interval": 100,  # the first piece of a download waits for a tick
    **USUAL,
    "request_queue_time": 1,
    # Measured on one machine: 200 to 500 MB/s by TCP, 13 to 160 by uTP; and a peer that knows
    # no uTP costs three seconds. Whoever can only come by uTP still may.
    "enable_outgoing_utp": False,
    # With a window of wanted pieces a torrent often looks finished for a moment; the seeds
    # it still needs must not be dropped then.
    "close_redundant_connections": False,
    "stop_tracker_timeout": 1,
    # Those of a magnet link are often dead, or know nobody.
    "announce_to_all_trackers": True,
    "announce_to_all_tiers": True,
    "aio_threads": 4,
    "hashing_threads": 2,
    # What peers say a torrent consists of; see `source.LIMITS` for what comes in a file.
    "max_metadata_size": 8 * 1024 * 1024,
    "metadata_token_limit": 500_000,
    "max_piece_count": 400_000,
    "ssrf_mitigation": True,
    "validate_https_trackers": True,
    "apply_ip_filter_to_trackers": True,
}


@dataclass(frozen=True, slots=True)
class SessionOptions:
    """What differs between a home and a test."""

    port: int = 0  # 0: any free one
    address: str = ""  # listen here only; empty: everywhere, IPv4 and IPv6
    finds_peers: bool = True  # DHT, peers on this network, and asking the router for a port
    reconnect_s: int = 5  # before a peer that was lost is tried again, times the failures so far
    look_within_s: float = 60.0  # for the metadata of a magnet link that is only looked into
    #: Otherwise it neither listens nor asks around before it was told which way to go.
    is_open_at_once: bool = False


def open_session(options: SessionOptions, guard: NetworkGuard) -> Any:
    """A session that connects to nothing the guard would refuse."""
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
    session.set_ip_filter(closed_to_us(guard))
    session.set_peer_class_filter(everybody(session))
    return session


def everybody(session: Any) -> Any:
    """
    The same limits for all peers.

    libtorrent has none for addresses of a local network. A limit that somebody sets is meant:
    the neighbour on the same switch fills a disk, and a wireless network, as well as anybody.
    """
    classes = lt.ip_filter()
    everyone = 1 << session.global_peer_class_id
    classes.add_rule("0.0.0.0", "255.255.255.255", everyone)  # noqa: S104  # a range, not a bind
    classes.add_rule("::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", everyone)
    return classes


def closed_to_us(guard: NetworkGuard) -> Any:
    """
    The guard's judgement as libtorrent's filter.

    It holds for peers, trackers and web seeds alike, at the moment of connecting, so a name that
    resolves differently the second time gains nothing.
    """
    rules = lt.ip_filter()
    for network in (*CLOSED_NETWORKS, *TRANSLATED):
        _add(rules, network, BLOCKED)
    for network in guard.allowed:
        _add(rules, network, 0)
    return rules


def _add(rules: Any, network: IPv4Network | IPv6Network, access: int) -> None:
    rules.add_rule(str(network.network_address), str(network.broadcast_address), access)
