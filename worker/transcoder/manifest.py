"""Where a film is cut into segments, and the manifest that says so; no I/O."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from chalicelib.playback.models.hls_manifest import render_manifest

COPIED_S = 6.0  # a segment of a copied picture ends with the first keyframe after this
CONVERTED_S = 2  # a converted one is short, so that it starts soon
LONGEST_COPIED_S = 60.0  # a picture with fewer keyframes is converted instead
CUT_SLACK_S = 0.001  # a frame so little before a cut begins the segment
SHORTEST_LAST_S = 0.5  # a shorter rest belongs to the segment before it
TOLERANCE_S = 0.1  # between the index of a container and the time of a frame


@dataclass(frozen=True, slots=True)
class SegmentBoundaries:
    """The starts of the segments in seconds from the start of the film, the first 0; its end."""

    starts: tuple[float, ...]
    end_s: float

    def __len__(self) -> int:
        return len(self.starts)

    @property
    def durations(self) -> list[float]:
        ends = [*self.starts[1:], self.end_s]
        return [end - start for start, end in zip(self.starts, ends, strict=True)]

    def segment_of(self, time_s: float) -> int:
        """The segment that a frame belongs to."""
        low, high = 0, len(self.starts)
        while high - low > 1:
            middle = (low + high) // 2
            if self.starts[middle] <= time_s + TOLERANCE_S:
                low = middle
            else:
                high = middle
        return low


def copied(keyframes: Sequence[float], end_s: float) -> SegmentBoundaries:
    """Cut at keyframes, each at least `COPIED_S` after the last. `keyframes` ascend."""
    starts = [0.0]
    for time_s in keyframes:
        if time_s - starts[-1] >= COPIED_S and end_s - time_s >= SHORTEST_LAST_S:
            starts.append(time_s)
    return SegmentBoundaries(tuple(starts), max(end_s, starts[-1]))


def converted(frame_rate: Fraction, end_s: float) -> SegmentBoundaries:
    """Cut every `CONVERTED_S`, on the first frame of a constant `frame_rate` from there."""
    slack = Fraction(str(CUT_SLACK_S))
    count = max(1, math.ceil((end_s - SHORTEST_LAST_S) / CONVERTED_S))
    starts = (
        float(math.ceil((number * CONVERTED_S - slack) * frame_rate) / frame_rate)
        for number in range(count)
    )
    return SegmentBoundaries(tuple(starts), end_s)


def render(cuts: SegmentBoundaries, query: str, begins_at_s: float = 0.0) -> str:
    """
    The complete manifest; `query` grants access and is repeated on every address.

    A player asks for the header first: its address says which segment the player wants next.
    """
    first = cuts.segment_of(begins_at_s)
    return render_manifest(
        f"init.mp4?{query}{f'&n={first}' if first else ''}",
        cuts.durations,
        (f"{number}.m4s?{query}" for number in range(len(cuts))),
    )
