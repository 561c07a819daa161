"""What the worker reads to make recommendations, and how it stores them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from chalicelib.platform.cache import Cache
from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Database
from chalicelib.recommendations.models import OLDEST, TitleTraits
from chalicelib.recommendations.models.binary_arrays import KnownRows, Snapshot
from chalicelib.recommendations.models.taste import Strength
from chalicelib.recommendations.service.owned_platforms import OwnedPlatforms
from chalicelib.recommendations.store import owned_platforms, ranking_inputs, snapshots, taste
from chalicelib.tracking.models.plays import UNDO_PERIOD

#: People whose lists are made from what was learnt once.
MAX_PEOPLE = 10_000


@dataclass(frozen=True, slots=True)
class Sources:
    """What the lists of some people are made from, as it was at `at`."""

    people: Sequence[UUID]
    known: KnownRows  # of all people
    candidates: Sequence[TitleTraits]  # in the order of their ids
    at: datetime
    rules: Mapping[UUID, Mapping[str, Strength]]  # of `people`
    platforms: Mapping[UUID, OwnedPlatforms]  # of those of `people` of whom any are known


@dataclass(frozen=True, slots=True)
class RecommendationWork:
    db: Database
    cache: Cache
    clock: Clock

    def due(self) -> Sources | None:
        """People who need a new list, with what it is made from; None without such people."""
        now = self.clock()
        with self.db.read() as conn:
            people = ranking_inputs.due(
                conn, oldest=now - OLDEST, undo_period=UNDO_PERIOD, now=now, limit=MAX_PEOPLE
            )
            if not people:
                return None
            known = ranking_inputs.known_rows(conn, undo_period=UNDO_PERIOD, now=now)
            candidates = ranking_inputs.candidates(conn, known=known.media_ids(), now=now)
            rules = taste.rules(conn, people=people)
            played_on = owned_platforms.played_on(conn, people=people)
        owned = {
            person: OwnedPlatforms.of(played_on.get(person, {}), rules.get(person, {}))
            for person in {*rules, *played_on}
        }
        return Sources(people, known, candidates, now, rules, owned)

    def store(self, lists: Mapping[UUID, Snapshot], made_at: datetime) -> None:
        """Replace the lists of these people."""
        with self.db.transaction() as conn:
            snapshots.replace(conn, snapshots=lists, made_at=made_at)
        for user_id in lists:
            self.cache.invalidate_user(user_id)
