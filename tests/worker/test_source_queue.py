"""The sources beside the describing ones are asked title by title, the titles people use first."""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from tests.library import make_item
from tests.metadata import desk as open_desk
from tests.services import Page
from tests.titles import make_title


@pytest.fixture
def desk(db):
    with open_desk(db, tvdb_api_key=None) as made:
        yield made


def film(desk, number, votes=0):
    imdb_id = f"tt{number:07d}"
    media_id = make_title(desk.db, f"Title {number}", votes=votes)
    desk.give_id(media_id, "imdb", imdb_id)
    desk.service.serve(
        "/omdb/",
        None,
        make=lambda asked: Page(
            {
                "Response": "True",
                "Title": "Title",
                "Type": "movie",
                "imdbID": asked.query["i"],
                "imdbRating": "8.1",
                "Ratings": [{"Source": "Rotten Tomatoes", "Value": "57%"}],
            }
        ),
    )
    return media_id


def rows(desk, source="omdb"):
    return desk.rows(
        "SELECT media_id, state, failures FROM enrichment WHERE source = %s ORDER BY attempted_at",
        source,
    )


def asked_for(desk):
    """The numbers of IMDb that one run asks OMDb for."""
    before = len(desk.service.requests)
    desk.handlers.sources.run()
    return [
        request.query["i"]
        for request in desk.service.requests[before:]
        if request.path.startswith("/omdb")
    ]


def test_titles_in_use_come_first_then_those_with_most_votes(desk):
    film(desk, 1, votes=10)
    film(desk, 2, votes=900)
    owned = film(desk, 3)
    make_item(desk.db, Path("/films/3.mkv"), media_id=owned)

    assert asked_for(desk) == ["tt0000003", "tt0000002", "tt0000001"]
    assert asked_for(desk) == []
    assert desk.row(
        "SELECT value FROM media_ratings WHERE media_id = %s AND source = 'rotten_tomatoes'", owned
    ) == (57,)


def test_a_run_goes_on_where_the_one_before_it_ended(desk):
    for number in range(1, 6):
        film(desk, number, votes=100 - number)
    desk.handlers.sources.daily["omdb"] = 2

    assert asked_for(desk) == ["tt0000001", "tt0000002"]
    assert asked_for(desk) == []  # the quota of the day is used up
    desk.clock.pass_by(days=1)
    assert asked_for(desk) == ["tt0000003", "tt0000004"]


def test_what_a_source_does_not_know_is_asked_again_after_thirty_days(desk):
    media_id = film(desk, 1)
    desk.service.serve("/omdb/", {"Response": "False", "Error": "Error getting data."})

    assert asked_for(desk) == ["tt0000001"]
    assert rows(desk) == [(media_id, "not_found", 0)]
    desk.clock.pass_by(days=29)
    assert asked_for(desk) == []
    desk.clock.pass_by(days=1)
    assert asked_for(desk) == ["tt0000001"]


def test_a_failing_title_is_asked_again_later_and_later(desk):
    media_id = film(desk, 1)
    desk.service.serve("/omdb/", {"Response": "True", "Title": "Title", "imdbID": "tt9999999"})

    waits = []
    for _ in range(3):
        desk.handlers.sources.run()
        (next_at,) = desk.row("SELECT next_attempt_at FROM enrichment")
        waits.append(next_at - desk.clock())
        desk.clock.now = next_at
    assert waits == [timedelta(hours=1), timedelta(hours=2), timedelta(hours=4)]
    assert rows(desk) == [(media_id, "error", 3)]


def test_a_source_that_reached_its_limit_rests_and_blames_no_title(desk):
    film(desk, 1)
    film(desk, 2)
    desk.service.serve("/omdb/", {"Response": "False", "Error": "Request limit reached!"})

    assert len(asked_for(desk)) == 1
    assert rows(desk) == []
    assert desk.row("SELECT disabled_until > %s FROM provider_states", desk.clock()) == (True,)


def test_omdb_at_its_daily_limit_is_left_alone_until_midnight_utc(desk):
    media_id = film(desk, 1)
    known = desk.service.pages["/omdb/"]
    desk.service.serve(
        "/omdb/", {"Response": "False", "Error": "Request limit reached!"}, status=401
    )
    desk.clock.now = datetime(2026, 1, 1, 21, tzinfo=UTC)

    assert len(asked_for(desk)) == 1
    assert desk.row("SELECT disabled_until FROM provider_states WHERE provider = 'omdb'") == (
        datetime(2026, 1, 2, 0, 0, 1, tzinfo=UTC),
    )
    desk.service.pages["/omdb/"] = known
    desk.clock.now = datetime(2026, 1, 1, 23, 59, 59, tzinfo=UTC)
    assert asked_for(desk) == []
    desk.clock.now = datetime(2026, 1, 2, 0, 0, 1, tzinfo=UTC)
    assert asked_for(desk) == ["tt0000001"]
    assert rows(desk) == [(media_id, "matched", 0)]


def running_show(desk, **ids):
    media_id = make_title(desk.db, "Pioneer One", media_type="show")
    for source, external_id in ids.items():
        desk.give_id(media_id, source, external_id, "show")
    desk.do("INSERT INTO show_seasons (media_id, season_number) VALUES (%s, 1)", media_id)
    return media_id


def serve_tvmaze(desk, **more):
    desk.service.serve(
        "/tvmaze/lookup/shows",
        None,
        status=301,
        headers={"Location": "https://api.tvmaze.com/shows/210"},
    )
    show = {
        "id": 210,
        "name": "Pioneer One",
        "status": "Running",
        "schedule": {"time": "21:00", "days": ["Saturday"]},
        "network": {"id": 1, "name": "One", "country": {"timezone": "America/New_York"}},
        "_embedded": {
            "nextepisode": {
                "id": 1,
                "name": "The Return",
                "season": 1,
                "number": 7,
                "airdate": "2026-01-10",
                "airtime": "21:00",
                "runtime": 45,
            }
        },
    }
    desk.service.serve("/tvmaze/shows/210", show | more)


def test_tvmaze_says_when_a_show_airs_in_the_zone_of_its_network(desk):
    show = running_show(desk, imdb="tt1748166")
    serve_tvmaze(desk)

    desk.handlers.sources.run()

    assert desk.row("SELECT airs_at, air_zone FROM media_items WHERE id = %s", show) == (
        time(21),
        "America/New_York",
    )
    assert desk.row("SELECT season_number, episode_number, title, air_date FROM show_episodes") == (
        *(1, 7, "The Return"),
        date(2026, 1, 10),
    )
    assert rows(desk, "tvmaze") == [(show, "matched", 0)]


def test_tvmaze_may_lie_about_its_zone(desk):
    show = running_show(desk, imdb="tt1748166")
    serve_tvmaze(
        desk, network={"country": {"timezone": "Mars/Olympus"}}, schedule={"time": "25:99"}
    )

    desk.handlers.sources.run()

    assert desk.row("SELECT airs_at, air_zone FROM media_items WHERE id = %s", show) == (None, None)


def test_tvmaze_is_not_asked_where_thetvdb_has_a_key(db):
    with open_desk(db) as desk:
        running_show(desk, imdb="tt1748166")

        desk.handlers.sources.run()

        assert not [path for path in desk.service.paths() if path.startswith("/tvmaze")]
