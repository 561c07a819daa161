"""Jikan's responses."""

from datetime import date

import pytest

from chalicelib.providers.errors import UnknownToProvider
from chalicelib.providers.jikan import AnimePage
from chalicelib.providers.lenient_parsing import SkippedCount, parse_model
from tests.provider_responses import available, file_name, load


def test_an_anime(service, providers, response):
    raw = response("jikan/anime.json")
    expected = raw["data"]
    service.serve(f"/jikan/anime/{expected['mal_id']}", raw)
    answer = providers.jikan.anime(expected["mal_id"])
    anime = answer.value

    assert answer.skipped == 0
    assert (anime.title, anime.kind) == (expected["title"], "TV")
    assert anime.episode_count == expected["episodes"]
    assert (anime.score, anime.score_votes) == (expected["score"], expected["scored_by"])
    aired = expected["aired"]
    assert (anime.started_on, anime.ended_on) == (
        date.fromisoformat(aired["from"][:10]),
        date.fromisoformat(aired["to"][:10]),
    )
    assert (anime.broadcast_day, anime.broadcast_zone) == ("Sundays", "Asia/Tokyo")
    assert [each.title for each in anime.titles] == [each["title"] for each in expected["titles"]]


def test_its_episodes_by_number(service, providers, response):
    raw = response("jikan/anime_episodes.json")
    service.serve("/jikan/anime/457/episodes", raw)
    answer = providers.jikan.episodes(457)
    page, last = answer.value, raw["data"][-1]

    assert answer.skipped == 0
    assert [each.number for each in page.items] == [each["mal_id"] for each in raw["data"]]
    assert page.items[-1].title == last["title"]
    assert page.items[-1].aired_on == date.fromisoformat(last["aired"][:10])
    assert page.has_more is raw["pagination"]["has_next_page"]


@pytest.mark.parametrize(
    ("path", "name", "fetch"),
    [
        ("anime", "anime_search", lambda j: j.search("any")),
        ("schedules", "schedules", lambda j: j.schedules("monday")),
        ("anime", "season", lambda j: j.search("any")),
    ],
)
def test_lists(path, name, fetch, service, providers, response):
    raw = response(f"jikan/{name}.json")
    service.serve(f"/jikan/{path}", raw)
    answer = fetch(providers.jikan)

    assert answer.skipped == 0
    assert [each.title for each in answer.value.items] == [each["title"] for each in raw["data"]]


@pytest.mark.parametrize(
    "path",
    available("jikan/season.json", "jikan/season_upcoming.json", "jikan/top_anime.json"),
    ids=file_name,
)
def test_other_lists_have_the_same_fields(path):
    raw, skipped = load(path), SkippedCount()

    assert len(parse_model(AnimePage, raw, skipped).items) == len(raw["data"])
    assert skipped.count == 0


def test_an_unknown_anime(service, providers, response):
    service.serve("/jikan/anime/99", response("jikan/error_anime_not_found.json"), status=404)

    with pytest.raises(UnknownToProvider):
        providers.jikan.anime(99)
