"""What workers do with looks inside: take them up, and answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from chalicelib.downloads.models import SourceType
from chalicelib.downloads.models.inside import TorrentEntry
from chalicelib.downloads.store import inspections
from chalicelib.downloads.store.inspections import Question
from chalicelib.platform.db import Database


@dataclass(frozen=True, slots=True)
class InspectionQueue:
    db: Database

    def take(self, worker_id: str, most: int) -> list[Question]:
        """The oldest questions nobody alive works on."""
        with self.db.read() as conn:
            return inspections.take(conn, worker_id=worker_id, most=most)

    def answer(
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
        One that was answered or forgotten meanwhile stays as it is.

        With `source_type`, it is of another kind than it was taken for, such as a torrent
        behind an address.
        """
        with self.db.read() as conn:
            inspections.answer(
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

    def refuse(self, inspection_id: UUID, reason: str, message: str) -> None:
        with self.db.read() as conn:
            inspections.refuse(conn, id=inspection_id, reason=reason, message=message)

    def forget_old(self) -> int:
        """Looks of yesterday; how many."""
        with self.db.transaction() as conn:
            return inspections.delete_old(conn)
