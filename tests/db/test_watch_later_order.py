"""Watch later: its own order, filters and orders, watched titles that leave it, and undo."""

from datetime import timedelta
from uuid import UUID

import pytest

from chalicelib.platform.errors import InvalidInput
from chalicelib.platform.sessions import User
from chalicelib.preferences.models import PreferencesChange
from chalicelib.preferences.service import PreferenceService
from chalicelib.tracking.errors import NotOnWatchLater, UndoExpired
from chalicelib.tracking.models.plays import PlayScope, PlaysRequest
from chalicelib.tracking.models.watch_later import (
    WatchLaterMove,
    WatchLaterQuery,
    WatchLaterUpdate,
)
from tests.titles import make_file, make_show, make_title
from tests.tracking import Living


@pytest.fixture
def living(db):
    return Living(db)


@pytest.fixture
def five(living):
    """Five films on the list, in this order."""
    films = [make_title(living.db, f"Film {number}") for number in range(5)]
    living.watch_later.update(living.user, WatchLaterUpdate(mediaIds=films, isListed=True))
    return films


def listed(living, **query):
    page = living.watch_later.page(living.user, WatchLaterQuery(**query))
    assert page.total == len(page.items)
    return [card.id for card in page.items]


def move(living, media_id, **place):
    return living.watch_later.move(living.user, media_id, WatchLaterMove(**place)).undo_id


def test_a_title_is_moved_before_and_after_others(living, five):
    a, b, c, d, e = five

    move(living, e, before=b)
    assert listed(living) == [a, e, b, c, d]
    move(living, a, after=d)
    assert listed(living) == [e, b, c, d, a]
    move(living, d, before=e)
    assert listed(living) == [d, e, b, c, a]


def test_a_new_title_comes_first_and_one_that_is_there_stays(living, five):
    living.wait(seconds=5)
    new = make_title(living.db, "New")

    living.watch_later.update(living.user, WatchLaterUpdate(mediaIds=[new, five[3]], isListed=True))

    assert listed(living) == [new, *five]


def test_two_devices_that_move_by_old_lists_both_keep_their_order(living, five):
    a, b, c, d, e = five
    # Both show a b c d e. One moves e before b, the other, a moment later, d before b.
    move(living, e, before=b)
    move(living, d, before=b)

    assert listed(living) == [a, e, d, b, c]


@pytest.mark.long
def test_hundreds_of_moves_between_two_titles_keep_the_order(living, five):
    a, b, c, d, e = five
    for _ in range(80):  # the middle has one digit more each time: past the longest position
        move(living, d, before=c)
        move(living, e, before=d)
        move(living, d, before=e)

    assert listed(living) == [a, b, d, e, c]
    with living.db.read() as conn:
        (digits,) = conn.execute("SELECT max(scale(position)) FROM user_watch_later").fetchone()
    assert digits <= 62


def test_titles_added_at_the_same_moment_can_be_moved_apart(living):
    films = sorted(make_title(living.db, f"Film {number}") for number in range(3))
    with living.db.read() as conn:
        for film in films:
            conn.execute(
                "INSERT INTO user_watch_later VALUES (%s, %s, now(), -7)", [living.user, film]
            )

    move(living, films[2], before=films[1])

    assert listed(living) == [films[0], films[2], films[1]]


def test_a_move_beside_itself_changes_nothing(living, five):
    assert move(living, five[0], before=five[0]) is None
    assert listed(living) == five


def test_a_move_needs_both_titles_on_the_list(living, five):
    other = make_title(living.db)

    with pytest.raises(NotOnWatchLater):
        move(living, other, before=five[0])
    with pytest.raises(InvalidInput) as refused:
        move(living, five[0], after=other)
    assert refused.value.field == "after"


@pytest.mark.parametrize("place", [{}, {"before": 1, "after": 2}])
def test_a_move_names_one_place(place):
    with pytest.raises(ValueError, match="name the title"):
        WatchLaterMove(**place)


def test_a_move_is_undone(living, five):
    undo_id = move(living, five[4], before=five[0])

    living.undo.undo(living.user, undo_id)

    assert listed(living) == five


