"""From what somebody asked for to what libtorrent can add, with everything unwanted left out."""

import contextlib
import logging
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import libtorrent as lt

from chalicelib.downloads.errors import BadSource, BadTorrent
from chalicelib.downloads.models import MAX_TORRENT_BYTES, SourceType
from chalicelib.downloads.models.sources import decode_upload
from chalicelib.downloads.models.torrent_file import parse_torrent
from chalicelib.platform.errors import UpstreamFailed
from chalicelib.platform.network_guard import (
    BadAddress,
    BlockedAddress,
    NetworkGuard,
    literal_address,
)
from worker.downloader.engine import Task, TaskFailed
from worker.downloader.names import safe_paths
from worker.downloader.torrents.resume import Resume
from worker.downloader.torrents.session import FLAGS
from worker.net.egress import DIRECT, EgressRoute
from worker.net.http_client import TooManyRedirects, Unreachable, read_small

logger = logging.getLogger(__name__)

OK = 200
LIMITS: Any = {"max_pieces": 400_000, "max_decode_tokens": 500_000, "max_decode_depth": 100}
MAX_FILES = 25_000
#: Up to here, what lies on disk is checked again after a crash: it costs seconds and saves
#: whatever arrived since the resume data was written.
CHECK_UP_TO_BYTES = 1024**3
TRACKERS = frozenset({"http", "https", "udp"})
WEB_SEEDS = frozenset({"http", "https"})
MAX_LOOKUPS = 50


@dataclass(frozen=True, slots=True)
class Outside:
    """How the world is reached, and what of it."""

    guard: NetworkGuard
    route: EgressRoute = DIRECT
    looks_names_up: bool = True  # otherwise a proxy does, and nobody here is asked
    #: Whether libtorrent, who asks the system only, may look up the names of trackers and of web
    #: seeds, or has a proxy do so.
    may_name_trackers: bool = True
    may_name_seeds: bool = True
    carries_datagrams: bool = True  # a proxy for the web does not

    @property
    def asks_every_tracker(self) -> bool:
        return self.may_name_trackers and self.carries_datagrams

    def asks(self, tracker: str) -> bool:
        """Whether libtorrent may be told of it as it is."""
        is_carried = self.carries_datagrams or not tracker.lower().startswith("udp:")
        return is_carried and (self.may_name_trackers or is_by_address(tracker))


def parameters(task: Task, outside: Outside, on_rejected: Callable[[], None]) -> Any:
    """
    libtorrent's add_torrent_params for a task. Raises `TaskFailed`.

    `on_rejected` is called when its resume data are of no use.
    """
    params = _resumed(task)
    if params is None and task.resume_data:
        on_rejected()
    if params is None:
        params = _fresh(task, outside)
    elif task.metadata or _is_local(task.source_type, task.source):
        # Where to look for peers stands in the source only.
        source = _fresh(task, outside)
        params.trackers = list(dict.fromkeys([*source.trackers, *params.trackers]))
        params.url_seeds = list(dict.fromkeys([*source.url_seeds, *params.url_seeds]))
        params.peers = list(dict.fromkeys([*source.peers, *params.peers]))
    _leave_reachable(params, outside)
    params.file_priorities = []
    params.piece_priorities = []
    params.download_limit = task.options.download_limit or 0
    params.upload_limit = task.options.upload_limit or 0
    params.total_uploaded = max(params.total_uploaded, task.seeded_bytes)
    if params.ti is None:
        # Nothing is written before the names in the metadata have been looked at.
        params.flags |= lt.torrent_flags.default_dont_download
    if task.seed is not None:
        # Whatever is missing by now is not fetched again.
        params.flags |= lt.torrent_flags.upload_mode
    return params


def _leave_reachable(params: Any, outside: Outside) -> None:
    """Raises `TaskFailed` when nobody is left who could tell of others."""
    had_trackers = bool(params.trackers)
    only_open(params, outside)
    is_cut_off = had_trackers and not params.trackers and not outside.asks_every_tracker
    if is_cut_off and params.ti is not None and params.ti.priv():
        message = (
            "None of the trackers of this torrent can be asked the way the house wants it: its "
            "proxy or its name servers rule them out."
        )
        raise TaskFailed("no_tracker", message)


