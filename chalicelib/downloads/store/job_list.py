"""
Jobs as lists and pages show them.

`viewer` is the user who asks, or None: an administrator, who sees the jobs of all users.

A worker reports progress to `download_progress`, which leaves `download_jobs.updated_at` alone. A
job that a worker holds has changed when either of the two has; any other job, when its own row has.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import sql
from psycopg.rows import class_row

from chalicelib.downloads.models.jobs import Cursor, DownloadJob, ListState
from chalicelib.downloads.models.states import Status
from chalicelib.platform.db import Connection

#: Joins that the job and its fingerprint have in common.
JOINS = sql.SQL("""
    CROSS JOIN download_settings AS h
    JOIN download_progress AS p ON p.job_id = j.id
    LEFT JOIN download_seeding AS s ON s.job_id = j.id
    LEFT JOIN media_items AS m ON m.id = j.media_id
    LEFT JOIN download_categories AS c ON c.id = j.category_id
    LEFT JOIN LATERAL (
        SELECT i.id, is_at_hand(i, (SELECT library_away())) AS is_at_hand
        FROM library_items AS i
        WHERE i.source_job_id = j.id
        ORDER BY i.file_size_bytes DESC, i.id
        LIMIT 1
    ) AS item ON true
    -- The name of the target folder: its category's or, after a change of category, another one's
    -- with the same folder.
    LEFT JOIN LATERAL (
        SELECT coalesce(
            (
                SELECT k.name
                FROM download_categories AS k
                WHERE k.root = j.target_root
                ORDER BY k.id IS NOT DISTINCT FROM j.category_id DESC, k.name
                LIMIT 1
            ),
            substring(j.target_root FROM '[^/]+$')
        ) AS name
        WHERE j.target_root IS NOT NULL
    ) AS target ON true
    -- Ranked once for the whole page, not once for each job.
    LEFT JOIN (
        SELECT id, row_number() OVER (ORDER BY is_forced DESC, queue_rank, id) AS position
        FROM download_jobs
        WHERE status = 'queued' AND paused_at IS NULL
    ) AS queue ON queue.id = j.id
""")
#: Rates and peers are those of the worker that holds the job; without one they are 0.
JOBS = sql.SQL("""
    SELECT
        j.id, j.source_type, j.source_label AS source, j.title, j.status,
        CASE WHEN j.worker_id IS NULL THEN j.detail ELSE p.detail END AS detail,
        j.reason, queue.position AS queue_position,
        p.progress_percent, p.bytes_total, p.bytes_downloaded, p.bytes_uploaded,
        CASE WHEN j.worker_id IS NULL THEN 0 ELSE p.download_speed_mbps END
            AS download_speed_mbps,
        CASE WHEN j.worker_id IS NULL THEN 0 ELSE p.download_bytes_per_s END
            AS download_bytes_per_s,
        CASE WHEN j.worker_id IS NULL THEN 0 ELSE p.upload_bytes_per_s END
            AS upload_bytes_per_s,
        CASE WHEN j.worker_id IS NOT NULL THEN p.eta_seconds END AS eta_seconds,
        CASE WHEN j.worker_id IS NULL THEN 0 ELSE p.peers_connected END AS peers,
        CASE WHEN j.worker_id IS NULL THEN 0 ELSE p.seeds_connected END AS seeds,
        p.peers_known,
        j.engine_job_id, j.error_message, j.retry_count, j.next_retry_at,
        j.media_id, m.title AS media_title, m.media_type, m.year AS media_year, m.poster_url,
        m.backdrop_url, j.season_number, j.episode_number, j.match_is_manual,
        ARRAY(
            SELECT g.name
            FROM media_genres AS mg
            JOIN genres AS g ON g.id = mg.genre_id
            WHERE mg.media_id = j.media_id
            ORDER BY mg.position
        ) AS genres,
        item.id AS library_item_id, coalesce(item.is_at_hand, false) AS at_hand,
        j.created_at,
        CASE WHEN j.worker_id IS NULL THEN j.updated_at
             ELSE greatest(j.updated_at, p.updated_at) END AS updated_at,
        j.started_at, j.completed_at, j.cancelled_at, j.is_private,
        j.paused_at IS NOT NULL AS is_paused, j.is_forced, j.options,
        CASE WHEN c.id IS NOT NULL THEN jsonb_build_object('id', c.id, 'name', c.name) END
            AS category,
        target.name AS goes_to,
        CASE WHEN s.job_id IS NOT NULL THEN jsonb_build_object(
            'since', s.since,
            'seconds', s.seconds,
            'endedAt', s.ended_at,
            'rules', coalesce(
                nullif(j.options -> 'seed', 'null'), nullif(c.options -> 'seed', 'null'),
                h.chosen -> 'seed', '{}'
            )
        ) END AS seeding,
        j.removed_at, j.retry_of, j.worker_id IS NOT NULL AS has_worker,
        CASE WHEN %(viewer)s::uuid IS NULL
            THEN jsonb_build_object('id', u.id, 'displayName', u.display_name)
        END AS owner
    FROM download_jobs AS j
    JOIN users AS u ON u.id = j.user_id
