"""Releases by day, for a user."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
import redis
from pydantic import ValidationError

from chalicelib.calendar.models import Calendar, CalendarQuery, UndatedQuery
from chalicelib.calendar.models.release_rows import DayRange
from chalicelib.calendar.service import CalendarService
from chalicelib.calendar.service.month_cache import MonthReader
from chalicelib.catalog.models import MediaType
from chalicelib.metadata.models import EpisodeUpdate, ReleaseUpdate, TitleUpdate
from chalicelib.metadata.service.episode_writer import EpisodeWriter
from chalicelib.metadata.service.metadata_writer import MetadataWriter
from chalicelib.platform.sessions import User
from chalicelib.preferences.models import PreferencesChange
from chalicelib.preferences.service import PreferenceService
from chalicelib.tracking.models.statuses import StatusRequest
from tests.titles import make_file, make_show, make_title
from tests.tracking import Living


@pytest.fixture
def living(db):
    return Living(db)


def calendar_of(living):
    months = MonthReader(living.db, living.cache, living.clock)
    return CalendarService(living.db, months, living.clock, living.catalog, living.catch_up)


def november(living, **fields):
    query = CalendarQuery.model_validate({"from": "2026-11-01", "days": 30, **fields})
    return Calendar.model_validate_json(calendar_of(living).releases(living.user, query))


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
    calendar = calendar_of(living)
    for day, name in ((3, "Before"), (5, "Between"), (9, "Ahead")):
        film = make_title(db, name, release_date=date(2026, 11, day))
        living.watch_later.add(living.user, film)
    make_title(db, "Not followed", release_date=date(2026, 11, 5))
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
    calendar_of(living).visit(living.user)
    file = make_file(db, media_id=film)
    with db.transaction() as conn:
        conn.execute(
            "UPDATE library_items SET discovered_at = '2026-11-05T12:00Z' WHERE id = %s", [file]
        )
    living.now = datetime(2026, 11, 6, 12, tzinfo=UTC)

    assert new_titles(living) == ["Spring"]


def undated(living, **fields):
    query = UndatedQuery.model_validate(fields)
    return [
        (item.media.title, item.precision, item.latest_on)
        for item in calendar_of(living).undated(living.user, query).items
    ]


def test_what_is_saved_and_has_no_day_has_a_row_of_its_own(db, living):
    saved = [
        make_title(db, "Next year", year=2027),
        make_title(db, "Some day", year=None),
        make_title(db, "Of old", year=1927),
        make_title(db, "Has a day", release_date=date(2027, 3, 1), year=2027),
        make_title(db, "A game", year=2028, media_type="game"),
    ]
    make_title(db, "Not followed", year=2027)
    with db.transaction() as conn:
        conn.execute("UPDATE media_items SET status = 'Planned' WHERE id = %s", [saved[1]])
    for media_id in saved:
        living.watch_later.add(living.user, media_id)

    game = ("A game", "year", date(2028, 12, 31))
    assert undated(living) == [
        ("Next year", "year", date(2027, 12, 31)),
        game,
        ("Some day", "tba", None),
    ]
    assert undated(living, mediaType="game", scope="watchlist") == [game]
    assert undated(living, genre="western") == []


def test_genre_platform_and_country_are_combined(db, living):
    western = make_title(db, "The Western", genres=["Western"])
    comedy = make_title(db, "The Comedy", genres=["Comedy"])
    game = make_title(db, "Veloren", media_type="game", genres=["Western"])
    release(db, western, "cinema", date(2026, 11, 3), region="DE")
    release(db, western, "cinema", date(2026, 11, 9), region="US")
    release(db, comedy, "cinema", date(2026, 11, 4), region="US")
    for platform in ("PC", "Linux"):
        release(db, game, "game", date(2026, 11, 5), platform=platform)

    assert [title for _, title, _ in entries(living, genre="western")] == ["The Western", "Veloren"]
    assert [title for _, title, _ in entries(living, platform="Linux")] == ["Veloren"]
    assert entries(living, region="DE") == [
        (3, "The Western", "cinema"),
        (5, "Veloren", "game"),
    ]
    assert entries(living, region="US", genre="western", mediaType="movie") == [
        (9, "The Western", "cinema")
    ]
    assert entries(living, genre="comedy", platform="PC") == []


def add_on(db, base, name, kind="expansion", **fields):
    made = make_title(db, name, media_type="game", **fields)
    with db.transaction() as conn:
        conn.execute(
            "INSERT INTO media_links (media_id, kind, linked_id) VALUES (%s, %s, %s)",
            [base, kind, made],
        )
    return made


def test_expansions_and_dlc_are_a_kind_of_their_own_and_name_their_game(db, living):
    veloren = make_title(db, "Veloren", media_type="game", release_date=date(2026, 11, 2))
    add_on(db, veloren, "Depths", release_date=date(2026, 11, 3))
    hats = add_on(db, veloren, "Hats", "dlc")
    release(db, hats, "game", date(2026, 11, 4), platform="Linux")

    assert entries(living) == [
        (2, "Veloren", "game"),
        (3, "Depths", "expansion"),
        (4, "Hats", "dlc"),
    ]
    assert entries(living, addOns=True) == [(3, "Depths", "expansion"), (4, "Hats", "dlc")]
    found = [entry.base for day in november(living).days for entry in day.entries]
    assert [base and (base.id, base.title) for base in found] == [
        None,
        (veloren, "Veloren"),
        (veloren, "Veloren"),
    ]


def test_the_add_ons_of_a_game_on_a_shelf_are_mine(db, living):
    games = [make_title(db, name, media_type="game") for name in ("Veloren", "Other")]
    for game in games:
        add_on(db, game, f"Depths of {game}", release_date=date(2026, 11, 3))
        add_on(db, game, f"Some day of {game}", year=2027)
    with db.transaction() as conn:
        conn.execute(
            """
            INSERT INTO user_games (user_id, media_id, status, moved_at, active_at)
            VALUES (%s, %s, 'playing', now(), now())
            """,
            [living.user, games[0]],
        )

    assert entries(living, scope="mine") == [(3, f"Depths of {games[0]}", "expansion")]
    assert undated(living, addOns=True) == [(f"Some day of {games[0]}", "year", date(2027, 12, 31))]


def test_an_episode_has_the_rating_of_its_source_once_somebody_voted(db, living):
    show = make_show(db, seasons=(2,))
    air(db, show, date(2026, 11, 3), date(2026, 11, 4))
    with db.transaction() as conn:
        conn.execute(
            "UPDATE show_episodes SET rating = 8.4, votes = (id = %s)::int", [show.episodes[0]]
        )

    found = [entry.episode.rating for day in november(living).days for entry in day.entries]

    assert found == [8.4, None]


@pytest.fixture
def cached(db, cache):
    return Living(db, cache=cache)


def test_a_month_is_read_once_and_kept_for_six_hours(db, cached, cache_server):
    make_title(db, "Nosferatu", release_date=date(2026, 11, 5))
    assert entries(cached) == [(5, "Nosferatu", "premiere")]
    make_title(db, "Unknown to the cache", release_date=date(2026, 11, 6))

    assert entries(cached) == [(5, "Nosferatu", "premiere")]
    assert entries(cached, **{"from": "2026-11-05"}, days=2) == [(5, "Nosferatu", "premiere")]
    assert len(entries(cached, mediaType="movie")) == 2
    assert len(entries(cached, **{"from": "2026-11-05"}, days=49)) == 2  # no month has all of them
    with redis.Redis.from_url(cache_server.url()) as raw:
        key = f"seen:v4:calendar:{cached.user}:2026-11"
        assert 21_500 < raw.ttl(key) <= 6 * 3600


def test_months_far_away_are_not_kept(db, cached, cache_server):
    for year in (1900, 2015, 2023, 2029, 2037, 2050):
        november(cached, **{"from": f"{year}-11-01"})

    with redis.Redis.from_url(cache_server.url()) as raw:
        kept = sorted(key.decode()[-7:] for key in raw.keys(f"seen:v4:calendar:{cached.user}:*"))
        assert kept == ["2023-11", "2029-11"]


@pytest.mark.parametrize(
    ("first", "days", "month"),
    [
        (date(2026, 10, 26), 49, "2026-11"),  # what a page asks for, whose first is a Sunday
        (date(2026, 11, 1), 30, "2026-11"),
        (date(2026, 10, 28), 7, "2026-11"),
        (date(2026, 5, 29), 7, "2026-05"),  # the first of June is a Monday
        (date(2026, 6, 1), 49, "2026-06"),
        (date(2026, 11, 30), 12, "2026-12"),
        (date(2026, 11, 5), 49, None),
    ],
)
def test_days_are_part_of_a_month(first, days, month):
    asked = DayRange(first, first + timedelta(days=days - 1))

    found = asked.month_around

    assert (found and found[0]) == month
    assert found is None or {*asked} <= {*found[1]}


def followed(living, show):
    with living.db.transaction() as conn:
        conn.execute(
            "INSERT INTO user_follows (user_id, media_id, state, updated_at)"
            " VALUES (%s, %s, 'follow', now())",
            [living.user, show],
        )
    living.cache.invalidate_user(living.user)  # as following does


@pytest.mark.parametrize("change", ["watch later", "follow", "play", "metadata"])
def test_a_month_follows_what_changes_it(db, cached, change):
    show = make_show(db, seasons=(2,))
    air(db, show, date(2026, 11, 3), None)
    film = make_title(db, "Metropolis")
    release(db, film, "cinema", date(2026, 11, 4))
    before = november(cached)
    writer = EpisodeWriter(db, cached.cache, cached.clock)

    if change == "watch later":
        cached.watch_later.add(cached.user, film)
    elif change == "follow":
        followed(cached, show.id)
    elif change == "play":
        cached.mark(show.id, show.episodes[0])
    else:
        update = EpisodeUpdate(season_number=1, episode_number=2, air_date=date(2026, 11, 9))
        writer.write(show.id, [], [update])

    assert november(cached) != before


def test_a_release_that_moves_moves_in_the_month(db, cached):
    film = make_title(db, "Metropolis")
    writer = MetadataWriter(db, cached.cache, cached.clock, monotonic=lambda: 0.0)

    def moved_to(day):
        cinema = ReleaseUpdate(kind="cinema", released_on=day, region="US")
        writer.write(
            {
                film: TitleUpdate(
                    provider="tmdb",
                    media_type=MediaType.MOVIE,
                    external_ids={},
                    title="Metropolis",
                    releases=(cinema,),
                )
            }
        )
        return entries(cached)

    assert moved_to(date(2026, 11, 4)) == [(4, "Metropolis", "cinema")]
    # Within the minute in which lists stay as they are.
    assert moved_to(date(2026, 11, 9)) == [(9, "Metropolis", "cinema")]


def test_what_is_new_is_not_cached(db, cached):
    film = make_title(db, "Spring", release_date=date(2026, 11, 5))
    cached.watch_later.add(cached.user, film)
    cached.now = datetime(2026, 11, 4, 12, tzinfo=UTC)
    calendar_of(cached).visit(cached.user)
    assert new_titles(cached) == []

    cached.now = datetime(2026, 11, 6, 12, tzinfo=UTC)

    assert new_titles(cached) == ["Spring"]


def shared_months(cache_server):
    with redis.Redis.from_url(cache_server.url()) as raw:
        return len(raw.keys("seen:v4:calendar:shared:*"))


def test_users_of_a_time_zone_and_a_country_share_what_comes_out(db, cached, cache_server):
    show = make_show(db, "Late", seasons=(1,))
    airs_at(db, show, "20:00", "US")
    air(db, show, date(2026, 11, 4))
    other, far_away = (Living(db, cache=cached.cache) for _ in range(2))
    in_zone(far_away, "America/New_York")
    cached.mark(show.id, show.episodes[0])

    (mine,) = [entry for day in november(cached).days for entry in day.entries]
    (theirs,) = [entry for day in november(other).days for entry in day.entries]

    assert (mine.seen, mine.is_mine, theirs.seen, theirs.is_mine) == (True, True, False, False)
    assert shared_months(cache_server) == 1
    assert entries(far_away) == [(4, "Late", "episode")]
    assert entries(other) == [(5, "Late", "episode")]
    assert shared_months(cache_server) == 2
    november(cached, scope="mine")
    assert shared_months(cache_server) == 2


def test_what_all_users_share_is_found_anew_once_a_release_moves(db, cached):
    show = make_show(db, "Early", seasons=(1,))
    air(db, show, date(2026, 11, 4))
    other = Living(db, cache=cached.cache)
    assert entries(cached) == entries(other) == [(4, "Early", "episode")]

    moved = EpisodeUpdate(season_number=1, episode_number=1, air_date=date(2026, 11, 9))
    EpisodeWriter(db, cached.cache, cached.clock).write(show.id, [], [moved], moves_days=True)

    assert entries(cached) == entries(other) == [(9, "Early", "episode")]


def test_a_dropped_title_stays_among_the_rest_with_what_was_seen(db, living):
    for votes in range(30):
        make_title(db, f"Film {votes}", release_date=date(2026, 11, 2), votes=votes)
    dropped = make_title(db, "Dropped", release_date=date(2026, 11, 2), votes=28)
    living.mark(dropped)
    living.statuses.set_status(living.user, StatusRequest(mediaIds=[dropped], status="dropped"))

    day = next(day for day in november(living).days if day.entries)

    places = {entry.media.title: place for place, entry in enumerate(day.entries)}
    found = day.entries[places["Dropped"]]
    assert places["Dropped"] in {1, 2}
    assert (found.seen, found.is_mine, len(day.entries), day.total) == (True, False, 24, 31)
