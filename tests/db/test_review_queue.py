"""The review queue: folders in the order of their arrival, their files by name, page by page."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from psycopg import sql

from chalicelib.library.models.path_text import text_to_path
from chalicelib.library.models.review import QueuePlace
from chalicelib.library.models.scans import ScannedFile
from chalicelib.library.store import items, review_queue, scanned_files
from chalicelib.platform.errors import InvalidInput
from tests.library import make_item
from tests.titles import make_title

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def add(db, *paths, at=NOON):
    found = [ScannedFile(path, 1, 1) for path in paths]
    with db.transaction() as conn:
        scanned_files.insert(conn, ids=[uuid4() for _ in found], found=found, now=at)


def page(db, *, after=None, limit=100, offset=0):
    with db.read() as conn:
        return review_queue.list_page(conn, after=after, limit=limit, offset=offset)


def queue(db):
    """The paths of the queue, read two at a time."""
    places, last = [], None
    while found := page(db, after=last, limit=2):
        places += found
        last = QueuePlace.decode(found[-1].encode())
    return paths_of(db, places)


def paths_of(db, places):
    with db.read() as conn:
        rows = conn.execute("SELECT id, absolute_path FROM library_items").fetchall()
    paths: dict[UUID, str] = dict(rows)
    return [paths[place.id] for place in places]


def test_files_of_a_folder_stand_together_in_the_natural_order_of_their_names(db):
    add(db, "/tv/Show/e10.mkv", "/tv/Show/Season 10/1.mkv")
    add(db, "/tv/Show/Season 2/1.mkv", "/tv/Show/e2.mkv", "/tv/Show/É3.mkv", "/tv/Show 2/x.mkv")

    assert queue(db) == [
        "/tv/Show/e2.mkv",
        "/tv/Show/É3.mkv",
        "/tv/Show/e10.mkv",
        "/tv/Show/Season 2/1.mkv",
        "/tv/Show/Season 10/1.mkv",
        "/tv/Show 2/x.mkv",
    ]


def test_the_newest_folder_comes_first_with_files_that_follow(db):
    add(db, "/films/old/2.mkv")
    add(db, "/films/new/2.mkv", at=NOON + HOUR)
    add(db, "/films/old/1.mkv", at=NOON + 2 * HOUR)  # part of the same arrival

    assert queue(db) == ["/films/new/2.mkv", "/films/old/1.mkv", "/films/old/2.mkv"]


def test_a_folder_that_gets_files_on_another_day_comes_to_the_top(db):
    add(db, "/films/old/2.mkv")
    add(db, "/films/new/2.mkv", at=NOON + HOUR)
    add(db, "/films/old/1.mkv", at=NOON + 30 * HOUR)

    assert queue(db) == ["/films/old/1.mkv", "/films/old/2.mkv", "/films/new/2.mkv"]


def test_a_file_that_is_unmatched_again_stands_beside_those_of_its_folder(db):
    film = make_title(db, "Sintel")
    with db.read() as conn:
        back = make_item(db, Path("/films/a/1.mkv"), media_id=film)
        conn.execute("UPDATE library_items SET arrived_at = %(at)s", {"at": NOON})
    add(db, "/films/b/1.mkv", at=NOON + HOUR)
    add(db, "/films/a/2.mkv", at=NOON + 2 * HOUR)

    with db.transaction() as conn:
        items.reset_match(conn, id=back, now=NOON)

    assert queue(db) == ["/films/a/1.mkv", "/films/a/2.mkv", "/films/b/1.mkv"]


def test_a_moved_file_stands_in_its_new_folder(db):
    add(db, "/films/a/1.mkv")
    add(db, "/films/b/2.mkv", at=NOON + HOUR)
    (moved,) = [place.id for place in page(db, limit=1, offset=1)]

    with db.transaction() as conn:
        scanned_files.move(conn, id=moved, file=ScannedFile("/films/b/1.mkv", 1, 1))

    assert queue(db) == ["/films/b/1.mkv", "/films/b/2.mkv"]
    assert len({place.folder_at for place in page(db)}) == 1


def test_the_next_page_is_the_same_when_files_of_the_last_one_are_matched(db):
    film = make_title(db, "Sintel")
    add(db, *(f"/films/{number}.mkv" for number in range(1, 7)))
    first = page(db, limit=3)

    with db.transaction() as conn:
        episodes = {place.id: () for place in first}
        items.set_matches(conn, media_id=film, episodes=episodes, now=NOON)
    add(db, "/new/1.mkv", at=NOON + HOUR)

    rest = paths_of(db, page(db, after=first[-1]))
    assert rest == ["/films/4.mkv", "/films/5.mkv", "/films/6.mkv"]


def test_names_of_any_length_and_with_long_numbers_are_sorted(db):
    deep = "/films/" + "9a" * 700
    add(db, f"{deep}/{'1a' * 100}.mkv", "/films/20240101120000.mkv", "/films/3.mkv")

    assert [text_to_path(path)[:10] for path in queue(db)] == [
        "/films/3.m", "/films/202", "/films/9a9",
    ]  # fmt: skip


@pytest.mark.parametrize("statement", [review_queue.PAGE, review_queue.PAGE_AFTER])
def test_a_page_is_read_from_an_index(db, statement):
    values = {"folder_at": NOON, "name": "a", "id": uuid4(), "limit": 50, "offset": 9_000}
    with db.transaction() as conn:
        conn.execute("SET LOCAL enable_seqscan = off")
        conn.execute("SET LOCAL enable_bitmapscan = off")
        plan = conn.execute(sql.SQL("EXPLAIN {}").format(sql.SQL(statement)), values).fetchall()
    text = "\n".join(row[0] for row in plan)

    assert "Index Scan using library_items_to_review on" in text
    assert "Seq Scan" not in text


@pytest.mark.parametrize("cursor", ["x", "W10=", "eyJhIjogMX0=", "\N{SNOWMAN}"])
def test_a_foreign_cursor_is_refused(cursor):
    with pytest.raises(InvalidInput):
        QueuePlace.decode(cursor)
