"""People come from TMDB, games from IGDB."""

from datetime import date

import pytest

from chalicelib.metadata.store.people import merge_into
from tests.metadata import NOON
from tests.metadata import desk as open_desk
from tests.titles import make_credit, make_title


@pytest.fixture
def desk(db):
    with open_desk(db) as made:
        yield made


def person(desk, person_id):
    return desk.row(
        """
        SELECT name, biography, born_on, birth_year, birthplace, profile_url, imdb_id, tmdb_id
        FROM people WHERE id = %s
        """,
        person_id,
    )


HELM = {
    "id": 7,
    "name": "Brigitte Helm",
    "biography": "She played both.",
    "birthday": "1906-03-17",
    "place_of_birth": "Berlin",
    "profile_path": "/h.jpg",
    "known_for_department": "Acting",
    "imdb_id": "nm0375609",
}


def test_metadata_of_a_person_are_stored(desk):
    helm = make_credit(desk.db, make_title(desk.db), tmdb_id=7)
    desk.knows("/person/7", HELM)

    assert desk.people.fetch(helm) == helm

    assert person(desk, helm) == (
        "Brigitte Helm",
        "She played both.",
        date(1906, 3, 17),
        1906,
        "Berlin",
        "https://image.tmdb.org/t/p/original/h.jpg",
        "nm0375609",
        7,
    )
    assert desk.row("SELECT checked_at FROM people") == (NOON,)


def test_a_person_is_found_by_imdb_id(desk):
    helm = make_credit(desk.db, make_title(desk.db), imdb_id="nm0375609")
    found = {"movie_results": [], "tv_results": [], "person_results": [{"id": 7, "name": "B"}]}
    desk.knows("/find/nm0375609", found)
    desk.knows("/person/7", HELM)

    desk.people.fetch(helm)

    assert person(desk, helm)[1] == "She played both."


def test_duplicate_people_are_merged_and_the_old_address_redirects(desk):
    film, other = make_title(desk.db), make_title(desk.db, "Alraune")
    of_imdb = make_credit(desk.db, film, "Brigitte Helm", imdb_id="nm0375609")
    of_tmdb = make_credit(desk.db, other, "Brigitte Helm", tmdb_id=7, source="tmdb")
    desk.knows("/person/7", HELM)

    assert desk.people.fetch(of_tmdb) == of_imdb

    assert desk.rows("SELECT id, tmdb_id FROM people") == [(of_imdb, 7)]
    assert desk.rows("SELECT movie_id FROM credits ORDER BY movie_id") == [(film,), (other,)]
    assert desk.rows("SELECT old_id, person_id FROM merged_people") == [(of_tmdb, of_imdb)]


def test_after_an_outage_the_next_visit_requests_the_person_again(desk):
    helm = make_credit(desk.db, make_title(desk.db), tmdb_id=7)
    desk.service.mode = 429

    assert desk.people.fetch(helm) is None

    assert desk.row("SELECT checked_at FROM people") == (None,)


WESNOTH = {
    "id": 70,
    "name": "Battle for Wesnoth",
    "summary": "Elves and orcs.",
    "first_release_date": 1119398400,  # 2005-06-22
    "cover": {"id": 1, "image_id": "co1abc"},
    "artworks": [{"id": 2, "image_id": "ar1abc"}],
    "platforms": [{"id": 3, "name": "Linux"}],
    "genres": [{"id": 4, "name": "Turn-based strategy (TBS)"}],
    "themes": [{"id": 5, "name": "Fantasy"}],
    "total_rating": 82.4,
    "total_rating_count": 40,
    "hypes": 3,
    "release_dates": [
        {"id": 6, "date": 1119398400, "platform": {"id": 3, "name": "Linux"}, "date_format": 0},
        {"id": 7, "date": 1119398400, "platform": {"id": 8, "name": "Web"}, "date_format": 2},
    ],
    "videos": [{"id": 9, "name": "Gameplay trailer", "video_id": "abcdefghijk"}],
}


def test_a_game_is_found_by_name_and_year(desk):
    game = make_title(desk.db, "Battle for Wesnoth", media_type="game", year=2005)
    other = WESNOTH | {"id": 71, "first_release_date": 1500000000}
    desk.knows_games(other, WESNOTH)

    assert desk.titles.fetch(game)

    assert desk.row(
        "SELECT overview, poster_url, backdrop_url, platforms FROM media_items WHERE id = %s", game
    ) == (
        "Elves and orcs.",
        "https://images.igdb.com/igdb/image/upload/t_original/co1abc.jpg",
        "https://images.igdb.com/igdb/image/upload/t_original/ar1abc.jpg",
        ["Linux"],
    )
    assert desk.rows("SELECT source, external_id FROM media_external_ids") == [("igdb", "70")]
    assert desk.rows("SELECT source, value::float, best, votes FROM media_ratings") == [
        ("igdb", 82.4, 100, 40)
    ]
    assert desk.row("SELECT rating::float, votes, popularity FROM media_scores") == (8.2, 40, 43.0)
    assert desk.rows(
        "SELECT platform, released_on, precision FROM media_releases ORDER BY platform"
    ) == [("Linux", date(2005, 6, 22), "day"), ("Web", date(2005, 12, 31), "year")]
    assert desk.rows("SELECT site, key, kind FROM media_videos") == [
        ("YouTube", "abcdefghijk", "Trailer")
    ]
    assert desk.rows(
        "SELECT g.name FROM media_genres JOIN genres AS g ON g.id = genre_id ORDER BY position"
    ) == [("Strategy",), ("Fantasy",)]


