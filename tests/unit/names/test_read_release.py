"""Reading names: any text, long names, folders, and the command for other programs."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from worker.names import fallback
from worker.names.command import to_json
from worker.names.part import read_part
from worker.names.reader import read_release
from worker.names.release import ReleaseType
from worker.names.text import MAX_NAME_LENGTH

ROOT = Path(__file__).parents[3]
#: Pieces that patterns look for, so that made-up names meet them.
PIECES = st.sampled_from(
    [
        "S01E02",
        "1x02",
        "[",
        "]",
        "(",
        " - ",
        "2019",
        "第3話",
        "сезон",
        "E07",
        "Part",
        ".",
        "-",
        "1080p",
    ]
)
KEYS = [
    "title",
    "alternative_titles",
    "year",
    "season",
    "seasons",
    "episodes",
    "absolute",
    "date",
    "type",
    "resolution",
    "source",
    "codec",
    "bit_depth",
    "hdr",
    "audio",
    "languages",
    "group",
    "edition",
    "proper",
    "ids",
    "confidence",
]


@given(st.lists(st.one_of(PIECES, st.text(max_size=12)), max_size=12).map("".join))
@example("İ" * 30 + "S01E02")
@example("S01E02" * 60)
@example("\ud800.mkv")
def test_any_text_gives_a_release(name):
    release = read_release(name)

    assert isinstance(release.type, ReleaseType)
    assert 0 <= release.confidence <= 1
    assert list(to_json(release)) == KEYS


@pytest.mark.parametrize(
    "unit", ["S", "(", "[a]", "1x", "S01E02", "a.b", " - 01", "01-", "第1", "e1 ", "2019 ", "x264."]
)
def test_a_long_name_is_cut_before_patterns_see_it(unit):
    part = read_part(unit * 10_000, is_file=True)

    assert len(part.text) <= MAX_NAME_LENGTH


@pytest.mark.parametrize("name", ["101." * 60, "quiet orbit " * 40, "1-02 3 4 5.6-7 orbit"])
def test_guessit_is_not_asked_about_names_that_take_it_long(name, monkeypatch):
    monkeypatch.setattr(fallback, "_guess", lambda _: pytest.fail("guessit was asked"))

    assert read_release(name).confidence <= fallback.UNCERTAIN


def test_only_the_nearest_folders_are_used():
    assert (
        read_release("Disk 2011/Videos/Sorted/Quiet Orbit (2010)/film.mkv").title == "Quiet Orbit"
    )


def test_several_episodes_count_as_the_first_where_one_is_stored():
    release = read_release("Harbor.Lights.S01E03E04.mkv")

    assert (release.season, release.episode, release.episodes) == (1, 3, (3, 4))


@pytest.mark.parametrize(
    ("name", "numbers"),
    [
        ("Harbor.Lights.0102.mkv", (1, 2)),
        ("Video Kids S02E03.mkv", (2, 3)),
        ("Vid 2x04.mkv", (2, 4)),
    ],
)
def test_the_number_of_an_episode_is_no_counter_of_a_camera(name, numbers):
    release = read_release(name)

    assert (release.season, release.episode) == numbers


def test_the_command_answers_every_line_in_order_without_an_environment():
    lines = b"Harbor.Lights.S01E02.720p\n\n\xff\xfe.S01E03\nQuiet Orbit (2010)\r\n"

    done = subprocess.run(
        [sys.executable, "-m", "worker", "read-names"],
        input=lines,
        cwd=ROOT,
        env={},
        capture_output=True,
        check=True,
    )

    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(answer["title"], answer["episodes"], answer["year"]) for answer in answers] == [
        ("Harbor Lights", [2], None),
        ("", [], None),
        ("", [3], None),
        ("Quiet Orbit", [], 2010),
    ]
    assert list(answers[0]) == KEYS


def test_the_command_refuses_arguments():
    done = subprocess.run(
        [sys.executable, "-m", "worker", "read-names", "file.txt"],
        cwd=ROOT,
        env={},
        capture_output=True,
        check=False,
    )

    assert done.returncode == 2
    assert b"standard input" in done.stderr


@pytest.mark.parametrize(
    ("name", "title", "year", "episodes"),
    [
        (
            "2011 The Lighthouse Keeper Feature Film.mp4",
            "The Lighthouse Keeper Feature Film",
            2011,
            (),
        ),
        ("__Harbour Lights 10 (1).avi", "Harbour Lights", None, (10,)),
    ],
)
def test_bare_words_have_a_second_opinion_of_low_confidence(name, title, year, episodes):
    release = read_release(name)

    assert (release.title, release.year, release.episodes) == (title, year, episodes)
    assert release.confidence <= 0.5


def test_a_number_in_a_title_is_no_season_with_an_episode():
    release = read_release("The Harbour 765 Pro Monogatari.mkv")

    assert (release.seasons, release.episodes) == ((), ())
