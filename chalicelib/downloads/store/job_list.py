"""
Jobs as they are shown.

Who looks is `viewer`: a person sees their own; None is an admin, who sees everybody's.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.rows import class_row

from chalicelib.downloads.models.jobs import Cursor, DownloadJob, ListState
from chalicelib.downloads.models.states import Status
from chalicelib.platform.db import Connection

#: Counted once for all that are shown: one by one, a long queue would be counted for each.
QUEUE_POSITIONS = """
    LEFT JOIN (
        SELECT id, row_number() OVER (ORDER BY is_forced DESC, queue_rank, id) AS position
        FROM download_jobs
        WHERE status = 'queued' AND paused_at IS NULL
    ) AS queue ON queue.id = j.id
"""

LIBRARY_ITEM = """
    (
        SELECT i.id
        FROM library_items AS i
        WHERE i.source_job_id = j.id
        ORDER BY i.file_size_bytes DESC, i.id
        LIMIT 1
    )
"""

#: What the place is called that its files go to. A label that is put on later moves nothing, so
#: the job's category comes first only where the two are the same.
GOES_TO = """
    CASE WHEN j.target_root IS NOT NULL THEN coalesce(
        (
            SELECT k.name
            FROM download_categories AS k
            WHERE k.root = j.target_root
            ORDER BY k.id IS NOT DISTINCT FROM j.category_id DESC, k.name
            LIMIT 1
        ),
        substring(j.target_root FROM '[^/]+$')
    ) END
"""

SHOWN = f"""
    SELECT
        j.id, j.source_type, j.source_label AS source, j.title, j.status, j.detail, j.reason,
        queue.position AS queue_position,
        j.progress_percent, j.bytes_total, j.bytes_downloaded, j.download_speed_mbps,
        j.eta_seconds, j.engine_job_id, j.error_message, j.retry_count, j.next_retry_at,
        j.media_id, m.title AS media_title, m.poster_url,
        {LIBRARY_ITEM} AS library_item_id,
        j.created_at, j.updated_at, j.started_at, j.completed_at, j.cancelled_at,
        j.download_bytes_per_s, j.upload_bytes_per_s, j.bytes_uploaded,
        j.peers_connected AS peers, j.seeds_connected AS seeds, j.peers_known, j.is_private,
        j.paused_at IS NOT NULL AS is_paused, j.is_forced, j.options,
        CASE WHEN c.id IS NOT NULL THEN jsonb_build_object('id', c.id, 'name', c.name) END
            AS category,
        {GOES_TO} AS goes_to,
        CASE WHEN j.seeding_since IS NOT NULL THEN jsonb_build_object(
            'since', j.seeding_since,
            'seconds', j.seeding_seconds,
            'endedAt', j.seeding_ended_at,
            'rules', coalesce(
                nullif(j.options -> 'seed', 'null'), nullif(c.options -> 'seed', 'null'),
                h.chosen -> 'seed', '{{}}'
            )
        ) END AS seeding,
        j.removed_at, j.retry_of, j.worker_id IS NOT NULL AS has_worker,
        CASE WHEN %(viewer)s::uuid IS NULL
            THEN jsonb_build_object('id', u.id, 'displayName', u.display_name)
        END AS owner
    FROM download_jobs AS j
    JOIN users AS u ON u.id = j.user_id
    CROSS JOIN download_settings AS h
    LEFT JOIN media_items AS m ON m.id = j.media_id
    LEFT JOIN download_categories AS c ON c.id = j.category_id
    {QUEUE_POSITIONS}
"""  # noqa: S608  # constants of this module

#: Everything about a page of jobs that changes what is shown, as one short text.
FINGERPRINT = f"""
    SELECT md5(string_agg(
        concat_ws(
            ' ', j.id, j.updated_at, queue.position, {LIBRARY_ITEM}, m.updated_at,
            c.updated_at, {GOES_TO}, CASE WHEN j.seeding_since IS NOT NULL THEN h.version END
        ), ','
    ))
    FROM chosen
    JOIN download_jobs AS j USING (id)
    CROSS JOIN download_settings AS h
    LEFT JOIN media_items AS m ON m.id = j.media_id
    LEFT JOIN download_categories AS c ON c.id = j.category_id
    {QUEUE_POSITIONS}
