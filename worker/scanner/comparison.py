"""Compares folders with the library: what is new, changed, gone, or on a disk that is away."""

import os
import threading
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from uuid import UUID

from chalicelib.library.models.path_text import path_to_text, text_to_path
from chalicelib.library.models.scans import LibraryFile, ScannedFile
from chalicelib.library.store import files
from worker.scanner.availability import DiskCheck
from worker.scanner.games import GamesFolder
from worker.scanner.ingest import Ingestor
from worker.scanner.links import leads_into
from worker.scanner.roots import games_folder_of, is_platform_folder, is_under
from worker.scanner.walk import FolderUnavailable, WalkResult, is_gone, walk


@dataclass
class FolderComparison:
    """What a walk of one folder found, compared with the library."""

    folder: str
    new_or_changed: list[ScannedFile]
    gone: list[UUID]  # their files are not there
    no_items: list[UUID]  # their files are there, but are known by now to be no film or game
    away: list[UUID]  # on disks that are not connected
    known: dict[str, LibraryFile]
    is_games: bool = False
    subtitles: list[ScannedFile] = field(default_factory=list)
    pictures: list[ScannedFile] = field(default_factory=list)
    points_away: list[str] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class FolderComparer:
    ingestor: Ingestor
    disks: DiskCheck
    stop: threading.Event

    def compare(
        self, folder: str, count: Callable[[int], None], *, confirms_missing: bool
    ) -> FolderComparison:
        """
        Walk a folder; `count` is called with the number of files in each folder of it.

        Of a folder of the library that is not there, or empty, nothing is known; what lies in one
        may be deleted. Raises `FolderUnavailable`.
        """
        self._check(folder)
        is_root = folder in {root.path for root in self.ingestor.roots.folders}
        away = self.disks.away(folder, is_confirmed=confirms_missing)
        is_games = games_folder_of(self.ingestor.roots, folder) == folder
        known = self.known(folder, is_games=is_games)
        if is_games:
            walked = self._games_folder(folder).walk(known, count)
        elif known and not is_root and self._is_deleted(folder):
            walked = WalkResult()
        else:
            games = self.ingestor.roots.games_in(folder)
            walked = walk(
                folder,
                self.stop,
                skips=games,
                leads_into=lambda link: leads_into(self.ingestor.roots, link),
                on_folder=count,
            )
        found = walked.files
        there = {file.path for file in found}
        unseen = [file for path, file in known.items() if path not in there]
        lost = [
            file
            for file in unseen
            if any(is_under(text_to_path(file.path), point) for point in away)
        ]
        if len(known) > len(lost) and not found and (is_root or not self._is_readable(folder)):
            # A lost mount leaves an empty mount point.
            raise FolderUnavailable("it is empty, but the library has files in it")
        self.disks.remember(
            folder,
            [
                point
                for point in away
                if any(is_under(text_to_path(file.path), point) for file in lost)
            ],
        )
        ids_away = {file.id for file in lost}
        unseen = [file for file in unseen if file.id not in ids_away]
        gone = {file.id for file in unseen if is_gone(file.path)}
        # A film until it was known to be a menu, or a game until its name was known to be that of
        # a platform.
        no_items = [
            file.id
            for file in unseen
            if file.id not in gone
            and (
                file.path in walked.disc_menus
                or (is_games and is_platform_folder(text_to_path(file.path)))
            )
        ]
        return FolderComparison(
            folder,
            differing(found, known),
            list(gone),
            no_items,
            list(ids_away),
            known,
            is_games,
            walked.subtitles,
            walked.pictures,
            away,
            walked.skipped,
        )

    def changed_games(self, path: str, folder: str) -> list[ScannedFile]:
        """The games at a path that differ from the library's."""
        try:
            games = self._games_folder(folder).games_at(path)
        except OSError:
            return []  # deleted since
        return differing(games, self.known(folder, is_games=True))

    def _games_folder(self, folder: str) -> GamesFolder:
        roots = frozenset(root.path for root in self.ingestor.roots.folders)
        return GamesFolder(folder, roots, self.stop)

    def known(self, folder: str, *, is_games: bool = False) -> dict[str, LibraryFile]:
        """The library's files below a folder, by path."""
        with self.ingestor.db.read() as conn:
            return files.list_under(conn, folder=path_to_text(folder), is_games=is_games)

    def _is_deleted(self, path: str) -> bool:
        return is_gone(path_to_text(path)) and self._is_readable(path)

    def _is_readable(self, path: str) -> bool:
        """Whether the folder of the library that a path lies in is there with what it holds."""
        root = self.ingestor.roots.of_path(path)
        if root is None:
            return False
        try:
            self.disks.away_in_readable(root)
        except FolderUnavailable:
            return False
        return True

    def _check(self, folder: str) -> None:
        """Raises `FolderUnavailable` when the folder is outside the roots."""
        if os.path.realpath(folder) != folder or self.ingestor.roots.of_path(folder) is None:
            raise FolderUnavailable("it is outside the library folders")


def differing(found: Iterable[ScannedFile], known: dict[str, LibraryFile]) -> list[ScannedFile]:
    """The files that are new, or have another size or mtime than the library knows."""
    return [
        file
        for file in found
        if (old := known.get(file.path)) is None
        or (old.size_bytes, old.modified_ns) != (file.size_bytes, file.modified_ns)
    ]