def only_open(params: Any, outside: Outside) -> None:
    """Leave out what leads where we may not go, and what says how it would be treated."""
    schemes = TRACKERS if outside.carries_datagrams else WEB_SEEDS
    params.trackers = open_addresses(params.trackers, schemes, outside)
    if not outside.may_name_trackers:
        params.trackers = without_names(params.trackers, outside)
    params.tracker_tiers = []
    params.url_seeds = open_addresses(params.url_seeds, WEB_SEEDS, outside)
    if not outside.may_name_seeds:
        params.url_seeds = [url for url in params.url_seeds if is_by_address(url)]
    params.http_seeds = []
    params.peers = [peer for peer in params.peers if _is_open_peer(peer[0], outside.guard)]
    params.dht_nodes = []
    params.flags = FLAGS


def stored_names(layout: Any) -> list[str]:
    """
    What each file is called on disk, below the job's folder.

    Raises `TaskFailed` for what a torrent may not bring at all.
    """
    count = layout.num_files()
    if count > MAX_FILES:
        raise TaskFailed("bad_torrent", "This torrent has too many files.", files=count)
    if any(layout.file_flags(index) & lt.file_storage.flag_symlink for index in range(count)):
        raise TaskFailed("bad_torrent", "This torrent holds links, which are not taken.")
    return safe_paths([layout.file_path(index) for index in range(count)])


def is_padding(layout: Any, index: int) -> bool:
    """Whether a file only fills the space between two others (BEP 47)."""
    return bool(layout.file_flags(index) & lt.file_storage.flag_pad_file)


def info_hash_of(info_hashes: Any) -> str:
    """The version 1 hash where there is one: it is what a hybrid torrent is known by."""
    return str(info_hashes.v1 if info_hashes.has_v1() else info_hashes.v2)


def _resumed(task: Task) -> Any:
    """None when there is nothing to go on from; whatever lies on disk is then checked."""
    if not task.resume_data:
        return None
    resume, params = Resume.unpack(task.resume_data), None
    if resume is not None:
        with contextlib.suppress(RuntimeError):
            params = lt.read_resume_data(resume.data, LIMITS)
    if resume is None or params is None or params.ti is None or not _is_for(task, params):
        logger.warning("resume data rejected", extra={"job_id": str(task.job_id)})
        return None
    if task.seed is not None:
        return params  # its files were brought to the disk itself before it was called complete
    is_quick_to_check = params.ti.total_size() <= CHECK_UP_TO_BYTES
    if not resume.survived or (not resume.is_clean and is_quick_to_check):
        params.have_pieces = []
        params.verified_pieces = []
        params.unfinished_pieces = {}
    return params


def _is_for(task: Task, params: Any) -> bool:
    return task.info_hash in (str(params.info_hashes.v1), str(params.info_hashes.v2))


def _is_local(source_type: SourceType, source: str) -> bool:
    """Whether the source says everything by itself, so that nothing has to be fetched."""
    return source_type is SourceType.MAGNET or source[:5].lower() == "data:"


def _fresh(task: Task, outside: Outside) -> Any:
    if task.source_type is SourceType.MAGNET:
        params = read_magnet(task.source)
        params.ti = _known_info(params, task.metadata)
        return params
    if _is_local(task.source_type, task.source):
        return read_torrent(uploaded(task.source))
    return read_torrent(task.metadata or torrent_file(task.source, outside))


def read_magnet(source: str) -> Any:
    """Raises `TaskFailed`."""
    try:
        return lt.parse_magnet_uri(source)
    except RuntimeError as error:
        raise TaskFailed("bad_torrent", "This magnet link cannot be read.") from error


def read_torrent(data: bytes) -> Any:
    """Raises `TaskFailed`."""
    try:
        parse_torrent(data)
        return lt.load_torrent_buffer(data, LIMITS)
    except BadTorrent as error:
        raise TaskFailed("bad_torrent", str(error)) from error
    except RuntimeError as error:
        raise TaskFailed("bad_torrent", "This .torrent file cannot be read.") from error


