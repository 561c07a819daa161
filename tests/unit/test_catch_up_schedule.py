"""Episodes over days."""

from datetime import date, timedelta

import pytest

from chalicelib.catch_up.models import EVERY_DAY, EpisodeLeft
from chalicelib.catch_up.service.schedule import days_with_time, minutes_a_day, spread

TODAY = date(2026, 11, 23)  # a Monday


def episodes(*minutes, out_on=None):
    return [
        EpisodeLeft(1, 1, number, "", each, out_on, None) for number, each in enumerate(minutes, 1)
    ]


def planned(left, days, *, seen=0):
    """The episodes of each day of the plan, by how many days it is ahead."""
    spread_out = spread(left, days, minutes_seen_today=seen, today=TODAY)
    return {
        (day - TODAY).days: [episode.episode_number for episode in of_day]
        for day, of_day in spread_out.items()
    }


def days(count):
    return [TODAY + timedelta(days=n) for n in range(count)]


def test_only_days_of_the_week_with_time_count_and_the_last_is_the_day_before():
    weekend = days_with_time(TODAY, date(2026, 12, 6), [5, 6])

    assert weekend == [date(2026, 11, 28), date(2026, 11, 29), date(2026, 12, 5)]
    assert days_with_time(TODAY, TODAY, EVERY_DAY) == []


@pytest.mark.parametrize(
    ("minutes", "count", "a_day"), [(342, 9, 38), (343, 9, 39), (45, 1, 45), (45, 0, None)]
)
def test_minutes_a_day_are_rounded_up(minutes, count, a_day):
    assert minutes_a_day(minutes, count) == a_day


def test_more_episodes_than_days_are_spread_evenly():
    assert planned(episodes(*[30] * 6), days(3)) == {0: [1, 2], 1: [3, 4], 2: [5, 6]}


def test_fewer_episodes_than_days_leave_days_free():
    assert list(planned(episodes(40, 40), days(8)).values()) == [[1], [2]]


def test_a_long_episode_takes_the_time_of_others():
    assert planned(episodes(90, 30, 30, 30), days(2)) == {0: [1], 1: [2, 3, 4]}


def test_what_was_watched_today_is_not_asked_for_again():
    before = planned(episodes(*[30] * 6), days(3))
    rest = episodes(*[30] * 6)[2:]

    after = planned(rest, days(3), seen=60)

    assert after == {1: before[1], 2: before[2]}


def test_an_episode_waits_until_it_is_out():
    left = [*episodes(30), *episodes(30, out_on=TODAY + timedelta(days=2))]

    assert list(planned(left, days(3))) == [0, 2]


def test_an_episode_that_is_out_after_the_last_day_is_left_out():
    assert planned(episodes(30, out_on=TODAY + timedelta(days=5)), days(3)) == {}


def test_without_a_day_nothing_is_planned():
    assert planned(episodes(30), []) == {}
