"""
Bringing a job's files to another folder.

Within a file system by renaming the folder, or by a second link to the bytes; across, by copying
to a name of ours, syncing, comparing, and only then renaming. What is at the old place goes
last, so that whatever is killed whenever, one whole set is somewhere, and doing it again ends
well.
"""

import os
from contextlib import suppress
from pathlib import Path

from worker.downloader import disk
from worker.downloader.http.part import (
    DRAFT,
    NOTE,
    PART,
    Note,
    free_name,
    load_note,
    save_note,
    whole_file,
)
from worker.downloader.http.ranges import Ranges, Span

COPY = "download.moving"
#: Our own files in a job's folder, apart from the download itself.
LEFT_OVER = (NOTE, DRAFT, PART, COPY)
STEP_BYTES = 4 * 1024 * 1024
SAMPLES = 8
SAMPLE_BYTES = 64 * 1024


def move(folder: Path, to: Path) -> None:
    """Bring what lies in `folder` to `to`. Raises `OSError`, with everything still in place."""
    if folder == to or not folder.is_dir():
        to.mkdir(parents=True, exist_ok=True)
        return
    to.parent.mkdir(parents=True, exist_ok=True)
    if not os.path.lexists(to):
        with suppress(OSError):  # another file system
            folder.rename(to)
            disk.sync_folder(to.parent)
            return
    to.mkdir(exist_ok=True)
    note, there = load_note(folder), load_note(to)
    if not _has_more(to, there, note):
        _bring(folder, to, note)
    _clear(folder)


def _has_more(to: Path, there: Note, note: Note) -> bool:
    """Whether an earlier move got as far as this one would, and was killed afterwards."""
    is_same = (there.total, there.validator) == (note.total, note.validator)
    if there.is_whole:
        return whole_file(to) is not None and (is_same or note == Note())
    return is_same and there != Note() and there.size >= note.size and not note.is_whole


def _bring(folder: Path, to: Path, note: Note) -> None:
    final = whole_file(folder)
    source = final or folder / PART
    if note == Note() or not source.is_file() or source.is_symlink():
        return
    name = free_name(to, final.name) if final else PART
    spans = [(0, note.total or 0)] if final else list(note.here)
    (to / COPY).unlink(missing_ok=True)
    try:
        os.link(source, to / COPY, follow_symlinks=False)
    except OSError:  # another file system, or one without links
        _copy(source, to / COPY, spans)
    (to / COPY).rename(to / name)
    disk.sync_folder(to)
    save_note(to, note.model_copy(update={"name": name}) if final else note)
    disk.sync_folder(to)


def _copy(source: Path, target: Path, spans: list[Span]) -> None:
    """Only what is here: holes stay holes."""
    reading = os.open(source, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    flags = os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC
    try:
        writing = os.open(target, flags, 0o644)
        try:
            for start, end in Ranges(spans):
                _copy_span(reading, writing, start, end)
            os.ftruncate(writing, os.fstat(reading).st_size)
            os.fsync(writing)
            _compare(reading, writing, Ranges(spans))
        except BaseException:
            target.unlink()
            raise
        finally:
            os.close(writing)
    finally:
        os.close(reading)


def _copy_span(reading: int, writing: int, start: int, end: int) -> None:
    while start < end:
        data = os.pread(reading, min(STEP_BYTES, end - start), start)
        if not data:
            raise OSError("the file is shorter than it was")
        view = memoryview(data)
        while view:
            written = os.pwrite(writing, view, start)
            start += written
            view = view[written:]


def _compare(reading: int, writing: int, spans: Ranges) -> None:
    """A few places of the copy, its ends among them."""
    end = spans.end
    places = {max(end * number // SAMPLES - SAMPLE_BYTES, 0) for number in range(SAMPLES + 1)}
    for place in places:
        if os.pread(reading, SAMPLE_BYTES, place) != os.pread(writing, SAMPLE_BYTES, place):
            raise OSError("the copy is not like the original")


def _clear(folder: Path) -> None:
    """What is left of ours at the old place; what others put there stays."""
    note = load_note(folder)
    if note.is_whole and note.name:
        (folder / note.name).unlink(missing_ok=True)
    for name in LEFT_OVER:
        (folder / name).unlink(missing_ok=True)
    with suppress(OSError):
        folder.rmdir()
