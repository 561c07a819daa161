"""The dashboard: its content, its number of statements, and its invalidation."""

import json
from datetime import date
from uuid import uuid4

import pytest

from chalicelib.calendar.service import CalendarService
from chalicelib.calendar.service.month_cache import MonthReader
from chalicelib.catalog.service import CatalogService
from chalicelib.dashboard.service import DashboardDependencies, DashboardService
from chalicelib.discover.service import DiscoverService
from chalicelib.downloads.service import DownloadService, SourceValidator
from chalicelib.free_sources.service import FreeSourceService
from chalicelib.games.service.shelves import ShelfService
from chalicelib.library.service import LibraryService
from chalicelib.platform.cache import Cache, dashboard_key
from chalicelib.platform.sessions import User
from chalicelib.preferences.models import HomePart, PreferencesChange
from chalicelib.preferences.service import PreferenceService
from chalicelib.providers.network_guard import NetworkGuard
from chalicelib.recommendations.service import RecommendationService
from chalicelib.tracking.models.plays import PlaysRequest
from tests.downloads.accounts import settings_service
from tests.titles import make_file, make_show, make_title
from tests.tracking import Living


class Home(Living):
    """A person with a dashboard."""

    def __post_init__(self):
        super().__post_init__()
        self.person = User(self.user, uuid4())
        self.downloads = DownloadService(
            self.db,
            self.cache,
            uuid4,
            SourceValidator(NetworkGuard(()), are_torrents_on=True),
            settings_service(self.db),
        )
        self.library = LibraryService(self.db, self.catalog, self.cache, self.clock)
        self.discover = DiscoverService(self.db, self.cache, self.catalog)
        months = MonthReader(self.db, self.cache, self.clock)
        dependencies = DashboardDependencies(
            self.catalog,
            self.discover,
            self.progress,
            self.downloads,
            self.library,
            FreeSourceService(self.db, self.catalog, self.downloads),
            CalendarService(self.db, months, self.clock, self.catalog, self.catch_up),
            ShelfService(self.db, self.catalog),
            PreferenceService(self.db, self.clock, self.cache),
            RecommendationService(
                self.db, self.cache, self.clock, self.catalog, self.undo, lambda _user: "US"
            ),
        )
        self.dashboard = DashboardService(self.db, self.cache, self.clock, dependencies)

    def page(self):
        return json.loads(self.dashboard.render(self.person))


@pytest.fixture
def home(db):
    return Home(db)


@pytest.fixture
def cached(db, cache):
    return Home(db, cache)


def feature(db, media_id, position=0, reason="Because."):
    with db.read() as conn:
        conn.execute(
            "INSERT INTO featured_items (media_id, position, reason) VALUES (%s, %s, %s)",
            [media_id, position, reason],
        )


def make_download(db, user, status="queued"):
    with db.read() as conn:
        conn.execute(
            """
            INSERT INTO download_jobs (id, user_id, source_type, source, title, status)
            VALUES (%s, %s, 'http', 'https://films.example/a.mkv', 'A film', %s)
            """,
            [uuid4(), user, status],
        )


def titles(cards):
    return [card["title"] for card in cards]


def test_an_empty_dashboard_has_every_section(home):
    assert home.page() == {
        "hero": None,
        "continueWatching": [],
        "watchLater": [],
        "activeDownloads": [],
        "recommendations": [],
        "recentlyAdded": [],
        "recentlyWatched": [],
        "upcoming": [],
        "gameBacklog": [],
        "recentlyPlayed": [],
        "rails": [],
        "counts": {
            "watchLater": 0,
            "library": 0,
            "activeDownloads": 0,
            "unmatched": 0,
            "movies": 0,
            "shows": 0,
            "games": 0,
        },
        "parts": [{"part": part, "isHidden": False, "hasFailed": False} for part in HomePart],
    }


