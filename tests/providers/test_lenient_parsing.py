"""Invalid fields of a response are skipped and counted, or raise `InvalidResponse`."""

import copy
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.providers.errors import InvalidResponse, MalformedResponse
from chalicelib.providers.igdb.client import parse
from chalicelib.providers.jikan import AnimePage
from chalicelib.providers.lenient_parsing import SkippedCount, parse_json, parse_model
from chalicelib.providers.omdb import Title
from chalicelib.providers.tmdb.lists import TitlePage
from chalicelib.providers.tmdb.models import Found, Movie, Person, Season, Show
from chalicelib.providers.tvdb import EpisodePage, SeriesAnswer

TITLE = {"id": 1, "title": "T", "media_type": "movie", "release_date": "2001-01-01"}
EPISODE = {"id": 1, "season_number": 1, "episode_number": 1, "name": "E", "runtime": 10}
DETAILS = {
    "id": 1,
    "genres": [{"id": 1, "name": "Drama"}],
    "production_countries": [{"iso_3166_1": "US"}],
    "origin_country": ["US"],
    "poster_path": "/a.jpg",
    "images": {"posters": [{"file_path": "/a.jpg", "vote_average": 1}]},
    "videos": {"results": [{"site": "YouTube", "key": "k"}]},
    "similar": {"results": [TITLE]},
    "watch/providers": {
        "results": {"US": {"link": "l", "rent": [{"provider_id": 1, "provider_name": "P"}]}}
    },
    "alternative_titles": {"titles": [{"title": "T"}]},
    "keywords": {"keywords": [{"id": 1, "name": "k"}]},
    "translations": {"translations": [{"iso_639_1": "de", "data": {"title": "T"}}]},
    "external_ids": {"imdb_id": "tt1", "tvdb_id": 1},
}
WHOLE = {
    Movie: DETAILS
    | {
        "title": "T",
        "credits": {
            "cast": [{"id": 1, "name": "A", "order": 0}],
            "crew": [{"id": 1, "name": "A", "job": "Director"}],
        },
        "release_dates": {"results": [{"iso_3166_1": "US", "release_dates": [{"type": 3}]}]},
    },
    Show: DETAILS
    | {
        "name": "T",
        "aggregate_credits": {
            "cast": [{"id": 1, "name": "A", "roles": [{"character": "C", "episode_count": 1}]}],
            "crew": [{"id": 1, "name": "A", "jobs": [{"job": "J", "episode_count": 1}]}],
        },
        "seasons": [{"id": 1, "season_number": 1}],
        "last_episode_to_air": EPISODE,
        "content_ratings": {"results": [{"iso_3166_1": "US", "rating": "R"}]},
    },
    Season: {"id": 1, "season_number": 1, "episodes": [EPISODE]},
    Found: {"movie_results": [TITLE], "tv_results": [], "person_results": []},
    Person: {"id": 1, "name": "P", "combined_credits": {"cast": [TITLE], "crew": []}},
    TitlePage: {"page": 1, "results": [TITLE]},
    Title: {"imdbID": "tt1", "Title": "T", "Ratings": [{"Source": "S", "Value": "1%"}]},
    SeriesAnswer: {"data": {"id": 1, "name": "S", "airsDays": {"monday": True}}},
    EpisodePage: {"data": {"episodes": [{"id": 1}]}, "links": {"next": None}},
    AnimePage: {"data": [{"mal_id": 1, "title": "A", "images": {"jpg": {}}}]},
}
GAMES = [
    {
        "id": 1,
        "name": "G",
        "cover": {"id": 1, "url": "//x/co1.jpg"},
        "platforms": [1, {"id": 2, "name": "P"}],
        "involved_companies": [{"id": 1, "company": {"id": 1, "name": "C"}, "developer": True}],
        "external_games": [{"id": 1, "uid": "1", "external_game_source": 1}],
        "franchises": [{"id": 1, "games": [1, 2]}],
        "release_dates": [{"id": 1, "date": 1, "platform": 3}],
    }
]

nonsense = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(allow_nan=False, allow_infinity=False),
        st.text(max_size=5),
        st.sampled_from(["", "N/A", "9999-99-99", "\x00", "\ud800", 2**70, -1, 1e308]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=4,
)


def places(document, path=()):
    """The path of everything in a document, the document itself first."""
    yield path
    if isinstance(document, dict | list):
        keys = document if isinstance(document, dict) else range(len(document))
        for key in keys:
            yield from places(document[key], (*path, key))


@st.composite
def spoilt(draw, document):
    """The document with nonsense in one to three places."""
    document = copy.deepcopy(document)
    for _ in range(draw(st.integers(1, 3))):
        path = draw(st.sampled_from(list(places(document))))
        if not path:
            return draw(nonsense)
        holder = document
        for key in path[:-1]:
            holder = holder[key]
        holder[path[-1]] = draw(nonsense)
    return document


@pytest.mark.parametrize("shape", WHOLE, ids=lambda shape: shape.__name__)
def test_a_valid_document_is_parsed_fully(shape):
    skipped = SkippedCount()
    parse_model(shape, WHOLE[shape], skipped)

    assert skipped.count == 0


@pytest.mark.parametrize("shape", WHOLE, ids=lambda shape: shape.__name__)
@given(data=st.data())
def test_a_damaged_document_is_parsed_in_part_or_refused(shape, data):
    body = json.dumps(data.draw(spoilt(WHOLE[shape]))).encode()
    try:
        value = parse_model(shape, parse_json(body), SkippedCount())
    except InvalidResponse:
        return
    value.model_dump_json()  # nothing in it that could not be written down


@given(data=st.data())
def test_damaged_games_are_parsed_in_part_or_refused(data):
    body = json.dumps(data.draw(spoilt(GAMES))).encode()
    try:
        games = parse(parse_json(body), SkippedCount())
    except InvalidResponse:
        return
    for game in games:
        assert game.name
        assert isinstance(game.developers, tuple)


@given(st.binary(max_size=40))
def test_any_bytes_are_json_or_refused(body):
    try:
        value = parse_json(body)
    except MalformedResponse:
        return
    assert value == json.loads(body)


@pytest.mark.parametrize(
    ("escaped", "text"),
    [
        (rb"\ud83d\ude00", "\N{GRINNING FACE}"),
        (rb"a\ud83d", "a\N{REPLACEMENT CHARACTER}"),
        (rb"\ude00b", "\N{REPLACEMENT CHARACTER}b"),
        (rb"\ud83d\ud83d\ude00", "\N{REPLACEMENT CHARACTER}\N{GRINNING FACE}"),
    ],
)
def test_a_lone_surrogate_does_not_break_the_rest(escaped, text):
    assert parse_json(b'{"name": "' + escaped + b'"}') == {"name": text}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"  \n",
        b"[" * 100_000,
        b'{"a": NaN}',
        b'{"a": 1',
        b"\xff\xfe",
        b'{"a": "\xff"}',
        b"1" * 9000,
    ],
)
def test_hostile_documents_are_refused(body):
    with pytest.raises(MalformedResponse):
        parse_json(body)
