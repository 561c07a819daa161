"""Which trackers, web seeds and peers a torrent may contact, and by which route."""

import contextlib
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from chalicelib.providers.network_guard import (
    BadAddress,
    BlockedAddress,
    NetworkGuard,
    literal_address,
)
from worker.downloader.torrents.session_settings import FLAGS
from worker.net.egress import DIRECT, EgressRoute

TRACKER_SCHEMES = frozenset({"http", "https", "udp"})
WEB_SCHEMES = frozenset({"http", "https"})
MAX_LOOKUPS = 50
MAX_LOOKUP_THREADS = 16


@dataclass(frozen=True, slots=True)
class AllowedEndpoints:
    """What may be contacted under the network settings in force."""

    guard: NetworkGuard
    route: EgressRoute = DIRECT
    resolves_names: bool = True  # False: the proxy does, and no lookup may leave this machine
    #: Whether libtorrent, which asks the system's resolver, may resolve the names of trackers and
    #: of web seeds, or has a proxy do so.
    may_name_trackers: bool = True
    may_name_seeds: bool = True
    carries_datagrams: bool = True  # False behind an HTTP proxy

    @property
    def allows_every_tracker(self) -> bool:
        return self.may_name_trackers and self.carries_datagrams

    def allows_tracker(self, url: str) -> bool:
        """Whether libtorrent may be given a tracker as it is."""
        is_carried = self.carries_datagrams or not url.lower().startswith("udp:")
        return is_carried and (self.may_name_trackers or is_by_address(url))


def remove_blocked_endpoints(params: Any, endpoints: AllowedEndpoints) -> None:
    """Also reset the flags and tiers that a source brings along."""
    schemes = TRACKER_SCHEMES if endpoints.carries_datagrams else WEB_SCHEMES
    params.trackers = allowed_urls(params.trackers, schemes, endpoints)
    if not endpoints.may_name_trackers:
        params.trackers = trackers_by_address(params.trackers, endpoints)
    params.tracker_tiers = []
    params.url_seeds = allowed_urls(params.url_seeds, WEB_SCHEMES, endpoints)
    if not endpoints.may_name_seeds:
        params.url_seeds = [url for url in params.url_seeds if is_by_address(url)]
    params.http_seeds = []
    params.peers = [peer for peer in params.peers if _is_allowed_peer(peer[0], endpoints.guard)]
    params.dht_nodes = []
    params.flags = FLAGS


def allowed_urls(
    urls: Iterable[str], schemes: frozenset[str], endpoints: AllowedEndpoints
) -> list[str]:
    """
    Those the guard lets pass; their names are resolved in parallel.

    A name that does not resolve right now stays: connecting is checked once more.
    """
    candidates = list(urls)[:MAX_LOOKUPS]
    if not candidates:
        return []
    threads = min(len(candidates), MAX_LOOKUP_THREADS)
    with ThreadPoolExecutor(threads, thread_name_prefix="tracker lookup") as pool:
        results = pool.map(lambda url: _is_allowed_url(url, schemes, endpoints), candidates)
        return [url for url, is_allowed in zip(candidates, results, strict=True) if is_allowed]


def trackers_by_address(trackers: Iterable[str], endpoints: AllowedEndpoints) -> list[str]:
    """
    Those that libtorrent reaches without resolving a name.

    A UDP tracker may be addressed by its IP address. One on the web needs its name in the request.
    """
    found = []
    for url in trackers:
        parts = urlsplit(url)
        if is_by_address(url):
            found.append(url)
        elif parts.scheme.lower() == "udp" and parts.port and parts.hostname:
            with contextlib.suppress(OSError, BlockedAddress):
                host = endpoints.guard.addresses(parts.hostname.rstrip("."))[0]
                authority = f"[{host}]:{parts.port}" if ":" in host else f"{host}:{parts.port}"
                found.append(parts._replace(netloc=authority).geturl())
    return list(dict.fromkeys(found))


def is_by_address(url: str) -> bool:
    """Whether the host of a URL is an IP address."""
    try:
        return literal_address(urlsplit(url).hostname or "") is not None
    except ValueError:
        return False


def _is_allowed_url(url: str, schemes: frozenset[str], endpoints: AllowedEndpoints) -> bool:
    try:
        parts = urlsplit(url)
        if parts.scheme.lower() not in schemes or not parts.hostname or "@" in parts.netloc:
            return False
        host = endpoints.guard.check_host(parts.hostname, parts.port)
        if endpoints.resolves_names:
            endpoints.guard.addresses(host)
    except (BlockedAddress, BadAddress, ValueError):
        return False
    except OSError:
        return True
    return True


def _is_allowed_peer(host: str, guard: NetworkGuard) -> bool:
    try:
        guard.check_host(host)
    except (BlockedAddress, BadAddress):
        return False
    return True
