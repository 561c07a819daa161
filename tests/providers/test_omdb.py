"""OMDb's responses."""

from datetime import UTC, datetime

import pytest

from chalicelib.providers.errors import (
    CircuitOpen,
    CredentialsRejected,
    InvalidResponse,
    RateLimited,
    UnknownToProvider,
)
from chalicelib.providers.lenient_parsing import SkippedCount, parse_model
from chalicelib.providers.omdb import Title, seconds_to_midnight


def test_ratings_of_three_sources(service, providers, response):
    raw = response("omdb/by_id.json")
    service.serve("/omdb/", raw)
    answer = providers.omdb.by_imdb(raw["imdbID"])
    title = answer.value

    assert answer.skipped == 0
    assert (title.title, title.kind, title.rated) == (raw["Title"], "movie", raw["Rated"])
    assert title.imdb_rating == float(raw["imdbRating"])
    assert title.imdb_votes == int(raw["imdbVotes"].replace(",", ""))
    assert title.rotten_tomatoes == int(raw["Ratings"][1]["Value"].removesuffix("%"))
    assert title.metacritic == int(raw["Metascore"])
    assert title.awards == raw["Awards"]
    assert service.requests[0].query["apikey"] == "omdb-key"


def test_unknown_values_are_none():
    skipped = SkippedCount()
    title = parse_model(
        Title,
        {
            "imdbID": "tt1",
            "Title": "Unknown",
            "imdbRating": "N/A",
            "imdbVotes": "N/A",
            "Metascore": "N/A",
            "Rated": "N/A",
            "Awards": "N/A",
            "Ratings": [],
        },
        skipped,
    )

    assert skipped.count == 0
    assert {title.imdb_rating, title.imdb_votes, title.metacritic, title.rotten_tomatoes} == {None}
    assert {title.rated, title.awards} == {None}


@pytest.mark.parametrize("name", ["error_wrong_id", "error_wrong_title"])
def test_an_unknown_title_is_not_found(name, service, providers, response):
    service.serve("/omdb/", response(f"omdb/{name}.json"))

    for _ in range(2):
        with pytest.raises(UnknownToProvider):
            providers.omdb.by_imdb("tt9999999")
    assert len(service.requests) == 1


def test_the_daily_limit_lasts_until_midnight(service, providers, watch):
    watch.now = datetime(2026, 1, 1, 21, 0, tzinfo=UTC)
    refusal = {"Response": "False", "Error": "Request limit reached!"}
    service.serve("/omdb/", refusal, status=401)

    with pytest.raises(RateLimited):
        providers.omdb.by_imdb("tt0770828")
    watch.pass_by(hours=2, minutes=59)
    with pytest.raises(CircuitOpen):
        providers.omdb.by_imdb("tt0770828")
    assert len(service.requests) == 1
    watch.pass_by(minutes=2)
    with pytest.raises(RateLimited):
        providers.omdb.by_imdb("tt0770828")


def test_the_daily_limit_is_known_after_a_restart(service, opens, watch):
    watch.now = datetime(2026, 1, 1, 21, 0, tzinfo=UTC)
    service.serve("/omdb/", {"Response": "False", "Error": "Request limit reached!"}, status=401)
    with pytest.raises(RateLimited):
        opens().omdb.by_imdb("tt0770828")

    restarted = opens()
    watch.pass_by(hours=2, minutes=59)

    with pytest.raises(CircuitOpen):
        restarted.omdb.by_imdb("tt0770828")
    assert len(service.requests) == 1


def test_a_wrong_key(service, providers):
    service.serve("/omdb/", {"Response": "False", "Error": "Invalid API key!"}, status=401)

    with pytest.raises(CredentialsRejected):
        providers.omdb.by_imdb("tt0770828")


def test_ratings_of_another_title_are_refused(service, providers, response):
    service.serve("/omdb/", response("omdb/by_title.json"))

    with pytest.raises(InvalidResponse):
        providers.omdb.by_imdb("tt0000001")


def test_midnight_is_always_in_the_future():
    assert seconds_to_midnight(datetime(2026, 1, 1, tzinfo=UTC)) == 86_401
    assert seconds_to_midnight(datetime(2026, 1, 1, 23, 59, 59, tzinfo=UTC)) == 2
