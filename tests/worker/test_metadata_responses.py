"""Responses of providers, all the way into the database."""

from datetime import UTC, datetime

import pytest

from tests.metadata import desk as open_desk
from tests.provider_responses import SOURCES, load, source_name
from tests.titles import make_credit, make_title


@pytest.fixture(params=SOURCES, ids=source_name)
def response(request):
    return lambda name: load(request.param / name)


@pytest.fixture
def desk(db):
    with open_desk(db, omdb_api_key=None) as made:
        yield made


def test_a_film(desk, response):
    raw = response("tmdb/movie_details_append.json")
    film = make_title(desk.db, raw["title"], year=int(raw["release_date"][:4]))
    desk.give_id(film, "imdb", raw["imdb_id"])
    desk.finds(raw["imdb_id"], movie=raw["id"])
    desk.knows(f"/movie/{raw['id']}", raw)

    assert desk.titles.fetch(film)

    assert desk.row(
        "SELECT original_title, runtime_minutes, language, countries FROM media_items"
    ) == (
        raw["original_title"],
        raw["runtime"],
        raw["original_language"],
        raw["origin_country"],
    )
    cast = desk.rows(
        """
        SELECT p.name, c.character
        FROM credits AS c JOIN people AS p ON p.id = c.person_id
        WHERE c.department = 'Acting' ORDER BY c.position LIMIT 2
        """
    )
    billed = sorted(raw["credits"]["cast"], key=lambda member: member["order"])[:2]
    assert cast == [(member["name"], member["character"]) for member in billed]
    offers = raw["watch/providers"]["results"]["DE"]
    names = {
        offer["provider_name"]
        for kind in offers.values()
        if isinstance(kind, list)
        for offer in kind
    }
    assert {name for (name,) in desk.rows("SELECT provider_name FROM media_offers")} == names


def test_a_show_with_a_season(desk, response):
    raw = response("tmdb/tv_details_append.json")
    season = response("tmdb/tv_season.json")
    show = make_title(desk.db, raw["name"], media_type="show", year=2011)
    desk.give_id(show, "tmdb", str(raw["id"]), "show")
    desk.knows(f"/tv/{raw['id']}", raw)
    desk.knows(f"/tv/{raw['id']}/season/1", season)

    assert desk.titles.fetch(show, with_episodes=True)

    assert desk.row("SELECT status, end_year, tagline FROM media_items") == (
        "Ended",
        int(raw["last_air_date"][:4]),
        raw["tagline"],
    )
    assert desk.row("SELECT count(*) FROM show_seasons") == (len(raw["seasons"]),)
    first = season["episodes"][0]
    assert desk.row(
        """
        SELECT title, runtime_minutes FROM show_episodes
        WHERE (season_number, episode_number) = (1, 1)
        """
    ) == (first["name"], first["runtime"])
    assert desk.row("SELECT count(*) FROM show_episodes WHERE season_number = 1") == (
        len(season["episodes"]),
    )


def test_a_person(desk, response):
    raw = response("tmdb/person_details.json")
    person = make_credit(desk.db, make_title(desk.db), raw["name"], tmdb_id=raw["id"])
    desk.knows(f"/person/{raw['id']}", raw)

    desk.people.fetch(person)

    assert desk.row("SELECT imdb_id, birthplace, death_year FROM people") == (
        raw["imdb_id"],
        raw["place_of_birth"],
        int(raw["deathday"][:4]),
    )


def test_a_game(desk, response):
    raw = response("igdb/v4_game_details_expanded.json")
    (expected,) = raw
    released_on = datetime.fromtimestamp(expected["first_release_date"], UTC).date()
    game = make_title(desk.db, expected["name"], media_type="game", year=released_on.year)
    desk.give_id(game, "igdb", str(expected["id"]), "game")
    desk.knows_games(*raw)

    desk.titles.fetch(game)

    poster, platforms, released = desk.row(
        "SELECT poster_url, platforms, release_date FROM media_items"
    )
    image_id = expected["cover"]["image_id"]
    assert poster == f"https://images.igdb.com/igdb/image/upload/t_original/{image_id}.jpg"
    assert platforms[0] == expected["platforms"][0]["name"]
    assert released == released_on


def test_the_lists_of_a_day(desk, response):
    """Each title of the lists gets one row, and the sections keep their order."""
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
        answer = response(f"tmdb/{name}.json") | {"total_pages": 1}
        desk.knows(path, answer)
        for one in answer["results"]:
            if not one.get("adult"):
                kind = "movie" if "title" in one else "show"
                wanted.add((kind, one["id"]))
                serve = desk.knows_movie if kind == "movie" else desk.knows_show
                serve(one["id"], one.get("title") or one["name"])

    assert desk.handlers.sections.run() == len(lists) - 1  # trending is made of two

    assert desk.row("SELECT count(*) FROM media_items") == (len(wanted),)
    popular = response("tmdb/movie_popular.json")["results"]
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
