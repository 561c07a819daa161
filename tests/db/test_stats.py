"""Statistics of plays: what is counted, in which day, month and year."""

import json
from datetime import UTC, date, datetime

import pytest

from chalicelib.games.models import PlaythroughRequest, SessionRequest
from chalicelib.platform.errors import InvalidInput
from chalicelib.stats import store
from chalicelib.stats.models import StatsQuery
from chalicelib.stats.service import ViewingStatsService
from chalicelib.tracking.models.plays import PlaysRequest, Precision
from chalicelib.tracking.models.ratings import RatingRequest
from tests.titles import make_credit, make_show, make_title
from tests.tracking import Living


class Viewer(Living):
    """A person with statistics."""

    def __post_init__(self):
        super().__post_init__()
        self.stats = ViewingStatsService(self.db, self.cache, self.clock, self.catalog)

    def watch(self, media_id, at, episode=None, precision="moment"):
        self.plays.add(
            self.user,
            PlaysRequest(
                mediaId=media_id, episodeId=episode, watchedAt=at, precision=Precision(precision)
            ),
        )

    def of(self, year=2025, zone="UTC"):
        return self.stats.stats(self.user, StatsQuery(year=year, timeZone=zone))


@pytest.fixture
def viewer(db):
    return Viewer(db)


def at(month, day, hour=20, year=2025):
    return datetime(year, month, day, hour, tzinfo=UTC)


def test_a_person_without_plays_gets_an_empty_year(viewer):
    stats = viewer.of()

    assert stats.years == []
    assert stats.totals.minutes == stats.totals.titles == 0
    assert [period.period for period in stats.periods] == list(range(1, 13))
    assert stats.weekdays == [0] * 7
    assert stats.longest_streak is stats.current_streak is stats.previous_minutes is None
    assert stats.days == stats.genres == stats.people == stats.best_rated == []
    assert viewer.of(year=None).periods == []


def test_films_episodes_and_minutes_are_counted_in_their_month(viewer):
    film = make_title(viewer.db, runtime_minutes=120, genres=["Noir", "Drama"])
    mute = make_title(viewer.db, "No length known", year=1931, genres=["Noir"])
    show = make_show(viewer.db, runtime_minutes=30)
    viewer.watch(film, at(3, 1))
    viewer.watch(film, at(3, 9))
    viewer.watch(mute, at(4, 1))
    viewer.watch(show.id, at(4, 2), show.episodes[0])
    viewer.watch(film, at(5, 5, year=2024))

    stats = viewer.of()

    totals = stats.totals.model_dump()
    assert totals == {
        "movies": 3,
        "episodes": 1,
        "titles": 3,
        "rewatches": 1,
        "days": 4,
        "minutes": 270,
        "playsWithoutLength": 1,
    }
    assert stats.years == [2025, 2024]
    months = {each.period: (each.movies, each.episodes, each.minutes) for each in stats.periods}
    assert (months[3], months[4], months[5]) == ((2, 0, 240), (1, 1, 30), (0, 0, 0))
    assert [(g.name, g.plays, g.plays_by_period[2:4]) for g in stats.genres] == [
        ("Noir", 3, [2, 1]),
        ("Drama", 2, [2, 0]),
    ]
    assert {d.decade: d.titles for d in stats.decades} == {1920: 2, 1930: 1}
    assert stats.most_watched[0].id == film
    assert stats.previous_minutes == 120


def test_all_time_has_years_as_periods_and_counts_unknown_dates(viewer):
    film = make_title(viewer.db, runtime_minutes=100)
    viewer.watch(film, at(3, 1, year=2023))
    viewer.watch(film, at(3, 1))
    viewer.watch(film, None, precision="unknown")

    stats = viewer.of(year=None)

    assert stats.totals.movies == 3
    assert [(each.period, each.movies) for each in stats.periods] == [
        (2023, 1),
        (2024, 0),
        (2025, 1),
    ]
    assert viewer.of().totals.movies == 1


def test_a_late_evening_belongs_to_the_day_it_had_where_it_was_watched(viewer):
    film = make_title(viewer.db)
    viewer.watch(film, datetime(2024, 12, 31, 23, 30, tzinfo=UTC))
    viewer.watch(film, datetime(2025, 6, 30, tzinfo=UTC), precision="day")

    assert [each.day for each in viewer.of(zone="Europe/Berlin").days] == [
        date(2025, 1, 1),
        date(2025, 6, 30),
    ]
    assert [each.day for each in viewer.of(zone="Pacific/Kiritimati").days] == [
        date(2025, 1, 1),
        date(2025, 6, 30),
    ]
    assert viewer.of(zone="UTC").totals.movies == 1


