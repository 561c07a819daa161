"""Looking inside a source before asking for it."""

from dataclasses import dataclass
from uuid import UUID

from chalicelib.downloads.errors import InspectionNotFound, TooManyInspections
from chalicelib.downloads.models.inside import Answered, Inspection, InspectionCreate
from chalicelib.downloads.service.house import DownloadSettingsService
from chalicelib.downloads.service.judging import SourceValidator
from chalicelib.downloads.store import inspections, quotas
from chalicelib.platform.clock import NewId
from chalicelib.platform.db import Database
from chalicelib.platform.sessions import User

MAX_PENDING = 5
NO_WORKER = "No worker is running that could look inside."


@dataclass(frozen=True, slots=True)
class InspectionService:
    db: Database
    new_id: NewId
    judge: SourceValidator
    house: DownloadSettingsService

    def ask(self, user: User, wanted: InspectionCreate) -> Inspection:
        """
        Raises `BadSource`, `BadTorrent`, `BlockedAddress`, `TorrentsOff` or
        `TooManyInspections`.
        """
        source = self.judge.understood(
            wanted.source_type, wanted.source, may_look_up=self.house.may_look_names_up
        )
        inspection_id = self.new_id()
        with self.db.transaction() as conn:
            quotas.lock(conn, user.id)
            if inspections.pending(conn, user.id) >= MAX_PENDING:
                raise TooManyInspections(
                    "Wait until what you looked into before is answered.", retry_after_s=5
                )
            inspections.insert(conn, id=inspection_id, user_id=user.id, source=source)
        return self.get(user, inspection_id)

    def get(self, user: User, inspection_id: UUID) -> Inspection:
        """Raises `InspectionNotFound`."""
        with self.db.read() as conn:
            found = inspections.get(conn, id=inspection_id, user_id=user.id)
        if found is None:
            raise InspectionNotFound("There is no such look inside.")
        folders = self.house.folders(user).items
        has_nobody = found.status is Answered.FAILED and found.reason == "no_worker"
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
                "message": NO_WORKER if has_nobody else found.message,
                "freeBytes": folders[0].free_bytes if folders else None,
                "existingJobId": found.existing_job_id,
                "createdAt": found.created_at,
            }
        )

    def forget(self, user: User, inspection_id: UUID) -> None:
        """Raises `InspectionNotFound`."""
        with self.db.transaction() as conn:
            if not inspections.forget(conn, id=inspection_id, user_id=user.id):
                raise InspectionNotFound("There is no such look inside.")