def _known_info(magnet: Any, metadata: bytes | None) -> Any:
    """What a look inside brought back; None when it is not what the link names."""
    if not metadata:
        return None
    try:
        found = lt.load_torrent_buffer(metadata, LIMITS)
    except RuntimeError:
        return None
    ours, theirs = magnet.info_hashes, found.info_hashes
    is_same = ours.v1 == theirs.v1 if ours.has_v1() else ours.v2 == theirs.v2
    return found.ti if is_same else None


def uploaded(source: str) -> bytes:
    """A .torrent that came with the request. Raises `TaskFailed`."""
    try:
        return decode_upload(source)
    except (BadTorrent, BadSource) as error:
        raise TaskFailed("bad_torrent", str(error)) from error


def torrent_file(source: str, outside: Outside) -> bytes:
    """The .torrent an address leads to. Raises `TaskFailed`."""
    try:
        status, data = read_small(outside.guard, source, MAX_TORRENT_BYTES, route=outside.route)
    except (BlockedAddress, BadAddress) as error:
        raise TaskFailed("blocked_address", str(error)) from error
    except TooManyRedirects as error:
        raise TaskFailed("too_many_redirects", str(error)) from error
    except UpstreamFailed as error:
        raise TaskFailed(
            error.code, str(error), may_retry=isinstance(error, Unreachable)
        ) from error
    if status in (404, 410):
        raise TaskFailed("not_found", "The .torrent file is not there (any more).", status=status)
    if status != OK:
        may_retry = status >= 500 or status == 429  # noqa: PLR2004  # server errors, too many
        raise TaskFailed("unreachable", f"The source answered {status}.", may_retry=may_retry)
    if len(data) > MAX_TORRENT_BYTES:
        raise TaskFailed("bad_torrent", "This .torrent file is larger than 4 MiB.")
    return data


def open_addresses(
    addresses: Iterable[str], schemes: frozenset[str], outside: Outside
) -> list[str]:
    """
    Those that lead to the open network; names are resolved, all at the same time.

    A name nobody knows right now stays: connecting is checked once more.
    """
    candidates = list(addresses)[:MAX_LOOKUPS]
    if not candidates:
        return []
    with ThreadPoolExecutor(min(len(candidates), 16), thread_name_prefix="trackers") as pool:
        verdicts = pool.map(lambda address: _is_open_address(address, schemes, outside), candidates)
        return [address for address, is_open in zip(candidates, verdicts, strict=True) if is_open]


def without_names(trackers: Iterable[str], outside: Outside) -> list[str]:
    """
    Those that can be reached without looking anything up.

    A tracker by datagrams does not care what it is called: it is named by its address. One of
    the web has to be told its name.
    """
    found = []
    for address in trackers:
        parts = urlsplit(address)
        if is_by_address(address):
            found.append(address)
        elif parts.scheme.lower() == "udp" and parts.port and parts.hostname:
            with contextlib.suppress(OSError, BlockedAddress):
                host = outside.guard.addresses(parts.hostname.rstrip("."))[0]
                authority = f"[{host}]:{parts.port}" if ":" in host else f"{host}:{parts.port}"
                found.append(parts._replace(netloc=authority).geturl())
    return list(dict.fromkeys(found))


def is_by_address(url: str) -> bool:
    """Whether an address of the web, or of a tracker, names no host but its address."""
    try:
        return literal_address(urlsplit(url).hostname or "") is not None
    except ValueError:
        return False


def _is_open_address(address: str, schemes: frozenset[str], outside: Outside) -> bool:
    try:
        parts = urlsplit(address)
        if parts.scheme.lower() not in schemes or not parts.hostname or "@" in parts.netloc:
            return False
        host = outside.guard.check_host(parts.hostname, parts.port)
        if outside.looks_names_up:
            outside.guard.addresses(host)
    except (BlockedAddress, BadAddress, ValueError):
        return False
    except OSError:
        return True
    return True


def _is_open_peer(host: str, guard: NetworkGuard) -> bool:
    try:
        guard.check_host(host)
    except (BlockedAddress, BadAddress):
        return False
    return True