""")
#: Everything that changes what is shown of a page of jobs, as one hash.
FINGERPRINT = sql.SQL("""
    SELECT md5(string_agg(
        concat_ws(
            ' ', j.id, chosen.changed_at, queue.position, item.id, item.is_at_hand, m.updated_at,
            c.updated_at, target.name, CASE WHEN s.job_id IS NOT NULL THEN h.version END
        ), ',' ORDER BY chosen.changed_at DESC, j.id
    ))
    FROM chosen
    JOIN download_jobs AS j USING (id)
""")
STATE_CONDITIONS = {
    ListState.ACTIVE: sql.SQL("j.status IN ('preparing', 'downloading') AND j.paused_at IS NULL"),
    ListState.QUEUED: sql.SQL("j.status IN ('queued', 'retrying') AND j.paused_at IS NULL"),
    ListState.PAUSED: sql.SQL(
        "j.paused_at IS NOT NULL AND j.status NOT IN ('completed', 'failed', 'cancelled')"
    ),
    ListState.STALLED: sql.SQL("j.status = 'stalled' AND j.paused_at IS NULL"),
    ListState.COMPLETED: sql.SQL("j.status = 'completed'"),
    ListState.FAILED: sql.SQL("j.status = 'failed'"),
    ListState.CANCELLED: sql.SQL("j.status = 'cancelled'"),
    ListState.SEEDING: sql.SQL(
        "j.status = 'completed' AND EXISTS ("
        "SELECT FROM download_seeding AS s WHERE s.job_id = j.id AND s.ended_at IS NULL)"
    ),
}
AND = sql.SQL(" AND ")


@dataclass(frozen=True, slots=True)
class JobQuery:
    """
    Which jobs to list, last changed first; removed jobs are left out.

    A statement has only the conditions of the filters that are set, so that a prepared one keeps
    to the index for them.
    """

    viewer: UUID | None
    limit: int
    statuses: Collection[Status] | None = None
    state: ListState | None = None
    category_id: UUID | None = None
    part_of_title: str | None = None
    since: datetime | None = None
    before: Cursor | None = None

    @property
    def visible(self) -> sql.Composable:
        return sql.SQL("true" if self.viewer is None else "j.user_id = %(viewer)s")

    @property
    def matches(self) -> sql.Composable:
        """Whether a visible job belongs on the list."""
        conditions: list[sql.Composable] = [sql.SQL("j.removed_at IS NULL")]
        if self.statuses is not None:
            conditions.append(sql.SQL("j.status = ANY(%(statuses)s)"))
        if self.state is not None:
            conditions.append(STATE_CONDITIONS[self.state])
        if self.category_id is not None:
            conditions.append(sql.SQL("j.category_id = %(category_id)s"))
        if self.part_of_title is not None:
            conditions.append(sql.SQL("strpos(lower(j.title), lower(%(part_of_title)s)) > 0"))
        return AND.join(conditions)

    def changed(self, at: sql.Composable) -> sql.Composable:
        """Whether the change at `at` is on this page."""
        conditions: list[sql.Composable] = [sql.SQL("true")]
        if self.since is not None:
            conditions.append(sql.SQL("{at} > %(since)s"))
        if self.before is not None:
            conditions.append(
                sql.SQL("({at} < %(before_at)s OR ({at} = %(before_at)s AND j.id > %(before_id)s))")
            )
        return sql.SQL(" AND ").join(
            each.format(at=at) if isinstance(each, sql.SQL) else each for each in conditions
        )

    @property
    def parameters(self) -> Mapping[str, Any]:
        return {
            "viewer": self.viewer,
            "statuses": None if self.statuses is None else [str(each) for each in self.statuses],
            "category_id": self.category_id,
            "part_of_title": self.part_of_title,
            "since": self.since,
            "before_at": self.before.at if self.before else None,
            "before_id": self.before.id if self.before else None,
            "limit": self.limit,
        }


JOB_CHANGED_AT = sql.SQL("j.updated_at")
HELD_CHANGED_AT = sql.SQL("greatest(j.updated_at, p.updated_at)")
#: Jobs that a worker holds are few; all others come from an index on `updated_at`.
CHOSEN = sql.SQL("""
    WITH chosen AS (
        (
            SELECT j.id, greatest(j.updated_at, p.updated_at) AS changed_at
            FROM download_jobs AS j
            JOIN download_progress AS p ON p.job_id = j.id
            WHERE j.worker_id IS NOT NULL AND {visible} AND {condition} AND {held_changed}
        )
        UNION ALL
        (
            SELECT j.id, j.updated_at
            FROM download_jobs AS j
            WHERE j.worker_id IS NULL AND {visible} AND {condition} AND {job_changed}
            ORDER BY j.updated_at DESC, j.id
            LIMIT %(limit)s
        )
        ORDER BY changed_at DESC, id
        LIMIT %(limit)s
    )
