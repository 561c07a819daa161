"""What is in a file, for what is built on playing it."""

from dataclasses import dataclass
from uuid import UUID

from chalicelib.platform.db import Database
from chalicelib.playback import store
from chalicelib.playback.models.file_details import FileDetails


@dataclass(frozen=True, slots=True)
class FileDetailsService:
    db: Database

    def of_item(self, item_id: UUID) -> FileDetails | None:
        """None until the file was probed."""
        with self.db.read() as conn:
            return store.list_details(conn, item_ids=[item_id]).get(item_id)
