"""NFO files beside a video, as media managers write them: `Film.nfo`, `movie.nfo`."""

import os
from collections.abc import Iterator

from worker.names.nfo import ids_of_nfo

MAX_NFO_BYTES = 256 * 1024


def ids_beside(path: str, *, is_show: bool) -> dict[str, str]:
    """
    The ids of the film or show of a video, from the first NFO file that has some.

    Unreadable files count as missing: an NFO is a hint.
    """
    for nfo in _candidates(path, is_show=is_show):
        try:
            with open(nfo, "rb", opener=open_nonblocking) as file:
                text = file.read(MAX_NFO_BYTES).decode("utf-8", "replace")
        except OSError:
            continue
        if ids := ids_of_nfo(text):
            return ids
    return {}


def _candidates(path: str, *, is_show: bool) -> Iterator[str]:
    folder = os.path.dirname(path)  # noqa: PTH120
    if is_show:  # beside the episodes, or above the season's folder
        yield os.path.join(folder, "tvshow.nfo")  # noqa: PTH118
        yield os.path.join(os.path.dirname(folder), "tvshow.nfo")  # noqa: PTH118, PTH120
    else:
        yield f"{os.path.splitext(path)[0]}.nfo"  # noqa: PTH122
        yield os.path.join(folder, "movie.nfo")  # noqa: PTH118


def open_nonblocking(path: str, flags: int) -> int:
    """Open without blocking on a pipe and without following a symbolic link."""
    return os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