""")


def get(conn: Connection, *, id: UUID, viewer: UUID | None) -> DownloadJob | None:
    with conn.cursor(row_factory=class_row(DownloadJob)) as cur:
        cur.execute(
            sql.SQL("""
                {jobs} {joins}
                WHERE j.id = %(id)s
                  AND (%(viewer)s::uuid IS NULL OR j.user_id = %(viewer)s)
            """).format(jobs=JOBS, joins=JOINS),
            {"id": id, "viewer": viewer},
        )
        return cur.fetchone()


def running_of_title(conn: Connection, *, media_id: int, viewer: UUID | None) -> DownloadJob | None:
    """The open job of a title that is the furthest."""
    row = conn.execute(
        """
        SELECT j.id
        FROM download_jobs AS j
        JOIN download_progress AS p ON p.job_id = j.id
        WHERE j.media_id = %(media_id)s
          AND j.status IN ('queued', 'preparing', 'downloading', 'stalled', 'retrying')
          AND j.removed_at IS NULL
          AND (%(viewer)s::uuid IS NULL OR j.user_id = %(viewer)s)
        ORDER BY p.progress_percent DESC, j.created_at
        LIMIT 1
        """,
        {"media_id": media_id, "viewer": viewer},
    ).fetchone()
    return get(conn, id=row[0], viewer=viewer) if row else None


def page(conn: Connection, query: JobQuery) -> list[DownloadJob]:
    with conn.cursor(row_factory=class_row(DownloadJob)) as cur:
        cur.execute(
            sql.SQL("""
                {chosen} {jobs}
                JOIN chosen ON chosen.id = j.id
                {joins}
                ORDER BY chosen.changed_at DESC, j.id
            """).format(chosen=_chosen(query, query.matches), jobs=JOBS, joins=JOINS),
            query.parameters,
        )
        return cur.fetchall()


def fingerprint(conn: Connection, query: JobQuery) -> str:
    """Changes whenever `page` of the same query would, at a fraction of the cost."""
    row = conn.execute(
        sql.SQL("{chosen} {fingerprint} {joins}").format(
            chosen=_chosen(query, query.matches), fingerprint=FINGERPRINT, joins=JOINS
        ),
        query.parameters,
    ).fetchone()
    return (row and row[0]) or "empty"


def newest_change(conn: Connection, *, viewer: UUID | None) -> datetime | None:
    """When a job of the viewer last changed, also by its removal."""
    query = JobQuery(viewer=viewer, limit=1)
    row = conn.execute(
        sql.SQL("{chosen} SELECT changed_at FROM chosen").format(
            chosen=_chosen(query, sql.SQL("true"))
        ),
        query.parameters,
    ).fetchone()
    return row[0] if row else None


def removed(conn: Connection, query: JobQuery, *, limit: int) -> list[UUID]:
    """Jobs that have changed since `query.since` and do not belong on the list."""
    condition = sql.SQL("NOT coalesce({matches}, false)").format(matches=query.matches)
    rows = conn.execute(
        sql.SQL("{chosen} SELECT id FROM chosen").format(
            chosen=_chosen(JobQuery(query.viewer, limit, since=query.since), condition)
        ),
        {**query.parameters, "limit": limit},
    ).fetchall()
    return [row[0] for row in rows]


def _chosen(query: JobQuery, condition: sql.Composable) -> sql.Composable:
    return CHOSEN.format(
        visible=query.visible,
        condition=condition,
        held_changed=query.changed(HELD_CHANGED_AT),
        job_changed=query.changed(JOB_CHANGED_AT),
    )
