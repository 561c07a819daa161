"""IGDB's responses, and our queries in its language."""

from datetime import UTC, datetime

import pytest

from chalicelib.providers.errors import InvalidResponse, UnknownToProvider
from chalicelib.providers.igdb import image_url, queries
from chalicelib.providers.igdb.client import parse
from chalicelib.providers.igdb.models import Game, ReleaseDate
from chalicelib.providers.lenient_parsing import SkippedCount, parse_model
from tests.provider_responses import available, file_name, load


@pytest.fixture(autouse=True)
def _a_token(service):
    service.serve("/twitch/oauth2/token", {"access_token": "t", "expires_in": 5394139})


def parsed(raw) -> tuple[Game, ...]:
    skipped = SkippedCount()
    games = parse(raw, skipped)
    assert skipped.count == 0
    return games


def test_a_game_with_everything_expanded(service, providers, response):
    raw = response("igdb/v4_game_details_expanded.json")
    (expected,) = raw
    service.serve("/igdb/games", raw)
    game = providers.igdb.game(expected["id"]).value

    first_released_on = datetime.fromtimestamp(expected["first_release_date"], UTC).date()
    assert (game.name, game.first_released_on) == (expected["name"], first_released_on)
    assert [platform.name for platform in game.platforms] == [
        platform["name"] for platform in expected["platforms"]
    ]
    assert game.developers == tuple(
        each["company"]["name"] for each in expected["involved_companies"] if each["developer"]
    )
    image_id = expected["cover"]["image_id"]
    assert image_url(game.cover.image_id).endswith(f"/t_original/{image_id}.jpg")
    release = expected["release_dates"][0]
    assert game.release_dates[0].released_on == datetime.fromtimestamp(release["date"], UTC).date()
    assert [each.url for each in game.websites] == [each["url"] for each in expected["websites"]]
    sent = service.requests[1]
    assert sent.path == "/igdb/games"
    assert sent.body.startswith("fields name,")
    assert sent.body.endswith(f"where id = ({expected['id']}); limit 1;")
    assert sent.headers["client-id"] == "an-id"
    assert sent.headers["authorization"] == "Bearer t"


def test_the_secret_goes_in_the_body_of_one_request(service, providers):
    service.serve("/igdb/games", [])
    providers.igdb.popular()
    providers.igdb.top_rated()

    token, *others = service.requests
    assert token.query == {}
    assert "client_secret=a-secret" in token.body
    assert "grant_type=client_credentials" in token.body
    assert all("secret" not in f"{each.path}{each.headers}{each.body}" for each in others)


def test_games_whose_references_are_bare_ids(response):
    raw = response("igdb/game_get.json")
    (game,), (expected,) = parsed(raw), raw

    assert game.name == expected["name"]
    assert game.total_rating == expected["total_rating"]
    assert (game.kind, game.hypes) == ("main_game", expected["hypes"])
    assert [genre.id for genre in game.genres] == expected["genres"]
    assert game.cover.id == expected["cover"]
    assert game.cover.image_id is None
    assert len(game.similar_games) == len(expected["similar_games"])
    assert game.developers == ()


def test_image_ids_are_taken_from_addresses(response):
    raw = response("igdb/v4_games_search_expanded.json")
    (game,), (expected,) = parsed(raw), raw

    def image_id(picture: dict[str, str]) -> str:
        return picture["url"].rpartition("/")[2].partition(".")[0]

    assert game.cover.image_id == image_id(expected["cover"])
    assert [each.image_id for each in game.artworks] == [*map(image_id, expected["artworks"])]
    similar = expected["similar_games"][0]
    assert game.similar_games[0].cover.image_id == image_id(similar["cover"])
    assert [each.name for each in game.collections] == [
        each["name"] for each in expected["collections"]
    ]
    assert game.franchises[0].name == expected["franchises"][0]["name"]
    assert game.videos[0].video_id == expected["videos"][0]["video_id"]
    assert game.aggregated_rating == expected["aggregated_rating"]
    assert game.alternative_names[1].name == expected["alternative_names"][1]["name"]


def test_lists_that_mix_ids_and_objects_hold_each_once(response):
    for raw in response("igdb/quirk_mixed_ids_and_objects.json"):
        skipped = SkippedCount()
        game = parse_model(Game, raw | {"name": "Any"}, skipped)
        dates = {each.id: each for each in game.release_dates}
        expanded = [each for each in raw["release_dates"] if isinstance(each, dict)]
        bare = [each for each in raw["release_dates"] if isinstance(each, int)]

        assert skipped.count == 0
        assert len(game.release_dates) == len(dates)
        assert set(dates) == {each["id"] for each in expanded} | set(bare)
        for each in expanded:
            released_on = datetime.fromtimestamp(each["date"], UTC).date()
            assert dates[each["id"]].released_on == released_on
            assert dates[each["id"]].platform.id == each["platform"]
        for number in set(bare) - {each["id"] for each in expanded}:
            assert dates[number].released_on is None


@pytest.mark.parametrize(
    "path",
    available(
        "igdb/game_list.json", "igdb/game_search.json", "igdb/v4_game_search_god_of_war.json"
    ),
    ids=file_name,
)
def test_lists_of_games(path):
    raw = load(path)
    games = parsed(raw)

    assert len(games) == len(raw)
    assert all(game.name for game in games)


def test_release_dates_on_their_own(response):
    raw = response("igdb/releasedate_get.json")
    skipped = SkippedCount()
    (found,) = (parse_model(ReleaseDate, each, skipped) for each in raw)

    assert found.released_on == datetime.fromtimestamp(raw[0]["date"], UTC).date()
    assert (found.human, found.year) == (raw[0]["human"], raw[0]["y"])
    assert found.precision == 0


def test_a_game_that_was_not_requested_is_dropped(service, providers):
    service.serve("/igdb/games", [{"id": 8, "name": "Other"}, {"id": 7, "name": "Wanted"}])

    assert [game.id for game in providers.igdb.games([7, 9]).value] == [7]
    with pytest.raises(UnknownToProvider):
        providers.igdb.game(9)


def test_an_unreadable_game_is_left_out_and_counted(service, providers):
    service.serve("/igdb/games", [{"id": 8}, "?", {"id": 7, "name": "Good"}])
    answer = providers.igdb.search("good")

    assert [game.name for game in answer.value] == ["Good"]
    assert answer.skipped == 2


def test_a_list_without_readable_items_is_a_failure(service, providers):
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
def test_quotes_in_a_query_are_escaped(text, quoted):
    assert queries.quoted(text) == quoted


def test_a_list_has_the_same_cache_key_all_day():
    morning = datetime(2026, 5, 4, 0, 1, tzinfo=UTC)
    evening = datetime(2026, 5, 4, 23, 59, tzinfo=UTC)

    for ask in (queries.recently_released, queries.most_anticipated, queries.popular):
        assert ask(20, morning) == ask(20, evening)
        assert ask(20, morning) != ask(20, evening.replace(day=5))


def test_list_queries_have_their_filters(service, providers, watch):
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


def test_a_query_has_at_most_five_hundred_games(providers):
    with pytest.raises(ValueError, match="500"):
        providers.igdb.games(range(501))
    with pytest.raises(ValueError, match="500"):
        providers.igdb.games([])
