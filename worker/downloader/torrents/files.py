"""A torrent's files on disk: what is set aside, what is as long as it should be, what is whole."""

import contextlib
import os
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path

from chalicelib.downloads.models.details import TorrentEntry
from chalicelib.leases.models import ArrivedFile
from worker.downloader import disk
from worker.downloader.engine import TaskFailed
from worker.downloader.names import is_inside
from worker.downloader.torrents.wanted import Span, Wanted

#: Where a file lies that came in part and is not wanted any more: in no listing of films, and
#: there when somebody thinks again. No name of a torrent begins with a dot.
SKIPPED = ".skipped"
#: What libtorrent keeps of pieces that unwanted files share with others.
LEFTOVERS = ".*.parts"


def listed(names: Sequence[str], spans: Iterable[Span]) -> tuple[TorrentEntry, ...]:
    """As people see them."""
    return tuple(
        TorrentEntry(index=span.index, path=names[span.index], size_bytes=span.size)
        for span in spans
    )


def set_aside(
    folder: Path, names: Sequence[str], spans: Iterable[Span], wanted: Wanted
) -> set[int]:
    """
    Those of which something lies in `SKIPPED`.

    What is wanted now is taken out again, and what is not wanted any more is put there. Before
    libtorrent opens a file.
    """
    aside = folder / SKIPPED
    if not folder.exists() or (wanted.is_everything and not aside.exists()):
        return set()
    found = set()
    for span in spans:
        is_wanted = wanted.wants(span.index)
        place, hidden = folder / names[span.index], aside / str(span.index)
        with contextlib.suppress(OSError):
            if is_wanted and hidden.is_file() and not place.exists():
                place.parent.mkdir(parents=True, exist_ok=True)
                hidden.rename(place)
            elif not is_wanted and place.is_file() and not place.is_symlink():
                aside.mkdir(exist_ok=True)
                place.rename(hidden)
        if not is_wanted and hidden.is_file():
            found.add(span.index)
    return found


def are_long_enough(
    folder: Path,
    names: Sequence[str],
    spans: Iterable[Span],
    have: Sequence[bool],
    piece_length: int,
) -> bool:
    """
    Whether files are as long as the pieces need them that are said to be there.

    libtorrent believes its resume data: a file that was cut off would be whole again, with
    nothing in it. The same goes for one that was not wanted until now, of which some lies among
    what libtorrent keeps of unwanted files.
    """
    for span in spans if have else ():
        touched = span.pieces(piece_length)
        last = next((piece for piece in reversed(touched) if have[piece]), None)
        if last is None:
            continue
        needed = min((last + 1) * piece_length - span.start, span.size)
        try:
            if (folder / names[span.index]).lstat().st_size < needed:
                return False
        except OSError:
            return False
    return True


def settled(folder: Path, names: Sequence[str], spans: Iterable[Span]) -> tuple[ArrivedFile, ...]:
    """
    Every file at its place, in the folder, whole, and on the disk itself.

    Raises `TaskFailed` when one is not, and `OSError`.
    """
    found = []
    folders = {folder}
    for span in spans:
        path = folder / names[span.index]
        if not is_inside(path, folder):
            raise TaskFailed("bad_torrent", "This torrent's files would lie elsewhere.")
        if span.size == 0:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()
        if not path.is_file() or path.stat().st_size != span.size:
            raise TaskFailed("disk_error", f"{path.name} is not as it should be.", may_retry=True)
        disk.sync_file(path)
        folders.update(path.parents[: len(path.relative_to(folder).parts)])
        found.append(ArrivedFile(span.index, str(path), span.size))
    for each in folders:
        disk.sync_folder(each)
    return tuple(found)


def pad_leftovers(folder: Path, by_bytes: int) -> None:
    """
    Make room for the last piece of what libtorrent keeps of unwanted files.

    When a file is wanted after all it takes whole pieces out of there, and gives up at one of
    which only a part has been written so far.
    """
    for leftovers in folder.glob(LEFTOVERS):
        if leftovers.is_file() and not leftovers.is_symlink():
            os.truncate(leftovers, leftovers.stat().st_size + by_bytes)


def clear_aside(folder: Path) -> None:
    shutil.rmtree(folder / SKIPPED, ignore_errors=True)