def test_every_section_shows_the_users_data(home):
    begun, later = make_title(home.db, "Begun"), make_title(home.db, "Later")
    show = make_show(home.db, "Show")
    home.play(begun, 40)
    home.mark(show.id, show.episodes[0])
    home.watch_later.add(home.user, later)
    item = make_file(home.db, begun)
    make_file(home.db, None, match_state="unmatched")
    make_file(home.db, None, match_state="ignored")
    make_download(home.db, home.user)
    make_download(home.db, home.user, status="cancelled")
    make_download(home.db, Home(home.db).user)

    page = home.page()

    assert [entry["media"]["title"] for entry in page["continueWatching"]] == ["Show", "Begun"]
    assert titles(page["watchLater"]) == ["Later"]
    assert [each["media"]["title"] for each in page["recentlyWatched"]] == ["Show"]
    assert [each["id"] for each in page["recentlyAdded"]] == [str(item)]
    assert [each["title"] for each in page["activeDownloads"]] == ["A film"]
    assert {name: page["counts"][name] for name in list(page["counts"])[:4]} == {
        "watchLater": 1,
        "library": 1,
        "activeDownloads": 1,
        "unmatched": 1,
    }


def test_rails_are_the_first_sections(home):
    films = [make_title(home.db, f"Film {number}") for number in range(15)]
    with home.db.read() as conn:
        for position in range(8):
            conn.execute(
                """
                WITH s AS (
                    INSERT INTO discover_sections (slug, title, position, refreshed_at)
                    VALUES (%(slug)s, 'Rail', %(position)s, now())
                    RETURNING id
                )
                INSERT INTO discover_section_items (section_id, position, media_id)
                SELECT s.id, film.position, film.id
                FROM s, unnest(%(films)s::bigint[]) WITH ORDINALITY AS film (id, position)
                """,
                {"slug": f"rail-{position}", "position": position, "films": films},
            )

    rails = home.page()["rails"]

    assert [rail["slug"] for rail in rails] == [f"rail-{position}" for position in range(6)]
    assert [card["id"] for card in rails[0]["items"]] == films[:12]


def test_the_billboard_prefers_playable_titles(home):
    for position in range(3):
        feature(home.db, make_title(home.db, f"Elsewhere {position}"), position)
    film = make_title(home.db, "Here")
    feature(home.db, film, 3)
    broken = make_file(home.db, film, height=2160, probe_error="no video")
    item = make_file(home.db, film, height=720)

    hero = home.page()["hero"]

    assert hero["media"]["title"] == "Here"
    assert hero["reason"] == "Ready in your library"
    assert hero["libraryItemId"] == str(item) != str(broken)


def test_the_billboard_of_a_show_opens_its_first_unwatched_episode(home):
    show = make_show(home.db)
    feature(home.db, show.id)
    items = [make_file(home.db, show.id, episode) for episode in show.episodes]
    make_file(home.db, show.id)  # a file of no known episode

    assert home.page()["hero"]["libraryItemId"] == str(items[0])
    home.mark(show.id, show.episodes[0])

    assert home.page()["hero"]["libraryItemId"] == str(items[1])


def test_a_watched_title_leaves_the_billboard(home):
    one, two = make_title(home.db, "One"), make_title(home.db, "Two")
    feature(home.db, one, 0, "First.")
    feature(home.db, two, 1, "Second.")

    home.mark(one)

    assert home.page()["hero"]["media"]["title"] == "Two"
    assert home.page()["hero"]["reason"] == "Second."
    home.mark(two)
    assert home.page()["hero"] is None


def test_the_billboard_changes_daily(home):
    for position in range(3):
        feature(home.db, make_title(home.db, f"Film {position}"), position)

    shown = []
    for _ in range(3):
        shown.append(home.page()["hero"]["media"]["title"])
        home.wait(days=1)

    assert len(set(shown)) == 3
    assert home.now.date() > date(2026, 1, 3)


def test_a_cached_page_has_the_same_bytes_and_runs_no_query(cached):
    cached.play(make_title(cached.db), 40)
    cold = cached.dashboard.render(cached.person)
    cached.db.close()

    assert cached.dashboard.render(cached.person) == cold


def test_every_action_of_a_user_shows_on_the_next_page(cached):
    film, show = make_title(cached.db, "Film"), make_show(cached.db, "Show")

    def after(act):
        before = cached.dashboard.render(cached.person), cached.row()
        act()
        return before, (cached.dashboard.render(cached.person), cached.row())

    for act in (
        lambda: cached.watch_later.add(cached.user, film),
        lambda: cached.watch_later.remove(cached.user, film),
        lambda: cached.play(film, 40),
        lambda: cached.progress.hide(cached.user, film, None),
        lambda: cached.play(show.id, 40, episode=show.episodes[0]),
        lambda: cached.mark(show.id, show.episodes[0]),
        lambda: cached.watched.unmark(cached.user, show.id, show.episodes[0]),
    ):
        before, now = after(act)
        assert before[0] != now[0]
    cached.play(film, 60)
    assert cached.row()[0]["positionSeconds"] == 60
    cached.play(film, 61)
    assert cached.row()[0]["positionSeconds"] == 61


