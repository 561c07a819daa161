"""Releases by day, for a user."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from pydantic import ValidationError

from chalicelib.calendar.models import CalendarQuery
from chalicelib.calendar.service import CalendarService
from chalicelib.platform.sessions import User
from chalicelib.preferences.models import PreferencesChange
from chalicelib.preferences.service import PreferenceService
from chalicelib.tracking.models.statuses import StatusRequest
from tests.titles import make_file, make_show, make_title
from tests.tracking import Living


@pytest.fixture
def living(db):
    return Living(db)


def november(living, **fields):
    query = CalendarQuery.model_validate({"from": "2026-11-01", "days": 30, **fields})
    return CalendarService(living.db, living.clock, living.catalog).releases(living.user, query)


def entries(living, **fields):
    """The entries as (day, title, kind), in order."""
    return [
        (day.date.day, entry.media.title, entry.kind)
        for day in november(living, **fields).days
        for entry in day.entries
    ]


def air(db, show, *dates):
    """Give the first episodes of a show their air dates."""
    with db.transaction() as conn:
        for episode, day in zip(show.episodes, dates, strict=False):
            conn.execute("UPDATE show_episodes SET air_date = %s WHERE id = %s", [day, episode])


def release(db, media_id, kind, day, *, region="", platform=""):
    with db.transaction() as conn:
        conn.execute(
            """
            INSERT INTO media_releases (media_id, region, platform, kind, released_on)
            VALUES (%s, %s, %s, %s, %s)
            """,
            [media_id, region, platform, kind, day],
        )


def test_days_without_releases_are_listed(living):
    calendar = november(living, days=3)

    assert [day.date.day for day in calendar.days] == [1, 2, 3]
    assert [day.total for day in calendar.days] == [0, 0, 0]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"from": "2026-13-01"}, "from"),
        ({"from": "0001-01-01"}, "from"),
        ({"from": "9999-12-31"}, "from"),
        ({}, "from"),
        ({"from": "2026-11-01", "days": 0}, "days"),
        ({"from": "2026-11-01", "days": 50}, "days"),
    ],
)
def test_other_days_are_refused(fields, field):
    with pytest.raises(ValidationError, match=field):
        CalendarQuery.model_validate(fields)


def test_episodes_of_a_season_on_one_day_are_one_entry(db, living):
    show = make_show(db, seasons=(4,))
    air(db, show, date(2026, 11, 3), date(2026, 11, 3), date(2026, 11, 3), date(2026, 11, 10))

    days = [day for day in november(living).days if day.entries]

    first, second = (day.entries[0].episode for day in days)
    assert (first.id, first.episode_number, first.last_episode_number) == (show.episodes[0], 1, 3)
    assert (second.id, second.episode_number, second.last_episode_number) == (
        show.episodes[3],
        4,
        4,
    )
    assert [day.total for day in days] == [1, 1]


def test_specials_are_left_out(db, living):
    show = make_show(db, seasons=(1,), specials=1)
    air(db, show, None, date(2026, 11, 3))

    assert entries(living) == []


def test_a_film_has_an_entry_for_the_first_day_of_each_form(db, living):
    film = make_title(db, "Metropolis")
    release(db, film, "cinema", date(2026, 11, 12), region="FR")
    release(db, film, "cinema", date(2026, 11, 19), region="US")
    release(db, film, "digital", date(2026, 11, 26), region="US")

    assert entries(living) == [(12, "Metropolis", "cinema"), (26, "Metropolis", "digital")]


def test_a_chosen_country_decides_the_day_of_a_form(db, living):
    film = make_title(db, "Metropolis")
    release(db, film, "cinema", date(2026, 11, 3), region="US")
    release(db, film, "cinema", date(2026, 11, 20), region="DE")
    release(db, film, "digital", date(2026, 11, 25), region="US")
    PreferenceService(living.db, living.clock, living.cache).update(
        User(living.user, UUID(int=0)), PreferencesChange(region="DE")
    )

    assert entries(living) == [(20, "Metropolis", "cinema"), (25, "Metropolis", "digital")]


def test_a_film_without_known_releases_has_the_day_of_the_title(db, living):
    make_title(db, "Nosferatu", release_date=date(2026, 11, 5))
    make_title(db, "Only a year", year=2026)

    assert entries(living) == [(5, "Nosferatu", "premiere")]
    assert entries(living, **{"from": "2026-01-01"}) == []


def test_a_game_names_the_platforms_of_a_day(db, living):
    game = make_title(db, "Veloren", media_type="game")
    for platform in ("PC", "Linux"):
        release(db, game, "game", date(2026, 11, 20), platform=platform)
    release(db, game, "game", date(2026, 11, 27), platform="Switch")

    found = [entry for day in november(living).days for entry in day.entries]

    assert [entry.platforms for entry in found] == [["Linux", "PC"], ["Switch"]]


def test_kinds_can_be_chosen(db, living):
    make_title(db, "Nosferatu", release_date=date(2026, 11, 5))
    make_title(db, "Veloren", media_type="game", release_date=date(2026, 11, 6))
    show = make_show(db, seasons=(1,))
    air(db, show, date(2026, 11, 7))

    assert [title for _, title, _ in entries(living)] == ["Nosferatu", "Veloren", "Pioneer One"]
    assert entries(living, mediaType="movie") == [(5, "Nosferatu", "premiere")]
    assert entries(living, mediaType="game") == [(6, "Veloren", "game")]
    assert entries(living, mediaType="show") == [(7, "Pioneer One", "episode")]


def test_mine_has_what_the_user_saved_or_began_unless_dropped(db, living):
    saved = make_title(db, "Saved", release_date=date(2026, 11, 2))
    make_title(db, "Unknown", release_date=date(2026, 11, 3))
    begun = make_show(db, "Begun", seasons=(2,))
    air(db, begun, date(2026, 1, 1), date(2026, 11, 4))
    dropped = make_show(db, "Dropped", seasons=(2,))
    air(db, dropped, date(2026, 1, 1), date(2026, 11, 4))
    living.watch_later.add(living.user, saved)
    living.mark(begun.id, begun.episodes[0])
    living.mark(dropped.id, dropped.episodes[0])
    living.statuses.set_status(living.user, StatusRequest(mediaIds=[dropped.id], status="dropped"))

    assert entries(living, scope="mine") == [(2, "Saved", "premiere"), (4, "Begun", "episode")]


def test_mine_has_shows_that_are_followed_and_none_that_are_muted(db, living):
    shows = {name: make_show(db, name, seasons=(1,)) for name in ("Followed", "Muted", "Other")}
    for show in shows.values():
        air(db, show, date(2026, 11, 4))
    living.watch_later.add(living.user, shows["Muted"].id)
    for name, state in (("Followed", "follow"), ("Muted", "mute")):
        with db.transaction() as conn:
            conn.execute(
                """
                INSERT INTO user_follows (user_id, media_id, state, updated_at)
                VALUES (%s, %s, %s, now())
                """,
                [living.user, shows[name].id, state],
            )

    assert entries(living, scope="mine") == [(4, "Followed", "episode")]


def test_mine_has_games_on_a_shelf(db, living):
    for name, status in (("Wished", "wishlist"), ("Dropped", "dropped")):
        game = make_title(db, name, media_type="game", release_date=date(2026, 11, 4))
        with db.transaction() as conn:
            conn.execute(
                """
                INSERT INTO user_games (user_id, media_id, status, moved_at, active_at)
                VALUES (%s, %s, %s, now(), now())
                """,
                [living.user, game, status],
            )

    assert entries(living, scope="mine") == [(4, "Wished", "game")]


def test_what_another_user_saved_is_not_mine(db, living):
    film = make_title(db, "Saved", release_date=date(2026, 11, 2))
    other = Living(db)
    other.watch_later.add(other.user, film)

    assert entries(living, scope="mine") == []
    assert entries(other, scope="mine") == [(2, "Saved", "premiere")]


def test_a_full_day_starts_with_mine_then_the_most_voted_and_counts_the_rest(db, living):
    for votes in range(30):
        make_title(db, f"Film {votes}", release_date=date(2026, 11, 2), votes=votes)
    mine = make_title(db, "Mine", release_date=date(2026, 11, 2))
    living.watch_later.add(living.user, mine)

    day = next(day for day in november(living).days if day.entries)

    assert [entry.media.title for entry in day.entries[:3]] == ["Mine", "Film 29", "Film 28"]
    assert (len(day.entries), day.total) == (24, 31)


def test_an_entry_says_what_was_seen_and_what_can_be_played(db, living):
    show = make_show(db, seasons=(2,))
    air(db, show, date(2026, 11, 3), date(2026, 11, 4))
    file = make_file(db, media_id=show.id, episode_id=show.episodes[0])
    living.mark(show.id, show.episodes[1])

    first, second = [entry for day in november(living).days for entry in day.entries]

    assert (first.seen, first.library_item_id) == (False, file)
    assert (second.seen, second.library_item_id) == (True, None)


def test_an_empty_month_names_the_nearest_days(db, living):
    make_title(db, "Before", release_date=date(2026, 5, 1))
    make_title(db, "After", release_date=date(2027, 3, 1))

    calendar = november(living)

    assert (calendar.earlier_on, calendar.later_on) == (date(2026, 5, 1), date(2027, 3, 1))
    assert november(living, scope="mine").later_on is None


def airs_at(db, show, time, country):
    with db.transaction() as conn:
        conn.execute(
            "UPDATE media_items SET airs_at = %s, countries = %s WHERE id = %s",
            [time, [country] if country else [], show.id],
        )


def in_zone(living, zone):
    PreferenceService(living.db, living.clock, living.cache).update(
        User(living.user, UUID(int=0)), PreferencesChange(timeZone=zone)
    )


@pytest.mark.parametrize(
    ("zone", "day"), [("America/New_York", 9), ("Europe/Berlin", 10), ("Asia/Tokyo", 10)]
)
def test_an_episode_is_on_the_day_it_airs_where_the_user_is(db, living, zone, day):
    show = make_show(db, seasons=(1,))
    air(db, show, date(2026, 11, 9))
    airs_at(db, show, "21:00", "US")
    in_zone(living, zone)

    (found,) = [one for one in november(living).days if one.entries]

    assert found.date.day == day
    assert found.entries[0].airs_at == datetime(2026, 11, 10, 2, tzinfo=UTC)
    only = november(living, **{"from": f"2026-11-{day:02}"}, days=1)
    assert only.days[0].total == 1


def test_an_air_time_without_a_country_is_not_a_time(db, living):
    show = make_show(db, seasons=(1,))
    air(db, show, date(2026, 11, 9))
    airs_at(db, show, "21:00", None)

    (found,) = [one for one in november(living).days if one.entries]

    assert (found.date.day, found.entries[0].airs_at) == (9, None)


def test_a_day_has_entries_by_air_time_and_those_without_one_last(db, living):
    for name, time in (("Late", "22:00"), ("Early", "08:30"), ("Anytime", None)):
        show = make_show(db, name, seasons=(1,))
        air(db, show, date(2026, 11, 9))
        airs_at(db, show, time, "GB")

    assert [title for _, title, _ in entries(living)] == ["Early", "Late", "Anytime"]


def test_an_entry_says_whether_it_ends_a_season(db, living):
    show = make_show(db, seasons=(2,))
    air(db, show, date(2026, 11, 9), date(2026, 11, 16))
    with db.transaction() as conn:
        conn.execute("UPDATE show_episodes SET is_finale = true WHERE id = %s", [show.episodes[1]])

    found = [entry for day in november(living).days for entry in day.entries]

    assert [entry.episode.is_finale for entry in found] == [False, True]


def test_the_watchlist_is_what_was_saved_or_is_followed(db, living):
    saved = make_title(db, "Saved", release_date=date(2026, 11, 2))
    living.watch_later.add(living.user, saved)
    owned = make_title(db, "Owned", release_date=date(2026, 11, 3))
    make_file(db, media_id=owned)

    assert len(entries(living, scope="mine")) == 2
    assert entries(living, scope="watchlist") == [(2, "Saved", "premiere")]


def test_what_is_on_disk_can_be_listed_alone(db, living):
    show = make_show(db, seasons=(2,))
    air(db, show, date(2026, 11, 3), date(2026, 11, 4))
    make_file(db, media_id=show.id, episode_id=show.episodes[0])

    assert entries(living, onDisk=True) == [(3, "Pioneer One", "episode")]
    assert november(living, onDisk=True, mediaType="movie").later_on is None


def test_an_entry_says_that_it_is_wanted_until_the_library_has_it(db, living):
    show = make_show(db, seasons=(2,))
    air(db, show, date(2026, 11, 3), date(2026, 11, 4))
    with db.transaction() as conn:
        for episode in show.episodes:
            conn.execute(
                """
                INSERT INTO user_wanted (user_id, media_id, episode_id, source, added_at)
                VALUES (%s, %s, %s, 'hand', now())
                """,
                [living.user, show.id, episode],
            )
    make_file(db, media_id=show.id, episode_id=show.episodes[0])

    found = [entry for day in november(living).days for entry in day.entries]

    assert [entry.is_wanted for entry in found] == [False, True]


def new_titles(living):
    days = november(living).days
    return [entry.media.title for day in days for entry in day.entries if entry.is_new]


def test_what_came_out_since_the_last_visit_is_new_until_the_visit_ends(db, living):
    calendar = CalendarService(living.db, living.clock, living.catalog)
    for day, name in ((3, "Before"), (5, "Between"), (9, "Ahead")):
        film = make_title(db, name, release_date=date(2026, 11, day))
        living.watch_later.add(living.user, film)
    make_title(db, "Of nobody", release_date=date(2026, 11, 5))
    living.now = datetime(2026, 11, 4, 12, tzinfo=UTC)
    assert new_titles(living) == []
    calendar.visit(living.user)

    living.now = datetime(2026, 11, 6, 12, tzinfo=UTC)
    assert new_titles(living) == ["Between"]
    calendar.visit(living.user)
    assert new_titles(living) == ["Between"]

    living.now = datetime(2026, 11, 6, 13, tzinfo=UTC)
    assert new_titles(living) == []


def test_what_came_into_the_library_since_the_last_visit_is_new(db, living):
    film = make_title(db, "Spring", release_date=date(2026, 11, 1))
    living.now = datetime(2026, 11, 4, 12, tzinfo=UTC)
    CalendarService(living.db, living.clock, living.catalog).visit(living.user)
    file = make_file(db, media_id=film)
    with db.transaction() as conn:
        conn.execute(
            "UPDATE library_items SET discovered_at = '2026-11-05T12:00Z' WHERE id = %s", [file]
        )
    living.now = datetime(2026, 11, 6, 12, tzinfo=UTC)

    assert new_titles(living) == ["Spring"]
