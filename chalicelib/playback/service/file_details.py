"""What is in a file, for what is built on playing it."""

from collections.abc import Mapping, Sequence
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
        return self.of_items([item_id]).get(item_id)

    def of_items(self, item_ids: Sequence[UUID]) -> Mapping[UUID, FileDetails]:
        """By id; without files that were not probed."""
        with self.db.read() as conn:
            return store.list_details(conn, item_ids=item_ids)
