"""The releases of some days, as cards."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from pydantic import TypeAdapter

from chalicelib.calendar.models import (
    MAX_ENTRIES_PER_DAY,
    MAX_UNDATED,
    BaseGame,
    Calendar,
    CalendarDay,
    CalendarEntry,
    CalendarEpisode,
    CalendarQuery,
    ReleaseFilter,
    UndatedQuery,
    UndatedRelease,
    UndatedReleases,
)
from chalicelib.calendar.models.rows import DayRange, ReleaseRow, Visit
from chalicelib.calendar.store import releases, undated, visits
from chalicelib.catalog.models import MediaCard, MediaType
from chalicelib.catalog.service import CatalogService
from chalicelib.catch_up.service import CatchUpService
from chalicelib.platform.cache import (
    CALENDAR_TTL_S,
    CATALOGUE,
    LIBRARY,
    RELEASES,
    Cache,
    calendar_key,
)
from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Database

NEAREST_WITHIN = timedelta(days=3660)
#: Before and after today. Months further away are rarely asked for, and there are many of them.
CACHED_WITHIN = timedelta(days=5 * 366)
ROWS = TypeAdapter(list[ReleaseRow])


@dataclass(frozen=True, slots=True)
class CalendarService:
    db: Database
    cache: Cache
    clock: Clock
    catalog: CatalogService
    catch_up: CatchUpService

    def releases(self, user_id: UUID, query: CalendarQuery) -> Calendar:
        """The nearest days with a release are looked for only when there is none."""
        days = query.range
        listed = self.planned(user_id, days, query.filter)
        earlier, later = None, None
        if all(day.total == 0 and not day.planned for day in listed):
            before = DayRange(days.first - NEAREST_WITHIN, days.first - timedelta(days=1))
            after = DayRange(days.last + timedelta(days=1), days.last + NEAREST_WITHIN)
            with self.db.read() as conn:
                earlier, later = (
                    releases.outer_days(
                        conn, user_id=user_id, days=outside, wanted=query.filter, now=self.clock()
                    )
                    for outside in (before, after)
                )
        return Calendar(
            days=listed,
            earlier_on=earlier.last if earlier else None,
            later_on=later.first if later else None,
        )

    def visit(self, user_id: UUID) -> None:
        """The user has the calendar open: what comes later is new at the next visit."""
        with self.db.transaction() as conn:
            visits.visit(conn, user_id=user_id, now=self.clock())

    def undated(self, user_id: UUID, query: UndatedQuery) -> UndatedReleases:
        """What concerns the user and has no day yet: those with a year first, by it."""
        with self.db.read() as conn:
            rows = undated.undated(
                conn,
                user_id=user_id,
                wanted=query.filter,
                today=self.clock().date(),
                limit=MAX_UNDATED,
            )
        cards = self.catalog.cards_by_id(user_id, [row.media_id for row in rows])
        return UndatedReleases(
            items=[
                UndatedRelease(
                    media=cards[row.media_id], precision=row.precision, latest_on=row.latest_on
                )
                for row in rows
                if row.media_id in cards
            ]
        )

    def listed(
        self,
        user_id: UUID,
        days: DayRange,
        wanted: ReleaseFilter,
        *,
        visit: Visit | None = None,
    ) -> list[CalendarDay]:
        """Every day with its first releases; without a visit none of them is new."""
        now = self.clock()
        rows = self._rows(user_id, days, wanted, now)
        cards = self.catalog.cards_by_id(user_id, [row.media_id for row in rows])
        by_day: dict[date, list[CalendarEntry]] = {}
        totals: dict[date, int] = {}
        for row in rows:
            totals[row.released_on] = row.total
            if row.media_id in cards:
                is_new = visit is not None and visit.is_new(row, now)
                entry = _entry(row, cards[row.media_id], is_new=is_new)
                by_day.setdefault(row.released_on, []).append(entry)
        return [
            CalendarDay(date=day, total=totals.get(day, 0), entries=by_day.get(day, []), planned=[])
            for day in days
        ]

    def _rows(
        self, user_id: UUID, days: DayRange, wanted: ReleaseFilter, now: datetime
    ) -> list[ReleaseRow]:
        """The releases of some days: from the cache if a month near today has all of them."""

        def read(days: DayRange) -> list[ReleaseRow]:
            with self.db.read() as conn:
                return releases.releases(
                    conn,
                    user_id=user_id,
                    days=days,
                    wanted=wanted,
                    per_day=MAX_ENTRIES_PER_DAY,
                    now=now,
                )

        named = days.month_around
        if named is None or abs(days.first - now.date()) > CACHED_WITHIN:
            return read(days)
        name, month = named
        stored = self.cache.get_or_compute(
            calendar_key(user_id, name, wanted.hash),
            (str(user_id), CATALOGUE, RELEASES, LIBRARY),
            CALENDAR_TTL_S,
            lambda: ROWS.dump_json(read(month)),
        )
        return [
            row for row in ROWS.validate_json(stored) if days.first <= row.released_on <= days.last
        ]

    def planned(self, user_id: UUID, days: DayRange, wanted: ReleaseFilter) -> list[CalendarDay]:
        """`listed` with what the plans to catch up ask for; of movies or games that is nothing."""
        with self.db.read() as conn:
            visit = visits.last(conn, user_id=user_id, now=self.clock())
        listed = self.listed(user_id, days, wanted, visit=visit)
        if wanted.media_type not in (None, MediaType.SHOW) or wanted.add_ons:
            return listed
        planned = self.catch_up.planned(user_id, first=days.first, last=days.last)
        for day in listed:
            day.planned.extend(
                each
                for each in planned.get(day.date, [])
                if each.library_item_id or not wanted.on_disk
            )
        return listed


def _entry(row: ReleaseRow, card: MediaCard, *, is_new: bool) -> CalendarEntry:
    return CalendarEntry(
        media=card,
        kind=row.kind,
        platforms=row.platforms,
        is_mine=row.is_mine,
        is_wanted=row.is_wanted,
        is_new=is_new,
        airs_at=row.airs_at,
        episode=_episode(row),
        base=_base(row),
        seen=row.seen,
        library_item_id=row.library_item_id,
    )


def _episode(row: ReleaseRow) -> CalendarEpisode | None:
    if row.episode_id is None or row.season_number is None or row.episode_number is None:
        return None
    return CalendarEpisode(
        id=row.episode_id,
        season_number=row.season_number,
        episode_number=row.episode_number,
        last_episode_number=row.last_episode_number or row.episode_number,
        is_finale=row.is_finale,
        title=row.episode_title or "",
        overview=row.episode_overview or "",
        still_url=row.still_url,
        still_placeholder=row.still_placeholder,
        rating=row.episode_rating,
    )


def _base(row: ReleaseRow) -> BaseGame | None:
    if row.base_id is None or row.base_title is None:
        return None
    return BaseGame(id=row.base_id, title=row.base_title)
