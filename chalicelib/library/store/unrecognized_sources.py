"""Downloads and inspections whose title is not known yet, as the worker matches them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from psycopg import Connection
from psycopg.rows import class_row

from chalicelib.library.models.matching import Recognition

#: Older inspections are not shown any more.
MAX_INSPECTION_AGE = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class UnrecognizedSource:
    """A download or an inspection. `media_id` is the title that a user chose, if any."""

    id: UUID
    title: str
    files: Sequence[str]  # the largest first; empty while they are not known
    media_id: int | None = None
    match_is_manual: bool = False
    row_version: str = ""  # its `xmin`, which every update changes

    @property
    def chosen_id(self) -> int | None:
        return self.media_id if self.match_is_manual else None


def next_job(conn: Connection) -> UnrecognizedSource | None:
    """
    The oldest download with a new name or new files.

    It is not locked while it is matched: a worker that hangs must not hold up who cancels it.
    """
    with conn.cursor(row_factory=class_row(UnrecognizedSource)) as cur:
        cur.execute(
            """
            SELECT job.id, job.title, job.media_id, job.match_is_manual,
                job.xmin::text AS row_version,
                ARRAY(
                    SELECT file.path
                    FROM download_files AS file
                    WHERE file.job_id = job.id AND file.priority <> 'skip'
                    ORDER BY file.size_bytes DESC, file.file_index
                ) AS files
            FROM download_jobs AS job
            WHERE job.recognized_at IS NULL
                AND job.free_source_id IS NULL -- its source says what it is
            ORDER BY job.created_at
            LIMIT 1
            """
        )
        return cur.fetchone()


def next_inspection(conn: Connection) -> UnrecognizedSource | None:
    """
    The newest inspection with a new name or new files: a user waits for it.

    It is not locked while it is matched: meanwhile a worker claims and answers it.
    """
    with conn.cursor(row_factory=class_row(UnrecognizedSource)) as cur:
        cur.execute(
            """
            SELECT inspection.id, inspection.title, inspection.xmin::text AS row_version,
                ARRAY(
                    SELECT file ->> 'path'
                    FROM jsonb_array_elements(inspection.files) AS file
                    ORDER BY (file ->> 'size_bytes')::bigint DESC
                ) AS files
            FROM download_inspections AS inspection
            WHERE inspection.recognized_at IS NULL
                AND inspection.created_at > now() - %(max_age)s
            ORDER BY inspection.created_at DESC
            LIMIT 1
            """,
            {"max_age": MAX_INSPECTION_AGE},
        )
        return cur.fetchone()


def save_job(conn: Connection, *, job: UnrecognizedSource, found: Recognition) -> UUID | None:
    """
    The user of the job; None when nothing that is shown has changed.

    A job that changed meanwhile stays unrecognized and is matched again.
    """
    parameters = _parameters(job.id, found) | {"row_version": job.row_version}
    saved = conn.execute(
        """
        UPDATE download_jobs SET recognized_at = clock_timestamp()
        WHERE id = %(id)s AND xmin::text = %(row_version)s
        """,
        parameters,
    )
    if saved.rowcount == 0:
        return None
    row = conn.execute(
        """
        UPDATE download_jobs
        SET media_id = %(media_id)s, season_number = %(season)s, episode_number = %(episode)s,
            match_confidence = %(confidence)s, updated_at = clock_timestamp()
        WHERE id = %(id)s
            AND (media_id, season_number, episode_number)
                IS DISTINCT FROM (%(media_id)s, %(season)s::smallint, %(episode)s::smallint)
        RETURNING user_id
        """,
        parameters,
    ).fetchone()
    return row[0] if row else None


def save_inspection(
    conn: Connection, *, inspection: UnrecognizedSource, found: Recognition
) -> None:
    """An inspection that changed meanwhile stays unrecognized and is matched again."""
    conn.execute(
        """
        UPDATE download_inspections
        SET media_id = %(media_id)s, season_number = %(season)s, episode_number = %(episode)s,
            match_confidence = %(confidence)s, recognized_at = clock_timestamp()
        WHERE id = %(id)s AND xmin::text = %(row_version)s
        """,
        _parameters(inspection.id, found) | {"row_version": inspection.row_version},
    )


def _parameters(id: UUID, found: Recognition) -> dict[str, object]:
    return {
        "id": id,
        "media_id": found.media_id,
        "season": found.season_number,
        "episode": found.episode_number,
        "confidence": found.confidence,
    }
