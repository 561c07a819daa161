"""The releases of some days, as cards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from pydantic_core import to_json

from chalicelib.calendar.models import (
    MAX_UNDATED,
    CalendarDay,
    CalendarQuery,
    ReleaseFilter,
    UndatedQuery,
    UndatedRelease,
    UndatedReleases,
)
from chalicelib.calendar.models.release_rows import DayRange, Visit
from chalicelib.calendar.service.month_cache import MonthReader
from chalicelib.calendar.service.release_json import DAYS, days_json, entry_json
from chalicelib.calendar.store import calendar_visits, releases, undated_releases
from chalicelib.catalog.models import MediaType
from chalicelib.catalog.service import CatalogService
from chalicelib.catch_up.models import PlannedWatching
from chalicelib.catch_up.service import CatchUpService
from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Database

NEAREST_WITHIN = timedelta(days=3660)
PlannedDays = Mapping[date, Sequence[PlannedWatching]]
NOTHING_PLANNED: PlannedDays = {}


@dataclass(frozen=True, slots=True)
class CalendarService:
    db: Database
    months: MonthReader
    clock: Clock
    catalog: CatalogService
    catch_up: CatchUpService

    def releases(self, user_id: UUID, query: CalendarQuery) -> bytes:
        """
        Some days as a `Calendar`, in JSON.

        The nearest days with a release are looked for only when there is none.
        """
        days = query.range
        found = self._planned(user_id, days, query.filter)
        earlier, later = None, None
        if not found.totals and not found.planned:
            before = DayRange(days.first - NEAREST_WITHIN, days.first - timedelta(days=1))
            after = DayRange(days.last + timedelta(days=1), days.last + NEAREST_WITHIN)
            with self.db.read() as conn:
                earlier, later = (
                    releases.outer_days(conn, user_id=user_id, days=outside, wanted=query.filter)
                    for outside in (before, after)
                )
        return b'{"days":%b,"earlierOn":%b,"laterOn":%b}' % (
            found.json,
            to_json(earlier.last if earlier else None),
            to_json(later.first if later else None),
        )

    def visit(self, user_id: UUID) -> None:
        """The user has the calendar open: what comes later is new at the next visit."""
        with self.db.transaction() as conn:
            calendar_visits.visit(conn, user_id=user_id, now=self.clock())

    def undated(self, user_id: UUID, query: UndatedQuery) -> UndatedReleases:
        """What concerns the user and has no day yet: those with a year first, by it."""
        with self.db.read() as conn:
            rows = undated_releases.undated(
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

    def listed(self, user_id: UUID, days: DayRange, wanted: ReleaseFilter) -> list[CalendarDay]:
        """Every day with its first releases, none of them new, and without plans."""
        return DAYS.validate_json(self._listed(user_id, days, wanted).json)

    def planned(self, user_id: UUID, days: DayRange, wanted: ReleaseFilter) -> list[CalendarDay]:
        """Every day with its first releases and what the plans to catch up ask for."""
        return DAYS.validate_json(self._planned(user_id, days, wanted).json)

    def _listed(
        self,
        user_id: UUID,
        days: DayRange,
        wanted: ReleaseFilter,
        visit: Visit | None = None,
        planned: PlannedDays = NOTHING_PLANNED,
    ) -> "_Listed":
        now = self.clock()
        found = self.months.read(user_id, days, wanted)
        ids = list(dict.fromkeys(each.media_id for each in found))
        cards = self.catalog.presenter.for_user(user_id, ids)
        entries: dict[str, list[bytes]] = {}
        totals: dict[str, int] = {}
        for each in found:
            totals[each.released_on] = each.total
            if each.media_id in cards:
                is_new = visit is not None and visit.is_new(each, now)
                entries.setdefault(each.released_on, []).append(
                    entry_json(each, cards[each.media_id], is_new=is_new)
                )
        return _Listed(totals, planned, days_json(days, entries, totals, planned))

    def _planned(self, user_id: UUID, days: DayRange, wanted: ReleaseFilter) -> "_Listed":
        """With what the plans to catch up ask for; of movies or games that is nothing."""
        with self.db.read() as conn:
            visit = calendar_visits.last(conn, user_id=user_id, now=self.clock())
        planned: PlannedDays = NOTHING_PLANNED
        if wanted.media_type in (None, MediaType.SHOW) and not wanted.add_ons:
            planned = {
                day: kept
                for day, asked in self.catch_up.planned(
                    user_id, first=days.first, last=days.last
                ).items()
                if (kept := [each for each in asked if each.library_item_id or not wanted.on_disk])
            }
        return self._listed(user_id, days, wanted, visit, planned)


@dataclass(frozen=True, slots=True)
class _Listed:
    """Days as JSON, a list of `CalendarDay`, and what is on them."""

    totals: Mapping[str, int]
    planned: PlannedDays
    json: bytes
