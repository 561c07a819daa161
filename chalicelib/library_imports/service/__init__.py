"""Imports of finished downloads into the library's folders, and renaming what is in them."""

import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from chalicelib.catalog.service import CatalogService
from chalicelib.download_settings.models.import_settings import ImportSettings, NamePatterns
from chalicelib.download_settings.service import DownloadSettingsService
from chalicelib.library.models import QUEUE
from chalicelib.library.models.folders import LibraryRoot
from chalicelib.library.models.path_text import text_to_path
from chalicelib.library.service import LibraryService
from chalicelib.library_imports.errors import ImportNotFound, MovesNotFound, NothingToMove
from chalicelib.library_imports.models import (
    MAX_MOVES,
    ImportPreview,
    ImportPreviews,
    ImportRequest,
    LibraryMove,
    MovesProgress,
    MovesStarted,
    MovingFile,
    NamingPreview,
    PlannedMove,
    RenamePreview,
    RenameQuery,
)
from chalicelib.library_imports.service.destinations import (
    Planned,
    Planner,
    label_of,
)
from chalicelib.library_imports.service.naming_preview import preview_of
from chalicelib.library_imports.store import moves, naming_facts
from chalicelib.platform.clock import Clock, NewId
from chalicelib.platform.db import Connection, Database
from chalicelib.platform.sessions import User
from chalicelib.platform.tasks import defer
from chalicelib.recycle_folder.service import RecycleFolderService
from chalicelib.tracking.models import PLAYING_FOR
from chalicelib.tracking.service.undo import UndoService

#: The names of these changes among those to undo.
LIBRARY_RENAMES = "library_renames"
LIBRARY_IMPORTS = "library_imports"
TASK = "move_files"
MAX_WAITING = 50  # downloads on the page of imports


