"""The address at which calendar programs read the releases of a user."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from chalicelib.accounts.service.one_time_link_tokens import hash_of, new_token
from chalicelib.calendar.models import CalendarFeed, FeedQuery, NewCalendarFeed
from chalicelib.calendar.models.release_rows import DayRange
from chalicelib.calendar.service import CalendarService
from chalicelib.calendar.store import feeds
from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Database
from chalicelib.platform.errors import NotFound

BEFORE, AFTER = timedelta(days=30), timedelta(days=365)


@dataclass(frozen=True, slots=True)
class CalendarFeedService:
    db: Database
    clock: Clock
    calendar: CalendarService

    def find(self, user_id: UUID) -> CalendarFeed:
        with self.db.read() as conn:
            return CalendarFeed(created_at=feeds.feed_of(conn, user_id=user_id))

    def create(self, user_id: UUID, *, origin: str) -> NewCalendarFeed:
        """A new address, which is in the result only; an earlier one ends."""
        secret, now = new_token(), self.clock()
        with self.db.transaction() as conn:
            feeds.put_feed(conn, user_id=user_id, secret_hash=hash_of(secret), now=now)
        return NewCalendarFeed(url=f"{origin}/api/v1/calendar/feeds/{secret}.ics")

    def delete(self, user_id: UUID) -> None:
        """Idempotent."""
        with self.db.transaction() as conn:
            feeds.delete_feed(conn, user_id=user_id)

    def read(self, secret: str, query: FeedQuery, *, origin: str) -> bytes:
        """
        An iCalendar file of a month back and a year ahead.

        Raises `NotFound` for an address that was withdrawn or whose user is disabled.
        """
        with self.db.read() as conn:
            user_id = feeds.user_of_feed(conn, secret_hash=hash_of(secret))
        if user_id is None:
            raise NotFound("This calendar address is not valid any more.")
        from chalicelib.calendar.service.icalendar_file import (  # noqa: PLC0415  # cold starts: 0.4 s
            calendar_file,
        )

        now = self.clock()
        days = self.calendar.planned(
            user_id,
            DayRange(now.date() - BEFORE, now.date() + AFTER),
            query.filter,
        )
        return calendar_file(days, origin=origin, now=now)
