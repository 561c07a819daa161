"""What the library takes, and what could go."""

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import TypeAdapter

from chalicelib.catalog.service import CatalogService
from chalicelib.library.models.folders import LibraryFolder
from chalicelib.library.service.folders import LibraryFolderService
from chalicelib.library_storage.models import (
    Duplicates,
    DuplicatesQuery,
    FolderSpace,
    LibraryStorage,
    StorageFolder,
    StoragePicture,
    StorageTitle,
    TitleSpace,
)
from chalicelib.library_storage.service.version_ranking import group_versions
from chalicelib.library_storage.store import duplicates, space_usage
from chalicelib.platform.cache import Cache
from chalicelib.platform.cache.keys import LIBRARY, LIBRARY_COUNT_TTL_S, library_folder_spaces_key
from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Database
from chalicelib.platform.sessions import User

BIGGEST = 12
COULD_GO = 24
TITLES_OF_PAGE = 20
FOLDER_SPACES = TypeAdapter(list[FolderSpace])


@dataclass(frozen=True, slots=True)
class LibraryStorageService:
    db: Database
    catalog: CatalogService
    folders: LibraryFolderService
    cache: Cache
    clock: Clock

    def picture(self, user: User) -> StoragePicture:
        with self.db.read() as conn:
            kinds = space_usage.list_kinds(conn)
        return StoragePicture(
            titles=sum(each.titles for each in kinds),
            files=sum(each.files for each in kinds),
            missing_files=sum(each.missing_files for each in kinds),
            size_bytes=sum(each.size_bytes for each in kinds),
            kinds=kinds,
            folders=self._folders() if user.role == "admin" else [],
        )

    def storage(self, user: User) -> LibraryStorage:
        with self.db.read() as conn:
            resolutions = space_usage.list_resolutions(conn)
            biggest = space_usage.list_biggest(conn, limit=BIGGEST)
            could_go = (
                space_usage.list_could_go(conn, now=self.clock(), limit=COULD_GO)
                if user.role == "admin"
                else []
            )
        return LibraryStorage(
            **dict(self.picture(user)),
            resolutions=resolutions,
            biggest=self._titles(user, biggest),
            could_go=self._titles(user, could_go),
        )

    def duplicates(self, user: User, query: DuplicatesQuery) -> Duplicates:
        """Films and episodes with several versions. Raises `NotAllowed`."""
        user.require("match")
        with self.db.read() as conn:
            ids = duplicates.list_title_ids(conn, after=query.after, limit=TITLES_OF_PAGE + 1)
            page = ids[:TITLES_OF_PAGE]
            rows = duplicates.list_versions(conn, media_ids=page, now=self.clock())
        return Duplicates(
            groups=group_versions(rows, self.catalog.cards_by_id(user.id, page)),
            next_after=page[-1] if len(ids) > TITLES_OF_PAGE else None,
        )

    def _titles(self, user: User, rows: Sequence[TitleSpace]) -> list[StorageTitle]:
        cards = self.catalog.cards_by_id(user.id, [row.media_id for row in rows])
        is_admin = user.role == "admin"
        return [
            StorageTitle(
                media=cards[row.media_id],
                files=row.files,
                size_bytes=row.size_bytes,
                added_at=row.added_at,
                # What a household watches is shown to administrators alone.
                last_seen_at=row.last_seen_at if is_admin else None,
                watched_by_all=row.watched_by_all and is_admin,
            )
            for row in rows
            if row.media_id in cards
        ]

    def _folders(self) -> list[StorageFolder]:
        found = self.folders.list().items
        counted = {each.path: each for each in self._spaces(found)}
        return [
            StorageFolder(
                path=folder.path,
                kind=folder.kind,
                state=folder.state,
                files=held.files,
                missing_files=folder.missing,
                size_bytes=held.size_bytes,
                kinds=held.kinds,
                disk=folder.disk,
            )
            for folder in found
            # One that was added within the minute is not counted yet.
            for held in [counted.get(folder.path, FolderSpace(path=folder.path))]
        ]

    def _spaces(self, folders: Sequence[LibraryFolder]) -> list[FolderSpace]:
        """Counted at most once a minute while nothing changes."""
        paths = [folder.path for folder in folders]

        def count() -> bytes:
            with self.db.read() as conn:
                return FOLDER_SPACES.dump_json(space_usage.list_folders(conn, paths=paths))

        key = library_folder_spaces_key()
        return FOLDER_SPACES.validate_json(
            self.cache.get_or_compute(key, LIBRARY, LIBRARY_COUNT_TTL_S, count)
        )
