"""
The releases of some days for a user.

What all users of a time zone and a country see of a month is found once and kept for all of them;
the releases of titles the user has to do with take its places.
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from chalicelib.calendar.models import MAX_ENTRIES_PER_DAY, ReleaseFilter
from chalicelib.calendar.models.release_rows import DayRange, StoredRelease
from chalicelib.calendar.service.release_json import dump, load, stored
from chalicelib.calendar.store import releases
from chalicelib.platform.cache import (
    CALENDAR_TTL_S,
    CATALOGUE,
    LIBRARY,
    RELEASES,
    Cache,
    calendar_key,
    shared_calendar_key,
)
from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Database

#: Before and after today. Months further away are rarely asked for, and there are many of them.
CACHED_WITHIN = timedelta(days=5 * 366)


@dataclass(frozen=True, slots=True)
class MonthReader:
    db: Database
    cache: Cache
    clock: Clock

    def read(self, user_id: UUID, days: DayRange, wanted: ReleaseFilter) -> list[StoredRelease]:
        """The releases of some days: from the cache if a month near today has all of them."""
        now = self.clock()
        named = days.month_around
        if named is None or abs(days.first - now.date()) > CACHED_WITHIN:
            return self._find(user_id, days, wanted, now, month=None)
        month, weeks = named
        found = self._cached(
            calendar_key(user_id, month, wanted.hash),
            (str(user_id), CATALOGUE, RELEASES, LIBRARY),
            lambda: self._find(user_id, weeks, wanted, now, month=month),
        )
        first, last = days.first.isoformat(), days.last.isoformat()
        return [each for each in found if first <= each.released_on <= last]

    def _cached(
        self, key: str, scopes: tuple[str, ...], find: Callable[[], list[StoredRelease]]
    ) -> list[StoredRelease]:
        found: list[list[StoredRelease]] = []

        def compute() -> bytes:
            found.append(find())
            return dump(found[0])

        kept = self.cache.get_or_compute(key, scopes, CALENDAR_TTL_S, compute)
        # What was found just now need not be read from its own JSON.
        return found[0] if found else load(kept)

    def _find(
        self,
        user_id: UUID,
        days: DayRange,
        wanted: ReleaseFilter,
        now: datetime,
        *,
        month: str | None,
    ) -> list[StoredRelease]:
        with self.db.read() as conn:
            rows = releases.list_own(
                conn,
                user_id=user_id,
                days=days,
                wanted=wanted,
                per_day=MAX_ENTRIES_PER_DAY,
                now=now,
            )
        own = [stored(row) for row in rows]
        if not wanted.is_of_all:
            return by_time(own)
        return by_time(with_own(self._shared(user_id, days, wanted, month), own))

    def _shared(
        self, user_id: UUID, days: DayRange, wanted: ReleaseFilter, month: str | None
    ) -> list[StoredRelease]:
        with self.db.read() as conn:
            viewer = releases.viewer(conn, user_id=user_id, wanted=wanted)

        def find() -> list[StoredRelease]:
            with self.db.read() as conn:
                rows = releases.list_shared(
                    conn, viewer=viewer, days=days, wanted=wanted, per_day=MAX_ENTRIES_PER_DAY
                )
            return [stored(row) for row in rows]

        if month is None:
            return find()
        parts = repr((viewer, wanted)).encode()
        key = shared_calendar_key(month, hashlib.blake2b(parts, digest_size=12).hexdigest())
        return self._cached(key, (CATALOGUE, RELEASES), find)


def with_own(shared: Iterable[StoredRelease], own: Iterable[StoredRelease]) -> list[StoredRelease]:
    """
    Each day with what is the user's first, then the rest, as many as a day lists.

    Both are in the order of the votes within a day. Releases of titles the user dropped stay where
    they are among the rest, with what the user did with them.
    """
    mine: dict[str, list[StoredRelease]] = defaultdict(list)
    rest: dict[str, list[StoredRelease]] = defaultdict(list)
    known = {each.id: each for each in own}
    for each in known.values():
        if each.is_mine:
            mine[each.released_on].append(each)
    totals: dict[str, int] = {}
    for each in shared:
        totals[each.released_on] = each.total
        found = known.get(each.id, each)
        if not found.is_mine:
            rest[each.released_on].append(found)
    return [
        each._replace(total=max(totals.get(day, 0), len(entries)))
        for day in sorted(mine.keys() | rest.keys())
        for entries in ((mine[day] + rest[day])[:MAX_ENTRIES_PER_DAY],)
        for each in entries
    ]


def by_time(found: Sequence[StoredRelease]) -> list[StoredRelease]:
    """The days in order, in each what has a time first, by it."""
    return sorted(
        found, key=lambda each: (each.released_on, each.airs_at is None, each.airs_at or "")
    )
