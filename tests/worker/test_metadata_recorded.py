"""Answers the real services gave, all the way into the database."""

import json
from pathlib import Path

import pytest

from tests.metadata import desk as open_desk
from tests.titles import make_credit, make_title

RECORDED = Path(__file__).parents[2].parent / "shared" / "fixtures"

pytestmark = pytest.mark.skipif(not RECORDED.is_dir(), reason="no recorded answers on this machine")


def recorded(name):
    return json.loads((RECORDED / name).read_bytes())


@pytest.fixture
def desk(db):
    with open_desk(db, omdb_api_key=None) as made:
        yield made


def test_a_film(desk):
    said = recorded("tmdb/movie_details_append.json")
    film = make_title(desk.db, "Rock Crystal", year=2004)
    desk.give_id(film, "imdb", "tt0409732")
    desk.finds("tt0409732", movie=said["id"])
    desk.knows(f"/movie/{said['id']}", said)

    assert desk.titles.fetch(film)

    assert desk.row(
        "SELECT original_title, runtime_minutes, language, countries FROM media_items"
    ) == ("Bergkristall", 92, "de", ["DE"])
    cast = desk.rows(
        """
        SELECT p.name, c.character
        FROM credits AS c JOIN people AS p ON p.id = c.person_id
        WHERE c.department = 'Acting' ORDER BY c.position LIMIT 2
        """
    )
    billed = sorted(said["credits"]["cast"], key=lambda one: one["order"])[:2]
    assert cast == [(one["name"], one["character"]) for one in billed]
    offers = said["watch/providers"]["results"]["DE"]
    named = {
        one["provider_name"] for way in offers.values() if isinstance(way, list) for one in way
    }
    assert {name for (name,) in desk.rows("SELECT provider_name FROM media_offers")} == named


def test_a_show_with_a_season(desk):
    said = recorded("tmdb/tv_details_append.json")
    season = recorded("tmdb/tv_season.json")
    show = make_title(desk.db, "Game of Thrones", media_type="show", year=2011)
    desk.give_id(show, "tmdb", str(said["id"]), "show")
    desk.knows(f"/tv/{said['id']}", said)
    desk.knows(f"/tv/{said['id']}/season/1", season)

    assert desk.titles.fetch(show, with_episodes=True)

    assert desk.row("SELECT status, end_year, tagline FROM media_items") == (
        "Ended",
        2019,
        "Winter Is Coming",
    )
    assert desk.row("SELECT count(*) FROM show_seasons") == (9,)
    assert desk.row(
        """
        SELECT title, runtime_minutes FROM show_episodes
        WHERE (season_number, episode_number) = (1, 1)
        """
    ) == ("Winter Is Coming", 62)
    assert desk.row("SELECT count(*) FROM show_episodes WHERE season_number = 1") == (10,)


def test_a_person(desk):
    said = recorded("tmdb/person_details.json")
    person = make_credit(desk.db, make_title(desk.db), said["name"], tmdb_id=said["id"])
    desk.knows(f"/person/{said['id']}", said)

    desk.people.fetch(person)

    assert desk.row("SELECT imdb_id, birthplace, death_year FROM people") == (
        "nm0027323",
        "Long Branch, New Jersey, USA",
        2017,
    )


def test_a_game(desk):
    said = recorded("igdb/v4_game_details_expanded.json")
    game = make_title(desk.db, "God of War", media_type="game", year=2018)
    desk.give_id(game, "igdb", str(said[0]["id"]), "game")
    desk.knows_games(*said)

    desk.titles.fetch(game)

    poster, platforms, released = desk.row(
        "SELECT poster_url, platforms, release_date::text FROM media_items"
    )
    assert poster == "https://images.igdb.com/igdb/image/upload/t_original/co1tmu.jpg"
    assert platforms[0] == "PC (Microsoft Windows)"
    assert released == "2018-04-20"


def test_the_lists_of_a_day(desk):
    """Every title of a real list gets a row of its own, once, and the section has their order."""
    desk.knows_games()
    lists = {
        "/trending/movie/week": "trending_movie",
        "/trending/tv/week": "trending_tv",
        "/movie/popular": "movie_popular",
        "/tv/popular": "tv_popular",
        "/tv/airing_today": "tv_airing_today",
        "/movie/now_playing": "movie_now_playing",
        "/movie/upcoming": "movie_upcoming",
        "/movie/top_rated": "movie_top_rated",
        "/tv/top_rated": "tv_top_rated",
    }
    wanted = set()
    for path, name in lists.items():
        answer = recorded(f"tmdb/{name}.json") | {"total_pages": 1}
        desk.knows(path, answer)
        for one in answer["results"]:
            if not one.get("adult"):
                kind = "movie" if "title" in one else "show"
                wanted.add((kind, one["id"]))
                serve = desk.knows_movie if kind == "movie" else desk.knows_show
                serve(one["id"], one.get("title") or one["name"])

    assert desk.work.sections.run() == len(lists) - 1  # trending is made of two

    assert desk.row("SELECT count(*) FROM media_items") == (len(wanted),)
    popular = recorded("tmdb/movie_popular.json")["results"]
    assert [
        title
        for (title,) in desk.rows(
            """
            SELECT m.title
            FROM discover_section_items AS i
            JOIN discover_sections AS s ON s.id = i.section_id
            JOIN media_items AS m ON m.id = i.media_id
            WHERE s.slug = 'popular-movies' ORDER BY i.position
            """
        )
    ] == [one["title"] for one in popular]
