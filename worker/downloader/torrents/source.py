"""From what somebody asked for to what libtorrent can add, with everything unwanted left out."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

import libtorrent as lt

from chalicelib.downloads.errors import BadSource, BadTorrent
from chalicelib.downloads.models import MAX_TORRENT_BYTES, SourceType
from chalicelib.downloads.models.sources import read_upload
from chalicelib.downloads.models.torrent_file import inspect
from chalicelib.platform.http_client import TooManyRedirects, Unreachable, read_small
from chalicelib.platform.network_guard import BadAddress, BlockedAddress, NetworkGuard
from worker.downloader.engine import Refused, Task
from worker.downloader.names import safe_paths
from worker.downloader.torrents.resume import Resume

OK = 200
LIMITS: Any = {"max_pieces": 400_000, "max_decode_tokens": 500_000, "max_decode_depth": 100}
MOST_FILES = 25_000
#: Up to here, what lies on disk is checked again after a crash: it costs seconds and saves
#: whatever arrived since the resume data was written.
CHECK_UP_TO_BYTES = 1024**3
TRACKERS = frozenset({"http", "https", "udp"})
WEB_SEEDS = frozenset({"http", "https"})
MOST_LOOKUPS = 50


def parameters(task: Task, guard: NetworkGuard) -> Any:
    """libtorrent's add_torrent_params for a task. Raises `Refused`."""
    params = _resumed(task)
    if params is None:
        params = _fresh(task, guard)
    elif _is_local(task):
        # Where to look for peers stands in the source only.
        source = _fresh(task, guard)
        params.trackers = list(dict.fromkeys([*source.trackers, *params.trackers]))
        params.url_seeds = list(dict.fromkeys([*source.url_seeds, *params.url_seeds]))
        params.peers = list(dict.fromkeys([*source.peers, *params.peers]))
    params.save_path = str(task.folder)
    params.trackers = open_addresses(params.trackers, TRACKERS, guard)
    params.tracker_tiers = []
    params.url_seeds = open_addresses(params.url_seeds, WEB_SEEDS, guard)
    params.http_seeds = []
    params.peers = [peer for peer in params.peers if _is_open_peer(peer[0], guard)]
    params.dht_nodes = []
    params.flags = lt.torrent_flags.update_subscribe | lt.torrent_flags.apply_ip_filter
    if params.ti is None:
        # Nothing is written before the names in the metadata have been looked at.
        params.flags |= lt.torrent_flags.default_dont_download
    else:
        layout = params.ti.layout()
        params.renamed_files = {
            index: name
            for index, name in enumerate(stored_names(layout))
            if name != layout.file_path(index)
        }
        params.file_priorities = []
        params.piece_priorities = []
    return params


def stored_names(layout: Any) -> list[str]:
    """
    What each file is called on disk, below the job's folder.

    Raises `Refused` for what a torrent may not bring at all.
    """
    count = layout.num_files()
    if count > MOST_FILES:
        raise Refused("bad_torrent", "This torrent has too many files.", files=count)
    if any(layout.file_flags(index) & lt.file_storage.flag_symlink for index in range(count)):
        raise Refused("bad_torrent", "This torrent holds links, which are not taken.")
    return safe_paths([layout.file_path(index) for index in range(count)])


def is_padding(layout: Any, index: int) -> bool:
    """Whether a file only fills the space between two others (BEP 47)."""
    return bool(layout.file_flags(index) & lt.file_storage.flag_pad_file)


def info_hash_of(info_hashes: Any) -> str:
    """The version 1 hash where there is one: it is what a hybrid torrent is known by."""
    return str(info_hashes.v1 if info_hashes.has_v1() else info_hashes.v2)


def _resumed(task: Task) -> Any:
    """None when there is nothing to go on from; whatever lies on disk is then checked."""
    resume = Resume.unpack(task.resume_data) if task.resume_data else None
    if resume is None:
        return None
    try:
        params = lt.read_resume_data(resume.data, LIMITS)
    except RuntimeError:
        return None
    is_ours = task.info_hash in (str(params.info_hashes.v1), str(params.info_hashes.v2))
    if params.ti is None or not is_ours:
        return None
    is_quick_to_check = params.ti.total_size() <= CHECK_UP_TO_BYTES
    if not resume.survived or (not resume.is_clean and is_quick_to_check):
        params.have_pieces = []
        params.verified_pieces = []
        params.unfinished_pieces = {}
    return params


def _is_local(task: Task) -> bool:
    """Whether the source says everything by itself, so that nothing has to be fetched."""
    return task.source_type is SourceType.MAGNET or task.source[:5].lower() == "data:"


def _fresh(task: Task, guard: NetworkGuard) -> Any:
    if task.source_type is SourceType.MAGNET:
        try:
            return lt.parse_magnet_uri(task.source)
        except RuntimeError as error:
            raise Refused("bad_torrent", "This magnet link cannot be read.") from error
    try:
        data = _torrent_file(task, guard)
        inspect(data)
        return lt.load_torrent_buffer(data, LIMITS)
    except (BadTorrent, BadSource) as error:
        raise Refused("bad_torrent", str(error)) from error
    except RuntimeError as error:
        raise Refused("bad_torrent", "This .torrent file cannot be read.") from error


def _torrent_file(task: Task, guard: NetworkGuard) -> bytes:
    if _is_local(task):
        return read_upload(task.source)
    try:
        status, data = read_small(guard, task.source, MAX_TORRENT_BYTES)
    except (BlockedAddress, BadAddress) as error:
        raise Refused("blocked_address", str(error)) from error
    except TooManyRedirects as error:
        raise Refused("too_many_redirects", str(error)) from error
    except Unreachable as error:
        raise Refused("unreachable", str(error), may_retry=True) from error
    if status in (404, 410):
        raise Refused("not_found", "The .torrent file is not there (any more).", status=status)
    if status != OK:
        may_retry = status >= 500 or status == 429  # noqa: PLR2004  # server errors, too many
        raise Refused("unreachable", f"The source answered {status}.", may_retry=may_retry)
    if len(data) > MAX_TORRENT_BYTES:
        raise Refused("bad_torrent", "This .torrent file is larger than 4 MiB.")
    return data


def open_addresses(
    addresses: Iterable[str], schemes: frozenset[str], guard: NetworkGuard
) -> list[str]:
    """
    Those that lead to the open network; names are resolved, all at the same time.

    A name nobody knows right now stays: connecting is checked once more.
    """
    candidates = list(addresses)[:MOST_LOOKUPS]
    if not candidates:
        return []
    with ThreadPoolExecutor(min(len(candidates), 16), thread_name_prefix="trackers") as pool:
        verdicts = pool.map(lambda address: _is_open_address(address, schemes, guard), candidates)
        return [address for address, is_open in zip(candidates, verdicts, strict=True) if is_open]


def _is_open_address(address: str, schemes: frozenset[str], guard: NetworkGuard) -> bool:
    try:
        parts = urlsplit(address)
        if parts.scheme.lower() not in schemes or not parts.hostname or "@" in parts.netloc:
            return False
        guard.addresses(guard.check_host(parts.hostname, parts.port))
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
