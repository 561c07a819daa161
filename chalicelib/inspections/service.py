"""Inspections: users create and poll them, workers run them."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from chalicelib.catalog.service import CatalogService
from chalicelib.download_settings.service import (
    DownloadSettingsService,
    FolderService,
    quotas,
)
from chalicelib.downloads.models import SourceType
from chalicelib.downloads.models.job_details import TorrentEntry
from chalicelib.downloads.service import SourceValidator
from chalicelib.inspections import store
from chalicelib.inspections.errors import InspectionNotFound, TooManyInspections
from chalicelib.inspections.models import (
    Inspection,
    InspectionCreate,
    InspectionStatus,
    RecognizedTitle,
)
from chalicelib.inspections.store import InspectionRow, PendingInspection
from chalicelib.platform.clock import NewId
from chalicelib.platform.db import Database
from chalicelib.platform.sessions import User

MAX_PENDING = 5
NO_WORKER = "No worker is running that could inspect it."


@dataclass(frozen=True, slots=True)
class InspectionService:
    """What users do with inspections."""

    db: Database
    new_id: NewId
    validator: SourceValidator
    settings: DownloadSettingsService
    folders: FolderService
    catalog: CatalogService

    def create(self, user: User, body: InspectionCreate) -> Inspection:
        """
        Raises `NotAllowed`, `BadSource`, `BadTorrent`, `BlockedAddress`, `TorrentsOff` or
        `TooManyInspections`.
        """
        user.require("download")
        source = self.validator.validate(
            body.source_type, body.source, may_resolve=self.settings.may_resolve_names
        )
        inspection_id = self.new_id()
        with self.db.transaction() as conn:
            quotas.lock(conn, user.id)
            if store.count_pending(conn, user.id) >= MAX_PENDING:
                raise TooManyInspections(
                    "Wait until what you looked into before is answered.", retry_after_s=5
                )
            store.insert(conn, id=inspection_id, user_id=user.id, source=source)
        return self.get(user, inspection_id)

    def get(self, user: User, inspection_id: UUID) -> Inspection:
        """Raises `InspectionNotFound`."""
        with self.db.read() as conn:
            found = store.get(conn, id=inspection_id, user_id=user.id)
        if found is None:
            raise InspectionNotFound("There is no such inspection.")
        folders = self.folders.list(user).items
        has_no_worker = found.status is InspectionStatus.FAILED and found.reason == "no_worker"
        return Inspection.model_validate(
            {
                "id": found.id,
                "status": found.status,
                "sourceType": found.source_type,
                "source": found.source,
                "title": found.title,
                "infoHash": found.info_hash,
                "bytesTotal": found.bytes_total,
                "isPrivate": found.is_private,
                "files": found.files,
                "reason": found.reason,
                "message": NO_WORKER if has_no_worker else found.message,
                "freeBytes": folders[0].free_bytes if folders else None,
                "existingJobId": found.existing_job_id,
                "titleMatch": self._title_match(user, found),
                "isRecognized": found.is_recognized,
                "createdAt": found.created_at,
            }
        )

    def _title_match(self, user: User, found: InspectionRow) -> RecognizedTitle | None:
        if found.media_id is None:
            return None
        card = self.catalog.cards_by_id(user.id, [found.media_id]).get(found.media_id)
        if card is None:
            return None
        return RecognizedTitle(
            media=card,
            season_number=found.season_number,
            episode_number=found.episode_number,
            confidence=found.match_confidence,
            is_in_library=found.is_in_library,
            job_id=found.title_job_id,
        )

    def delete(self, user: User, inspection_id: UUID) -> None:
        """Raises `InspectionNotFound`."""
        with self.db.transaction() as conn:
            if not store.delete(conn, id=inspection_id, user_id=user.id):
                raise InspectionNotFound("There is no such inspection.")

    def delete_old(self) -> int:
        """Delete inspections of the day before that no open job began with; returns how many."""
        with self.db.transaction() as conn:
            return store.delete_old(conn)


@dataclass(frozen=True, slots=True)
class InspectionQueue:
    """What workers do with inspections."""

    db: Database

    def claim(self, worker_id: str, limit: int) -> list[PendingInspection]:
        """The oldest pending inspections that no running worker has claimed."""
        with self.db.read() as conn:
            return store.claim(conn, worker_id=worker_id, limit=limit)

    def complete(
        self,
        inspection_id: UUID,
        *,
        title: str,
        info_hash: str | None,
        bytes_total: int,
        is_private: bool,
        files: Sequence[TorrentEntry],
        metadata: bytes | None,
        source_type: SourceType | None = None,
        message: str = "",
    ) -> None:
        """
        Store the result, unless the inspection has one or was deleted.

        `source_type` corrects the type: a torrent file behind a web address.
        """
        with self.db.read() as conn:
            store.complete(
                conn,
                id=inspection_id,
                title=title,
                info_hash=info_hash,
                bytes_total=bytes_total,
                is_private=is_private,
                files=files,
                metadata=metadata,
                source_type=source_type,
                message=message,
            )

    def fail(self, inspection_id: UUID, reason: str, message: str) -> None:
        with self.db.read() as conn:
            store.fail(conn, id=inspection_id, reason=reason, message=message)
