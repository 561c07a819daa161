"""The names of films and episodes in `/v1` addresses."""

import pytest

from chalicelib.playback.models.episode_keys import EpisodeKey


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("seen:12", EpisodeKey(None, ("show", "movie"), "12", None)),
        ("seen:12:s1e2", EpisodeKey(None, ("show", "movie"), "12", (1, 2))),
        ("tmdb:movie:550", EpisodeKey("tmdb", ("movie",), "550", None)),
        ("TMDB:tv:1399:S01E02", EpisodeKey("tmdb", ("show",), "1399", (1, 2))),
        ("imdb:movie:tt0137523", EpisodeKey("imdb", ("movie",), "tt0137523", None)),
        ("mal:anime:5114:s00e1024", EpisodeKey("mal", ("show", "movie"), "5114", (0, 1024))),
    ],
)
def test_a_key_names_a_film_or_an_episode(text, key):
    assert EpisodeKey.parse(f"{text}.vtt") == key


@pytest.mark.parametrize(
    "text",
    [
        "",
        "12",
        "seen:0",
        "seen:-1",
        "seen:tv:12",
        "seen:tt0137523",
        "imdb:movie:137523",
        "tmdb:movie:tt0137523",
        "tmdb:game:1",
        "tmdb:tv:1399:s01",
        "tmdb:tv:1399:s01e02 ",
        "tmdb:tv:1399:e02",
        "seen:9999999999999",
        "seen:\u0661",
    ],
)
def test_anything_else_is_no_key(text):
    with pytest.raises(ValueError, match="no key"):
        EpisodeKey.parse(f"{text}.vtt")


def test_a_key_ends_in_vtt():
    with pytest.raises(ValueError, match="no key"):
        EpisodeKey.parse("seen:12")
