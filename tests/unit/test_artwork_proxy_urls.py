"""URLs of pictures in responses, and the URLs at providers that may be fetched."""

import itertools
import os
import subprocess
import sys
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from chalicelib.artwork import proxy_urls
from chalicelib.artwork.proxy_urls import (
    HOSTS,
    LOCAL,
    SOURCES,
    WIDTHS_PX,
    BackdropUrl,
    Kind,
    Picture,
    PosterUrl,
    browser_url,
)

TMDB = "https://image.tmdb.org/t/p/original/1E5baAaEse26fej7uHcjOgEE2t2.jpg"
OMDB = "https://m.media-amazon.com/images/M/MV5BMjA5ODU3NTI0Ml5BMl5BanBnXkFtZTcw@@._V1_SX300.jpg"


@pytest.fixture
def directly():
    """Addresses of providers are given out, as on AWS."""
    proxy_urls.set_url_mode("direct")
    yield
    proxy_urls.set_url_mode("proxy")


@pytest.mark.parametrize(
    ("given", "ours"),
    [
        (TMDB, "tmdb/1E5baAaEse26fej7uHcjOgEE2t2.jpg"),
        (TMDB.replace("original", "w780"), "tmdb/1E5baAaEse26fej7uHcjOgEE2t2.jpg"),
        (TMDB.replace(".jpg", ".svg"), "tmdb/1E5baAaEse26fej7uHcjOgEE2t2.png"),
        ("https://images.igdb.com/igdb/image/upload/t_thumb/co1tmu.jpg", "igdb/co1tmu.jpg"),
        ("//images.igdb.com/igdb/image/upload/t_cover_big_2x/co1tmu.png", "igdb/co1tmu.png"),
        (
            "https://artworks.thetvdb.com/banners/v4/series/121361/posters/61b1-x_t.jpg",
            "tvdb/v4/series/121361/posters/61b1-x.jpg",
        ),
        ("https://cdn.myanimelist.net/images/anime/1223/96541l.jpg", "mal/anime/1223/96541.jpg"),
        (OMDB, "omdb/M/MV5BMjA5ODU3NTI0Ml5BMl5BanBnXkFtZTcw@@.jpg"),
    ],
)
def test_a_provider_url_becomes_a_url_of_our_origin(given, ours):
    assert browser_url(given, Kind.POSTER) == f"/artwork/w500/{ours}"
    assert browser_url(given, Kind.BACKDROP) == f"/artwork/w1280/{ours}"


@pytest.mark.parametrize(
    "url",
    [
        "http://image.tmdb.org/t/p/w500/1E5baAaEse26fej7uHcjOgEE2t2.jpg",
        "https://image.tmdb.org.evil.example/t/p/w500/1E5baAaEse26fej7uHcjOgEE2t2.jpg",
        "https://evil.example/image.tmdb.org/t/p/w500/1E5baAaEse26fej7uHcjOgEE2t2.jpg",
        "https://image.tmdb.org@evil.example/t/p/w500/1E5baAaEse26fej7uHcjOgEE2t2.jpg",
        "https://image.tmdb.org:8443/t/p/w500/1E5baAaEse26fej7uHcjOgEE2t2.jpg",
        "https://IMAGE.TMDB.ORG/t/p/w500/1E5baAaEse26fej7uHcjOgEE2t2.jpg",
        "https://image.tmdb.org/t/p/w500/../../secret.jpg",
        "https://image.tmdb.org/t/p/w500/1E5baAaEse26fej7uHcjOgEE2t2.jpg?next=1",
        "https://image.tmdb.org/t/p/w500/1E5baAaEse26fej7uHcjOgEE2t2.jpg#x",
        "https://image.tmdb.org/t/p/w500/1E5baAaEse26fej7uHcjOgEE2t2.jpg\n",
        "https://image.tmdb.org/t/p/w500/1E5baAaEse26fej7uHcjOgEE2t2.gif",
        "https://image.tmdb.org/t/p/w500/1E5baAaEse26fej7uHcjOgEE2t2",
        "https://image.tmdb.org/t/p/w500/" + "a" * 5000 + ".jpg",
        "https://artworks.thetvdb.com/banners/logo.svg",
        "https://cdn.myanimelist.net/images/anime/١٢/96541.jpg",
        "https://elsewhere.example/poster.jpg",
        "//elsewhere.example/art/poster.jpg",
        "/found.jpg",
        "data:image/png;base64,AAAA",
        "javascript:alert(1)",
        "",
    ],
)
def test_an_unknown_picture_url_is_dropped(url):
    assert browser_url(url, Kind.POSTER) is None


