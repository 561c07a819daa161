"""Ids of NFO files, and which of them belong to a video."""

import os

import pytest

from worker.names.nfo import ids_of_nfo
from worker.scanner.nfo_files import ids_beside

FILM = '<movie><id>tt0912345</id><uniqueid type="tmdb">603</uniqueid></movie>'
EPISODE = '<episodedetails><uniqueid type="imdb">tt0912399</uniqueid></episodedetails>'


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        (FILM, {"imdb": "tt0912345", "tmdb": "603"}),
        ('<tvshow><uniqueid default="true" type="tvdb">7</uniqueid></tvshow>', {"tvdb": "7"}),
        ("<tvshow><tmdbid>12</tmdbid></tvshow>", {"tmdb": "12"}),
        ("https://www.imdb.com/title/tt0912345/", {"imdb": "tt0912345"}),
        ("https://www.themoviedb.org/movie/603-quiet", {"tmdb": "603"}),
        ("https://www.thetvdb.com/?tab=series&id=77", {"tvdb": "77"}),
        ('<movie><set tmdbcolid="8">Orbits</set></movie>', {}),
        (EPISODE, {}),
        ("Greetings from NOVA. 1080p.", {}),
    ],
)
def test_the_ids_of_a_film_or_show_are_found(text, ids):
    assert ids_of_nfo(text) == ids


def test_the_nfo_of_the_same_name_comes_before_the_one_of_the_folder(tmp_path):
    (tmp_path / "Quiet Orbit.nfo").write_text(FILM)
    (tmp_path / "movie.nfo").write_text("<movie><id>tt7654321</id></movie>")

    ids = ids_beside(str(tmp_path / "Quiet Orbit.mkv"), is_show=False)

    assert ids["imdb"] == "tt0912345"


def test_the_nfo_of_a_show_stands_above_its_season(tmp_path):
    season = tmp_path / "Season 1"
    season.mkdir()
    (tmp_path / "tvshow.nfo").write_text("<tvshow><id>tt7654321</id></tvshow>")
    (season / "S01E01.nfo").write_text(EPISODE)

    assert ids_beside(str(season / "S01E01.mkv"), is_show=True) == {"imdb": "tt7654321"}


def test_a_pipe_and_a_link_are_no_nfo(tmp_path):
    os.mkfifo(tmp_path / "Film.nfo")
    (tmp_path / "real.nfo").write_text(FILM)
    (tmp_path / "movie.nfo").symlink_to("real.nfo")

    assert ids_beside(str(tmp_path / "Film.mkv"), is_show=False) == {}
