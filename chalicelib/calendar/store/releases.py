"""Releases between days, as all users see them and as one does."""

from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.rows import class_row

from chalicelib.calendar.models import ReleaseFilter
from chalicelib.calendar.models.release_rows import DayRange, ReleaseRow, Viewer
from chalicelib.calendar.store import release_queries
from chalicelib.platform.db import Connection


def viewer(conn: Connection, *, user_id: UUID, wanted: ReleaseFilter) -> Viewer:
    with conn.cursor(row_factory=class_row(Viewer)) as cur:
        cur.execute(release_queries.VIEWER, {"user_id": user_id, "region": wanted.region})
        return cur.fetchall()[0]


def list_shared(
    conn: Connection, *, viewer: Viewer, days: DayRange, wanted: ReleaseFilter, per_day: int
) -> list[ReleaseRow]:
    """At most `per_day` releases of each day, the most voted first, as no user knows them."""
    with conn.cursor(row_factory=class_row(ReleaseRow)) as cur:
        cur.execute(
            release_queries.LIST_SHARED_STATEMENT,
            _shared_parameters(viewer, days, wanted) | {"per_day": per_day},
        )
        return cur.fetchall()


def list_own(
    conn: Connection,
    *,
    user_id: UUID,
    days: DayRange,
    wanted: ReleaseFilter,
    per_day: int,
    now: datetime,
) -> list[ReleaseRow]:
    """
    At most `per_day` releases of each day of titles the user has to do with, theirs first.

    Those they dropped or muted are in it where everything is listed.
    """
    with conn.cursor(row_factory=class_row(ReleaseRow)) as cur:
        cur.execute(
            release_queries.LIST_OWN_STATEMENT,
            _own_parameters(user_id, days, wanted) | {"per_day": per_day, "now": now},
        )
        return cur.fetchall()


def outer_days(
    conn: Connection, *, user_id: UUID, days: DayRange, wanted: ReleaseFilter
) -> DayRange | None:
    """The first and the last day with a release between two days; None without one."""
    with conn.cursor() as cur:
        if wanted.is_of_all:
            of_user = viewer(conn, user_id=user_id, wanted=wanted)
            cur.execute(
                release_queries.SHARED_DAYS,
                _shared_parameters(of_user, days, wanted),
            )
        else:
            cur.execute(release_queries.OWN_DAYS, _own_parameters(user_id, days, wanted))
        first, last = cur.fetchall()[0]
        return DayRange(first, last) if first else None


def _shared_parameters(viewer: Viewer, days: DayRange, wanted: ReleaseFilter) -> dict[str, Any]:
    return _parameters(days, wanted) | {
        "time_zone": viewer.time_zone,
        "country": viewer.country,
    }


def _own_parameters(user_id: UUID, days: DayRange, wanted: ReleaseFilter) -> dict[str, Any]:
    return _parameters(days, wanted) | {
        "user_id": user_id,
        "only_mine": wanted.scope != "all",
        "only_watchlist": wanted.scope == "watchlist",
        "on_disk": wanted.on_disk,
    }


def _parameters(days: DayRange, wanted: ReleaseFilter) -> dict[str, Any]:
    return {
        "first": days.first,
        "last": days.last,
        "media_type": wanted.media_type,
        "genre": wanted.genre,
        "platform": wanted.platform,
        "region": wanted.region,
        "add_ons": wanted.add_ons,
    }