def test_streaks_are_days_in_a_row_and_the_present_one_ends_today_or_yesterday(viewer):
    film = make_title(viewer.db)
    for day in (3, 4, 5, 9):
        viewer.watch(film, at(2, day))
    for day in (30, 31):
        viewer.watch(film, at(12, day))

    stats = viewer.of()

    assert stats.longest_streak.model_dump() == {
        "days": 3,
        "firstDay": date(2025, 2, 3),
        "lastDay": date(2025, 2, 5),
    }
    assert stats.current_streak.days == 2  # today is 1 January 2026
    viewer.wait(days=1)
    assert viewer.of().current_streak is None


def test_people_are_those_of_several_titles_and_extras_do_not_count(viewer):
    one, two = make_title(viewer.db, "One"), make_title(viewer.db, "Two")
    helm = make_credit(viewer.db, one)
    with viewer.db.read() as conn:
        conn.execute(
            """
            INSERT INTO credits (person_id, movie_id, department, job, position, source)
            VALUES (%s, %s, 'Acting', 'Actor', 1, 'imdb')
            """,
            [helm, two],
        )
    make_credit(viewer.db, one, "Once only")
    viewer.watch(one, at(3, 1))
    viewer.watch(one, at(3, 2))
    viewer.watch(two, at(3, 3))

    assert [(each.id, each.titles, each.job) for each in viewer.of().people] == [(helm, 2, "Actor")]


def test_the_running_year_is_compared_with_the_same_days_of_the_last(viewer):
    viewer.now = datetime(2025, 6, 15, 12, tzinfo=UTC)
    film = make_title(viewer.db, runtime_minutes=60)
    viewer.watch(film, at(6, 14, year=2024))
    viewer.watch(film, at(6, 16, year=2024))

    assert viewer.of().previous_minutes == 60
    viewer.now = datetime(2026, 1, 1, tzinfo=UTC)
    assert viewer.of().previous_minutes == 120


def test_own_ratings_choose_what_was_loved(viewer):
    loved, fine, not_seen = (make_title(viewer.db, name) for name in ("Loved", "Fine", "Not seen"))
    viewer.watch(loved, at(3, 1))
    viewer.watch(fine, at(3, 2))
    for media_id, rating in ((loved, 9.5), (fine, 6), (not_seen, 10)):
        viewer.ratings.rate(viewer.user, RatingRequest(mediaIds=[media_id], rating=rating))

    assert [card.id for card in viewer.of().best_rated] == [loved]


def test_games_are_counted_by_their_sessions_and_playthroughs(viewer):
    game, other = (make_title(viewer.db, name, media_type="game") for name in ("Doom", "Quake"))
    viewer.now = at(12, 31, 23)
    viewer.playthroughs.log_session(viewer.user, game, SessionRequest(minutes=90))
    viewer.playthroughs.add(
        viewer.user,
        other,
        PlaythroughRequest(finishedOn=date(2025, 3, 1), completion="story", minutesPlayed=600),
    )

    games = viewer.of().games
    assert (games.titles, games.sessions, games.finished, games.minutes) == (2, 1, 1, 690)
    assert viewer.of(2026, zone="Europe/Zurich").games.minutes == 90  # after midnight there
    assert viewer.of(year=None).games.minutes == 690
    assert viewer.of().years == [2025]


def test_plays_of_another_person_do_not_count(viewer):
    other = Viewer(viewer.db)
    other.watch(make_title(viewer.db), at(3, 1))

    assert viewer.of().years == []


def test_an_unknown_time_zone_is_refused_at_its_field(viewer):
    with pytest.raises(InvalidInput) as refused:
        viewer.of(zone="Europe/Atlantis")

    assert refused.value.field == "timeZone"


def test_an_unknown_time_zone_is_refused_by_a_plan_that_is_kept(viewer):
    """PostgreSQL plans a statement that comes often without looking at its parameters."""
    query = StatsQuery(year=2025, timeZone="Europe/Atlantis")

    with viewer.db.transaction() as conn:
        conn.execute("SET LOCAL plan_cache_mode = force_generic_plan")
        with pytest.raises(InvalidInput):
            store.read(conn, user_id=viewer.user, query=query, now=at(6, 1))


def test_a_new_play_and_a_removed_one_change_the_cached_statistics(db, cache):
    viewer = Viewer(db, cache)
    film = make_title(db)

    def movies():
        page = viewer.stats.render(viewer.user, StatsQuery(year=2026))
        return json.loads(page)["totals"]["movies"]

    assert movies() == 0
    viewer.mark(film)
    assert movies() == 1
    viewer.watched.unmark(viewer.user, film, None)
    assert movies() == 0
