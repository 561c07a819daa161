"""
The choice of the jobs to claim next, as one statement of five steps.

Forced jobs come first, even without a free slot; then those of the user with the fewest occupied
slots, then of the one whose last start is longest ago, then in the order of the queue. A user's own
limit of active jobs holds for forced jobs, too.
"""

from dataclasses import dataclass
from uuid import UUID

from psycopg import sql

from chalicelib.leases.models import QUARANTINE_CRASHES
from chalicelib.platform.db import Connection


@dataclass(frozen=True, slots=True)
class SlotBudget:
    """How many jobs may be claimed, and where their folders are created."""

    root: str
    limit: int  # of this claim
    most_active: int  # of all users together
    most_active_per_user: int | None = None  # of a user without a limit of their own


#: A loose index scan: one index lookup for each user, however many jobs are queued.
WAITING_USERS = sql.SQL("""
    (
        SELECT user_id
        FROM download_jobs
        WHERE status IN ('queued', 'retrying') AND paused_at IS NULL
        ORDER BY user_id
        LIMIT 1
    )
    UNION ALL
    SELECT (
        SELECT j.user_id
        FROM download_jobs AS j
        WHERE j.status IN ('queued', 'retrying') AND j.paused_at IS NULL
          AND j.user_id > waiting_users.user_id
        ORDER BY j.user_id
        LIMIT 1
    )
    FROM waiting_users
    WHERE waiting_users.user_id IS NOT NULL
""")

#: Occupied slots and active jobs by user: a forced job is active without occupying a slot.
ACTIVE = sql.SQL("""
    SELECT user_id,
           count(*) FILTER (WHERE takes_place) AS slots,
           count(*) FILTER (WHERE takes_place OR (is_forced AND status <> 'stalled')) AS jobs
    FROM download_jobs
    WHERE status IN ('preparing', 'downloading', 'stalled')
    GROUP BY user_id
""")

#: The waiting users with what they have already, and how much they may have.
USERS = sql.SQL("""
    SELECT w.user_id,
           coalesce(a.slots, 0) AS slots,
           coalesce(a.jobs, 0) AS active_jobs,
           coalesce(q.most_active, %(most_active_per_user)s) AS max_active,
           (
               SELECT j.started_at
               FROM download_jobs AS j
               WHERE j.user_id = w.user_id AND j.started_at IS NOT NULL
               ORDER BY j.started_at DESC
               LIMIT 1
           ) AS last_started_at
    FROM waiting_users AS w
    LEFT JOIN active AS a USING (user_id)
    LEFT JOIN download_quotas AS q USING (user_id)
    WHERE w.user_id IS NOT NULL
""")

#: Due, and not quarantined; or only the quarantined job that is to run on probation.
IS_CLAIMABLE = sql.SQL("""
    j.status IN ('queued', 'retrying') AND j.paused_at IS NULL
    AND (j.status = 'queued' OR j.next_retry_at <= clock_timestamp())
    AND CASE WHEN %(quarantined)s::uuid IS NULL THEN j.deaths < %(quarantine_crashes)s
             ELSE j.id = %(quarantined)s END
""")

#: Forced jobs, counted by user.
FORCED = sql.SQL("""
    SELECT j.id, j.user_id, j.queue_rank,
           u.active_jobs + row_number() OVER (
               PARTITION BY j.user_id ORDER BY j.queue_rank
           ) AS nth_of_user,
           u.max_active
    FROM download_jobs AS j
    JOIN users AS u USING (user_id)
    WHERE j.is_forced AND {is_claimable}
""").format(is_claimable=IS_CLAIMABLE)

#: The first jobs of each user, with the slot that each would occupy; the lowest slots come first.
FAIR = sql.SQL("""
    SELECT due.id, u.slots + due.nth AS slot, u.last_started_at, due.queue_rank
    FROM users AS u
    CROSS JOIN LATERAL (
        SELECT first.id, first.queue_rank,
               row_number() OVER (ORDER BY first.queue_rank) AS nth
        FROM (
            SELECT j.id, j.queue_rank
            FROM download_jobs AS j
            WHERE j.user_id = u.user_id AND NOT j.is_forced AND {is_claimable}
            ORDER BY j.queue_rank
            LIMIT %(limit)s
        ) AS first
    ) AS due
    WHERE u.max_active IS NULL
       OR u.active_jobs + due.nth + (SELECT count(*) FROM forced AS f WHERE f.user_id = u.user_id)
          <= u.max_active
""").format(is_claimable=IS_CLAIMABLE)

CHOOSE = sql.SQL("""
    WITH RECURSIVE
        waiting_users AS ({waiting_users}),
        active AS ({active}),
        users AS MATERIALIZED ({users}),
        forced AS ({forced}),
        fair AS ({fair})
    (
        SELECT id
        FROM forced
        WHERE max_active IS NULL OR nth_of_user <= max_active
        ORDER BY queue_rank
        LIMIT %(limit)s
    )
    UNION ALL
    (
        SELECT id
        FROM fair
        ORDER BY slot, last_started_at NULLS FIRST, queue_rank, id
        LIMIT greatest(least(
            %(limit)s, %(most_active)s - (SELECT coalesce(sum(slots), 0) FROM active)
        ), 0)
    )
""").format(waiting_users=WAITING_USERS, active=ACTIVE, users=USERS, forced=FORCED, fair=FAIR)


def choose_jobs(conn: Connection, budget: SlotBudget, *, quarantined: UUID | None) -> list[UUID]:
    """The jobs to claim, or the `quarantined` one alone. Quarantined jobs are left out else."""
    rows = conn.execute(
        CHOOSE,
        {
            "quarantined": quarantined,
            "quarantine_crashes": QUARANTINE_CRASHES,
            "limit": budget.limit,
            "most_active": budget.most_active,
            "most_active_per_user": budget.most_active_per_user,
        },
    ).fetchall()
    return [row[0] for row in rows]