def test_actions_of_a_user_do_not_change_the_page_of_another(cached):
    film = make_title(cached.db)
    other = Home(cached.db, cached.cache)
    page = other.dashboard.render(other.person)

    cached.watch_later.add(cached.user, film)

    assert other.dashboard.render(other.person) == page
    assert titles(cached.page()["watchLater"]) == ["Metropolis"]


def test_a_page_computed_before_a_change_is_not_returned_after_it(cached, cache_server):
    """The change arrives in another process, while this one has read the old state already."""
    film = make_title(cached.db)
    elsewhere = Home(cached.db, Cache(cache_server.url()))
    elsewhere.user, elsewhere.person = cached.user, cached.person
    gathered = cached.dashboard.assemble(cached.person).model_dump_json().encode()

    def slow():
        elsewhere.watch_later.add(cached.user, film)
        return gathered

    key, scope = dashboard_key(cached.user), str(cached.user)
    late = cached.cache.get_or_compute(key, scope, 120, slow)

    assert json.loads(late)["watchLater"] == []
    assert titles(cached.page()["watchLater"]) == ["Metropolis"]


def test_a_page_with_downloads_is_cached_for_seconds_only(cached, cache_server):
    import redis

    with redis.Redis.from_url(cache_server.url()) as raw:
        cached.page()
        assert 100 < raw.ttl(dashboard_key(cached.user)) <= 120

        make_download(cached.db, cached.user)
        cached.cache.invalidate_user(cached.user)
        cached.page()
        assert 0 < raw.ttl(dashboard_key(cached.user)) <= 3


def test_an_unavailable_cache_changes_no_response(db, cache):
    import socket

    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    homes = [Home(db, each) for each in (cache, Cache(None), Cache(f"redis://127.0.0.1:{port}/0"))]
    film, show = make_title(db, "Film"), make_show(db)
    feature(db, film)
    for home in homes:
        home.play(film, 40)
        home.mark(show.id, show.episodes[0])
        home.watch_later.add(home.user, film)

    pages = [[home.dashboard.render(home.person) for _ in range(2)] for home in homes]
    rows = [[home.progress.continue_watching(home.user) for _ in range(2)] for home in homes]

    assert len({page for each in pages for page in each}) == 1
    assert len({row for each in rows for row in each}) == 1


def test_an_uncached_page_takes_few_statements(home, monkeypatch):
    film, show = make_title(home.db, "Film"), make_show(home.db)
    make_file(home.db, film)
    feature(home.db, film)
    home.play(film, 40)
    home.mark(show.id, show.episodes[0])
    asked = []

    import psycopg

    execute = psycopg.Cursor.execute

    def counted(cursor, statement, *args, **kwargs):
        if str(statement).strip():  # the pool greets each connection with an empty one
            asked.append(statement)
        return execute(cursor, statement, *args, **kwargs)

    monkeypatch.setattr(psycopg.Cursor, "execute", counted)
    home.page()

    assert 5 < len(asked) <= 14


def states(page):
    return {each["part"]: (each["isHidden"], each["hasFailed"]) for each in page["parts"]}


def test_a_failing_part_is_named_and_the_others_are_there(home, monkeypatch):
    home.watch_later.add(home.user, make_title(home.db, "Later"))

    def fail(*_, **__):
        raise RuntimeError("the calendar is broken")

    monkeypatch.setattr(CalendarService, "listed", fail)
    page = home.page()

    assert titles(page["watchLater"]) == ["Later"]
    assert [part for part, (_, failed) in states(page).items() if failed] == ["upcoming"]


def test_without_cards_the_parts_that_show_none_are_there(home, monkeypatch):
    home.watch_later.add(home.user, make_title(home.db, "Later"))

    def fail(*_, **__):
        raise RuntimeError("the cards are broken")

    monkeypatch.setattr(CatalogService, "cards_by_id", fail)
    page = home.page()

    assert page["counts"]["watchLater"] == 1
    assert page["watchLater"] == []
    assert states(page)["watch_later"] == (False, True)
    assert states(page)["active_downloads"] == (False, False)


