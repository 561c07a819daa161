"""
Work on the files of a download besides fetching: moving, rechecking, verifying.

Files move within a file system by renaming the folder or by a second link; across file systems by
copying under a name of the engine, syncing, comparing, and only then renaming. The old place is
removed last: after a kill at any moment one complete set exists, and the move can be repeated.
"""

import hashlib
import logging
import os
from contextlib import suppress
from dataclasses import replace
from functools import partial
from http import HTTPStatus
from pathlib import Path

from worker.downloader import disk_space
from worker.downloader.engine import Report, TaskFailed
from worker.downloader.http.context import EngineContext
from worker.downloader.http.partial_file import (
    METADATA_DRAFT_NAME,
    METADATA_NAME,
    PART_NAME,
    ChecksumVerifier,
    PartialFile,
    ResumeMetadata,
    find_complete_file,
    free_file_name,
    load_metadata,
    remove_metadata,
    save_metadata,
)
from worker.downloader.http.response import content_length, content_range, strong_validator
from worker.downloader.http.segments import Ranges, Span
from worker.net.http_client import StreamedResponse, Unreachable, fetch

logger = logging.getLogger(__name__)

COPY_NAME = "download.moving"
#: The engine's own files in a job's folder, apart from the completed download.
ENGINE_FILE_NAMES = (METADATA_NAME, METADATA_DRAFT_NAME, PART_NAME, COPY_NAME)
COPY_STEP_BYTES = 4 * 1024 * 1024
MAX_COPY_SAMPLES = 8
MAX_REMOTE_SAMPLES = 16
SAMPLE_BYTES = 64 * 1024


def move_download(report: Report, folder: Path, to: Path) -> Report:
    """Move the files; the report has the reason when that fails and the files stay."""
    try:
        move_files(folder, to)
    except OSError as error:
        logger.warning("files not moved", extra={"errno": error.errno})
        return replace(report, move_error=error.strerror or "The files could not be moved.")
    files = tuple(replace(each, path=str(to / Path(each.path).name)) for each in report.files)
    return replace(report, folder=to, files=files, move_error=None)


def move_files(folder: Path, to: Path) -> None:
    """Raises `OSError`, with everything still in place."""
    if folder == to or not folder.is_dir():
        to.mkdir(parents=True, exist_ok=True)
        return
    to.parent.mkdir(parents=True, exist_ok=True)
    if not os.path.lexists(to):
        with suppress(OSError):  # another file system
            folder.rename(to)
            disk_space.sync_folder(to.parent)
            return
    to.mkdir(exist_ok=True)
    metadata = load_metadata(folder)
    if not _is_moved_already(to, metadata):
        _link_or_copy(folder, to, metadata)
    _remove_engine_files(folder)


def _is_moved_already(to: Path, metadata: ResumeMetadata) -> bool:
    """Whether an earlier move was killed after everything was at the new place."""
    there = load_metadata(to)
    is_same = (there.total, there.validator) == (metadata.total, metadata.validator)
    if there.is_whole:
        return find_complete_file(to) is not None and (is_same or metadata == ResumeMetadata())
    has_as_much = there.size >= metadata.size and not metadata.is_whole
    return is_same and there != ResumeMetadata() and has_as_much


def _link_or_copy(folder: Path, to: Path, metadata: ResumeMetadata) -> None:
    final = find_complete_file(folder)
    source = final or folder / PART_NAME
    if metadata == ResumeMetadata() or not source.is_file() or source.is_symlink():
        return
    name = free_file_name(to, final.name) if final else PART_NAME
    spans = [(0, metadata.total or 0)] if final else list(metadata.here)
    copy = to / COPY_NAME
    copy.unlink(missing_ok=True)
    try:
        os.link(source, copy, follow_symlinks=False)
    except OSError:  # another file system, or one without links
        _copy(source, copy, Ranges(spans))
    copy.rename(to / name)
    disk_space.sync_folder(to)
    save_metadata(to, metadata.model_copy(update={"name": name}) if final else metadata)
    disk_space.sync_folder(to)


