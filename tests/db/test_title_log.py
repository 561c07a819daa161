"""The log of a title: what a user did with it, and which files came."""

import pytest

from chalicelib.catalog.models import WatchStatus
from chalicelib.migrate import migrate
from chalicelib.title_log.models import LogQuery
from chalicelib.title_log.service import TitleLogService
from chalicelib.tracking.models.plays import PlaysRequest
from chalicelib.tracking.models.ratings import RatingRequest
from chalicelib.tracking.models.statuses import StatusRequest
from tests.titles import make_file, make_person, make_show, make_title
from tests.tracking import Living


@pytest.fixture
def living(db):
    return Living(db)


def log(living, media_id, **query):
    service = TitleLogService(living.db, living.catalog)
    return service.page(living.user, media_id, LogQuery(**query))


def entries(living, media_id):
    return [(each.kind.value, each.value, each.part) for each in log(living, media_id).items]


def rate(living, media_id, rating, **part):
    living.wait(minutes=1)
    return living.ratings.rate(
        living.user, RatingRequest(mediaIds=[media_id], rating=rating, **part)
    )


def move(living, media_id, status):
    living.wait(minutes=1)
    return living.statuses.set_status(
        living.user, StatusRequest(mediaIds=[media_id], status=status)
    )


def test_every_rating_and_status_is_kept_in_order(living):
    film = make_title(living.db)

    rate(living, film, 6)
    rate(living, film, 8.5)
    move(living, film, WatchStatus.PLANNED)
    move(living, film, WatchStatus.DROPPED)

    assert entries(living, film) == [
        ("status", "dropped", None),
        ("status", "planned", None),
        ("rating", "8.5", None),
        ("rating", "6.0", None),
    ]


def test_an_undone_change_leaves_no_trace(living):
    film = make_title(living.db)
    rate(living, film, 6)
    change = rate(living, film, 9)

    living.undo.undo(living.user, change.undo_id)

    assert entries(living, film) == [("rating", "6.0", None)]


def test_episodes_marked_together_are_one_entry(living):
    show = make_show(living.db, seasons=(2, 2))
    living.plays.add(living.user, PlaysRequest(mediaId=show.id))
    rate(living, show.id, 7, seasonNumber=2)
    rate(living, show.id, 9, episodeId=show.episodes[1])

    assert entries(living, show.id) == [
        ("rating", "9.0", "S1 E2"),
        ("rating", "7.0", "Season 2"),
        ("seen", None, "S1 E1 to S2 E2"),
    ]
    assert log(living, show.id).items[-1].count == 4


def test_a_page_goes_on_where_the_one_before_ended(living):
    film = make_title(living.db)
    make_file(living.db, film)
    for rating in (1, 2, 3):
        rate(living, film, rating)
    living.plays.add(living.user, PlaysRequest(mediaId=film, precision="unknown"))
    whole = log(living, film)

    found, cursor = [], None
    for _ in whole.items:
        page = log(living, film, cursor=cursor, limit=1)
        found += page.items
        cursor = page.next_cursor

    assert (found, cursor) == (whole.items, None)
    assert found[-1].at is None


def test_another_user_reads_their_own_log(living):
    film = make_title(living.db)
    rate(living, film, 8)

    assert entries(Living(living.db), film) == []


def test_what_goes_with_its_title_is_no_move(living):
    film = make_title(living.db)
    rate(living, film, 8)

    with living.db.read() as conn:
        conn.execute("DELETE FROM media_items WHERE id = %s", [film])
        left = conn.execute("SELECT count(*) FROM user_title_moves").fetchone()

    assert left == (0,)


def test_moves_of_another_cluster_are_not_taken_for_new_ones(db):
    person, film = make_person(db), make_title(db, "Sintel")
    with db.read() as conn:
        conn.execute(
            """
            INSERT INTO user_title_moves (user_id, media_id, kind, value, at, xact)
            VALUES (%(person)s, %(film)s, 'status', 'planned', now(), '9000000000'),
                (%(person)s, %(film)s, 'status', 'done', now(), '3')
            """,
            {"person": person, "film": film},
        )
    migrate(db.dsn)
    with db.read() as conn:
        ids = conn.execute("SELECT xact::text FROM user_title_moves ORDER BY id").fetchall()

    assert ids == [("0",), ("3",)]


def test_of_each_title_the_newest_moves_are_kept(db):
    person, film = make_person(db), make_title(db, "Sintel")
    with db.read() as conn:
        conn.execute(
            """
            INSERT INTO user_title_moves (user_id, media_id, kind, value, at)
            SELECT %(person)s, %(film)s, 'status', number::text, now() - interval '1 day' * number
            FROM generate_series(1, 2005) AS number
            """,
            {"person": person, "film": film},
        )
        conn.execute(
            """
            INSERT INTO user_statuses (user_id, media_id, status, updated_at)
            VALUES (%(person)s, %(film)s, 'planned', now())
            """,
            {"person": person, "film": film},
        )
        kept = conn.execute(
            "SELECT count(*), count(*) FILTER (WHERE value = 'planned') FROM user_title_moves"
        ).fetchone()

    assert kept == (2000, 1)
