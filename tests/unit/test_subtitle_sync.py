"""The times of subtitles are fitted to the sound: moved, stretched, or left alone."""

import pytest

from tests.speech import RATE, spoken_film
from worker.subtitles.sync_fit import MIN_CUES, NTSC, fit, loudness


@pytest.mark.parametrize(
    ("offset_s", "speed"),
    [(2.4, 1.0), (-12.2, 1.0), (0.0, 1.0), (1.0, 25 / NTSC), (-3.0, 24 / 25)],
)
def test_the_offset_and_the_frame_rate_are_found(offset_s, speed):
    samples, cues = spoken_film(10, offset_s, speed)

    found = fit(loudness(samples, RATE), cues)

    assert found is not None
    assert found.speed == pytest.approx(speed, abs=1e-4)
    assert found.offset_s == pytest.approx(offset_s, abs=0.1)
    assert found.confidence == 1


def test_subtitles_of_another_film_are_not_sure():
    samples, _ = spoken_film(10, 0, 1)
    heard = loudness(samples, RATE)

    found = [fit(heard, spoken_film(10, 0, 1, seed)[1]) for seed in range(2, 6)]

    assert all(each is not None and each.confidence < 1 for each in found)


def test_without_sound_or_words_there_is_nothing_to_compare():
    samples, cues = spoken_film(2, 0, 1)
    silence = loudness(bytes(RATE * 120), RATE)

    assert fit(silence, cues) is None
    assert fit(loudness(b"", RATE), cues) is None
    assert fit(loudness(samples, RATE), cues[: MIN_CUES - 1]) is None
