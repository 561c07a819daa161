"""The files that players name in their reports, cached: reports come every few seconds."""

from dataclasses import dataclass
from uuid import UUID

from pydantic import TypeAdapter

from chalicelib.platform.cache import FILE_PART_TTL_S, LIBRARY, Cache, file_part_key
from chalicelib.platform.db import Database
from chalicelib.tracking.store import file_parts
from chalicelib.tracking.store.file_parts import FilePart

STORED = TypeAdapter(FilePart | None)


@dataclass(frozen=True, slots=True)
class PlayedFiles:
    db: Database
    cache: Cache

    def get(self, item_id: UUID, media_id: int, episode_id: int | None) -> FilePart | None:
        """
        The file, if it is this title and begins with this episode.

        End credits that were corrected count within half a minute.
        """

        def read() -> bytes:
            with self.db.read() as conn:
                part = file_parts.get_part(
                    conn, item_id=item_id, media_id=media_id, episode_id=episode_id
                )
            return STORED.dump_json(part)

        key = file_part_key(item_id, media_id, episode_id)
        return STORED.validate_json(self.cache.get_or_compute(key, LIBRARY, FILE_PART_TTL_S, read))
