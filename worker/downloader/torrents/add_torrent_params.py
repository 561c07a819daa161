"""From a task to the parameters libtorrent adds a torrent with."""

import contextlib
import logging
from typing import Any

import libtorrent as lt

from chalicelib.downloads.errors import BadSource, BadTorrent
from chalicelib.downloads.models import MAX_TORRENT_BYTES, SourceType
from chalicelib.downloads.models.source_parser import decode_upload
from chalicelib.downloads.models.torrent_file import parse_torrent
from chalicelib.platform.errors import UpstreamFailed
from chalicelib.providers.network_guard import BadAddress, BlockedAddress
from worker.downloader.engine import Task, TaskFailed
from worker.downloader.safe_names import safe_paths
from worker.downloader.torrents.allowed_endpoints import AllowedEndpoints, remove_blocked_endpoints
from worker.downloader.torrents.resume_data import RESUME_REJECTED, ResumeData
from worker.net.http_client import TooManyRedirects, Unreachable, read_small

logger = logging.getLogger(__name__)

OK = 200
LIMITS: Any = {"max_pieces": 400_000, "max_decode_tokens": 500_000, "max_decode_depth": 100}
MAX_FILES = 25_000
#: After a crash, torrents up to this size are checked: it costs seconds and finds the pieces that
#: arrived since the resume data were saved.
MAX_RECHECK_BYTES = 1024**3


def build_params(task: Task, endpoints: AllowedEndpoints) -> tuple[Any, str]:
    """
    libtorrent's add_torrent_params for a task, and a warning for the user. Raises `TaskFailed`.
    """
    params, warning = _from_resume_data(task), ""
    if params is None:
        params = _from_source(task, endpoints)
        warning = RESUME_REJECTED if task.resume_data else ""
    elif task.metadata or _is_local(task.source_type, task.source):
        # Resume data hold only some of the ways to peers.
        source = _from_source(task, endpoints)
        params.trackers = list(dict.fromkeys([*source.trackers, *params.trackers]))
        params.url_seeds = list(dict.fromkeys([*source.url_seeds, *params.url_seeds]))
        params.peers = list(dict.fromkeys([*source.peers, *params.peers]))
    had_trackers = bool(params.trackers)
    remove_blocked_endpoints(params, endpoints)
    is_cut_off = had_trackers and not params.trackers and not endpoints.allows_every_tracker
    if is_cut_off and params.ti is not None and params.ti.priv():
        message = (
            "None of the trackers of this torrent can be contacted under the network settings: "
            "the proxy or the name servers rule them out."
        )
        raise TaskFailed("no_tracker", message)
    params.file_priorities = []
    params.piece_priorities = []
    params.download_limit = task.options.download_limit or 0
    params.upload_limit = task.options.upload_limit or 0
    params.total_uploaded = max(params.total_uploaded, task.seeded_bytes)
    if params.ti is None:
        # Nothing is written before the names in the metadata were checked.
        params.flags |= lt.torrent_flags.default_dont_download
    if task.seed is not None:
        params.flags |= lt.torrent_flags.upload_mode  # see `DownloadGate.SEED_ONLY`
    return params, warning


def stored_names(layout: Any) -> list[str]:
    """
    The name of each file on disk, below the job's folder.

    Raises `TaskFailed` for a torrent that is not accepted at all.
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
    """The version 1 hash where there is one: hybrid torrents are commonly known by it."""
    return str(info_hashes.v1 if info_hashes.has_v1() else info_hashes.v2)


def _from_resume_data(task: Task) -> Any:
    """None without usable resume data; the files on disk are then checked."""
    if not task.resume_data:
        return None
    resume, params = ResumeData.unpack(task.resume_data), None
    if resume is not None:
        with contextlib.suppress(RuntimeError):
            params = lt.read_resume_data(resume.data, LIMITS)
    if resume is None or params is None or params.ti is None or not _is_for(task, params):
        logger.warning("resume data rejected", extra={"job_id": str(task.job_id)})
        return None
    if task.seed is not None:
        return params  # its files were synced before it was complete
    is_quick_to_check = params.ti.total_size() <= MAX_RECHECK_BYTES
    if not resume.is_on_disk or (not resume.is_clean and is_quick_to_check):
        forget_pieces(params)
    return params


def forget_pieces(params: Any) -> None:
    """Let libtorrent check every piece."""
    params.have_pieces = []
    params.verified_pieces = []
    params.unfinished_pieces = {}


def _is_for(task: Task, params: Any) -> bool:
    return task.info_hash in (str(params.info_hashes.v1), str(params.info_hashes.v2))


def _is_local(source_type: SourceType, source: str) -> bool:
    """Whether the source can be read without fetching anything."""
    return source_type is SourceType.MAGNET or source[:5].lower() == "data:"


def _from_source(task: Task, endpoints: AllowedEndpoints) -> Any:
    if task.source_type is SourceType.MAGNET:
        params = read_magnet(task.source)
        params.ti = _inspected_info(params, task.metadata)
        return params
    if _is_local(task.source_type, task.source):
        return read_torrent(read_upload(task.source))
    return read_torrent(task.metadata or fetch_torrent_file(task.source, endpoints))


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


def _inspected_info(magnet: Any, metadata: bytes | None) -> Any:
    """The metadata of an earlier inspection; None when they are not what the link names."""
    if not metadata:
        return None
    try:
        found = lt.load_torrent_buffer(metadata, LIMITS)
    except RuntimeError:
        return None
    ours, theirs = magnet.info_hashes, found.info_hashes
    is_same = ours.v1 == theirs.v1 if ours.has_v1() else ours.v2 == theirs.v2
    return found.ti if is_same else None


def read_upload(source: str) -> bytes:
    """A .torrent that came with the request. Raises `TaskFailed`."""
    try:
        return decode_upload(source)
    except (BadTorrent, BadSource) as error:
        raise TaskFailed("bad_torrent", str(error)) from error


def fetch_torrent_file(source: str, endpoints: AllowedEndpoints) -> bytes:
    """The .torrent at an address. Raises `TaskFailed`."""
    try:
        status, data = read_small(endpoints.guard, source, MAX_TORRENT_BYTES, route=endpoints.route)
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
