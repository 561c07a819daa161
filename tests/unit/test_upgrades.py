"""Which version of a film or an episode is better, and what is never replaced."""

from uuid import uuid4

import pytest

from chalicelib.library.models.matching import Guess
from chalicelib.library_imports.service.naming_preview import SAMPLES
from chalicelib.library_imports.service.upgrade_rules import compare

FILM, EPISODE, _ = SAMPLES


def version(of=FILM, **changes):
    facts = {"id": uuid4(), "duration_seconds": 7200, "guess": Guess(source="WEB-DL"), **changes}
    return of.model_copy(update=facts)


def verdict(new, known):
    (found,) = compare(new, [known])
    return found.is_replaced, found.reason


@pytest.mark.parametrize(
    ("better", "worse", "reason"),
    [
        (
            {"picture_lines": 2160, "resolution_label": "2160p", "video_codec": "h264"},
            {"guess": Guess(source="BluRay"), "hdr": "hdr10", "video_codec": "hevc"},
            "2160p instead of 1080p",
        ),
        ({"guess": Guess(source="BluRay")}, {"hdr": "hdr10"}, "BluRay instead of WEB-DL"),
        ({"hdr": "hdr10"}, {"video_codec": "av1"}, "HDR10 instead of SDR"),
        ({"video_codec": "hevc"}, {}, "HEVC instead of H264"),
        (
            {"guess": Guess(source="WEB-DL", proper=1)},
            {},
            "a proper release instead of the first release",
        ),
    ],
)
def test_the_first_difference_decides(better, worse, reason):
    assert verdict(version(**better), version(**worse)) == (True, reason)
    assert verdict(version(**worse), version(**better)) == (False, reason)


@pytest.mark.parametrize(
    ("new", "known", "reason"),
    [
        ({"duration_seconds": 0}, {}, "The new file was not read yet"),
        ({}, {"duration_seconds": 0}, "It was not read yet"),
        ({}, {"picture_lines": 0, "resolution_label": ""}, "It was not read yet"),
        ({"is_sample": True}, {}, "The new file is a sample"),
        ({"duration_seconds": 7000}, {}, "The new file is shorter"),
        (
            {"audio_languages": ["en"]},
            {"audio_languages": ["de", "en"]},
            "The new file has no sound in de",
        ),
        (
            {"audio_languages": []},
            {"audio_languages": ["de"]},
            "The new file does not say the languages of its sound",
        ),
        ({}, {"is_shared": True}, "Its download shares it"),
        ({}, {"is_playing": True}, "A user is watching it"),
        ({}, {"is_missing": True}, "It is missing"),
    ],
)
def test_a_better_picture_is_not_enough(new, known, reason):
    better = version(picture_lines=2160, resolution_label="2160p", **new)

    assert verdict(better, version(**known)) == (False, reason)


def test_versions_that_are_alike_both_stay():
    assert verdict(version(), version()) == (False, "Both are alike")


@pytest.mark.parametrize(
    "other",
    [
        version(media_id=2),
        version(editions=["Extended"]),
        version(part_number=1),
        version(EPISODE, episode_numbers=[1, 2]),
    ],
)
def test_only_the_same_film_or_episodes_are_compared(other):
    new = version(EPISODE if other.season_number else FILM, picture_lines=2160)

    assert compare(new, [other]) == []


def test_a_source_that_a_name_does_not_say_is_not_compared():
    assert verdict(version(guess=Guess(source="BluRay")), version(guess=Guess())) == (
        False,
        "Both are alike",
    )


def test_files_of_a_show_without_an_episode_are_not_compared():
    pack = version(EPISODE, season_number=None, episode_numbers=[])

    assert compare(pack.model_copy(update={"picture_lines": 2160}), [pack]) == []
