"""Films that are only in a real object store, for tests of what is read from there."""

from pathlib import Path
from uuid import UUID

from chalicelib.platform.db import Database
from chalicelib.platform.settings import Settings
from tests import clips
from tests.library import LibraryHarness, make_item
from tests.titles import make_title
from worker.media_opener import MediaOpener, StoredCopies, stored_copies
from worker.s3_client import client_of

KEY = "films/a film with spaces & signs.mkv"


def copies_in(object_server, endpoint: str | None = None) -> StoredCopies | None:
    return stored_copies(settings_of(object_server, endpoint))


def move_to_store(db: Database, path: Path, object_server) -> StoredCopies | None:
    """Give the only file of the library up for its copy."""
    client = client_of(settings_of(object_server))
    assert client is not None
    client.upload_file(str(path), object_server.bucket, KEY)
    with db.read() as conn:
        conn.execute(
            "UPDATE library_items SET object_key = %s, stored_at = now(), freed_at = now(),"
            " file_size_bytes = %s",
            [KEY, path.stat().st_size],
        )
    path.unlink()
    return copies_in(object_server)


class FreedFilm:
    """A film whose file was given up for its copy."""

    def __init__(self, db, cache, object_server, folder: Path) -> None:
        self.db = db
        self.server = object_server
        self.library = LibraryHarness(db, folder / "films", folder / "downloads", cache)
        path = self.library.root / "film.mkv"
        path.write_bytes(clips.two_languages().read_bytes())
        self.content = path.read_bytes()
        self.item: UUID = make_item(
            db,
            path,
            mime_type="video/x-matroska",
            media_id=make_title(db),
            duration_s=clips.SECONDS,
        )
        local = self.opener()(self.item)
        self.version = local.version
        assert local.descriptor is not None
        local.close()
        move_to_store(db, path, object_server)

    def opener(self, endpoint: str | None = None) -> MediaOpener:
        return MediaOpener(self.db, self.library.roots, copies_in(self.server, endpoint))


def settings_of(object_server, endpoint: str | None = None) -> Settings:
    return Settings.model_validate(
        {
            "database_url": "postgresql://nowhere",
            "seen_secret": "a secret of the tests, long enough for everyone",
            "s3_endpoint_url": endpoint or object_server.endpoint,
            "s3_access_key": object_server.access_key,
            "s3_secret_key": object_server.secret_key,
            "s3_bucket": object_server.bucket,
        }
    )
