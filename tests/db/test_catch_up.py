"""Plans to catch up with a show, computed from what was watched."""

from datetime import date, timedelta

import pytest

from chalicelib.catch_up.errors import NothingAhead
from chalicelib.catch_up.models import CatchUpRequest
from chalicelib.tracking.errors import UndoExpired
from chalicelib.watchlist.errors import NotAShow
from chalicelib.watchlist.models.follows import FollowRequest
from tests.db.test_calendar import november
from tests.titles import make_show, make_title
from tests.tracking import Living

TODAY = date(2026, 11, 2)  # a Monday
PREMIERE = TODAY + timedelta(days=6)


@pytest.fixture
def living(db):
    living = Living(db)
    living.now = living.now.replace(month=11, day=2)
    return living


@pytest.fixture
def show(db, living):
    """Followed: six episodes of half an hour, and a second season on Sunday."""
    show = make_show(db, "Pioneer One", seasons=(6, 2))
    move(db, show, 6, PREMIERE)
    move(db, show, 7, PREMIERE + timedelta(days=7))
    follow(living, show)
    return show


def move(db, show, place, day, *, is_finale=None):
    with db.transaction() as conn:
        conn.execute(
            "UPDATE show_episodes SET air_date = %s, is_finale = %s WHERE id = %s",
            [day, is_finale, show.episodes[place]],
        )


def follow(living, show):
    living.watchlist.add(
        living.user, FollowRequest.model_validate({"kind": "show", "ids": [show.id]})
    )


def plan(living, show, *weekdays):
    living.wait(seconds=1)
    request = CatchUpRequest(weekdays=list(weekdays or range(7)))
    return living.catch_up.put(living.user, show.id, request)


def in_calendar(living):
    """What the calendar asks for: day of November, episodes, the first of them."""
    return [
        (day.date.day, each.episodes, each.first_label)
        for day in november(living).days
        for each in day.planned
    ]


def test_a_followed_show_with_a_season_ahead_is_suggested(living, show):
    listed = living.catch_up.list_all(living.user)

    (suggestion,) = listed.suggestions
    assert listed.plans == []
    assert (suggestion.goal.kind, suggestion.goal.season_number) == ("season", 2)
    assert (suggestion.goal.days_until, suggestion.episodes_left) == (6, 6)
    assert (suggestion.minutes_left, suggestion.minutes_a_day) == (180, 30)


def test_a_plan_is_in_the_calendar_on_its_days_of_the_week(living, show):
    change = plan(living, show, 2, 5)

    assert change.catch_up.is_planned
    assert change.catch_up.minutes_a_day == 90
    assert in_calendar(living) == [(4, 3, "S1 E1"), (7, 3, "S1 E4")]
    assert living.catch_up.list_all(living.user).suggestions == []
    assert november(living, mediaType="game").days[3].planned == []


def test_what_is_watched_is_planned_again(living, show):
    plan(living, show)
    assert in_calendar(living)[0] == (2, 1, "S1 E1")

    living.mark(show.id, show.episodes[0])
    assert in_calendar(living)[0] == (3, 1, "S1 E2")

    living.wait(days=3)  # nothing on Tuesday and Wednesday
    assert sum(episodes for _, episodes, _ in in_calendar(living)) == 5
    assert in_calendar(living)[0] == (5, 2, "S1 E2")


def test_a_season_that_is_moved_moves_the_plan(db, living, show):
    plan(living, show)
    move(db, show, 6, PREMIERE + timedelta(days=4))

    goal = living.catch_up.find(living.user, show.id).goal

    assert goal.days_until == 10
    assert in_calendar(living)[-1][0] > PREMIERE.day


def test_a_plan_ends_with_its_season_and_the_finale_is_the_next_goal(db, living, show):
    plan(living, show)
    move(db, show, 7, PREMIERE + timedelta(days=7), is_finale=True)
    living.wait(days=7)

    assert in_calendar(living) == []
    (suggestion,) = living.catch_up.list_all(living.user).suggestions
    assert (suggestion.goal.kind, suggestion.episodes_left) == ("finale", 7)


def test_a_plan_can_be_changed_stopped_and_each_undone(living, show):
    plan(living, show, 2)
    changed = plan(living, show, 5)
    living.undo.undo(living.user, changed.undo_id)
    assert living.catch_up.find(living.user, show.id).weekdays == [2]

    stopped = living.catch_up.stop(living.user, show.id)
    assert in_calendar(living) == []
    assert not stopped.catch_up.is_planned
    living.undo.undo(living.user, stopped.undo_id)
    assert living.catch_up.find(living.user, show.id).weekdays == [2]

    assert living.catch_up.stop(living.user, show.id).undo_id is not None
    assert living.catch_up.stop(living.user, show.id).undo_id is None
    first = plan(living, show)
    living.undo.undo(living.user, first.undo_id)
    assert not living.catch_up.find(living.user, show.id).is_planned


def test_another_persons_change_is_not_undone(db, living, show):
    change = plan(living, show)
    with pytest.raises(UndoExpired):
        living.undo.undo(Living(db).user, change.undo_id)


def test_other_days_of_the_week_are_looked_at_without_a_change(living, show):
    plan(living, show)

    looked = living.catch_up.find(living.user, show.id, weekdays=[5])

    assert (looked.minutes_a_day, [day.date.day for day in looked.days]) == (180, [7])
    assert living.catch_up.find(living.user, show.id).weekdays == list(range(7))


def test_the_time_zone_of_the_user_decides_what_today_is(db, living, show):
    plan(living, show)
    living.now = living.now.replace(hour=23)
    with db.transaction() as conn:
        conn.execute(
            "INSERT INTO user_preferences (user_id, time_zone, updated_at)"
            " VALUES (%s, 'Asia/Tokyo', now())",
            [living.user],
        )

    assert in_calendar(living)[0][0] == 3


def test_a_season_begins_when_its_network_shows_it(db, living, show):
    with db.transaction() as conn:
        conn.execute(
            "UPDATE media_items SET countries = '{JP}', airs_at = '21:00',"
            " air_zone = 'America/New_York' WHERE id = %s",
            [show.id],
        )

    # The next day of the viewer, in UTC; an evening in Tokyo would be on the same day.
    assert living.catch_up.find(living.user, show.id).goal.days_until == 7


def test_a_show_with_nothing_ahead_or_nothing_left_is_refused(db, living, show):
    ended = make_show(db, "Ended")
    with pytest.raises(NothingAhead):
        plan(living, ended)
    assert living.catch_up.find(living.user, ended.id) is None

    for episode in show.episodes[:6]:
        living.mark(show.id, episode)
    with pytest.raises(NothingAhead):
        plan(living, show)
    assert living.catch_up.list_all(living.user).suggestions == []


def test_a_movie_is_refused(db, living):
    with pytest.raises(NotAShow):
        living.catch_up.put(living.user, make_title(db), CatchUpRequest(weekdays=[0]))
