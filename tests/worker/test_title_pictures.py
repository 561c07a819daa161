"""The pictures of its source that a person may choose for a title."""

from uuid import UUID

import pytest

from chalicelib.platform.errors import NotAllowed
from chalicelib.platform.sessions import User
from chalicelib.title_edits.service.picture_choices import TitlePictureService
from tests.metadata import desk as open_desk
from tests.titles import make_title

ORIGINALS = "https://image.tmdb.org/t/p/original"
CURATOR = User(UUID(int=1), UUID(int=2), rights=("match",))


@pytest.fixture
def desk(db):
    with open_desk(db) as made:
        yield made


@pytest.fixture
def pictures(desk):
    return TitlePictureService(desk.catalog, desk.context.writer, lambda: desk.providers)


def picture(path, rating, language=None):
    return {"file_path": path, "vote_average": rating, "iso_639_1": language}


def addresses(choices):
    return [choice.address for choice in choices]


def test_the_pictures_of_a_film_are_those_of_tmdb_the_best_rated_first(desk, pictures):
    film = make_title(desk.db)
    desk.give_id(film, "tmdb", "19")
    desk.knows_movie(
        19,
        images={
            "posters": [picture("/a.jpg", 5.1), picture("/b.jpg", 5.9, "de"), picture("/c.svg", 9)],
            "backdrops": [picture("/wide.jpg", 1)],
        },
    )

    found = pictures.list(CURATOR, film)

    assert found.state == "ok"
    assert addresses(found.posters) == [f"{ORIGINALS}/b.jpg", f"{ORIGINALS}/a.jpg"]
    assert addresses(found.backdrops) == [f"{ORIGINALS}/wide.jpg"]


def test_the_pictures_of_a_game_are_its_cover_and_its_screens(desk, pictures):
    game = make_title(desk.db, "Veloren", media_type="game")
    desk.give_id(game, "igdb", "70", "game")
    desk.knows_games(
        {
            "id": 70,
            "name": "Veloren",
            "cover": {"id": 1, "image_id": "co1abc"},
            "artworks": [{"id": 2, "image_id": "ar1abc"}],
            "screenshots": [{"id": 3, "image_id": "sc1abc"}, {"id": 4, "image_id": "ar1abc"}],
        }
    )

    found = pictures.list(CURATOR, game)

    assert [one.rpartition("/")[2] for one in addresses(found.posters)] == ["co1abc.jpg"]
    assert [one.rpartition("/")[2] for one in addresses(found.backdrops)] == [
        "ar1abc.jpg",
        "sc1abc.jpg",
    ]


def test_a_title_without_a_number_of_its_source_has_none(desk, pictures):
    assert pictures.list(CURATOR, make_title(desk.db)).state == "unknown"


def test_a_source_that_does_not_answer_is_no_error(desk, pictures):
    film = make_title(desk.db)
    desk.give_id(film, "tmdb", "19")
    desk.service.mode = 429

    assert pictures.list(CURATOR, film).state == "unavailable"


def test_the_right_to_change_matches_is_needed(desk, pictures):
    with pytest.raises(NotAllowed):
        pictures.list(User(UUID(int=1), UUID(int=2), rights=()), make_title(desk.db))