@dataclass(frozen=True, slots=True)
class LibraryImportService:
    """The worker moves the files; here it is decided where to."""

    db: Database
    catalog: CatalogService
    library: LibraryService
    settings: DownloadSettingsService
    recycle_folder: RecycleFolderService
    undo: UndoService
    clock: Clock
    new_id: NewId
    roots: Callable[[], tuple[LibraryRoot, ...]]

    def preview_names(self, patterns: NamePatterns) -> NamingPreview:
        """Examples of patterns on files of the library, and on well-known titles without one."""
        with self.db.read() as conn:
            real = self._files(conn, naming_facts.list_example_ids(conn))
        return preview_of(patterns, real)

    def waiting(self, user: User) -> ImportPreviews:
        """Finished downloads that wait to be imported. Raises `NotAllowed`."""
        user.require("match")
        with self.db.read() as conn:
            settings = self.settings.get_in(conn).imports
            jobs = moves.list_open_jobs(conn, limit=MAX_WAITING)
            found = [
                (
                    job,
                    self._plan_job(conn, job[0], settings),
                    moves.list_waiting(conn, job_id=job[0]),
                )
                for job in jobs
            ]
        cards = self._cards(user, [one for _, planned, _ in found for one in planned])
        return ImportPreviews(
            is_on=settings.is_on,
            items=[
                ImportPreview(
                    job_id=job_id,
                    name=name,
                    finished_at=finished_at,
                    moves=[_view(one, cards, dict(failures)) for one in planned],
                )
                for (job_id, name, finished_at), planned, failures in found
            ],
        )

    def confirm(self, user: User, job_id: UUID, request: ImportRequest) -> MovesStarted:
        """
        Import the files of a download that waits; the undo brings back what they replace. Raises
        `NotAllowed`, `ImportNotFound` or `NothingToMove`.
        """
        user.require("match")
        with self.db.transaction() as conn:
            self.undo.lock(conn, user.id)
            if not moves.list_waiting(conn, job_id=job_id):
                raise ImportNotFound("This download does not wait to be imported.")
            count = self._make_ready(conn, job_id, request.library_item_ids)
            if count == 0:
                raise NothingToMove("Say first which titles these files are.")
            self._queue(conn, job_id)
            undo_id = self.undo.record(
                conn, user.id, LIBRARY_IMPORTS, json.dumps({"job_id": str(job_id)})
            )
        return MovesStarted(batch_id=job_id, files=count, undo_id=undo_id)

    def revert_import(self, conn: Connection, _user_id: UUID, changed: str) -> None:
        """Files that are not moved wait again; those that were replaced come back beside."""
        job_id = UUID(json.loads(changed)["job_id"])
        moves.wait_again(conn, job_id=job_id)
        by = moves.list_item_ids(conn, job_id=job_id)
        self.recycle_folder.restore_replaced(conn, replaced_by=by)

    def replace_worse(self, move: LibraryMove) -> bool:
        """
        Before a file of a download is moved: take the versions out of the library that it
        replaces. Whether there are any, also those that a worker took out before it was killed.
        """
        with self.db.transaction() as conn:
            if not moves.lock_ready(conn, id=move.id):
                return False
            settings = self.settings.get_in(conn).imports
            if settings.replaces_worse:
                ids = self._list_worse(conn, move, settings)
                self.recycle_folder.replace(conn, ids, by=move.item_id)
            return self.recycle_folder.has_replaced(conn, by=move.item_id)

    def _list_worse(
        self, conn: Connection, move: LibraryMove, settings: ImportSettings
    ) -> list[UUID]:
        """Without files that no disk has by now: their rows would keep the name."""
        (planned,) = self._plan(conn, [move.item_id], settings)
        ids = [one.library_item_id for one in planned.versions if one.is_replaced]
        found = self._files(conn, ids)
        return [one.id for one in found if os.path.isfile(text_to_path(one.absolute_path))]  # noqa: PTH113

    def restore_replaced(self, move: LibraryMove) -> None:
        """A file could not be moved: what it would have replaced comes back."""
        with self.db.transaction() as conn:
            self.recycle_folder.restore_replaced(conn, replaced_by=[move.item_id])

    def leave(self, user: User, job_id: UUID) -> None:
        """
        Leave the files of a download where they are; they stay in the library.

        Raises `NotAllowed` or `ImportNotFound`.
        """
        user.require("match")
        with self.db.transaction() as conn:
            if moves.drop_waiting(conn, job_id=job_id) == 0:
                raise ImportNotFound("This download does not wait to be imported.")

    def preview_renames(self, user: User, media_id: int, query: RenameQuery) -> RenamePreview:
        """What the files of a title would be called. Raises `NotAllowed` or `MediaNotFound`."""
        user.require("match")
        card = self.catalog.card(user.id, media_id)
        with self.db.read() as conn:
            planned = self._plan_renames(conn, media_id, query)
        return RenamePreview(
            media=card,
            moves=[_view(one, {media_id: card}, {}) for one in planned],
            changed=sum(one.problem is None for one in planned),
        )

    def rename(self, user: User, media_id: int, query: RenameQuery) -> MovesStarted:
        """
        Rename the files of a title; one undo takes it back. Raises `NotAllowed`, `MediaNotFound`
        or `NothingToMove`.
        """
        user.require("match")
        self.catalog.require(media_id)
        batch_id = self.new_id()
        with self.db.transaction() as conn:
            self.undo.lock(conn, user.id)
            planned = [
                one for one in self._plan_renames(conn, media_id, query) if one.problem is None
            ]
            if not planned:
                raise NothingToMove("Every file has this name already.")
            moves.insert_renames(
                conn,
                batch_id=batch_id,
                moves=[
                    (self.new_id(), one.file.id, one.file.absolute_path, one.new_path)
                    for one in planned
                ],
                now=self.clock(),
            )
            self._queue(conn, batch_id)
            undo_id = self.undo.record(
                conn, user.id, LIBRARY_RENAMES, json.dumps({"batch_id": str(batch_id)})
            )
        return MovesStarted(batch_id=batch_id, files=len(planned), undo_id=undo_id)

    def revert(self, conn: Connection, _user_id: UUID, changed: str) -> None:
        """Take a rename back: what is not done is dropped, the rest gets its old name again."""
        done = moves.revert_batch(conn, batch_id=UUID(json.loads(changed)["batch_id"]))
        if not done:
            return
        batch_id = self.new_id()
        moves.insert_renames(
            conn,
            batch_id=batch_id,
            moves=[(self.new_id(), one.item_id, one.new_path, one.old_path) for one in done],
            now=self.clock(),
        )
        self._queue(conn, batch_id)

    def progress(self, user: User, batch_id: UUID) -> MovesProgress:
        """How far the moves of a batch are. Raises `NotAllowed` or `MovesNotFound`."""
        user.require("match")
        with self.db.read() as conn:
            found = moves.progress(conn, batch_id=batch_id)
        if found is None:
            raise MovesNotFound("There is nothing to move, or it was taken back.")
        return found

    def after_download(self, job_id: UUID) -> bool:
        """
        The files of a finished download are in the library: decide whether they are moved now,
        later or not. True when some are to be moved now. Idempotent.
        """
        with self.db.transaction() as conn:
            settings = self.settings.get_in(conn).imports
            if not settings.is_on:
                return False
            count = moves.count_items(conn, job_id=job_id)
            ids = [self.new_id() for _ in range(count)]
            moves.put_waiting(conn, ids=ids, job_id=job_id, now=self.clock())
            if settings.asks_first:
                return False
            return self._make_ready(conn, job_id, None) > 0

    def _make_ready(self, conn: Connection, job_id: UUID, wanted: Sequence[UUID] | None) -> int:
        """Give the waiting files of a download their new paths; how many have one."""
        planned = self._plan_job(conn, job_id, self.settings.get_in(conn).imports)
        chosen = [
            one
            for one in planned
            if one.problem is None and (wanted is None or one.file.id in wanted)
        ]
        for one in chosen:
            moves.set_ready(conn, job_id=job_id, item_id=one.file.id, new_path=one.new_path)
        return len(chosen)

    def _plan_job(self, conn: Connection, job_id: UUID, settings: ImportSettings) -> list[Planned]:
        ids = [item_id for item_id, _ in moves.list_waiting(conn, job_id=job_id)]
        return self._plan(conn, ids, settings)

    def _plan(
        self, conn: Connection, ids: Sequence[UUID], settings: ImportSettings
    ) -> list[Planned]:
        known = naming_facts.list_ids_of_versions(conn, ids=ids) if settings.replaces_worse else []
        planner = self._planner(conn, settings)
        return planner.imports(self._files(conn, ids), self._files(conn, known))

    def _files(self, conn: Connection, ids: Sequence[UUID]) -> list[MovingFile]:
        return naming_facts.list_files(conn, ids=ids, playing_since=self.clock() - PLAYING_FOR)

    def _plan_renames(self, conn: Connection, media_id: int, query: RenameQuery) -> list[Planned]:
        ids = naming_facts.list_ids_of_title(
            conn, media_id=media_id, season=query.season, limit=MAX_MOVES
        )
        planner = self._planner(conn, self.settings.get_in(conn).imports)
        return planner.renames(self._files(conn, ids))

    def _planner(self, conn: Connection, settings: ImportSettings) -> Planner:
        def taken(paths: Sequence[str]) -> Mapping[str, UUID]:
            return naming_facts.list_taken(conn, paths=paths)

        return Planner(settings, self.roots(), taken)

    def _queue(self, conn: Connection, batch_id: UUID) -> None:
        defer(conn, TASK, {"batch_id": str(batch_id)}, queue=QUEUE)

    def _cards(self, user: User, planned: Sequence[Planned]) -> Mapping[int, object]:
        ids = [one.file.media_id for one in planned if one.file.media_id is not None]
        return self.catalog.cards_by_id(user.id, ids)


def _view(one: Planned, cards: Mapping[int, object], failures: Mapping[UUID, str]) -> PlannedMove:
    return PlannedMove.model_validate(
        {
            "library_item_id": one.file.id,
            "file_name": one.file.file_name,
            "file_size_bytes": one.file.file_size_bytes,
            "media": cards.get(one.file.media_id) if one.file.media_id is not None else None,
            "episode_label": label_of(one.file),
            "extra_kind": one.file.extra_kind,
            "folder": one.folder,
            "target": one.target,
            "problem": one.problem,
            "failure": failures.get(one.file.id, ""),
            "versions": list(one.versions),
        }
    )
