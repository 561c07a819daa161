"""NFO files beside a video, as media managers write them: `Film.nfo`, `movie.nfo`."""

import os

from worker.names.nfo import NfoFacts, merge, read_nfo

MAX_NFO_BYTES = 256 * 1024


def facts_beside(path: str, *, is_show: bool) -> NfoFacts:
    """
    What the NFO files of a video say, its own before that of its folder.

    `is_show`: the name says that it is an episode; otherwise its own NFO file may say so.
    Unreadable files count as missing: an NFO is a hint.
    """
    folder = os.path.dirname(path)  # noqa: PTH120
    found: list[NfoFacts] = []
    if not is_show:
        own = _read(f"{os.path.splitext(path)[0]}.nfo")  # noqa: PTH122
        found += [own] if own.is_episode or own.ids else [own, _read(f"{folder}/movie.nfo")]
    if is_show or found[0].is_episode:  # beside the episodes, or above the season's folder
        for above in (folder, os.path.dirname(folder)):  # noqa: PTH120
            found.append(_read(f"{above}/tvshow.nfo"))
            if found[-1].ids:
                break
    return merge(found)


def _read(path: str) -> NfoFacts:
    try:
        with open(path, "rb", opener=open_nonblocking) as file:
            return read_nfo(file.read(MAX_NFO_BYTES).decode("utf-8", "replace"))
    except OSError:
        return NOTHING


NOTHING = NfoFacts()


def open_nonblocking(path: str, flags: int) -> int:
    """Open without blocking on a pipe and without following a symbolic link."""
    return os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
