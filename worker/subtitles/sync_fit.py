"""
Fits the times of subtitles to the sound of a film. Pure; times are seconds.

Speech is louder than what is between it, and subtitles are on the screen while a person speaks. The
loudness of the band of voices and the presence of a cue are two curves; where their correlation is
highest is the offset. A film at another frame rate has the ratio of the rates as its speed.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FRAMES_PER_S = 25
MAX_OFFSET_S = 60
#: What the times are multiplied by: 24, 25 and 23.976 pictures a second for one another.
NTSC = 24 * 1000 / 1001
SPEEDS = (1.0, 24 / NTSC, NTSC / 24, 25 / 24, 24 / 25, 25 / NTSC, NTSC / 25)
#: Another speed must explain more than chance would.
SPEED_MARGIN = 1.15
#: The highest correlation in standard deviations of all others; chance reaches about four.
SURE_FROM = 7.0
NEVER_BELOW = 4.0
PEAK_WIDTH_S = 2.0  # around the highest one: its slopes are no chance
QUIET_WINDOW_S = 30.0
MIN_CUES = 5
SILENT = 1e-3  # silence, or a tone

Curve = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Fit:
    """`confidence` is 0 to 1; below 1 it is not sure."""

    offset_s: float
    speed: float
    confidence: float


def loudness(samples: bytes, rate: int) -> Curve:
    """
    How loud each frame is, compared with what is around it; 0 on average.

    `samples` are 16 bits each, little-endian, one channel.
    """
    length = rate // FRAMES_PER_S
    values = np.frombuffer(samples[: len(samples) // 2 * 2], dtype="<i2").astype(np.float32)
    frames = values[: len(values) // length * length].reshape(-1, length)
    if not len(frames):
        return np.zeros(0, dtype=np.float32)
    level = np.log1p(np.sqrt((frames**2).mean(axis=1)))
    window = min(len(level), int(QUIET_WINDOW_S * FRAMES_PER_S))
    kernel = np.ones(window, dtype=np.float32)
    around = np.convolve(level, kernel, "same") / np.convolve(np.ones_like(level), kernel, "same")
    differs = level - around
    spread = float(differs.std())
    if spread < SILENT:
        return np.zeros(len(level), dtype=np.float32)
    curve: Curve = np.clip(differs / spread, -2, 2).astype(np.float32)
    curve -= curve.mean()
    return curve


def fit(heard: Curve, cues: Sequence[tuple[float, float]]) -> Fit | None:
    """
    The offset and the speed at which the cues fit best; None when there is nothing to compare.

    `heard` is the loudness from the beginning of the film; what was not heard is 0.
    """
    if len(cues) < MIN_CUES or not heard.any():
        return None
    found = [_best_offset(heard, cues, speed) for speed in SPEEDS]
    best = max(found, key=lambda one: one[0])
    if best[0] < found[0][0] * SPEED_MARGIN:
        best = found[0]
    height, offset_s, speed = best
    confidence = (height - NEVER_BELOW) / (SURE_FROM - NEVER_BELOW)
    return Fit(offset_s, speed, max(0.0, min(1.0, confidence)))


def _best_offset(
    heard: Curve, cues: Sequence[tuple[float, float]], speed: float
) -> tuple[float, float, float]:
    """The height of the highest correlation, its offset, and the speed."""
    reach = MAX_OFFSET_S * FRAMES_PER_S
    shown = _shown(cues, speed, len(heard))
    size = 1 << (len(heard) + 2 * reach).bit_length()
    product = np.fft.irfft(np.fft.rfft(heard, size) * np.conj(np.fft.rfft(shown, size)), size)
    around = np.concatenate([product[-reach:], product[: reach + 1]])
    top = int(around.argmax())
    width = int(PEAK_WIDTH_S * FRAMES_PER_S)
    others = np.concatenate([around[: max(0, top - width)], around[top + width :]])
    spread = float(others.std())
    height = float(around[top] - others.mean()) / spread if spread > 0 else 0.0
    return height, (top - reach) / FRAMES_PER_S, speed


def _shown(cues: Sequence[tuple[float, float]], speed: float, length: int) -> Curve:
    curve = np.zeros(length, dtype=np.float32)
    for start_s, end_s in cues:
        first, last = (round(at_s * speed * FRAMES_PER_S) for at_s in (start_s, end_s))
        curve[max(0, first) : max(0, last)] = 1
    curve -= curve.mean()
    return curve
