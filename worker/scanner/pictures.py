"""Pictures beside videos: their rows, as the folders are."""

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from chalicelib.artwork.proxy_urls import Kind
from chalicelib.catalog.store import local_pictures as store
from chalicelib.catalog.store.local_pictures import LocalPicture
from chalicelib.library.models.path_text import path_to_text, text_to_path
from chalicelib.library.models.scans import ScannedFile
from chalicelib.platform.cache import Cache
from chalicelib.platform.db import Database
from worker.scanner.artwork_names import (
    ArtworkName,
    is_artwork,
    is_image,
    named_like_videos,
    read_artwork_name,
    still_of,
)
from worker.scanner.picture_files import digest_of, read_picture_file

BATCH_SIZE = 100  # pictures per transaction; titles show them together


def list_pictures(folder: str) -> list[ScannedFile]:
    """Files that are named like pictures, in this folder alone. Raises `OSError`."""
    found = []
    with os.scandir(folder) as listing:
        entries = list(listing)
    names = [entry.name for entry in entries]
    stills = named_like_videos(filter(is_image, names), names)
    for entry in entries:
        is_named = is_artwork(entry.name) or entry.name in stills
        if is_named and entry.is_file(follow_symlinks=False):
            facts = entry.stat(follow_symlinks=False)
            path = path_to_text(entry.path)
            found.append(ScannedFile(path, facts.st_size, facts.st_mtime_ns))
    return found


@dataclass(frozen=True, slots=True)
class PictureRows:
    """
    Keeps the rows of pictures, and lets titles show them.

    Pictures that lie in one of the `roots` itself show no folder: everything is in there. Those of
    a season's folder show the season, and only posters do.
    """

    db: Database
    cache: Cache
    roots: frozenset[str]
    seasons_of: Callable[[str], tuple[int, ...]]
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
            if known.get(path) != (file.size_bytes, file.modified_ns) and self._name_of(path)
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

    def _name_of(self, path: str) -> ArtworkName | None:
        """What a picture shows; None: nothing where it lies."""
        folder, _, name = path.rpartition("/")
        named = read_artwork_name(name) or still_of(name)
        if named.stem is not None:
            return named
        if text_to_path(folder) in self.roots:
            return None
        seasons = self.seasons_of(folder)
        if named.season is not None or not seasons:
            return named
        if named.kind is not Kind.POSTER or len(seasons) > 1:
            return None
        return replace(named, season=seasons[0])

    def _read(self, file: ScannedFile) -> LocalPicture:
        named = self._name_of(file.path)
        assert named is not None  # noqa: S101  # only such files were found
        content = read_picture_file(text_to_path(file.path))
        is_shown = content is not None and self.is_picture(content)
        return LocalPicture(
            path=file.path,
            folder=file.path.rpartition("/")[0],
            stem=named.stem,
            season=named.season,
            kind=named.kind.value,
            preference=named.preference,
            size_bytes=file.size_bytes,
            modified_ns=file.modified_ns,
            digest=digest_of(content) if content is not None and is_shown else None,
        )
