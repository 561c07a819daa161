"""Lists of the library: pages along an index, kept counts, kinds that follow their titles."""

from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from psycopg import sql

from chalicelib.catalog.models import MediaType
from chalicelib.catalog.service import CatalogService
from chalicelib.library.models import LibraryFilter
from chalicelib.library.models.matching import MatchState
from chalicelib.library.models.review import IgnoreRequest
from chalicelib.library.service import LibraryService
from chalicelib.library.store import items
from chalicelib.library.store.items import ListFilter
from chalicelib.platform.cache import Cache
from chalicelib.platform.clock import utc_now
from chalicelib.platform.sessions import ALL_RIGHTS, User
from tests.library import make_item
from tests.titles import make_file, make_person, make_title

SHELF = Path("/films")
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def found(db, wanted, *, limit=100, offset=0):
    with db.read() as conn:
        return items.list_page(conn, wanted, limit=limit, offset=offset)


def plan(db, wanted):
    """How PostgreSQL finds a page when it may not read the whole table or sort."""
    with db.transaction() as conn:
        conn.execute("SET LOCAL enable_seqscan = off")
        conn.execute("SET LOCAL enable_bitmapscan = off")
        conn.execute("SET LOCAL enable_sort = off")
        explained = sql.SQL("EXPLAIN {}").format(items.page_statement(wanted))
        rows = conn.execute(explained, {**asdict(wanted), "limit": 24, "offset": 9_000})
        return "\n".join(row[0] for row in rows)


@pytest.mark.parametrize(
    ("wanted", "index"),
    [
        (ListFilter(), "library_items_by_change"),
        (ListFilter(match_state=MatchState.UNMATCHED), "library_items_by_state"),
        (ListFilter(media_type=MediaType.SHOW), "library_items_by_media_type"),
    ],
)
def test_a_page_is_read_from_an_index_without_the_rows(db, wanted, index):
    assert f"Index Only Scan using {index}" in plan(db, wanted)


def test_every_item_is_on_one_page(db):
    made = {make_item(db, SHELF / f"{n}.mkv") for n in range(7)}

    pages = [found(db, ListFilter(), limit=3, offset=offset) for offset in (0, 3, 6, 9)]

    assert [len(page) for page in pages] == [3, 3, 1, 0]
    assert {item for page in pages for item in page} == made


def test_an_item_is_found_once_by_its_name_and_its_title(db):
    film = make_title(db, "Sintel")
    both = make_item(db, SHELF / "sintel.mkv", media_id=film)
    by_title = make_item(db, SHELF / "film.mkv", media_id=film)
    make_item(db, SHELF / "other.mkv")
    wanted = ListFilter(pattern="%SINTEL%")

    with db.read() as conn:
        counted = items.count(conn, wanted)

    assert sorted(found(db, wanted)) == sorted([both, by_title])
    assert counted == 2


def test_an_item_is_of_the_kind_its_title_is(db):
    film, show = make_title(db, "Sintel"), make_title(db, "Pioneer One", media_type="show")
    item = make_item(db, SHELF / "one.mkv", media_id=film)
    assert found(db, ListFilter(media_type=MediaType.MOVIE)) == [item]

    with db.read() as conn:
        items.set_matches(conn, media_id=show, episodes={item: []}, now=utc_now())
    assert found(db, ListFilter(media_type=MediaType.MOVIE)) == []
    assert found(db, ListFilter(media_type=MediaType.SHOW)) == [item]

    with db.read() as conn:
        conn.execute("UPDATE media_items SET media_type = 'movie' WHERE id = %s", [show])
    assert found(db, ListFilter(media_type=MediaType.MOVIE)) == [item]

    with db.read() as conn:
        items.reset_match(conn, id=item, now=utc_now())
    assert found(db, ListFilter(media_type=MediaType.MOVIE)) == []


def test_the_newest_of_each_title_are_listed_in_their_order(db):
    expected = []
    for day in (3, 2, 1):
        film = make_title(db, f"Film {day}")
        make_file(db, film, discovered_at=NOON - timedelta(days=10 + day))
        expected.insert(0, make_file(db, film, discovered_at=NOON - timedelta(days=day)))

    with db.read() as conn:
        assert items.list_newest_ids(conn, limit=9) == expected
        assert items.list_newest_ids(conn, limit=2) == expected[:2]


def test_a_missing_file_is_not_among_the_newest(db):
    film = make_title(db, "Film")
    kept = make_file(db, film, discovered_at=NOON - timedelta(days=2))
    for title in (film, make_title(db, "Gone")):
        gone = make_file(db, title, discovered_at=NOON)
        with db.transaction() as conn:
            conn.execute("UPDATE library_items SET missing_since = now() WHERE id = %s", [gone])

    with db.read() as conn:
        assert items.list_newest_ids(conn, limit=9) == [kept]


def test_the_newest_are_told_apart_when_they_came_at_once(db):
    films = [make_title(db, f"Film {n}") for n in range(3)]
    for film in films:
        make_file(db, film, discovered_at=NOON)
        make_file(db, film, discovered_at=NOON)
    with db.read() as conn:
        newest = items.list_newest_ids(conn, limit=9)
        shown = conn.execute(
            "SELECT count(DISTINCT media_id) FROM library_items WHERE id = ANY(%s)", [newest]
        ).fetchone()

    assert (len(newest), shown) == (3, (3,))


def test_a_kept_count_is_right_after_a_change(db, cache):
    person = User(make_person(db), uuid4(), rights=ALL_RIGHTS)
    library = LibraryService(db, CatalogService(db, utc_now, cache), cache, utc_now)
    first = make_item(db, SHELF / "one.mkv")
    make_item(db, SHELF / "two.mkv")
    assert library.page(person, LibraryFilter()).total == 2

    library.ignore(person, first, IgnoreRequest())

    assert library.page(person, LibraryFilter()).total == 1
    assert library.page(person, LibraryFilter(matchState="ignored")).total == 1
    beyond = library.page(person, LibraryFilter(page=2))
    assert (beyond.items, beyond.total) == ([], 1)


def test_missing_and_damaged_files_are_lists_of_their_own(db):
    person = User(make_person(db), uuid4(), rights=ALL_RIGHTS)
    library = LibraryService(db, CatalogService(db, utc_now), Cache(None), utc_now)
    lost, trailer, damaged, deleted = (
        make_item(db, SHELF / name) for name in ("lost.mkv", "trailer.mkv", "bad.mkv", "old.mkv")
    )
    with db.transaction() as conn:
        conn.execute(
            "UPDATE library_items SET missed_scans = 2, missing_since = now() WHERE id = ANY(%s)",
            [[lost, trailer, deleted]],
        )
        for item_id, state in ((trailer, "extra"), (deleted, "recycled")):
            conn.execute(
                "UPDATE library_items SET match_state = %s WHERE id = %s", [state, item_id]
            )
        conn.execute("UPDATE library_items SET probe_error = 'bad' WHERE id = %s", [damaged])

    def listed(condition):
        page = library.page(person, LibraryFilter(condition=condition))
        assert page.total == len(page.items)
        return {item.id for item in page.items}

    assert listed("missing") == {lost, trailer}
    assert listed("damaged") == {damaged}
