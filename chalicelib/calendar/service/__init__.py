"""The releases of some days, as cards."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from uuid import UUID

from chalicelib.calendar import store
from chalicelib.calendar.models import (
    MAX_ENTRIES_PER_DAY,
    Calendar,
    CalendarDay,
    CalendarEntry,
    CalendarEpisode,
    CalendarQuery,
    DayRange,
    ReleaseFilter,
    ReleaseRow,
)
from chalicelib.catalog.models import MediaCard
from chalicelib.catalog.service import CatalogService
from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Database

NEAREST_WITHIN = timedelta(days=3660)


@dataclass(frozen=True, slots=True)
class CalendarService:
    db: Database
    clock: Clock
    catalog: CatalogService

    def releases(self, user_id: UUID, query: CalendarQuery) -> Calendar:
        """The nearest days with a release are looked for only when there is none."""
        days = query.range
        listed = self.listed(user_id, days, query.filter)
        earlier, later = None, None
        if all(day.total == 0 for day in listed):
            before = DayRange(days.first - NEAREST_WITHIN, days.first - timedelta(days=1))
            after = DayRange(days.last + timedelta(days=1), days.last + NEAREST_WITHIN)
            with self.db.read() as conn:
                earlier, later = (
                    store.outer_days(
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
            store.visit(conn, user_id=user_id, now=self.clock())

    def listed(self, user_id: UUID, days: DayRange, wanted: ReleaseFilter) -> list[CalendarDay]:
        """Every day with its first releases."""
        with self.db.read() as conn:
            rows = store.releases(
                conn,
                user_id=user_id,
                days=days,
                wanted=wanted,
                per_day=MAX_ENTRIES_PER_DAY,
                now=self.clock(),
            )
        cards = self.catalog.cards_by_id(user_id, [row.media_id for row in rows])
        by_day = {day: list(of_day) for day, of_day in groupby(rows, lambda row: row.released_on)}
        return [_day(day, by_day.get(day, []), cards) for day in days]


def _day(day: date, rows: list[ReleaseRow], cards: dict[int, MediaCard]) -> CalendarDay:
    return CalendarDay(
        date=day,
        total=rows[0].total if rows else 0,
        entries=[_entry(row, cards[row.media_id]) for row in rows if row.media_id in cards],
    )


def _entry(row: ReleaseRow, card: MediaCard) -> CalendarEntry:
    return CalendarEntry(
        media=card,
        kind=row.kind,
        platforms=row.platforms,
        is_mine=row.is_mine,
        is_wanted=row.is_wanted,
        is_new=row.is_new,
        airs_at=row.airs_at,
        episode=_episode(row),
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
    )