@pytest.mark.parametrize("url", [None, "/art/sintel-poster.svg", "/artwork/w185/tmdb/abcd.jpg"])
def test_a_url_of_ours_is_unchanged(url):
    assert browser_url(url, Kind.BACKDROP) == url


@pytest.mark.usefixtures("directly")
def test_without_a_gateway_the_provider_url_of_that_size_is_used():
    assert browser_url(TMDB, Kind.POSTER) == TMDB.replace("original", "w500")
    assert browser_url(TMDB, Kind.BACKDROP) == TMDB.replace("original", "w1280")
    assert browser_url(browser_url(TMDB, Kind.STILL), Kind.STILL) == TMDB.replace(
        "original", "w500"
    )
    assert browser_url("https://elsewhere.example/poster.jpg", Kind.POSTER) is None


def test_the_setting_decides_which_urls_are_used():
    """A process of its own: what is given out is said once for all of it."""
    program = (
        "from chalicelib.wiring import wire; wire()\n"
        "from chalicelib.platform.registry import get\n"
        "from chalicelib.platform.settings import Settings; get(Settings)\n"
        "from chalicelib.artwork.proxy_urls import Kind, browser_url\n"
        f"print(browser_url({TMDB!r}, Kind.LOGO))"
    )
    env = os.environ | {"DATABASE_URL": "postgresql://localhost/seen", "SEEN_SECRET": "x" * 32}

    said = {
        mode: subprocess.check_output(
            [sys.executable, "-c", program], env=env | {"SEEN_ARTWORK": mode}, text=True
        ).strip()
        for mode in ("proxy", "direct")
    }

    assert said == {
        "proxy": "/artwork/w500/tmdb/1E5baAaEse26fej7uHcjOgEE2t2.jpg",
        "direct": TMDB.replace("original", "w500"),
    }


def test_models_convert_stored_urls_to_browser_urls():
    class Card(BaseModel):
        poster_url: PosterUrl
        backdrop_url: BackdropUrl

    card = Card(poster_url="https://elsewhere.example/x.jpg", backdrop_url=TMDB)

    assert card.poster_url is None
    assert card.backdrop_url == "/artwork/w1280/tmdb/1E5baAaEse26fej7uHcjOgEE2t2.jpg"
    assert Card.model_validate(card.model_dump()) == card


@pytest.mark.parametrize(
    ("size", "source", "path", "expected"),
    [
        ("w92", "tmdb", "abcd.jpg", "https://image.tmdb.org/t/p/w92/abcd.jpg"),
        ("original", "tmdb", "abcd.png", "https://image.tmdb.org/t/p/original/abcd.png"),
        (
            "w185",
            "igdb",
            "co1tmu.jpg",
            "https://images.igdb.com/igdb/image/upload/t_cover_big/co1tmu.jpg",
        ),
        (
            "w1280",
            "igdb",
            "sc1.jpg",
            "https://images.igdb.com/igdb/image/upload/t_1080p/sc1.jpg",
        ),
        (
            "w92",
            "tvdb",
            "posters/1-2.jpg",
            "https://artworks.thetvdb.com/banners/posters/1-2_t.jpg",
        ),
        ("w780", "tvdb", "posters/1-2.jpg", "https://artworks.thetvdb.com/banners/posters/1-2.jpg"),
        ("w500", "mal", "anime/1/2.jpg", "https://cdn.myanimelist.net/images/anime/1/2l.jpg"),
        (
            "w342",
            "omdb",
            "M/MV5BMjA5ODU3@@.jpg",
            "https://m.media-amazon.com/images/M/MV5BMjA5ODU3@@._V1_SX342.jpg",
        ),
    ],
)
def test_a_size_is_fetched_in_the_nearest_size_of_the_provider(size, source, path, expected):
    picture = Picture.at(f"/artwork/{size}/{source}/{path}")

    assert picture is not None
    assert picture.provider_urls[0] == expected


