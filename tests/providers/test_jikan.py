"""Jikan's answers as they were recorded."""

from datetime import date

import pytest

from chalicelib.providers.errors import UnknownToProvider


def test_an_anime(service, providers, recorded):
    service.serve("/jikan/anime/457", recorded("jikan/anime.json"))
    answer = providers.jikan.anime(457)
    anime = answer.value

    assert answer.skipped == 0
    assert (anime.title, anime.kind, anime.episode_count) == ("Mushishi", "TV", 26)
    assert (anime.score, anime.score_votes) == (8.67, 260971)
    assert (anime.started_on, anime.ended_on) == (date(2005, 10, 23), date(2006, 6, 19))
    assert (anime.broadcast_day, anime.broadcast_zone) == ("Sundays", "Asia/Tokyo")
    assert {title.title for title in anime.titles} == {"Mushishi", "蟲師", "Mushi-Shi"}


def test_its_episodes_by_number(service, providers, recorded):
    service.serve("/jikan/anime/457/episodes", recorded("jikan/anime_episodes.json"))
    answer = providers.jikan.episodes(457)
    page = answer.value

    assert answer.skipped == 0
    assert [episode.number for episode in page.items] == list(range(1, 27))
    assert page.items[25].title == "The Sound of Footsteps on the Grass"
    assert page.items[25].aired_on == date(2006, 6, 19)
    assert page.has_more is True


@pytest.mark.parametrize(
    ("path", "name", "ask", "first"),
    [
        ("anime", "anime_search", lambda j: j.search("naruto"), "Naruto: Road of Naruto"),
        ("schedules", "schedules", lambda j: j.schedules("monday"), "Ganbare! Choushuu-kun"),
    ],
)
def test_lists(path, name, ask, first, service, providers, recorded):
    raw = recorded(f"jikan/{name}.json")
    service.serve(f"/jikan/{path}", raw)
    answer = ask(providers.jikan)

    assert answer.skipped == 0
    assert len(answer.value.items) == len(raw["data"])
    assert answer.value.items[0].title == first


@pytest.mark.parametrize("name", ["season", "season_upcoming", "top_anime"])
def test_other_lists_have_the_same_shape(name, service, providers, recorded):
    service.serve("/jikan/anime", recorded(f"jikan/{name}.json"))
    answer = providers.jikan.search(name)

    assert (len(answer.value.items), answer.skipped) == (25, 0)


def test_a_recorded_refusal(service, providers, recorded):
    service.serve("/jikan/anime/99", recorded("jikan/error_anime_not_found.json"), status=404)

    with pytest.raises(UnknownToProvider):
        providers.jikan.anime(99)
