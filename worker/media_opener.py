"""Opens films: their files, and what is left of them in the object store."""

import os
from dataclasses import dataclass
from uuid import UUID

from chalicelib.library.models.path_text import text_to_path
from chalicelib.platform.clock import Clock, utc_now
from chalicelib.platform.db import Database
from chalicelib.platform.errors import NotFound
from chalicelib.platform.settings import Settings
from chalicelib.playback.models.presigned_urls import ObjectStore
from worker.gateway import stream_queries
from worker.gateway.safe_open import FileNotServed, open_beneath
from worker.gateway.stream_queries import StreamFile
from worker.media_input import MediaInput
from worker.scanner.roots import RootSource

LASTS_S = 6 * 3600  # a process reads a film for as long as it plays
UNKNOWN_MIME_TYPE = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class StoredCopies:
    """The copies of library files in the object store at `endpoint`."""

    objects: ObjectStore
    endpoint: str
    clock: Clock

    def copy_of(self, file: StreamFile) -> MediaInput | None:
        """None for a file that was not pushed."""
        if file.object_key is None or file.stored_at is None:
            return None
        address = self.objects.presigned_get(
            file.object_key,
            origin=self.endpoint.rstrip("/"),
            now=self.clock(),
            expires_s=LASTS_S,
            content_type=file.mime_type or UNKNOWN_MIME_TYPE,
        )
        # That of the file when it was pushed: what was read of it before counts for the copy.
        return MediaInput(address, f"{file.size_bytes}-{file.modified_ns}")


@dataclass(frozen=True, slots=True)
class MediaOpener:
    """
    Opens library files, each path component without following symbolic links, and what is left of
    them in the object store.
    """

    db: Database
    roots: RootSource
    copies: StoredCopies | None

    def __call__(self, item_id: UUID) -> MediaInput:
        """The caller closes it. Raises `NotFound` or `Unavailable`."""
        with self.db.read() as conn:
            known = stream_queries.get(conn, item_id=item_id)
        if known is None:
            raise NotFound("This file is missing.")
        try:
            return MediaInput.of_descriptor(open_beneath(self.roots, text_to_path(known.path)))
        except FileNotServed as error:
            copy = self.copies.copy_of(known) if self.copies else None
            if copy is None:
                raise NotFound("This file is missing.") from error
            return copy


def near_copies(settings: Settings) -> StoredCopies | None:
    """Those in a store on this machine: reading a whole film from another one costs its traffic."""
    is_near = "SEEN_OBJECTS_DIR" in os.environ  # set by the supervisor
    return stored_copies(settings) if is_near else None


def stored_copies(settings: Settings) -> StoredCopies | None:
    """None when no store is set up, or nothing is to be played from it."""
    objects = ObjectStore.of_settings(settings)
    if (
        settings.seen_playback_source == "local"
        or settings.s3_endpoint_url is None
        or objects is None
    ):
        return None
    return StoredCopies(objects, str(settings.s3_endpoint_url), utc_now)
