"""
Peers, trackers, files and pieces of a torrent, for a user who opens its details.

Fetched by a thread of its own, and only as often as they are requested.
"""

import itertools
import logging
import re
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

import libtorrent as lt

from chalicelib.downloads.models.job_details import Peer, Tracker
from worker.downloader.engine import TransferDetails
from worker.downloader.safe_names import INVISIBLE
from worker.downloader.torrents.torrent import Torrent, pieces_of

logger = logging.getLogger(__name__)

REFRESH_INTERVAL_S = 0.5
MAX_AGE_S = 10.0
MAX_ENTRIES = 200
MAX_CLIENT_LENGTH = 60
MAX_MESSAGE_LENGTH = 200
COMPLETE_PPM = 1_000_000
PERCENT_PPM = 10_000

CONNECTING = lt.peer_info.connecting | lt.peer_info.handshake
ENCRYPTED = lt.peer_info.rc4_encrypted | lt.peer_info.plaintext_encrypted
#: In messages of trackers: a passkey may be anywhere in an address.
ADDRESSES = re.compile(r"\b[a-z][a-z0-9+.-]*://\S+", re.IGNORECASE)
TRACKER_STATUS = ("waiting", "failed", "updating", "working")


@dataclass(slots=True)
class CachedDetails:
    details: TransferDetails | None = None
    fetched_at_s: float = float("-inf")
    is_pending: bool = False


class DetailsCache:
    """Guarded by the lock of `SessionState`; only libtorrent's answers are waited for outside."""

    def __init__(self) -> None:
        self._executor = ThreadPoolExecutor(1, thread_name_prefix="torrent details")
        self._cached: WeakKeyDictionary[Torrent, CachedDetails] = WeakKeyDictionary()

    def get(self, torrent: Torrent, now_s: float) -> TransferDetails | None:
        """The last known details; starts to fetch new ones. None while there are none."""
        cached = self._cached.setdefault(torrent, CachedDetails())
        age_s = now_s - cached.fetched_at_s
        if age_s >= REFRESH_INTERVAL_S and not cached.is_pending:
            cached.is_pending = True
            self._executor.submit(self._fetch, torrent, cached)
        return cached.details if age_s < MAX_AGE_S else None

    def close(self) -> None:
        self._executor.shutdown(wait=True, cancel_futures=True)

    def _fetch(self, torrent: Torrent, cached: CachedDetails) -> None:
        try:
            pieces = torrent.content.layout.num_pieces() if torrent.content is not None else 0
            cached.details = fetch_details(torrent.handle, pieces)
        except RuntimeError:
            pass  # it was removed meanwhile
        except Exception:
            logger.exception("details of a torrent not fetched")
        cached.fetched_at_s = time.monotonic()
        cached.is_pending = False


def fetch_details(handle: Any, pieces: int) -> TransferDetails:
    """Ask libtorrent, and wait for its answers. `pieces` is how many the torrent has."""
    return TransferDetails(
        file_bytes=tuple(handle.file_progress()) if pieces else (),
        peers=tuple(_peers(handle.get_peer_info())),
        trackers=tuple(_trackers(handle.trackers(), int(time.time()))),
        pieces=piece_percentages(pieces_of(handle, pieces)),
    )


def piece_percentages(have: Sequence[bool]) -> tuple[int, ...]:
    """How much of each stretch of pieces is here, in percent."""
    count = min(len(have), MAX_ENTRIES)
    edges = [number * len(have) // count for number in range(count + 1)] if count else []
    return tuple(
        sum(have[start:end]) * 100 // (end - start) for start, end in itertools.pairwise(edges)
    )


def _peers(infos: Sequence[Any]) -> list[Peer]:
    connected = [peer for peer in infos if not peer.flags & CONNECTING]
    connected.sort(key=lambda peer: peer.payload_down_speed + peer.payload_up_speed, reverse=True)
    return [_peer(peer) for peer in connected[:MAX_ENTRIES]]


def _peer(peer: Any) -> Peer:
    host, port = peer.ip
    address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    return Peer(
        address=address,
        client=sanitize(peer.client, MAX_CLIENT_LENGTH),
        progress_percent=peer.progress_ppm // PERCENT_PPM,
        download_bytes_per_s=peer.payload_down_speed,
        upload_bytes_per_s=peer.payload_up_speed,
        is_encrypted=bool(peer.flags & ENCRYPTED),
        is_incoming=not peer.flags & lt.peer_info.outgoing_connection,
        is_seed=bool(peer.flags & lt.peer_info.seed) or peer.progress_ppm >= COMPLETE_PPM,
    )


def _trackers(entries: Sequence[dict[str, Any]], now: int) -> list[Tracker]:
    return [_tracker(each, now) for each in entries[:MAX_ENTRIES]]


def _tracker(entry: dict[str, Any], now: int) -> Tracker:
    announces = [
        announce for endpoint in entry["endpoints"] for announce in endpoint["info_hashes"]
    ] or [entry]
    # libtorrent announces from each local address; the best of the answers counts.
    announce = max(announces, key=lambda each: (_rank(each), -each["fails"]))
    status = TRACKER_STATUS[_rank(announce)]
    counts = [announce["scrape_complete"], announce["scrape_incomplete"]]
    wait_s = (announce["next_announce"] or now) - now
    return Tracker(
        url=without_secrets(entry["url"]),
        tier=entry["tier"],
        status=status,
        message=_message(announce) if status != "working" else "",
        peers=sum(count for count in counts if count > 0) if max(counts) >= 0 else None,
        next_announce_s=wait_s if wait_s > 0 else None,
    )


def _rank(announce: dict[str, Any]) -> int:
    if announce["updating"]:
        return TRACKER_STATUS.index("updating")
    if announce["fails"]:
        return TRACKER_STATUS.index("failed")
    return TRACKER_STATUS.index("working" if announce["start_sent"] else "waiting")


def _message(announce: dict[str, Any]) -> str:
    if announce["message"]:
        return sanitize(ADDRESSES.sub("", announce["message"]), MAX_MESSAGE_LENGTH)
    return "It did not answer." if announce["last_error"]["value"] else ""


def without_secrets(url: str) -> str:
    """Scheme, host and port: what comes after may be a passkey."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return ""
    if ":" in host:
        host = f"[{host}]"
    return sanitize(f"{parts.scheme}://{host}" + (f":{port}" if port else ""), MAX_MESSAGE_LENGTH)


def sanitize(text: str | bytes, max_length: int) -> str:
    """Text of peers and trackers, made fit to be shown."""
    if isinstance(text, bytes):
        text = text.decode("utf-8", "replace")
    return " ".join(INVISIBLE.sub("", text).split())[:max_length]