def test_a_person_orders_and_hides_parts_and_hidden_ones_are_not_read(cached, monkeypatch):
    preferences = cached.dashboard.dependencies.preferences
    cached.page()
    monkeypatch.setattr(CalendarService, "listed", lambda *_, **__: pytest.fail("was read"))

    preferences.update(
        cached.person,
        PreferencesChange(homeParts=["totals", "watch_later"], hiddenHomeParts=["upcoming"]),
    )

    page = cached.page()
    assert [each["part"] for each in page["parts"]][:3] == [
        "totals",
        "watch_later",
        "continue_watching",
    ]
    assert states(page)["upcoming"] == (True, False)
    monkeypatch.undo()
    preferences.update(cached.person, PreferencesChange(homeParts=[], hiddenHomeParts=[]))
    assert [each["part"] for each in cached.page()["parts"]] == list(HomePart)


def test_upcoming_are_unseen_releases_of_the_users_own_titles(home):
    mine, other = make_show(home.db, "Mine"), make_show(home.db, "Not mine")
    home.watch_later.add(home.user, mine.id)
    with home.db.read() as conn:
        conn.execute(
            "UPDATE show_episodes SET air_date = '2026-01-05' WHERE id = ANY(%s)",
            [[mine.episodes[2], other.episodes[2]]],
        )

    upcoming = home.page()["upcoming"]

    assert [(each["day"], each["release"]["media"]["title"]) for each in upcoming] == [
        ("2026-01-05", "Mine")
    ]
    home.mark(mine.id, mine.episodes[2])
    assert home.page()["upcoming"] == []


def test_recently_watched_has_each_title_once_by_its_newest_viewing(home):
    show, other = (make_show(home.db, name, seasons=(3,)) for name in ("Show", "Other"))
    film = make_title(home.db, "Film")
    home.mark(show.id, show.episodes[0])
    home.mark(film)
    home.mark(other.id, other.episodes[0])
    home.mark(show.id, show.episodes[1])
    home.mark(show.id, show.episodes[2])

    watched = [each["media"] for each in home.page()["recentlyWatched"]]

    assert [each["title"] for each in watched] == ["Show", "Other", "Film"]


def test_recently_watched_has_dates_and_none_for_an_unknown_one(home):
    dated, undated = make_title(home.db, "Dated"), make_title(home.db, "Undated")
    home.mark(dated)
    home.plays.add(
        home.user, PlaysRequest.model_validate({"mediaId": undated, "precision": "unknown"})
    )

    watched = home.page()["recentlyWatched"]

    assert [(each["media"]["title"], bool(each["watchedAt"])) for each in watched] == [
        ("Dated", True),
        ("Undated", False),
    ]


def test_games_in_play_come_before_those_that_wait(home):
    waiting, playing = (
        make_title(home.db, name, media_type="game") for name in ("Waiting", "Playing")
    )
    with home.db.read() as conn:
        for game, status, played in (
            (waiting, "backlog", None),
            (playing, "playing", home.now),
        ):
            conn.execute(
                """
                INSERT INTO user_games (
                    user_id, media_id, status, moved_at, last_played_at, active_at
                )
                VALUES (%(user)s, %(game)s, %(status)s, %(now)s, %(played)s, %(now)s)
                """,
                {
                    "user": home.user,
                    "game": game,
                    "status": status,
                    "played": played,
                    "now": home.now,
                },
            )

    page = home.page()

    assert [each["media"]["title"] for each in page["gameBacklog"]] == ["Playing", "Waiting"]
    assert [each["media"]["title"] for each in page["recentlyPlayed"]] == ["Playing"]


def test_the_billboard_offers_a_saved_title_with_a_file_that_is_not_begun(home):
    saved, begun, featured = (make_title(home.db, name) for name in ("Saved", "Begun", "Featured"))
    feature(home.db, featured)
    for film in (saved, begun, featured):
        make_file(home.db, film)
    for film in (saved, begun):
        home.watch_later.add(home.user, film)
    home.play(begun, 40)

    hero = home.page()["hero"]

    assert (hero["media"]["title"], hero["reason"]) == ("Saved", "From your watch later list")
