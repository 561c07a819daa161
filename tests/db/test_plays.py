"""Viewings: one row each, what is derived from them, and undoing what was done."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from chalicelib.http.schemas import Paging
from chalicelib.metadata.store import title_merge
from chalicelib.platform.errors import InvalidInput
from chalicelib.tracking.errors import PlayNotFound, UndoExpired
from chalicelib.tracking.models.plays import HistoryQuery, PlayScope, PlaysRequest, PlayTime
from chalicelib.tracking.models.ratings import FavoriteRequest
from tests.titles import make_show, make_title
from tests.tracking import Living, count_waiting
from tests.waiting import wait_until


@pytest.fixture
def living(db):
    return Living(db)


def add(living, media_id, **fields):
    living.wait(seconds=10)
    return living.plays.add(living.user, PlaysRequest(mediaId=media_id, **fields))


def remove(living, media_id, **fields):
    living.wait(seconds=10)
    return living.plays.remove(living.user, PlayScope(mediaId=media_id, **fields))


def undo(living, change):
    living.undo.undo(living.user, change.undo_id)


def history(living, **fields):
    return living.plays.history(living.user, HistoryQuery(**fields)).items


def seen(living):
    """The summary of each title or episode: how many plays, the first and the last of them."""
    with living.db.read() as conn:
        return conn.execute(
            """
            SELECT media_id, episode_id, plays, nullif(watched_at, '-infinity'),
                   nullif(last_watched_at, '-infinity')
            FROM user_watched
            WHERE user_id = %s
            ORDER BY media_id, episode_id
            """,
            [living.user],
        ).fetchall()


def seen_episodes(living):
    return [row[1] for row in seen(living)]


def counted(living):
    """The same summary, from the plays themselves."""
    with living.db.read() as conn:
        return conn.execute(
            """
            SELECT media_id, episode_id, count(*), nullif(min(watched_at), '-infinity'),
                   nullif(max(watched_at), '-infinity')
            FROM user_plays
            WHERE user_id = %s
            GROUP BY media_id, episode_id
            ORDER BY media_id, episode_id
            """,
            [living.user],
        ).fetchall()


def test_a_second_viewing_is_a_second_play(living):
    film = make_title(living.db)

    first = add(living, film)
    second = add(living, film)

    (row,) = seen(living)
    assert (row[2], first.added, second.added) == (2, 1, 1)
    assert [play.watched_at for play in history(living)] == [row[4], row[3]]


def test_playing_a_watched_film_again_never_unwatches_it(living):
    film = make_title(living.db)
    living.play(film, 95)
    living.play(film, 5)

    assert living.card(film).watched is True
    living.play(film, 95)
    living.play(film, 97)

    assert [play.source for play in history(living)] == ["player", "player"]
    assert seen(living) == counted(living)


def test_the_same_message_twice_is_one_play(living):
    film = make_title(living.db)

    living.play(film, 95)
    living.play(film, 95, after_s=0)

    assert len(history(living)) == 1


def test_two_players_that_end_at_once_make_one_play(living):
    film = make_title(living.db)
    living.play(film, 50)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda position: living.play(film, position, after_s=0), [95, 96, 97, 98]))

    assert len(history(living)) == 1
    assert seen(living) == counted(living)


def test_marking_what_was_watched_adds_no_play(living):
    film = make_title(living.db)
    living.play(film, 95)

    living.mark(film)

    assert len(history(living)) == 1


def test_a_season_is_its_aired_episodes_that_were_not_watched(living):
    show = make_show(living.db, seasons=(2, 3), not_aired=[4])
    living.mark(show.id, show.episodes[2])

    change = add(living, show.id, seasonNumber=2)

    assert change.added == 1
    assert seen_episodes(living) == show.episodes[2:4]


def test_everything_up_to_an_episode_is_one_change(living):
    show = make_show(living.db, seasons=(2, 3), specials=1)

    change = add(living, show.id, episodeId=show.episodes[3], upTo=True)

    assert seen_episodes(living) == show.episodes[:4]
    undo(living, change)
    assert seen(living) == []


def test_up_to_a_special_is_the_specials_before_it(living):
    show = make_show(living.db, seasons=(2,), specials=2)
    specials = show.episodes[2:]

    add(living, show.id, episodeId=specials[1], upTo=True)

    assert seen_episodes(living) == specials


def test_a_show_is_watched_again_only_when_that_is_asked_for(living):
    show = make_show(living.db, seasons=(2,))
    add(living, show.id)

    assert add(living, show.id).undo_id is None
    assert add(living, show.id, again=True).added == 2

    assert [row[2] for row in seen(living)] == [2, 2]


def test_removing_a_season_leaves_the_others(living):
    show = make_show(living.db, seasons=(2, 2))
    add(living, show.id)

    assert remove(living, show.id, seasonNumber=1).removed == 2

    assert seen_episodes(living) == show.episodes[2:]
    assert seen(living) == counted(living)


def test_undoing_a_removal_brings_every_play_and_the_position_back(living):
    film = make_title(living.db)
    add(living, film)
    living.play(film, 95)
    before, position = history(living), living.card(film).progress_percent

    change = remove(living, film)
    assert (history(living), living.card(film).progress_percent) == ([], None)
    undo(living, change)

    assert history(living) == before
    assert living.card(film).progress_percent == position
    assert seen(living) == counted(living)


def test_undoing_a_mark_continues_what_was_begun(living):
    film = make_title(living.db)
    living.play(film, 40)

    change = add(living, film)
    assert living.continues() == []
    undo(living, change)

    assert living.continues() == [(film, None)]


def test_undoing_leaves_what_happened_since(living):
    film = make_title(living.db)
    change = add(living, film)
    add(living, film)

    undo(living, change)

    assert len(history(living)) == 1
    assert living.card(film).watched is True


def test_a_change_is_undone_once_by_its_owner_within_half_a_minute(living):
    film, other = make_title(living.db), Living(living.db)
    once, late = add(living, film), add(living, film)

    with pytest.raises(UndoExpired):
        undo(other, once)
    undo(living, once)
    with pytest.raises(UndoExpired):
        undo(living, once)
    living.wait(seconds=31)
    with pytest.raises(UndoExpired):
        undo(living, late)
    with pytest.raises(UndoExpired):
        living.undo.undo(living.user, uuid4())


def test_changes_that_can_no_longer_be_undone_are_not_kept(living):
    film = make_title(living.db)
    add(living, film)
    living.wait(minutes=1)

    add(living, film)

    with living.db.read() as conn:
        assert conn.execute("SELECT count(*) FROM user_changes").fetchone() == (1,)


def test_undoing_after_the_title_was_deleted_brings_nothing_back(living):
    film = make_title(living.db)
    add(living, film)
    change = remove(living, film)
    with living.db.read() as conn:
        conn.execute("DELETE FROM media_items WHERE id = %s", [film])

    undo(living, change)

    assert history(living) == []


def test_a_date_is_corrected_and_the_correction_undone(living):
    film = make_title(living.db)
    add(living, film)
    (play,) = history(living)
    day = datetime(2019, 5, 4, 23, tzinfo=UTC)

    change = living.plays.correct(living.user, play.id, PlayTime(watchedAt=day, precision="day"))

    (corrected,) = history(living)
    assert (corrected.watched_at, corrected.precision) == (day.replace(hour=12), "day")
    assert seen(living) == counted(living)
    undo(living, change)
    assert history(living) == [play]
    assert seen(living) == counted(living)


def test_undoing_a_correction_leaves_a_later_correction(living):
    film = make_title(living.db)
    add(living, film)
    (play,) = history(living)
    first, second = (
        living.plays.correct(
            living.user,
            play.id,
            PlayTime(watchedAt=datetime(year, 5, 4, tzinfo=UTC), precision="day"),
        )
        for year in (2019, 2021)
    )

    undo(living, first)
    assert history(living)[0].watched_at.year == 2021

    undo(living, second)
    assert history(living)[0].watched_at.year == 2019


def test_undoing_a_correction_does_not_bring_a_removed_play_back(living):
    film = make_title(living.db)
    add(living, film)
    (play,) = history(living)
    change = living.plays.correct(living.user, play.id, PlayTime(precision="unknown"))
    living.plays.delete(living.user, play.id)

    undo(living, change)

    assert history(living) == []


def test_what_can_be_undone_waits_for_an_undo_that_runs(living):
    film = make_title(living.db)
    living.play(film, 50)
    writes = {
        "favorite": lambda: living.ratings.set_favorite(
            living.user, FavoriteRequest(mediaIds=[film], isFavorite=True)
        ),
        "hidden": lambda: living.progress.hide(living.user, film, None),
    }
    for name, write in writes.items():
        with ThreadPoolExecutor(1) as pool:
            with living.db.transaction() as conn:
                living.undo.lock(conn, living.user)
                written = pool.submit(write)
                wait_until(lambda: written.done() or count_waiting(living.db))  # noqa: B023
                has_waited = not written.done()
            written.result()
        assert has_waited, name


def test_the_date_of_a_day_counts_as_it_was_written(living):
    film = make_title(living.db)
    late = datetime.fromisoformat("2020-03-01T00:30:00+10:00")

    add(living, film, watchedAt=late, precision="day")

    assert history(living)[0].watched_at.date() == date(2020, 3, 1)


def test_a_viewing_on_release_has_the_day_of_the_episode(living):
    show = make_show(living.db, seasons=(1,))
    with living.db.read() as conn:
        conn.execute("UPDATE show_episodes SET air_date = '2010-06-16'")

    add(living, show.id, precision="release")

    (play,) = history(living)
    assert (play.watched_at, play.precision) == (datetime(2010, 6, 16, 12, tzinfo=UTC), "release")


def test_a_viewing_on_a_release_nobody_knows_has_no_date(living):
    film = make_title(living.db)
    with living.db.read() as conn:
        conn.execute("UPDATE media_items SET release_date = NULL")

    add(living, film, precision="release")

    assert (history(living)[0].watched_at, history(living)[0].precision) == (None, "unknown")


def test_what_was_watched_long_ago_is_not_recently_watched(living):
    old, new = make_title(living.db, "Old"), make_title(living.db, "New")
    add(living, new)

    add(living, old, precision="unknown")

    page = living.watched.page(living.user, Paging())
    assert [card.id for card in page.items] == [new, old]


def test_a_show_marked_without_a_date_still_goes_on_with_its_next_episode(living):
    show = make_show(living.db, seasons=(3,))

    add(living, show.id, episodeId=show.episodes[1], upTo=True, precision="unknown")

    assert living.continues() == [(show.id, show.episodes[2])]


@pytest.mark.parametrize(
    "at",
    [
        datetime(2026, 1, 1, 13, tzinfo=UTC),
        datetime(1887, 12, 31, tzinfo=UTC),
        datetime.fromisoformat("0001-01-01T00:00:00+01:00"),
        datetime.fromisoformat("9999-12-31T23:59:59-01:00"),
    ],
)
def test_a_viewing_is_neither_in_the_future_nor_before_film(living, at):
    film = make_title(living.db)

    with pytest.raises(InvalidInput) as error:
        add(living, film, watchedAt=at)

    assert error.value.field == "watchedAt"


def test_a_film_has_no_seasons(living):
    with pytest.raises(InvalidInput) as error:
        add(living, make_title(living.db), seasonNumber=1)

    assert error.value.field == "seasonNumber"


def test_removing_the_last_play_makes_a_title_unwatched(living):
    film = make_title(living.db)
    add(living, film)
    add(living, film)
    last, first = history(living)

    living.plays.delete(living.user, first.id)
    assert living.card(film).watched is True
    living.plays.delete(living.user, last.id)

    assert living.card(film).watched is False
    with pytest.raises(PlayNotFound):
        living.plays.delete(living.user, last.id)


def test_a_play_is_only_ones_own(living):
    film, other = make_title(living.db), Living(living.db)
    add(living, film)
    (play,) = history(living)

    with pytest.raises(PlayNotFound):
        other.plays.delete(other.user, play.id)
    with pytest.raises(PlayNotFound):
        other.plays.correct(other.user, play.id, PlayTime(precision="unknown"))

    assert history(other) == []
    assert history(living) == [play]


def test_the_pages_of_the_history_hold_every_play_once(living):
    show = make_show(living.db, seasons=(5,))
    film = make_title(living.db)
    add(living, show.id, watchedAt=datetime(2020, 1, 1, tzinfo=UTC))  # all at one moment
    add(living, film, precision="unknown")
    add(living, film, watchedAt=datetime(1950, 1, 1, 0, 0, 0, 7, tzinfo=UTC))
    every = history(living)

    pages, cursor = [], None
    while True:
        page = living.plays.history(living.user, HistoryQuery(limit=2, cursor=cursor))
        pages.append(page.items)
        cursor = page.next_cursor
        if cursor is None:
            break

    assert [len(page) for page in pages] == [2, 2, 2, 1]
    assert [play for page in pages for play in page] == every
    assert every[-1].watched_at is None


def test_the_history_is_limited_to_a_span_a_kind_or_a_title(living):
    film, show = make_title(living.db), make_show(living.db, seasons=(1,))
    add(living, film, precision="unknown")
    add(living, film, watchedAt=datetime(2020, 1, 1, tzinfo=UTC))
    add(living, show.id, watchedAt=datetime(2021, 1, 1, tzinfo=UTC))
    span = {"from": datetime(2020, 1, 1, tzinfo=UTC), "to": datetime(2021, 1, 1, tzinfo=UTC)}

    assert [play.media.id for play in history(living, **span)] == [film]
    assert [play.media.id for play in history(living, mediaType="show")] == [show.id]
    assert len(history(living, mediaId=film)) == 2


def test_a_merged_title_keeps_the_plays_of_both(living):
    goes, stays = make_show(living.db, seasons=(2,)), make_show(living.db, seasons=(1,))
    add(living, goes.id)
    add(living, stays.id)
    change = add(living, stays.id, again=True)

    with living.db.transaction() as conn:
        title_merge.merge(conn, kept=stays.id, removed=goes.id)

    assert seen(living) == counted(living)
    assert sorted(row[2] for row in seen(living)) == [1, 3]
    assert len(history(living, mediaId=goes.id)) == 4
    undo(living, change)
    assert seen(living) == counted(living)


def test_people_who_mark_at_once_are_all_counted(living):
    show = make_show(living.db, seasons=(8,))

    def mark(episode):
        living.plays.add(
            living.user, PlaysRequest(mediaId=show.id, episodeId=episode, upTo=True, again=True)
        )

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(mark, show.episodes))

    assert seen(living) == counted(living)
    assert sum(row[2] for row in seen(living)) == sum(range(1, 9))


def test_a_play_at_a_client_s_clock_that_is_a_little_ahead_is_accepted(living):
    film = make_title(living.db)

    add(living, film, watchedAt=living.now + timedelta(minutes=1))

    assert living.card(film).watched is True
