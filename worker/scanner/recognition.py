"""Matches downloads and inspections to titles, by their names and files."""

import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass

from chalicelib.library.models.matching import Recognition
from chalicelib.library.store import unrecognized_sources
from chalicelib.library.store.unrecognized_sources import UnrecognizedSource
from chalicelib.platform.cache import Cache
from chalicelib.platform.db import Connection, Database
from worker.names.reader import read_release
from worker.scanner import match
from worker.scanner.file_filter import is_video

logger = logging.getLogger(__name__)

#: Sources that are no video, by their name, while their files are not known.
NOT_VIDEO = re.compile(
    r"\.(?:iso|img|zip|rar|7z|gz|xz|bz2|tar|exe|msi|dmg|pkg|deb|rpm|apk|pdf|epub|mp3|flac|jpe?g|png"
    r"|txt)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Recognizer:
    """See `recognized_at` of both tables: NULL asks for a match."""

    db: Database
    cache: Cache

    def work(self) -> bool:
        """Match one inspection and one download; whether there was either."""
        with self.db.transaction() as conn:
            inspection = unrecognized_sources.next_inspection(conn)
            if inspection is not None:
                found = recognize(conn, inspection)
                unrecognized_sources.save_inspection(conn, inspection=inspection, found=found)
        user_id = None
        with self.db.transaction() as conn:
            job = unrecognized_sources.next_job(conn)
            if job is not None:
                user_id = unrecognized_sources.save_job(conn, job=job, found=recognize(conn, job))
        if user_id is not None:
            self.cache.invalidate_user(user_id)
        return inspection is not None or job is not None


def recognize(conn: Connection, source: UnrecognizedSource) -> Recognition:
    """The title of a source; a title that a user chose is kept."""
    if source.match_is_manual and source.media_id is None:
        return Recognition()
    for name in _names(source.title, source.files):
        found = match.recognize(conn, read_release(name), requested_id=source.chosen_id)
        if found.media_id is not None:
            return found
    return Recognition(source.chosen_id, confidence=0.0 if source.chosen_id is None else 1.0)


def _names(title: str, files: Sequence[str]) -> list[str]:
    """What to parse: the name, then the only video inside a folder of that name."""
    name = title.replace("/", " ").strip()
    if not files:
        return [name] if name and not NOT_VIDEO.search(name) else []
    videos = [path.rpartition("/")[2] for path in files if is_video(path)]
    names = [name] if name and videos else []
    if len(videos) == 1:
        names.append(f"{name}/{videos[0]}")
    return names
