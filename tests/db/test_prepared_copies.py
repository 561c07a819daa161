"""Copies that are prepared: of which files, how many at a time, and within the limit."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from chalicelib.converted_copies.service.preparation import CopyPreparer
from chalicelib.library.store import roots
from chalicelib.platform.clock import utc_now
from chalicelib.playback.service.file_details import FileDetailsService
from tests.library import make_item

SECONDS = 3600
COPY_BYTES = (4000 + 192) * 125 * SECONDS  # of 720 lines with sound


@pytest.fixture
def films(db, tmp_path):
    """Adds a film to the folder; the ones added first are the oldest."""
    folder = tmp_path / "films"
    folder.mkdir()

    def add(name: str, *, codec: str = "hevc", container: str = "mkv") -> UUID:
        path = folder / name
        path.write_bytes(b"film")
        item = make_item(db, path, duration_s=SECONDS)
        with db.read() as conn:
            conn.execute(
                "UPDATE library_items SET fingerprint = 'abc', container_format = %s,"
                " video_codec = %s, width = 1280, height = 720 WHERE id = %s",
                [container, codec, item],
            )
            conn.execute(
                "INSERT INTO library_streams"
                " (id, library_item_id, stream_index, stream_type, codec)"
                " VALUES (%s, %s, 1, 'audio', 'aac')",
                [uuid4(), item],
            )
        return item

    with db.transaction() as conn:
        roots.insert(conn, path=str(folder), source="stored", user_id=None, now=utc_now())
        switch(conn, folder, is_on=True)
    return add


def switch(conn, folder, *, is_on: bool) -> None:
    roots.update(conn, path=str(folder), kind=None, marker=None, prepares_copies=is_on)


def preparer(db, quota_bytes: int = 10 * COPY_BYTES) -> CopyPreparer:
    return CopyPreparer(db, utc_now, uuid4, FileDetailsService(db), quota_bytes)


def asked(db) -> list[tuple[UUID, str, str]]:
    with db.read() as conn:
        return conn.execute(
            "SELECT library_item_id, rendition, state FROM converted_copies"
            " WHERE removed_at IS NULL ORDER BY created_at"
        ).fetchall()


def end(db, state: str) -> None:
    with db.read() as conn:
        conn.execute(
            "UPDATE converted_copies SET state = %s, durations = '{2}' WHERE state = 'waiting'",
            [state],
        )


def test_files_that_not_every_browser_plays_are_prepared_one_by_one(db, films):
    first = films("first.mkv")
    films("plays.mp4", codec="h264", container="mp4")
    second = films("second.mkv")
    worker = preparer(db)

    began = worker.prepare_next()
    while_it_is_made = worker.prepare_next()
    made_first = asked(db)
    end(db, "ready")
    went_on = worker.prepare_next()
    end(db, "ready")

    assert (began, while_it_is_made, went_on) == (True, False, True)
    assert made_first == [(first, "720-a1-copy", "waiting")]
    assert [item for item, *_ in asked(db)] == [first, second]
    assert worker.prepare_next() is False


def test_a_prepared_copy_that_was_removed_does_not_come_back_until_the_file_changes(db, films):
    item = films("film.mkv")
    worker = preparer(db)
    worker.prepare_next()
    with db.read() as conn:
        conn.execute("DELETE FROM converted_copies")

    again = worker.prepare_next()
    with db.read() as conn:
        conn.execute("UPDATE library_items SET fingerprint = 'def'")
    changed = worker.prepare_next()

    assert (again, changed) == (False, True)
    assert [one for one, *_ in asked(db)] == [item]


def test_a_copy_that_may_not_fit_waits_until_there_is_room(db, films):
    films("film.mkv")

    assert preparer(db, COPY_BYTES - 1).prepare_next() is False
    assert preparer(db, COPY_BYTES).prepare_next() is True


def test_nothing_is_prepared_in_other_folders(db, films, tmp_path):
    films("film.mkv")
    with db.read() as conn:
        switch(conn, tmp_path / "films", is_on=False)

    assert preparer(db).prepare_next() is False


def test_files_that_are_away_or_ignored_are_not_prepared(db, films):
    away, ignored = films("away.mkv"), films("ignored.mkv")
    with db.read() as conn:
        conn.execute(
            "UPDATE library_items SET missing_since = %s WHERE id = %s",
            [utc_now() - timedelta(days=1), away],
        )
        conn.execute("UPDATE library_items SET match_state = 'ignored' WHERE id = %s", [ignored])

    assert preparer(db).prepare_next() is False
