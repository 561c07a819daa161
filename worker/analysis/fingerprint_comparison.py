"""
Finds what the episodes of a season have in common by their audio fingerprints. No I/O.

A chromaprint value describes about 2.6 seconds of sound in 32 bits, an eighth of a second after
the last one. Values of the same sound differ in a few bits. For two episodes: equal values vote
for the offset between them, and along the best offsets the longest run of similar values is what
they share.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from uuid import UUID

HOP_S = 1365 / 11025  # chromaprint: 4096 samples at 11,025 Hz, two thirds of them again
TAIL_S = 1.3  # half of the sound that one value describes: the last one is similar until then

MAX_DIFFERENT_BITS = 7
MAX_GAP_S = 3.0  # within a run
MIN_SIMILAR = 0.5  # part of the values of a run
TRIED_OFFSETS = 4
MAX_REPEATS = 32  # a value that is more frequent is silence or a tone: it votes for nothing
NEIGHBOURS = 6  # episodes that each one is compared with
SAME_OVERLAP = 0.7


@dataclass(frozen=True, slots=True)
class Span:
    """Seconds from the beginning of a fingerprint."""

    start_s: float
    end_s: float

    @property
    def length_s(self) -> float:
        return self.end_s - self.start_s

    def is_same(self, other: "Span") -> bool:
        shared_s = min(self.end_s, other.end_s) - max(self.start_s, other.start_s)
        return shared_s >= SAME_OVERLAP * max(self.length_s, other.length_s)


def shared_spans(
    prints: Mapping[UUID, Sequence[int]], *, min_s: float, max_s: float
) -> dict[UUID, Span]:
    """
    What most episodes share with others, of each that shares anything; in order of episodes.

    Longer spans than `max_s` are the same film twice, shorter ones than `min_s` are jingles.
    """
    found: dict[UUID, list[Span]] = defaultdict(list)
    ids = [item_id for item_id, values in prints.items() if values]
    for place, one in enumerate(ids):
        for other in ids[place + 1 : place + 1 + NEIGHBOURS]:
            pair = common_spans(prints[one], prints[other])
            if pair is not None and min_s <= pair[0].length_s <= max_s:
                found[one].append(pair[0])
                found[other].append(pair[1])
    return {item_id: _agreed(spans) for item_id, spans in found.items()}


def _agreed(spans: Sequence[Span]) -> Span:
    """The span that most comparisons agree on; of equal ones the longest."""
    groups = [[other for other in spans if other.is_same(span)] for span in spans]
    best = max(groups, key=lambda group: (len(group), sum(each.length_s for each in group)))
    return Span(median(each.start_s for each in best), median(each.end_s for each in best))


def common_spans(one: Sequence[int], other: Sequence[int]) -> tuple[Span, Span] | None:
    """The longest sound that two fingerprints have in common, where it is in each of them."""
    runs = [
        (run, offset)
        for offset in _likely_offsets(one, other)
        if (run := _longest_run(one, other, offset)) is not None
    ]
    if not runs:
        return None
    (first, last), offset = max(runs, key=lambda found: found[0][1] - found[0][0])
    return _span(first, last), _span(first - offset, last - offset)


def _span(first: int, last: int) -> Span:
    return Span(first * HOP_S, last * HOP_S + TAIL_S)


def _likely_offsets(one: Sequence[int], other: Sequence[int]) -> list[int]:
    """By how many values `one` is behind `other`, as most equal values say."""
    places: dict[int, list[int]] = defaultdict(list)
    for place, value in enumerate(other):
        places[value].append(place)
    votes: Counter[int] = Counter()
    for place, value in enumerate(one):
        matching = places.get(value, ())
        if len(matching) <= MAX_REPEATS:
            votes.update(place - other_place for other_place in matching)
    return [offset for offset, _ in votes.most_common(TRIED_OFFSETS)]


def _longest_run(one: Sequence[int], other: Sequence[int], offset: int) -> tuple[int, int] | None:
    """First and last value in `one` of the longest run of values that are similar in `other`."""
    begin, end = max(0, offset), min(len(one), len(other) + offset)
    similar = [
        place
        for place in range(begin, end)
        if (one[place] ^ other[place - offset]).bit_count() <= MAX_DIFFERENT_BITS
    ]
    best: tuple[int, int] | None = None
    first = 0  # in `similar`
    for index, place in enumerate(similar):
        is_last = index + 1 == len(similar)
        if not is_last and (similar[index + 1] - place) * HOP_S <= MAX_GAP_S:
            continue
        begins, length = similar[first], place - similar[first] + 1
        is_dense = index - first + 1 >= MIN_SIMILAR * length
        if is_dense and (best is None or length > best[1] - best[0] + 1):
            best = (begins, place)
        first = index + 1
    return best