def test_undo_keeps_a_move_that_came_later(living, five):
    undo_id = move(living, five[4], before=five[0])
    move(living, five[4], before=five[2])

    living.undo.undo(living.user, undo_id)

    assert listed(living) == [five[0], five[1], five[4], five[2], five[3]]


def test_several_titles_are_removed_and_come_back_to_their_places(living, five):
    update = WatchLaterUpdate(mediaIds=[five[1], five[3]], isListed=False)
    removed = living.watch_later.update(living.user, update)

    assert listed(living) == [five[0], five[2], five[4]]
    assert [card.watch_later for card in removed.media] == [False, False]
    living.undo.undo(living.user, removed.undo_id)
    assert listed(living) == five


def test_undoing_an_addition_takes_the_title_off(living, five):
    living.wait(seconds=5)
    film = make_title(living.db)
    update = WatchLaterUpdate(mediaIds=[film], isListed=True)
    added = living.watch_later.update(living.user, update)

    living.undo.undo(living.user, added.undo_id)

    assert listed(living) == five


def test_nobody_undoes_the_move_of_another_person(living, five):
    undo_id = move(living, five[4], before=five[0])

    with pytest.raises(UndoExpired):
        living.undo.undo(Living(living.db).user, undo_id)
    assert listed(living)[0] == five[4]


def test_the_list_is_filtered_by_kind_genre_and_what_is_here(living):
    film = make_title(living.db, "Film")
    show = make_title(living.db, "Show", media_type="show", genres=["Drama"])
    game = make_title(living.db, "Game", media_type="game")
    make_file(living.db, film)
    living.watch_later.update(
        living.user, WatchLaterUpdate(mediaIds=[film, show, game], isListed=True)
    )

    assert listed(living, mediaType="show") == [show]
    assert listed(living, genre="drama") == [show]
    assert listed(living, genre="horror") == []
    assert listed(living, available=True) == [film]
    assert listed(living) == [film, show, game]


def test_the_list_has_other_orders(living):
    long = make_title(living.db, "Zebra", runtime_minutes=150)
    short = make_title(living.db, "apple", runtime_minutes=20)
    living.watch_later.add(living.user, short)
    living.wait(seconds=5)
    living.watch_later.add(living.user, long)
    move(living, short, before=long)

    assert listed(living) == [short, long]
    assert listed(living, sort="added") == [long, short]
    assert listed(living, sort="title") == [short, long]
    assert listed(living, sort="shortest") == [short, long]


def test_a_film_leaves_when_it_was_watched_and_undo_brings_it_back_to_its_place(living, five):
    change = living.plays.add(living.user, PlaysRequest(mediaId=five[2]))

    assert change.media.watch_later is False
    assert listed(living) == [five[0], five[1], five[3], five[4]]
    living.undo.undo(living.user, change.undo_id)
    assert listed(living) == five


def test_a_film_that_was_played_to_its_end_leaves(living, five):
    living.play(five[2], 50)
    assert listed(living) == five

    living.play(five[2], 95)

    assert five[2] not in listed(living)


def test_a_show_leaves_when_every_aired_episode_was_watched(living):
    show = make_show(living.db, seasons=(3,), not_aired=[2], specials=1)
    living.watch_later.add(living.user, show.id)

    living.mark(show.id, show.episodes[0])
    assert listed(living) == [show.id]
    living.mark(show.id, show.episodes[1])

    assert listed(living) == []


def test_a_watched_title_that_is_added_again_stays(living):
    film = make_title(living.db)
    living.mark(film)

    living.watch_later.add(living.user, film)

    assert listed(living) == [film]


def test_watched_titles_stay_when_their_owner_wants_so(living, five):
    PreferenceService(living.db, living.clock, living.cache).update(
        User(living.user, UUID(int=0)),
        PreferencesChange(watchedLeavesWatchLater=False),
    )

    living.plays.ensure(living.user, PlayScope(mediaId=five[2]))

    assert listed(living) == five


def test_it_is_too_late_to_undo_a_move_after_half_a_minute(living, five):
    undo_id = move(living, five[4], before=five[0])
    living.now += timedelta(seconds=31)

    with pytest.raises(UndoExpired):
        living.undo.undo(living.user, undo_id)
