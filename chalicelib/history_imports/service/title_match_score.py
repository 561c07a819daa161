"""Scores titles whose names are like that of a file, from 0 to 1. No I/O."""

from collections.abc import Iterable, Sequence

from chalicelib.history_imports.models.import_rows import SimilarTitle, UnmatchedTitle
from chalicelib.library.service.title_similarity import similarity

MIN_SCORE = 0.55  # below, a title is no candidate
MIN_CERTAIN_SCORE = 0.92
MIN_GAP = 0.03  # to the second best
#: What a name is worth when the years differ by one, when one is not known, and when they differ.
NEXT_YEAR, NO_YEAR, OTHER_YEAR = 0.95, 0.9, 0.7


def rank(title: UnmatchedTitle, found: Iterable[SimilarTitle]) -> list[tuple[int, float]]:
    """Ids and scores of the candidates, the likeliest first; of equals, the better known."""
    scored = [(_score(title, each), each.weight, each.media_id) for each in found]
    scored.sort(key=lambda one: (-one[0], -one[1], one[2]))
    return [(media_id, score) for score, _, media_id in scored if score >= MIN_SCORE]


def certain(ranked: Sequence[tuple[int, float]]) -> int | None:
    """The best candidate, when it is certain without a question to the user."""
    if not ranked or ranked[0][1] < MIN_CERTAIN_SCORE:
        return None
    is_ambiguous = len(ranked) > 1 and ranked[0][1] - ranked[1][1] < MIN_GAP
    return None if is_ambiguous else ranked[0][0]


def _score(title: UnmatchedTitle, found: SimilarTitle) -> float:
    names = [name for name in (found.title, found.original_title) if name]
    alike = max((similarity(title.title, name) for name in names), default=0.0)
    if title.year is None or found.year is None:
        return alike * NO_YEAR
    apart = abs(title.year - found.year)
    return alike * (1.0, NEXT_YEAR)[apart] if apart <= 1 else alike * OTHER_YEAR