@pytest.mark.parametrize(
    "path",
    [
        "/artwork/w500/tmdb/../../etc/passwd",
        "/artwork/w500/tmdb/..%2f..%2fabcd.jpg",
        "/artwork/w500/tmdb//abcd.jpg",
        "/artwork/w500/tmdb/abcd.jpg?x=1",
        "/artwork/w500/tmdb/abcd.jpg\n",
        "/artwork/w500/tmdb/abcd.jpg\0.png",
        "/artwork/w500/tmdb/äöüß.jpg",
        "/artwork/w500/tmdb/abcd.svg",
        "/artwork/w500/tmdb/abcd.jpg/",
        "/artwork/w500/tmdb/ab\\cd.jpg",
        "/artwork/w500/tvdb/posters/../../x.jpg",
        "/artwork/w500/tvdb//posters/x.jpg",
        "/artwork/w500/tvdb/" + "a/" * 7 + "x.jpg",
        "/artwork/w500/tvdb/" + "/".join(["a" * 64] * 5) + "/x.jpg",
        "/artwork/w500/evil/abcd.jpg",
        "/artwork/w501/tmdb/abcd.jpg",
        "/artwork/W500/tmdb/abcd.jpg",
        "/artwork//tmdb/abcd.jpg",
        "/artwork/w500/tmdb/",
        "/artwork/w500/tmdb",
        "/artwork/",
        "artwork/w500/tmdb/abcd.jpg",
        "/artwork/w500/omdb/M/MV5BMjA5ODU3@@@@@.jpg",
    ],
)
def test_an_invalid_path_is_not_parsed(path):
    assert Picture.at(path) is None


def test_a_picture_beside_a_file_is_read_through_the_proxy(directly):
    digest = "0123456789abcdef" * 2
    ours = f"/artwork/w500/local/{digest}.jpg"
    picture = Picture.at(ours)

    assert picture is not None
    assert picture.stored_url == f"local:{digest}.jpg"
    assert browser_url(picture.stored_url, Kind.POSTER) == ours
    assert browser_url("local:../../etc/passwd.jpg", Kind.POSTER) is None


def test_every_upstream_url_is_on_its_sources_host():
    paths = {
        "tmdb": "abcd.jpg",
        "igdb": "co1.jpg",
        "tvdb": "v4/series/1/posters/a.jpg",
        "mal": "anime/1/2.jpg",
        "omdb": "M/MV5BMjA5@.jpg",
    }
    assert {*paths, LOCAL} == set(SOURCES)
    for size, (source, path) in itertools.product(WIDTHS_PX, paths.items()):
        picture = Picture.at(f"/artwork/{size}/{source}/{path}")
        assert picture is not None
        for url in picture.provider_urls:
            assert HOSTS[urlsplit(url).hostname] == source
            assert browser_url(url, Kind.POSTER) == f"/artwork/w500/{source}/{path}"


@given(st.text(max_size=80), st.sampled_from(sorted({*SOURCES} - {LOCAL})))
def test_no_path_leaves_the_folder_of_the_provider(path, source):
    picture = Picture.at(f"/artwork/w500/{source}/{path}")

    if picture is not None:
        for url in picture.provider_urls:
            parts = urlsplit(url)
            assert HOSTS[parts.hostname] == source
            assert ".." not in parts.path.split("/")
            assert not parts.query
            assert url.isascii()