"""  # noqa: S608  # constants of this module

STATE_CONDITIONS = {
    ListState.ACTIVE: "j.status IN ('preparing', 'downloading') AND j.paused_at IS NULL",
    ListState.QUEUED: "j.status IN ('queued', 'retrying') AND j.paused_at IS NULL",
    ListState.PAUSED: """
        j.paused_at IS NOT NULL AND j.status NOT IN ('completed', 'failed', 'cancelled')
    """,
    ListState.STALLED: "j.status = 'stalled' AND j.paused_at IS NULL",
    ListState.COMPLETED: "j.status = 'completed'",
    ListState.FAILED: "j.status = 'failed'",
    ListState.CANCELLED: "j.status = 'cancelled'",
    ListState.SEEDING: """
        j.status = 'completed' AND j.seeding_since IS NOT NULL AND j.seeding_ended_at IS NULL
    """,
}


def get(conn: Connection, *, id: UUID, viewer: UUID | None) -> DownloadJob | None:
    with conn.cursor(row_factory=class_row(DownloadJob)) as cur:
        cur.execute(
            f"""
            {SHOWN}
            WHERE j.id = %(id)s
              AND (%(viewer)s::uuid IS NULL OR j.user_id = %(viewer)s)
            """,  # a constant of this module
            {"id": id, "viewer": viewer},
        )
        return cur.fetchone()


@dataclass(frozen=True, slots=True)
class JobQuery:
    """Which jobs to show, newest activity first; what was removed is not among them."""

    viewer: UUID | None
    limit: int
    statuses: Collection[Status] | None = None
    state: ListState | None = None
    category_id: UUID | None = None
    part_of_title: str | None = None
    since: datetime | None = None
    before: Cursor | None = None

    @property
    def wanted(self) -> str:
        """What belongs on the list, of all that the viewer may see."""
        parts = ["j.removed_at IS NULL"]
        if self.statuses is not None:
            parts.append("j.status = ANY(%(statuses)s)")
        if self.state is not None:
            parts.append(STATE_CONDITIONS[self.state])
        if self.category_id is not None:
            parts.append("j.category_id = %(category_id)s")
        if self.part_of_title is not None:
            parts.append("strpos(lower(j.title), lower(%(part_of_title)s)) > 0")
        return " AND ".join(parts)

    @property
    def chosen(self) -> str:
        """Constant texts only: what is not asked for is not there, so that indexes are used."""
        parts = [self.wanted]
        if self.viewer is not None:
            parts.append("j.user_id = %(viewer)s")
        if self.since is not None:
            parts.append("j.updated_at > %(since)s")
        if self.before is not None:
            parts.append(
                "(j.updated_at < %(before_at)s"
                " OR (j.updated_at = %(before_at)s AND j.id > %(before_id)s))"
            )
        return f"WHERE {' AND '.join(parts)} ORDER BY j.updated_at DESC, j.id LIMIT %(limit)s"

    @property
    def given(self) -> Mapping[str, Any]:
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


def page(conn: Connection, query: JobQuery) -> list[DownloadJob]:
    with conn.cursor(row_factory=class_row(DownloadJob)) as cur:
        cur.execute(f"{SHOWN} {query.chosen}", query.given)
        return cur.fetchall()


def fingerprint(conn: Connection, query: JobQuery) -> str:
    """Changes whenever `page` of the same would; costs a fraction of it."""
    row = conn.execute(
        f"WITH chosen AS (SELECT j.id FROM download_jobs AS j {query.chosen}) {FINGERPRINT}",  # noqa: S608  # constants of this module
        query.given,
    ).fetchone()
    return (row and row[0]) or "empty"


def newest_change(conn: Connection, *, viewer: UUID | None) -> datetime | None:
    """When anything last changed among what the viewer may see, removals among it."""
    row = conn.execute(
        f"""
        SELECT j.updated_at
        FROM download_jobs AS j
        {"" if viewer is None else "WHERE j.user_id = %(viewer)s"}
        ORDER BY j.updated_at DESC
        LIMIT 1
        """,  # noqa: S608  # two constant texts
        {"viewer": viewer},
    ).fetchone()
    return row[0] if row else None


def removed(conn: Connection, query: JobQuery, *, limit: int) -> list[UUID]:
    """What changed since then and is not, or no longer, on this list."""
    rows = conn.execute(
        f"""
        SELECT j.id
        FROM download_jobs AS j
        WHERE NOT coalesce({query.wanted}, false)
          AND j.updated_at > %(since)s
          {"" if query.viewer is None else "AND j.user_id = %(viewer)s"}
        ORDER BY j.updated_at DESC
        LIMIT %(limit)s
        """,  # noqa: S608  # constant texts
        {**query.given, "limit": limit},
    ).fetchall()
    return [row[0] for row in rows]
