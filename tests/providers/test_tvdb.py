"""TheTVDB's responses."""

from datetime import date

import pytest

from chalicelib.providers.errors import InvalidResponse, UnknownToProvider
from tests.services import Page

SERIES = {
    "id": 121361,
    "name": "Game of Thrones",
    "slug": "game-of-thrones",
    "status": {"id": 2, "name": "Ended", "recordType": "series", "keepUpdated": False},
    "firstAired": "2011-04-17",
    "lastAired": "2019-05-19",
    "nextAired": "",
    "averageRuntime": 57,
    "airsTime": "21:00",
    "airsDays": {"sunday": True, "monday": False},
    "originalCountry": "usa",
    "originalNetwork": {"id": 8, "name": "HBO", "country": "usa"},
    "remoteIds": [
        {"id": "1399", "type": 12, "sourceName": "TheMovieDB.com"},
        {"id": "tt0944947", "type": 2, "sourceName": "IMDB"},
    ],
}


@pytest.fixture(autouse=True)
def _signed_in(service):
    service.serve("/tvdb/login", {"status": "success", "data": {"token": "tvdb-token"}})


def test_when_a_show_is_on(service, providers):
    service.serve("/tvdb/series/121361/extended", {"status": "success", "data": SERIES})
    series = providers.tvdb.series(121361).value

    assert (series.name, series.status, series.airs_time) == ("Game of Thrones", "Ended", "21:00")
    assert series.airs_days.names == ("sunday",)
    assert series.original_network.name == "HBO"
    assert (series.first_aired_on, series.next_aired_on) == (date(2011, 4, 17), None)
    assert series.imdb_id == "tt0944947"
    login, asked = service.requests
    assert (login.method, login.body) == ("POST", '{"apikey": "tvdb-key"}')
    assert asked.headers["authorization"] == "Bearer tvdb-token"


def test_an_expired_token_is_renewed(service, providers):
    service.serve("/tvdb/series/121361/extended", {"data": SERIES})
    providers.tvdb.series(121361)
    replies = iter([Page({}, status=401), Page({"data": {"id": 7, "name": "Seventh"}})])
    service.pages["/tvdb/episodes/7/extended"] = Page(make=lambda _asked: next(replies))
    found = providers.tvdb.episode(7).value

    assert found.id == 7
    assert service.paths().count("/tvdb/login") == 2


def test_episodes_in_an_order_page_by_page(service, providers):
    first = {"id": 1, "seasonNumber": 1, "number": 500, "absoluteNumber": 500, "name": "Last"}
    pages = {
        "0": {"data": {"episodes": [first, {"name": "no id"}]}, "links": {"next": "…page=1"}},
        "1": {"data": {"episodes": []}, "links": {"next": None}},
    }
    service.pages["/tvdb/series/81797/episodes/absolute"] = Page(
        make=lambda asked: Page(pages[asked.query["page"]])
    )
    one = providers.tvdb.episodes(81797, "absolute")
    two = providers.tvdb.episodes(81797, "absolute", page=1)

    assert one.value.episodes[0].absolute_number == 500
    assert (one.value.has_more, one.skipped) == (True, 1)
    assert (two.value.has_more, two.value.episodes) == (False, ())


def test_an_episode(service, providers, response):
    raw = response("tvdb_v4/episode_extended_excerpt.json")
    expected = raw["data"]
    service.serve(f"/tvdb/episodes/{expected['id']}/extended", raw)
    episode = providers.tvdb.episode(expected["id"]).value

    assert (episode.name, episode.aired_on) == (
        expected["name"],
        date.fromisoformat(expected["aired"]),
    )
    assert (episode.series_id, episode.runtime_minutes) == (
        expected["seriesId"],
        expected["runtime"],
    )


def test_an_unknown_episode(service, providers, response):
    raw = response("tvdb_v4/error_not_found.json")
    service.serve("/tvdb/episodes/9794414/extended", raw, status=404)

    with pytest.raises(UnknownToProvider):
        providers.tvdb.episode(9794414)


def test_another_show_is_refused(service, providers):
    service.serve("/tvdb/series/5/extended", {"data": SERIES})

    with pytest.raises(InvalidResponse):
        providers.tvdb.series(5)
