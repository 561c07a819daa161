"""What is not at hand, because its disk is away or it is missing, is nowhere offered to play."""

from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from chalicelib.calendar.models import CalendarQuery
from chalicelib.dashboard import store as dashboard
from chalicelib.downloads.store import job_list
from chalicelib.playback import store as playback
from chalicelib.recommendations.models import RecommendationQuery
from chalicelib.recommendations.service import is_wanted
from chalicelib.recommendations.store import tonight
from chalicelib.tracking.models.watch_later import WatchLaterQuery
from chalicelib.watchlist.models.follows import FollowRequest, WatchlistQuery
from tests.db.test_calendar import calendar_of
from tests.library import make_item, set_away
from tests.titles import Show, make_show, make_title
from tests.tracking import Living

TRAVEL = Path("/media/travel")


@pytest.fixture
def living(db):
    return Living(db)


def hide(living: Living, why: str) -> None:
    """Take every file on the disk away."""
    if why == "away":
        set_away(living.db, str(TRAVEL), str(TRAVEL))
    else:
        with living.db.read() as conn:
            conn.execute("UPDATE library_items SET missing_since = now()")


def file_of(living: Living, media_id: int, episode_id: int | None = None) -> UUID:
    name = f"{media_id} {episode_id}.mkv"
    return make_item(
        living.db, TRAVEL / name, media_id=media_id, episode_id=episode_id, duration_s=3600
    )


@pytest.fixture
def film(living) -> int:
    film = make_title(living.db, "Sintel", runtime_minutes=60)
    file_of(living, film)
    return film


@pytest.fixture
def show(living) -> Show:
    show = make_show(living.db)
    for episode in show.episodes:
        file_of(living, show.id, episode)
    return show


HIDDEN = pytest.mark.parametrize("why", ["away", "missing"])


@HIDDEN
def test_a_card_is_in_the_library_and_not_at_hand(living, film, show, why):
    def cards():
        return [(each.in_library, each.at_hand) for each in map(living.card, (film, show.id))]

    assert cards() == [(True, True)] * 2
    hide(living, why)
    assert cards() == [(True, False)] * 2
    assert not is_wanted(living.card(film), RecommendationQuery(available=True))


def test_a_file_on_another_disk_or_in_the_store_is_at_hand(living, film, show):
    make_item(living.db, Path("/media/travels/sintel.mkv"), media_id=film)
    with living.db.read() as conn:
        conn.execute(
            "UPDATE library_items SET stored_at = now() WHERE episode_id = %s", [show.episodes[1]]
        )
    hide(living, "away")

    assert [living.card(each).at_hand for each in (film, show.id)] == [True, True]


@HIDDEN
def test_continue_watching_keeps_what_is_not_at_hand_and_says_why(living, film, why):
    living.play(film, 600, of=3600)
    hide(living, why)

    (item,) = living.row()

    reason = {"reason": why, "away": "travel" if why == "away" else ""}
    assert (item["media"]["id"], item["libraryItemId"], item["absence"]) == (film, None, reason)


@HIDDEN
def test_the_billboard_takes_nothing_that_is_not_at_hand(living, film, why):
    living.watch_later.add(living.user, film)

    def own():
        with living.db.read() as conn:
            return [
                row.media_id for row in dashboard.featured(conn, user_id=living.user) if row.is_own
            ]

    assert own() == [film]
    hide(living, why)
    assert own() == []


@HIDDEN
def test_watch_later_lists_nothing_as_available_that_is_not_at_hand(living, film, why):
    living.watch_later.add(living.user, film)

    def available():
        query = WatchLaterQuery(available=True)
        return [each.id for each in living.watch_later.page(living.user, query).items]

    assert available() == [film]
    hide(living, why)
    assert available() == []


@HIDDEN
def test_the_watchlist_names_no_file_that_is_not_at_hand(living, show, why):
    living.watchlist.add(living.user, FollowRequest(kind="show", ids=[show.id]))

    def files():
        (followed,) = living.watchlist.page(living.user, WatchlistQuery()).shows
        return [episode.library_item_id is not None for episode in followed.unseen]

    assert files() == [True] * 3
    hide(living, why)
    assert files() == [False] * 3


@HIDDEN
def test_no_episode_follows_that_is_not_at_hand(living, why):
    show = make_show(living.db)
    first, _second = (file_of(living, show.id, each) for each in show.episodes[:2])

    def following():
        with living.db.read() as conn:
            return playback.next_episode(conn, item_id=first)

    assert following() is not None
    hide(living, why)
    assert following() is None


@HIDDEN
def test_tonight_draws_nothing_as_here_that_is_not_at_hand(living, film, why):
    def here():
        with living.db.read() as conn:
            (row,) = tonight.candidates(
                conn,
                asker=living.user,
                people=[living.user],
                kinds=["movie"],
                minutes=None,
                again=False,
                now=living.now,
            )
        return row.is_here

    assert here()
    hide(living, why)
    assert not here()


@HIDDEN
def test_the_calendar_offers_no_file_that_is_not_at_hand(living, show, why):
    aired = living.now.date() - timedelta(days=1)
    with living.db.transaction() as conn:
        conn.execute(
            "UPDATE show_episodes SET air_date = %s WHERE id = %s", [aired, show.episodes[0]]
        )

    def offered():
        query = CalendarQuery.model_validate({"from": str(aired), "days": 1})
        page = calendar_of(living).releases(living.user, query)
        return b'"libraryItemId":null' not in page

    assert offered()
    hide(living, why)
    assert not offered()


@HIDDEN
def test_a_download_offers_no_file_that_is_not_at_hand(living, film, why):
    job = uuid4()
    with living.db.transaction() as conn:
        conn.execute(
            """
            INSERT INTO download_jobs (id, user_id, media_id, source_type, source, status)
            VALUES (%s, %s, %s, 'direct', 'http://x', 'completed')
            """,
            [job, living.user, film],
        )
        conn.execute("UPDATE library_items SET source_job_id = %s", [job])

    def at_hand():
        with living.db.read() as conn:
            return job_list.get(conn, id=job, viewer=living.user).at_hand

    assert at_hand()
    hide(living, why)
    assert not at_hand()
