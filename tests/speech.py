"""Films in which a person speaks, and the subtitles of what they say."""

import numpy as np

RATE = 4000


def spoken_film(minutes: float, offset_s: float, speed: float, seed: int = 1):
    """Noise that is louder while a person speaks, and cues whose times are off."""
    chance = np.random.default_rng(seed)
    samples = chance.normal(0, 300, int(minutes * 60 * RATE))
    cues, at_s = [], 5.0
    while at_s < minutes * 60 - 10:
        lasts_s = chance.uniform(0.8, 3.5)
        cues.append((at_s, at_s + lasts_s))
        first, last = (
            max(0, round((each * speed + offset_s) * RATE)) for each in (at_s, at_s + lasts_s)
        )
        words = samples[first:last]
        words += chance.normal(0, 600, len(words))
        at_s += lasts_s + chance.exponential(3) + 0.2
    return np.clip(samples, -32768, 32767).astype("<i2").tobytes(), cues