@pytest.mark.parametrize(
    ("told", "released_on", "precision"),
    [
        ({"date": 1830211200, "date_format": 0}, date(2027, 12, 31), "day"),
        ({"date": 1830211200, "date_format": 1}, date(2027, 12, 31), "month"),
        ({"date": 1825372800, "date_format": 1}, date(2027, 11, 30), "month"),
        ({"y": 2027, "date_format": 2}, date(2027, 12, 31), "year"),
        ({"date": 1822262400, "date_format": 5}, date(2027, 9, 30), "quarter"),
        ({"y": 2028, "date_format": 3}, date(2028, 3, 31), "quarter"),
        ({"date_format": 7}, None, "tba"),
        ({"date_format": 2}, None, "tba"),
    ],
)
def test_a_release_is_stored_as_exactly_as_it_is_known(desk, told, released_on, precision):
    game = make_title(desk.db, "Battle for Wesnoth", media_type="game", year=2005)
    release = {"id": 6, "platform": {"id": 3, "name": "Linux"}, **told}
    desk.knows_games(WESNOTH | {"release_dates": [release]})

    assert desk.titles.fetch(game)

    assert desk.row("SELECT released_on, precision FROM media_releases") == (released_on, precision)
    (known,) = desk.row("SELECT release_date FROM media_items WHERE id = %s", game)
    assert known == (released_on if precision == "day" else None)


def test_an_expansion_is_linked_to_its_game(desk):
    game = make_title(desk.db, "Battle for Wesnoth", media_type="game", year=2005)
    desk.give_id(game, "igdb", "70", "game")
    addon = make_title(desk.db, "Northern Rebirth", media_type="game", year=2007)
    desk.give_id(addon, "igdb", "72", "game")
    desk.knows_games(
        {"id": 72, "name": "Northern Rebirth", "game_type": 2, "parent_game": {"id": 70}}
    )

    assert desk.titles.fetch(addon)

    assert desk.rows("SELECT media_id, kind, linked_id FROM media_links") == [
        (game, "expansion", addon)
    ]


def test_the_expansions_of_a_game_come_with_it_and_their_days_move(desk):
    game = make_title(desk.db, "Battle for Wesnoth", media_type="game", year=2005)
    desk.give_id(game, "igdb", "70", "game")
    wesnoth = WESNOTH | {"expansions": [{"id": 72, "name": "Northern Rebirth"}]}
    addon = {
        "id": 72,
        "name": "Northern Rebirth",
        "game_type": 2,
        "release_dates": [
            {"id": 1, "date": 1796169600, "platform": {"id": 3, "name": "Linux"}, "date_format": 0}
        ],
    }
    desk.knows_games(wesnoth, addon)
    assert desk.titles.fetch(game)
    later = addon | {"release_dates": [addon["release_dates"][0] | {"date": 1798848000}]}
    desk.do("DELETE FROM provider_responses")
    desk.knows_games(wesnoth, later)

    assert desk.titles.fetch(game)

    assert desk.rows(
        """
        SELECT l.kind, m.title, r.released_on
        FROM media_links AS l
        JOIN media_items AS m ON m.id = l.linked_id
        JOIN media_releases AS r ON r.media_id = m.id
        WHERE l.media_id = %s
        """,
        game,
    ) == [("expansion", "Northern Rebirth", date(2027, 1, 2))]


def test_a_game_of_another_name_or_year_is_not_taken(desk):
    game = make_title(desk.db, "Wesnoth", media_type="game", year=1999)
    desk.knows_games(WESNOTH, WESNOTH | {"id": 71, "name": "Wesnoth"})

    assert not desk.titles.fetch(game)

    assert desk.fetched(game)["failure"] == "not_there"
    assert desk.row("SELECT overview FROM media_items WHERE id = %s", game) == ("",)


def test_related_games_are_read_in_one_request(desk):
    game = make_title(desk.db, "Battle for Wesnoth", media_type="game", year=2005)
    desk.give_id(game, "igdb", "70", "game")
    desk.knows_games(
        WESNOTH
        | {
            "dlcs": [{"id": 80, "name": "More elves"}],
            "similar_games": [{"id": 81, "name": "Unciv"}, 82],
            "franchises": [{"id": 1, "name": "Wesnoth", "games": [70, 83]}],
        },
        {"id": 80, "name": "More elves"},
        {"id": 81, "name": "Unciv"},
        {"id": 83, "name": "Wesnoth II"},
    )
    desk.titles.fetch(game)
    asked = len(desk.service.requests)

    desk.titles.fetch_neighbours(game)

    assert len(desk.service.requests) == asked + 1
    assert desk.rows(
        """
        SELECT l.kind, m.title
        FROM media_links AS l JOIN media_items AS m ON m.id = l.linked_id
        ORDER BY l.kind, m.title
        """
    ) == [("dlc", "More elves"), ("franchise", "Wesnoth II"), ("similar", "Unciv")]


def test_people_with_different_imdb_ids_are_not_merged(desk):
    desk.do(
        """
        INSERT INTO people (id, name, imdb_id, tmdb_id)
        VALUES (5, 'Fritz Lang', 'nm0000005', 68), (9, 'Fritz Lang', 'nm0000009', NULL)
        """
    )

    with desk.db.transaction() as conn:
        stays = merge_into(conn, person_id=5, imdb_id="nm0000009", tmdb_id=68)

    assert stays == 5
    assert desk.rows("SELECT id FROM people ORDER BY id") == [(5,), (9,)]
