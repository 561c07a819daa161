"""
Viewings: what a player's reports make of a position. No I/O.

A player reports with its own moment and the id of its viewing. Reports are repeated, late or in
another order: of one viewing, any order of them, with repetitions, ends in the same state. The
newest one has the position; one in the first 10 % and the first complete one are remembered,
whenever they arrive. Of two viewings, that with the later moment has the position.

After a completed viewing, another one counts only when it begins in the first 10 %: otherwise it is
the search for a scene.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from chalicelib.tracking.models import Moment
from chalicelib.tracking.models.plays import MAX_CLOCK_SKEW

#: A report that is older has a wrong clock, not a slow network.
MAX_REPORT_AGE = timedelta(days=1)


def bounded(recorded_at: datetime, now: datetime) -> datetime:
    """The moment of a report; a clock that is far off counts as little as it may."""
    return min(max(recorded_at, now - MAX_REPORT_AGE), now + MAX_CLOCK_SKEW)


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """A report. Without an id and a moment of the client, it counts in order of arrival."""

    viewing_id: UUID | None
    moment: Moment
    at: datetime
    is_dated: bool  # whether `at` is the client's
    is_complete: bool = False
    credits_s: float | None = None  # where the end credits begin; None: not known
    library_item_id: UUID | None = None  # the file that plays, if it is this title

    def completes(self, finished_percent: int) -> bool:
        """Whether it has been watched: up to the credits where they are known, else by percent."""
        if self.credits_s is not None:
            return self.moment.position_s >= self.credits_s
        return self.moment.percent >= finished_percent


@dataclass(frozen=True, slots=True)
class Viewing:
    """The stored state of a movie or an episode: its newest viewing and what was before."""

    viewing_id: UUID | None
    moment: Moment
    updated_at: datetime  # of the newest report
    hidden_at: datetime | None
    completed_at: datetime | None
    is_from_start: bool
    viewing_completed_at: datetime | None
    completed_before: datetime | None

    @property
    def counted_at(self) -> datetime | None:
        """When this viewing became a play; None when it did not."""
        if self.is_from_start or self.completed_before is None:
            return self.viewing_completed_at
        return None

    def has_counted(self, before: "Viewing | None") -> bool:
        """Whether the state before had the same viewing as a play already."""
        return (
            before is not None
            and before.viewing_id == self.viewing_id
            and before.counted_at == self.counted_at
        )

    def after(self, heartbeat: Heartbeat) -> "Viewing":
        """The state after a report."""
        if not heartbeat.is_dated:
            heartbeat = replace(heartbeat, at=max(heartbeat.at, self.updated_at))
        is_newest = not heartbeat.is_dated or _order(heartbeat.at, heartbeat.moment) > _order(
            self.updated_at, self.moment
        )
        begins = heartbeat.viewing_id != self.viewing_id or (
            # Without ids, a viewing begins where a completed one is started again.
            heartbeat.viewing_id is None
            and self.completed_at is not None
            and heartbeat.moment.is_restart
        )
        if begins and not is_newest:
            return self  # another device has gone on since
        state = self
        if begins:
            state = replace(
                self,
                viewing_id=heartbeat.viewing_id,
                is_from_start=False,
                viewing_completed_at=None,
                completed_before=self.completed_at,
            )
        if is_newest:
            state = replace(state, moment=heartbeat.moment, updated_at=heartbeat.at)
        return state.joined_with(heartbeat)

    def joined_with(self, heartbeat: Heartbeat) -> "Viewing":
        """What does not depend on the order of the reports."""
        hidden_at = self.hidden_at
        if hidden_at is not None and (not heartbeat.is_dated or heartbeat.at > hidden_at):
            hidden_at = None
        first = self.viewing_completed_at
        if heartbeat.is_complete:
            first = heartbeat.at if first is None else min(first, heartbeat.at)
        is_from_start = self.is_from_start or heartbeat.moment.is_restart
        state = replace(
            self, hidden_at=hidden_at, viewing_completed_at=first, is_from_start=is_from_start
        )
        if state.counted_at is not None:
            return replace(state, completed_at=state.counted_at)
        if is_from_start and not self.is_from_start:
            return replace(state, completed_at=None)
        return state


def first_state(heartbeat: Heartbeat) -> Viewing:
    """The state of a title of which nothing was known."""
    nothing = Viewing(
        viewing_id=heartbeat.viewing_id,
        moment=heartbeat.moment,
        updated_at=heartbeat.at,
        hidden_at=None,
        completed_at=None,
        is_from_start=False,
        viewing_completed_at=None,
        completed_before=None,
    )
    return nothing.after(heartbeat)


def _order(at: datetime, moment: Moment) -> tuple[datetime, int, int]:
    """Reports of the same instant have an order as well."""
    return at, moment.position_s, moment.duration_s
