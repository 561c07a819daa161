"""
Runs the scheduled functions where there is no EventBridge.

The schedules are declared once, in chalicelib/schedules.py, and read from the app. The last run
of each is stored in the database, so that several workers do not run one twice and a restart
does not run it early.
"""

import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from chalice.app import Chalice
from psycopg import Connection

from chalicelib.platform.clock import Clock, utc_now
from chalicelib.platform.db import Database
from chalicelib.platform.registry import get
from worker.job_loop import Backoff, Job

logger = logging.getLogger(__name__)

CHECK_EVERY_S = 30.0
RATE = re.compile(r"rate\((?P<count>\d+) (?P<unit>minute|hour|day)s?\)")


@dataclass(frozen=True, slots=True)
class Schedule:
    name: str
    every: timedelta


def schedules_of(app: Chalice) -> list[Schedule]:
    """The `schedule(Rate(…))` declarations of the app. Raises `ValueError` for other kinds."""
    found = []
    for source in app.event_sources:
        expression = getattr(source, "schedule_expression", None)
        if expression is None:
            continue
        match = RATE.fullmatch(expression.to_string())
        if match is None:
            raise ValueError(f"{source.name} does not run at a rate: {expression.to_string()}")
        every = timedelta(**{f"{match['unit']}s": int(match["count"])})
        found.append(Schedule(source.name, every))
    return found


@dataclass(frozen=True)
class Scheduler:
    """See `worker.worker_main.Component`."""

    app: Chalice
    db: Database
    clock: Clock

    @classmethod
    def from_app(cls) -> "Scheduler":
        from app import app  # noqa: PLC0415  # imports every slice; only the worker needs it

        return cls(app, get(Database), utc_now)

    def jobs(self) -> Sequence[Job]:
        return [Job("ticker", self.work_once, Backoff(idle_s=CHECK_EVERY_S))]

    def stop(self) -> None:
        """Scheduled functions are short."""

    def close(self, within_s: float) -> None:
        """Nothing to release."""

    def work_once(self) -> bool:
        """Run due schedules; returns whether there were any."""
        due = [schedule for schedule in schedules_of(self.app) if self._claim(schedule)]
        for schedule in due:
            logger.info("schedule fired", extra={"schedule": schedule.name})
            self.app.handler_map[schedule.name](_event(schedule.name, self.clock()), None)
        return bool(due)

    def _claim(self, schedule: Schedule) -> bool:
        """Claim a due schedule: the worker that advances its time runs it."""
        with self.db.read() as conn:
            return _advance(conn, schedule, self.clock())


def _advance(conn: Connection, schedule: Schedule, now: datetime) -> bool:
    row = conn.execute(
        """
        INSERT INTO sync_state (name, value, updated_at)
        VALUES (%(name)s, '', %(now)s)
        ON CONFLICT (name) DO UPDATE SET updated_at = excluded.updated_at
        WHERE sync_state.updated_at <= %(last)s
        RETURNING name
        """,
        {"name": f"schedule:{schedule.name}", "now": now, "last": now - schedule.every},
    ).fetchone()
    return row is not None


def _event(name: str, now: datetime) -> dict[str, Any]:
    """An EventBridge event; our functions do not read it."""
    return {
        "version": "0",
        "id": name,
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "account": "",
        "time": f"{now:%Y-%m-%dT%H:%M:%SZ}",
        "region": "",
        "resources": [],
        "detail": {},
    }
