"""
What a person sees who looks closely at a torrent: peers, trackers, files, pieces.

Found out in a thread of its own, and only as often as somebody asks.
"""

import itertools
import re
import time
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

import libtorrent as lt

from chalicelib.downloads.models.details import Peer, Tracker
from worker.downloader.engine import Details
from worker.downloader.names import INVISIBLE

MOST = 200
LONGEST_CLIENT = 60
LONGEST_MESSAGE = 200
WHOLE_PPM = 1_000_000
PERCENT_PPM = 10_000

UNDER_WAY = lt.peer_info.connecting | lt.peer_info.handshake
ENCRYPTED = lt.peer_info.rc4_encrypted | lt.peer_info.plaintext_encrypted
#: In what trackers say: a passkey may be anywhere in an address.
ADDRESSES = re.compile(r"\b[a-z][a-z0-9+.-]*://\S+", re.IGNORECASE)


def look(handle: Any, pieces: int) -> Details:
    """Ask libtorrent, and wait for its answers. `pieces` is how many the torrent has."""
    return Details(
        file_bytes=tuple(handle.file_progress()) if pieces else (),
        peers=tuple(_peers(handle.get_peer_info())),
        trackers=tuple(_trackers(handle.trackers(), int(time.time()))),
        pieces=stretches(_have(handle, pieces)),
    )


def stretches(have: Sequence[bool]) -> tuple[int, ...]:
    """How much of each stretch is there, in percent."""
    count = min(len(have), MOST)
    edges = [number * len(have) // count for number in range(count + 1)] if count else []
    return tuple(
        sum(have[start:end]) * 100 // (end - start) for start, end in itertools.pairwise(edges)
    )


def _have(handle: Any, count: int) -> list[bool]:
    status = handle.status(lt.status_flags_t.query_pieces)
    have = list(status.pieces)
    return have if len(have) == count else [bool(status.is_seeding)] * count


def _peers(found: Sequence[Any]) -> list[Peer]:
    known = [peer for peer in found if not peer.flags & UNDER_WAY]
    known.sort(key=lambda peer: peer.payload_down_speed + peer.payload_up_speed, reverse=True)
    return [_peer(peer) for peer in known[:MOST]]


def _peer(peer: Any) -> Peer:
    host, port = peer.ip
    address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    return Peer(
        address=address,
        client=plain(peer.client, LONGEST_CLIENT),
        progress_percent=peer.progress_ppm // PERCENT_PPM,
        download_bytes_per_s=peer.payload_down_speed,
        upload_bytes_per_s=peer.payload_up_speed,
        is_encrypted=bool(peer.flags & ENCRYPTED),
        is_incoming=not peer.flags & lt.peer_info.outgoing_connection,
        is_seed=bool(peer.flags & lt.peer_info.seed) or peer.progress_ppm >= WHOLE_PPM,
    )


def _trackers(found: Sequence[dict[str, Any]], now: int) -> list[Tracker]:
    return [_tracker(each, now) for each in found[:MOST]]


def _tracker(told: dict[str, Any], now: int) -> Tracker:
    answers = [answer for endpoint in told["endpoints"] for answer in endpoint["info_hashes"]] or [
        told
    ]
    # One machine has many addresses, and asks from each; the best of the answers is the truth.
    answer = max(answers, key=lambda each: (_rank(each), -each["fails"]))
    status = STATUS[_rank(answer)]
    seen = [answer["scrape_complete"], answer["scrape_incomplete"]]
    wait_s = (answer["next_announce"] or now) - now
    return Tracker(
        url=without_secrets(told["url"]),
        tier=told["tier"],
        status=status,
        message=_message(answer) if status != "working" else "",
        peers=sum(count for count in seen if count > 0) if max(seen) >= 0 else None,
        next_announce_s=wait_s if wait_s > 0 else None,
    )


STATUS = ("waiting", "failed", "updating", "working")


def _rank(answer: dict[str, Any]) -> int:
    if answer["updating"]:
        return STATUS.index("updating")
    if answer["fails"]:
        return STATUS.index("failed")
    return STATUS.index("working" if answer["start_sent"] else "waiting")


def _message(answer: dict[str, Any]) -> str:
    said = answer["message"]
    if said:
        return plain(ADDRESSES.sub("", said), LONGEST_MESSAGE)
    return "It did not answer." if answer["last_error"]["value"] else ""


def without_secrets(url: str) -> str:
    """Scheme, host and port: what comes after may be a passkey."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return ""
    if ":" in host:
        host = f"[{host}]"
    return plain(f"{parts.scheme}://{host}" + (f":{port}" if port else ""), LONGEST_MESSAGE)


def plain(text: str | bytes, longest: int) -> str:
    """Words of strangers, as they can be shown."""
    if isinstance(text, bytes):
        text = text.decode("utf-8", "replace")
    return " ".join(INVISIBLE.sub("", text).split())[:longest]