def _copy(source: Path, target: Path, spans: Ranges) -> None:
    """Copy the spans; holes stay holes."""
    reading = os.open(source, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    flags = os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC
    try:
        writing = os.open(target, flags, 0o644)
        try:
            for span in spans:
                _copy_span(reading, writing, span)
            os.ftruncate(writing, os.fstat(reading).st_size)
            os.fsync(writing)
            _compare_samples(reading, writing, spans.end)
        except BaseException:
            target.unlink()
            raise
        finally:
            os.close(writing)
    finally:
        os.close(reading)


def _copy_span(reading: int, writing: int, span: Span) -> None:
    at, end = span
    while at < end:
        data = os.pread(reading, min(COPY_STEP_BYTES, end - at), at)
        if not data:
            raise OSError("the file is shorter than it was")
        view = memoryview(data)
        while view:
            written = os.pwrite(writing, view, at)
            at += written
            view = view[written:]


def _compare_samples(reading: int, writing: int, end: int) -> None:
    """Compare a few places of the copy, its ends among them."""
    counts = range(MAX_COPY_SAMPLES + 1)
    for offset in {max(end * count // MAX_COPY_SAMPLES - SAMPLE_BYTES, 0) for count in counts}:
        if os.pread(reading, SAMPLE_BYTES, offset) != os.pread(writing, SAMPLE_BYTES, offset):
            raise OSError("the copy differs from the original")


def _remove_engine_files(folder: Path) -> None:
    """Remove the download at the old place; other files there stay."""
    metadata = load_metadata(folder)
    if metadata.is_whole and metadata.name:
        (folder / metadata.name).unlink(missing_ok=True)
    for name in ENGINE_FILE_NAMES:
        (folder / name).unlink(missing_ok=True)
    with suppress(OSError):
        folder.rmdir()


def verify_checksum(
    file: PartialFile, total: int, checksum: str, started: ChecksumVerifier | None
) -> None:
    """
    Raises `TaskFailed` and removes the file when its checksum is wrong.

    Args:
        file: With all its bytes.
        total: Their number.
        checksum: An algorithm and a digest, or "".
        started: Has hashed a part of the file while it arrived.
    """
    if not checksum:
        return
    is_usable = started is not None and started.checksum == checksum
    verifier = started if started is not None and is_usable else ChecksumVerifier(checksum)
    if verifier.verify(file, total):
        return
    for name in ENGINE_FILE_NAMES:
        (file.folder / name).unlink(missing_ok=True)
    algorithm = checksum.partition(":")[0].upper()
    message = f"The {algorithm} of the downloaded file is not the expected one."
    raise TaskFailed("checksum_mismatch", message)


def find_valid_file(
    context: EngineContext, source: str, folder: Path, checksum: str | None
) -> Path | None:
    """
    The complete file; one that is not as it should be is removed.

    Compared by checksum, otherwise by the server's length and validator; valid when the server
    does not answer. Raises `BlockedAddress`, `BadAddress`, `InterfaceDown` and `OSError`.
    """
    path = find_complete_file(folder)
    if path is None or _is_valid(context, source, path, checksum):
        return path
    path.unlink()
    remove_metadata(folder)
    return None


def _is_valid(context: EngineContext, source: str, path: Path, checksum: str | None) -> bool:
    metadata = load_metadata(path.parent)
    size = path.stat().st_size
    if expected := checksum or metadata.digest:
        algorithm, _, digest = expected.partition(":")
        new_hash = partial(hashlib.new, algorithm, usedforsecurity=False)
        with path.open("rb") as file:
            return hashlib.file_digest(file, new_hash).hexdigest() == digest
    try:
        with fetch(context.guard, source, method="HEAD", route=context.route()) as response:
            return _is_unchanged(response, metadata, size)
    except Unreachable:
        return True


def _is_unchanged(response: StreamedResponse, metadata: ResumeMetadata, size: int) -> bool:
    if response.status != HTTPStatus.OK:
        return True
    validator = strong_validator(response.headers)
    has_changed = bool(metadata.validator and validator) and metadata.validator != validator
    return not has_changed and content_length(response.headers) in (None, size)


def discard_changed_spans(context: EngineContext, source: str, file: PartialFile) -> None:
    """
    Compare samples of a partial file with the server, and discard the spans that differ.

    The file on disk may have been changed by other programs. Without a validator nothing is done
    here: the next request compares. Raises as `find_valid_file` does.
    """
    metadata, arrived = file.metadata, file.arrived
    if not metadata.validator or not arrived.size:
        return
    kept = arrived.copy()
    largest = sorted(arrived, key=lambda span: span[0] - span[1])[:MAX_REMOTE_SAMPLES]
    try:
        for start, end in largest:
            first = max(end - SAMPLE_BYTES, start)
            sample = _fetch_sample(context, source, metadata.validator, (first, end))
            if sample is not None and file.read_at(first, end - first) != sample:
                kept.remove(start, end)
    except Unreachable:
        return
    if kept != arrived:
        file.save(kept)


def _fetch_sample(context: EngineContext, source: str, validator: str, span: Span) -> bytes | None:
    """None when the server does not send that part of the same file."""
    headers = {"Range": f"bytes={span[0]}-{span[1] - 1}", "If-Range": validator}
    with fetch(context.guard, source, headers, route=context.route()) as response:
        sent = content_range(response.headers)
        if response.status != HTTPStatus.PARTIAL_CONTENT or sent is None or sent.first != span[0]:
            return None
        return b"".join(response.chunks())
