"""How each person knows titles, and what that says of their taste. No I/O."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from chalicelib.recommendations.models import Known, KnownTitle

#: What a title says of a person's taste, by how they know it; ratings say it themselves.
WEIGHTS = {
    Known.FORGOTTEN: 0.0,
    Known.FAVORITE: 1.4,
    Known.DROPPED: -0.5,
    Known.REFUSED: -0.4,
    Known.REWATCHED: 1.3,
    Known.WATCHED: 1.0,
    Known.COMPLETED: 1.0,
    Known.ABANDONED: -0.3,
    Known.STARTED: 0.7,
    Known.FOLLOWED: 0.8,
    Known.SAVED: 0.5,
    Known.POSTPONED: 0.0,
}
#: The rating that says nothing, and how many points above it count one.
NEUTRAL_RATING, RATING_SCALE = 4.5, 4.0


@dataclass(frozen=True, slots=True)
class Familiarity:
    """How a person knows a title, from all that they did with it."""

    kind: Known
    rating: float | None
    weight: float
    at: float


def combine(rows: Iterable[KnownTitle]) -> dict[UUID, dict[int, Familiarity]]:
    """What each person knows; of several rows of a title the strongest kind says how."""
    by_title = defaultdict[UUID, dict[int, list[KnownTitle]]](lambda: defaultdict(list))
    for row in rows:
        by_title[row.user_id][row.media_id].append(row)
    return {
        person: {media_id: known_by(titles[media_id]) for media_id in titles}
        for person, titles in by_title.items()
    }


#: The kinds from what says most to what says least.
STRENGTH: Mapping[Known, int] = {kind: number for number, kind in enumerate(Known)}


def known_by(rows: Sequence[KnownTitle]) -> Familiarity:
    """How a person knows a title, from the rows of it."""
    strongest = min(rows, key=lambda row: STRENGTH[Known(row.kind)])
    at = max(row.at for row in rows)
    if strongest.rating is not None:
        weight = (strongest.rating - NEUTRAL_RATING) / RATING_SCALE
    else:
        weight = WEIGHTS[Known(strongest.kind)]
    return Familiarity(Known(strongest.kind), strongest.rating, weight, at)
