"""IGDB's answers as they were recorded, and our questions in its language."""

from datetime import UTC, date, datetime

import pytest

from chalicelib.providers.errors import InvalidResponse, UnknownToProvider
from chalicelib.providers.igdb import image_url, queries
from chalicelib.providers.igdb.client import parse
from chalicelib.providers.igdb.models import Game, ReleaseDate
from chalicelib.providers.lenient_parsing import SkippedCount, parse_model


@pytest.fixture(autouse=True)
def _a_token(service):
    service.serve("/twitch/oauth2/token", {"access_token": "t", "expires_in": 5394139})


def parsed(raw) -> tuple[Game, ...]:
    skipped = SkippedCount()
    games = parse(raw, skipped)
    assert skipped.count == 0
    return games


def test_a_game_with_everything_spelt_out(service, providers, recorded):
    service.serve("/igdb/games", recorded("igdb/v4_game_details_expanded.json"))
    game = providers.igdb.game(19560).value

    assert (game.name, game.first_released_on) == ("God of War", date(2018, 4, 20))
    assert [platform.name for platform in game.platforms] == [
        "PC (Microsoft Windows)",
        "PlayStation 4",
    ]
    assert game.developers == ("SIE Santa Monica Studio",)
    assert image_url(game.cover.image_id).endswith("/t_original/co1tmu.jpg")
    assert game.release_dates[0].released_on == date(2018, 4, 20)
    assert game.release_dates[0].platform.id == 48
    assert "steampowered" in game.websites[7].url
    asked = service.requests[1]
    assert asked.path == "/igdb/games"
    assert asked.body.startswith("fields name,")
    assert asked.body.endswith("where id = (19560); limit 1;")
    assert asked.headers["client-id"] == "an-id"
    assert asked.headers["authorization"] == "Bearer t"


def test_the_secret_goes_in_the_body_of_one_request(service, providers):
    service.serve("/igdb/games", [])
    providers.igdb.popular()
    providers.igdb.top_rated()

    token, *others = service.requests
    assert token.query == {}
    assert "client_secret=a-secret" in token.body
    assert "grant_type=client_credentials" in token.body
    assert all("secret" not in f"{each.path}{each.headers}{each.body}" for each in others)


def test_games_of_bare_ids_are_understood(recorded):
    (zelda,) = parsed(recorded("igdb/game_get.json"))

    assert zelda.name == "The Legend of Zelda: Breath of the Wild"
    assert round(zelda.total_rating) == 95
    assert (zelda.kind, zelda.hypes) == ("main_game", 142)
    assert [genre.id for genre in zelda.genres] == [12, 31]
    assert zelda.cover.id == 54903
    assert zelda.cover.image_id is None
    assert len(zelda.similar_games) == 10
    assert zelda.developers == ()


def test_pictures_are_known_by_their_addresses_too(recorded):
    (paper_mario,) = parsed(recorded("igdb/v4_games_search_expanded.json"))

    assert paper_mario.cover.image_id == "co1qda"
    assert [image.image_id for image in paper_mario.artworks] == ["ar3p1z", "ar3p20"]
    assert paper_mario.similar_games[0].cover.image_id == "co25us"
    assert [group.name for group in paper_mario.collections] == ["Paper Mario", "Super Mario"]
    assert paper_mario.franchises[0].name == "Mario"
    assert paper_mario.videos[0].video_id == "N6k5mCj5WmQ"
    assert paper_mario.aggregated_rating == 90
    assert paper_mario.alternative_names[1].name == "Mario Story"


def test_lists_that_mix_ids_and_objects_hold_each_once(recorded):
    for raw in recorded("igdb/quirk_mixed_ids_and_objects.json"):
        skipped = SkippedCount()
        game = parse_model(Game, raw | {"name": "Any"}, skipped)
        dates = {each.id: each for each in game.release_dates}

        assert skipped.count == 0
        assert sorted(dates) == [164193, 164715]
        assert len(game.release_dates) == 2
        assert dates[164193].released_on == date(2018, 4, 25)
        assert dates[164193].platform.id == 6
        assert dates[164715].released_on is None


@pytest.mark.parametrize(
    ("name", "count"), [("game_list", 5), ("game_search", 5), ("v4_game_search_god_of_war", 4)]
)
def test_lists_of_games(name, count, recorded):
    games = parsed(recorded(f"igdb/{name}.json"))

    assert len(games) == count
    assert all(game.name for game in games)


def test_release_dates_on_their_own(recorded):
    skipped = SkippedCount()
    (found,) = (
        parse_model(ReleaseDate, raw, skipped) for raw in recorded("igdb/releasedate_get.json")
    )

    assert (found.released_on, found.human, found.year) == (date(2004, 3, 19), "2004-Mar-19", 2004)
    assert found.precision == 0


def test_a_game_nobody_asked_for_is_nobodys_facts(service, providers):
    service.serve("/igdb/games", [{"id": 8, "name": "Other"}, {"id": 7, "name": "Wanted"}])

    assert [game.id for game in providers.igdb.games([7, 9]).value] == [7]
    with pytest.raises(UnknownToProvider):
        providers.igdb.game(9)


def test_an_unreadable_game_is_left_out_and_counted(service, providers):
    service.serve("/igdb/games", [{"id": 8}, "?", {"id": 7, "name": "Good"}])
    answer = providers.igdb.search("good")

    assert [game.name for game in answer.value] == ["Good"]
    assert answer.skipped == 2


def test_a_list_of_nothing_readable_is_no_answer(service, providers):
    service.serve("/igdb/games", [{"id": 8}, "?"])

    with pytest.raises(InvalidResponse):
        providers.igdb.search("good")


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("god of war", '"god of war"'),
        ('"; where id = 1; search "', '"\\"; where id = 1; search \\""'),
        ("back\\", '"back\\\\"'),
        ('\\"', '"\\\\\\""'),
        ("two\nlines\x00", '"two lines"'),
        ("ペーパーマリオ", '"ペーパーマリオ"'),
    ],
)
def test_a_text_cannot_end_itself(text, quoted):
    assert queries.quoted(text) == quoted


def test_the_same_list_is_the_same_question_all_day():
    morning = datetime(2026, 5, 4, 0, 1, tzinfo=UTC)
    evening = datetime(2026, 5, 4, 23, 59, tzinfo=UTC)

    for ask in (queries.recently_released, queries.most_anticipated, queries.popular):
        assert ask(20, morning) == ask(20, evening)
        assert ask(20, morning) != ask(20, evening.replace(day=5))


def test_lists_say_what_they_are(service, providers, watch):
    service.serve("/igdb/games", [])
    igdb = providers.igdb
    for ask in (igdb.recently_released, igdb.most_anticipated, igdb.popular, igdb.top_rated):
        ask(7)
    bodies = [asked.body for asked in service.requests[1:]]

    assert [body.split("sort ")[1] for body in bodies] == [
        "first_release_date desc; limit 7;",
        "hypes desc; limit 7;",
        "total_rating_count desc; limit 7;",
        "total_rating desc; limit 7;",
    ]
    assert all("game_type = (0,4,8,9,10,11)" in body for body in bodies)


def test_no_more_than_five_hundred_games_at_once(providers):
    with pytest.raises(ValueError, match="500"):
        providers.igdb.games(range(501))
    with pytest.raises(ValueError, match="500"):
        providers.igdb.games([])
