"""What NFO files say, and which of them belong to a video."""

import os

import pytest

from worker.names.nfo import NfoFacts, read_nfo, with_facts
from worker.names.reader import read_release
from worker.names.release import ReleaseType
from worker.scanner.nfo_files import NOTHING, facts_beside

FILM = '<movie><id>tt0912345</id><uniqueid type="tmdb">603</uniqueid></movie>'
TWO_EPISODES = """
<episodedetails><showtitle>Orbit</showtitle><season>0</season><episode>3</episode></episodedetails>
<episodedetails><season>0</season><episode>4</episode></episodedetails>
"""
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
    assert read_nfo(text).ids == ids


def test_the_nfo_of_the_same_name_comes_before_the_one_of_the_folder(tmp_path):
    (tmp_path / "Quiet Orbit.nfo").write_text(FILM)
    (tmp_path / "movie.nfo").write_text("<movie><id>tt7654321</id></movie>")

    facts = facts_beside(str(tmp_path / "Quiet Orbit.mkv"), is_show=False)

    assert facts.ids["imdb"] == "tt0912345"


def test_the_nfo_of_a_show_stands_above_its_season(tmp_path):
    season = tmp_path / "Season 1"
    season.mkdir()
    (tmp_path / "tvshow.nfo").write_text("<tvshow><id>tt7654321</id></tvshow>")
    (season / "S01E01.nfo").write_text(EPISODE)

    found = facts_beside(str(season / "S01E01.mkv"), is_show=True)
    assert found.ids == {"imdb": "tt7654321"}


def test_a_pipe_and_a_link_are_no_nfo(tmp_path):
    os.mkfifo(tmp_path / "Film.nfo")
    (tmp_path / "real.nfo").write_text(FILM)
    (tmp_path / "movie.nfo").symlink_to("real.nfo")

    assert facts_beside(str(tmp_path / "Film.mkv"), is_show=False) == NOTHING


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        (
            "<movie><title>Rain &amp; Salt</title><premiered>1931-05-02</premiered></movie>",
            NfoFacts(title="Rain & Salt", year=1931),
        ),
        ("<movie><set><name>Orbits</name></set><title></title></movie>", NOTHING),
        # Kodi counts the seasons and episodes of a show.
        (
            "<tvshow><title>Orbit</title><season>2</season><episode>16</episode></tvshow>",
            NfoFacts(title="Orbit"),
        ),
        (
            TWO_EPISODES,
            NfoFacts(title="Orbit", season=0, episodes=(3, 4)),
        ),
        ("<season><title>Season 1</title><year>2019</year></season>", NOTHING),
    ],
)
def test_titles_years_and_numbers_are_found(text, facts):
    assert read_nfo(text) == facts


def test_the_nfo_of_an_episode_says_which_one_a_file_without_numbers_is(tmp_path):
    (tmp_path / "tvshow.nfo").write_text("<tvshow><title>Orbit</title><year>2019</year></tvshow>")
    (tmp_path / "The storm.nfo").write_text(
        "<episodedetails><season>2</season><episode>5</episode></episodedetails>"
    )

    facts = facts_beside(str(tmp_path / "The storm.mkv"), is_show=False)
    release = with_facts(read_release("The storm.mkv"), facts)

    assert (release.title, release.alternative_titles) == ("Orbit", ("The storm",))
    assert (release.year, release.seasons, release.episodes) == (2019, (2,), (5,))
    assert release.type == ReleaseType.EPISODE


def test_the_numbers_of_a_name_stay():
    facts = NfoFacts(title="Orbit", season=2, episodes=(5,))

    release = with_facts(read_release("Orbit S01E02.mkv"), facts)

    assert (release.seasons, release.episodes) == ((1,), (2,))


def test_a_file_with_a_junk_name_is_the_film_of_its_nfo(tmp_path):
    (tmp_path / "movie.nfo").write_text("<movie><title>Rain</title><year>1931</year></movie>")

    release = with_facts(
        read_release("00012.m2ts"), facts_beside(str(tmp_path / "00012.m2ts"), is_show=False)
    )

    assert (release.title, release.year, release.type) == ("Rain", 1931, ReleaseType.MOVIE)
