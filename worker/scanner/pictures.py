"""Pictures beside videos: their rows, as the folders are."""

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from chalicelib.catalog.store import local_pictures as store
from chalicelib.catalog.store.local_pictures import LocalPicture
from chalicelib.library.models.paths import path_to_text, text_to_path
from chalicelib.library.models.scans import ScannedFile
from chalicelib.platform.cache import Cache
from chalicelib.platform.db import Database
from worker.scanner.artwork_names import is_artwork, read_artwork_name
from worker.scanner.picture_files import digest_of, read_picture_file

BATCH_SIZE = 100  # pictures per transaction; titles show them together


def list_pictures(folder: str) -> list[ScannedFile]:
    """Files that are named like pictures, in this folder alone. Raises `OSError`."""
    found = []
    with os.scandir(folder) as listing:
        for entry in listing:
            if is_artwork(entry.name) and entry.is_file(follow_symlinks=False):
                facts = entry.stat(follow_symlinks=False)
                path = path_to_text(entry.path)
                found.append(ScannedFile(path, facts.st_size, facts.st_mtime_ns))
    return found


@dataclass(frozen=True, slots=True)
class PictureRows:
    """
    Keeps the rows of pictures, and lets titles show them.

    Pictures that lie in one of the `roots` itself show no folder: everything is in there. Nor do
    those of a season's folder, which would be taken for the picture of the show.
    """

    db: Database
    cache: Cache
    roots: frozenset[str]
    is_season_folder: Callable[[str], bool]
    is_picture: Callable[[bytes], bool]

    def sync(
        self,
        folder: str,
        found: Iterable[ScannedFile],
        *,
        is_gone: Callable[[str], bool],
        is_deep: bool = True,
        check: Callable[[], None] = lambda: None,
    ) -> None:
        """
        Store the pictures of `folder` among the `found` files, and delete rows of files that are
        gone. Only new and changed files are read; nothing is written when there are none.
        """
        with self.db.read() as conn:
            known = store.list_under(conn, folder=path_to_text(folder), is_deep=is_deep)
        there = {file.path: file for file in found}
        changed = [
            file
            for path, file in there.items()
            if known.get(path) != (file.size_bytes, file.modified_ns) and self._shows_videos(path)
        ]
        gone = [path for path in known if path not in there and is_gone(path)]
        for start in range(0, len(changed), BATCH_SIZE):
            check()
            pictures = [self._read(file) for file in changed[start : start + BATCH_SIZE]]
            with self.db.transaction() as conn:
                titles = store.put(conn, pictures=pictures)
            self.cache.invalidate_titles(titles)
        if gone:
            with self.db.transaction() as conn:
                titles = store.delete(conn, paths=gone)
            self.cache.invalidate_titles(titles)

    def _shows_videos(self, path: str) -> bool:
        folder, _, name = path.rpartition("/")
        named = read_artwork_name(name)
        if named is None:
            return False
        if named.stem is not None:
            return True
        return text_to_path(folder) not in self.roots and not self.is_season_folder(folder)

    def _read(self, file: ScannedFile) -> LocalPicture:
        folder, _, name = file.path.rpartition("/")
        named = read_artwork_name(name)
        assert named is not None  # noqa: S101  # only such files were found
        content = read_picture_file(text_to_path(file.path))
        is_shown = content is not None and self.is_picture(content)
        return LocalPicture(
            path=file.path,
            folder=folder,
            stem=named.stem,
            kind=named.kind.value,
            preference=named.preference,
            size_bytes=file.size_bytes,
            modified_ns=file.modified_ns,
            digest=digest_of(content) if content is not None and is_shown else None,
        )
