"""Comparing fingerprints of synthetic sound: noise that episodes share, and noise they do not."""

import random
from uuid import UUID

import pytest

from worker.analysis.fingerprint_comparison import HOP_S, TAIL_S, common_spans, shared_spans

A, B, C, D = (UUID(int=number) for number in range(4))


def sound(seed, seconds):
    chance = random.Random(seed)  # the same sound in each run
    return [chance.getrandbits(32) for _ in range(round(seconds / HOP_S))]


def noisy(values, seed, bits=3):
    """The same sound in another encoding: some values are equal, others differ in a few bits."""
    chance = random.Random(seed)
    changed = []
    for value in values:
        for _ in range(chance.randrange(bits + 1)):
            value ^= 1 << chance.randrange(32)  # noqa: PLW2901
        changed.append(value)
    return changed


INTRO = sound("intro", 60)


def episode(name, before_s, intro=INTRO, after_s=200):
    """A cold open, the intro, and the rest."""
    return [
        *sound(f"{name} cold open", before_s),
        *noisy(intro, f"{name} intro"),
        *sound(f"{name} rest", after_s),
    ]


def test_two_episodes_share_their_intro_wherever_it_is():
    one, other = common_spans(episode("one", 10), episode("other", 95)) or pytest.fail("nothing")

    assert one.start_s == pytest.approx(10, abs=0.5)
    assert other.start_s == pytest.approx(95, abs=0.5)
    assert one.length_s == pytest.approx(60 + TAIL_S, abs=1)


def test_different_sounds_share_nothing_of_length():
    found = common_spans(sound("one", 300), sound("other", 300))

    assert found is None or found[0].length_s < 6


def test_silence_is_not_an_intro():
    silence = [0] * 800
    one, other = [*silence, *sound("one", 60)], [*sound("other", 60), *silence]

    assert shared_spans({A: one, B: other}, min_s=12, max_s=150) == {}


def test_a_season_agrees_on_its_intro_although_two_episodes_share_more():
    song = sound("song", 90)
    season = {
        A: [*episode("a", 20), *song],
        B: [*episode("b", 40), *song],
        C: episode("c", 60),
        D: episode("d", 0),
    }

    found = shared_spans(season, min_s=12, max_s=150)

    starts = {item: round(span.start_s) for item, span in found.items()}
    assert (starts[C], starts[D]) == (60, 0)


def test_an_episode_without_the_intro_has_none():
    season = {A: episode("a", 20), B: episode("b", 40), C: sound("a clip show", 300)}

    assert set(shared_spans(season, min_s=12, max_s=150)) == {A, B}


def test_the_same_episode_twice_has_no_intro():
    one = episode("a", 20)

    assert shared_spans({A: one, B: list(one)}, min_s=12, max_s=150) == {}


def test_a_jingle_is_too_short_and_an_episode_without_sound_is_left_out():
    jingle = sound("jingle", 4)
    season = {A: episode("a", 20, jingle), B: episode("b", 40, jingle), C: []}

    assert shared_spans(season, min_s=12, max_s=150) == {}
