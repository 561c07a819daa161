"""Plans to catch up with shows, computed from what was watched whenever they are read."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from chalicelib.catalog.models import MediaCard, MediaType, episode_label
from chalicelib.catalog.service import CatalogService
from chalicelib.catch_up import store
from chalicelib.catch_up.errors import NothingAhead, TooManyPlans
from chalicelib.catch_up.models import (
    EVERY_DAY,
    MAX_PLANS,
    CatchUp,
    CatchUpChange,
    CatchUpGoal,
    CatchUpRequest,
    CatchUps,
    EpisodeLeft,
    GoalRow,
    PlannedDay,
    PlannedWatching,
)
from chalicelib.catch_up.service.schedule import days_with_time, minutes_a_day, spread
from chalicelib.platform.cache import Cache
from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Connection, Database
from chalicelib.tracking.service.undo import UndoService
from chalicelib.watchlist.errors import NotAShow

#: The name of these changes among those that can be undone.
CATCH_UP = "catch_up"
#: A show is suggested when its goal is this near and takes no more time a day.
SUGGESTED_WITHIN, MOST_MINUTES_A_DAY, MAX_SUGGESTIONS = timedelta(days=60), 150, 6


@dataclass(frozen=True, slots=True)
class _Plan:
    """A goal with what is left before it, over its days."""

    goal: GoalRow
    weekdays: Sequence[int]
    left: Sequence[EpisodeLeft]
    days: Sequence[date]
    planned: dict[date, list[EpisodeLeft]]


@dataclass(frozen=True, slots=True)
class CatchUpService:
    db: Database
    cache: Cache
    clock: Clock
    catalog: CatalogService
    undo: UndoService

    def list_all(self, user_id: UUID) -> CatchUps:
        """The plans, and the nearest followed shows that could have one."""
        with self.db.read() as conn:
            goals = store.goals(conn, user_id=user_id, now=self.clock())
            near = [
                goal
                for goal in goals
                if goal.weekdays is None and goal.airs_on - goal.today <= SUGGESTED_WITHIN
            ]
            chosen = [goal for goal in goals if goal.weekdays is not None]
            plans = self._plans(conn, user_id, [*chosen, *near[: MAX_SUGGESTIONS * 4]])
        read = self._read(user_id, plans)
        return CatchUps(
            plans=[each for each in read if each.is_planned],
            suggestions=[each for each in read if not each.is_planned and _is_feasible(each)][
                :MAX_SUGGESTIONS
            ],
        )

    def find(
        self, user_id: UUID, media_id: int, *, weekdays: Sequence[int] | None = None
    ) -> CatchUp | None:
        """
        What is left of a show, over its plan's days of the week or over others.

        Raises `MediaNotFound`. None: nothing is ahead of the show, or nothing is left.
        """
        title = self.catalog.require(media_id)
        with self.db.read() as conn:
            goals = store.goals(conn, user_id=user_id, now=self.clock(), media_id=title.id)
            plans = self._plans(conn, user_id, goals, weekdays)
        return next(iter(self._read(user_id, plans)), None)

    def put(self, user_id: UUID, media_id: int, request: CatchUpRequest) -> CatchUpChange:
        """
        Plan a show, or change its days of the week.

        Raises `MediaNotFound`, `NotAShow`, `NothingAhead` or `TooManyPlans`.
        """
        title = self.catalog.require(media_id)
        if title.media_type != MediaType.SHOW:
            raise NotAShow("Only shows can be caught up with.", field="mediaId")
        now = self.clock()
        with self.db.transaction() as conn:
            self.undo.lock(conn, user_id)
            goals = store.goals(conn, user_id=user_id, now=now, media_id=title.id)
            plans = self._plans(conn, user_id, goals)
            if not plans:
                raise NothingAhead(
                    "There is nothing to catch up with: no new season or finale has a date,"
                    " or you have seen everything before it."
                )
            before = store.set_plan(
                conn, user_id=user_id, goal=goals[0], weekdays=request.weekdays, now=now
            )
            if store.count(conn, user_id=user_id) > MAX_PLANS:
                raise TooManyPlans(f"You have {MAX_PLANS} plans; stop one first.", field="mediaId")
            undo_id = self._record(conn, user_id, title.id, before)
        self.cache.invalidate_user(user_id)
        return CatchUpChange(undo_id=undo_id, catch_up=self.find(user_id, title.id))

    def stop(self, user_id: UUID, media_id: int) -> CatchUpChange:
        """Without a plan nothing changes. Raises `MediaNotFound`."""
        title = self.catalog.require(media_id)
        with self.db.transaction() as conn:
            self.undo.lock(conn, user_id)
            before = store.delete_plan(conn, user_id=user_id, media_id=title.id)
            undo_id = None if before is None else self._record(conn, user_id, title.id, before)
        self.cache.invalidate_user(user_id)
        return CatchUpChange(undo_id=undo_id, catch_up=self.find(user_id, title.id))

    def planned(
        self, user_id: UUID, *, first: date, last: date
    ) -> dict[date, list[PlannedWatching]]:
        """What the plans ask for between two days, both included."""
        with self.db.read() as conn:
            goals = store.goals(conn, user_id=user_id, now=self.clock(), only_plans=True)
            plans = self._plans(conn, user_id, [goal for goal in goals if goal.weekdays])
        cards = self.catalog.cards_by_id(user_id, [plan.goal.media_id for plan in plans])
        listed: dict[date, list[PlannedWatching]] = defaultdict(list)
        for plan in plans:
            for day, episodes in plan.planned.items():
                if first <= day <= last and plan.goal.media_id in cards:
                    listed[day].append(_watching(cards[plan.goal.media_id], plan.goal, episodes))
        return listed

    def revert(self, conn: Connection, user_id: UUID, changed: str) -> None:
        """A `Reverter` of `UndoService`."""
        store.revert(conn, user_id=user_id, changed=changed)

    def _record(self, conn: Connection, user_id: UUID, media_id: int, before: str | None) -> UUID:
        change = {"media_id": media_id, "before": json.loads(before) if before else None}
        return self.undo.record(conn, user_id, CATCH_UP, json.dumps(change))

    def _plans(
        self,
        conn: Connection,
        user_id: UUID,
        goals: Sequence[GoalRow],
        weekdays: Sequence[int] | None = None,
    ) -> list[_Plan]:
        """Of the goals before which something is left."""
        left: dict[int, list[EpisodeLeft]] = defaultdict(list)
        for episode in store.episodes_left(conn, user_id=user_id, goals=goals):
            left[episode.media_id].append(episode)
        return [_plan(goal, left[goal.media_id], weekdays) for goal in goals if left[goal.media_id]]

    def _read(self, user_id: UUID, plans: Sequence[_Plan]) -> list[CatchUp]:
        cards = self.catalog.cards_by_id(user_id, [plan.goal.media_id for plan in plans])
        return [
            _catch_up(cards[plan.goal.media_id], plan)
            for plan in plans
            if plan.goal.media_id in cards
        ]


def _plan(goal: GoalRow, left: Sequence[EpisodeLeft], weekdays: Sequence[int] | None) -> _Plan:
    chosen = weekdays or goal.weekdays or EVERY_DAY
    days = days_with_time(goal.today, goal.airs_on, chosen)
    planned = spread(left, days, minutes_seen_today=goal.minutes_seen_today, today=goal.today)
    return _Plan(goal=goal, weekdays=chosen, left=left, days=days, planned=planned)


def _is_feasible(each: CatchUp) -> bool:
    return each.minutes_a_day is not None and each.minutes_a_day <= MOST_MINUTES_A_DAY


def _minutes(episodes: Iterable[EpisodeLeft]) -> int:
    return sum(episode.minutes for episode in episodes)


def _label(episode: EpisodeLeft) -> str:
    return episode_label(episode.season_number, episode.episode_number)


def _goal(row: GoalRow) -> CatchUpGoal:
    return CatchUpGoal(
        kind="season" if row.episode_number == 1 else "finale",
        season_number=row.season_number,
        airs_on=row.airs_on,
        airs_at=row.airs_at,
        days_until=(row.airs_on - row.today).days,
    )


def _catch_up(card: MediaCard, plan: _Plan) -> CatchUp:
    minutes = _minutes(plan.left)
    return CatchUp(
        media=card,
        goal=_goal(plan.goal),
        is_planned=plan.goal.weekdays is not None,
        weekdays=list(plan.weekdays),
        episodes_left=len(plan.left),
        minutes_left=minutes,
        minutes_a_day=minutes_a_day(minutes, len(plan.days)),
        days=[
            PlannedDay(
                date=day,
                episodes=len(episodes),
                minutes=_minutes(episodes),
                first_label=_label(episodes[0]),
                last_label=_label(episodes[-1]),
            )
            for day, episodes in plan.planned.items()
        ],
    )


def _watching(card: MediaCard, goal: GoalRow, episodes: Sequence[EpisodeLeft]) -> PlannedWatching:
    return PlannedWatching(
        media=card,
        goal=_goal(goal),
        episodes=len(episodes),
        minutes=_minutes(episodes),
        first_label=_label(episodes[0]),
        last_label=_label(episodes[-1]),
        first_title=episodes[0].title,
        library_item_id=episodes[0].library_item_id,
    )
