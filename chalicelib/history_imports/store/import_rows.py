"""Rows and titles of imports: stored once read, counted and reviewed."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from psycopg import sql
from psycopg.rows import class_row, scalar_row
from psycopg.types.json import Jsonb

from chalicelib.history_imports.models import RowProblem
from chalicelib.history_imports.models.import_entries import (
    ImportedList,
    LeftOut,
    ListedTitle,
    ReadRow,
)
from chalicelib.history_imports.models.import_rows import OutcomeCount, TitleCount, TitleRow
from chalicelib.platform.db import Connection

MAX_PLACE = 300
MAX_MESSAGE = 300

#: Says of `chosen` rows that those of `reverted` were taken back, and the others stayed.
MARK_REVERTED = sql.SQL("""
    UPDATE history_import_rows AS r
    SET outcome = CASE WHEN r.number IN (SELECT number FROM reverted) THEN 'undone'
                       ELSE 'kept' END
    FROM chosen AS c
    WHERE r.import_id = %(import_id)s AND r.number = c.number
""")


def delete_all(conn: Connection, *, import_id: UUID) -> None:
    """Forget what was read, so that it can be read again."""
    conn.execute(
        "DELETE FROM history_import_rows WHERE import_id = %(import_id)s",
        {"import_id": import_id},
    )
    conn.execute(
        "DELETE FROM history_import_titles WHERE import_id = %(import_id)s",
        {"import_id": import_id},
    )
    conn.execute(
        "DELETE FROM history_import_lists WHERE import_id = %(import_id)s",
        {"import_id": import_id},
    )


def insert_titles(
    conn: Connection, *, import_id: UUID, titles: Iterable[tuple[int, ListedTitle]]
) -> None:
    """Store titles under their numbers."""
    with (
        conn.cursor() as cur,
        cur.copy(
            "COPY history_import_titles (import_id, number, media_type, title, year, ids)"
            " FROM STDIN"
        ) as copy,
    ):
        for number, title in titles:
            copy.write_row(
                (
                    import_id,
                    number,
                    title.media_type,
                    title.title,
                    title.year,
                    Jsonb(dict(title.ids)),
                )
            )


def insert_lists(
    conn: Connection, *, import_id: UUID, lists: Iterable[tuple[int, ImportedList]]
) -> None:
    """Store lists under their numbers."""
    with (
        conn.cursor() as cur,
        cur.copy(
            "COPY history_import_lists (import_id, number, name, description) FROM STDIN"
        ) as copy,
    ):
        for number, each in lists:
            copy.write_row((import_id, number, each.name, each.description))


def insert_rows(
    conn: Connection,
    *,
    import_id: UUID,
    rows: Iterable[tuple[int, ReadRow, int | None, int | None]],
) -> None:
    """Store rows under their numbers, each with the numbers of its title and its list."""
    with (
        conn.cursor() as cur,
        cur.copy(
            "COPY history_import_rows (import_id, number, place, kind, title_number,"
            " season_number, episode_number, episode_title, happened_at, precision, value,"
            " external_id, list_number, has_spoilers, outcome, message) FROM STDIN"
        ) as copy,
    ):
        for number, row, title_number, list_number in rows:
            columns = _columns(row, title_number, list_number)
            copy.write_row((import_id, number, row.place[:MAX_PLACE], *columns))


def _columns(row: ReadRow, title_number: int | None, list_number: int | None) -> tuple[object, ...]:
    if isinstance(row, LeftOut):
        outcome = "invalid" if row.is_broken else "unsupported"
        nothing = (None,) * 3
        return (
            *("other", *nothing, "", None, "unknown", "", None, None, False),
            *(outcome, row.message[:MAX_MESSAGE]),
        )
    return (
        *(row.kind, title_number, row.season_number, row.episode_number, row.episode_title),
        *(row.happened_at, row.precision, row.value, row.external_id, list_number),
        *(row.has_spoilers, "waiting", ""),
    )


def counts(conn: Connection, *, import_ids: Sequence[UUID]) -> list[OutcomeCount]:
    with conn.cursor(row_factory=class_row(OutcomeCount)) as cur:
        cur.execute(
            """
            SELECT import_id, kind, outcome, count(*) AS count
            FROM history_import_rows
            WHERE import_id = ANY(%(import_ids)s)
            GROUP BY import_id, kind, outcome
            """,
            {"import_ids": list(import_ids)},
        )
        return cur.fetchall()


def has_applied(conn: Connection, *, import_id: UUID) -> bool:
    """Whether rows were written that were not taken back, such as before a failure."""
    row = conn.execute(
        """
        SELECT EXISTS (
            SELECT
            FROM history_import_rows
            WHERE import_id = %(import_id)s AND outcome = 'applied'
        )
        """,
        {"import_id": import_id},
    ).fetchone()
    return bool(row and row[0])


def title_counts(conn: Connection, *, import_ids: Sequence[UUID]) -> list[TitleCount]:
    with conn.cursor(row_factory=class_row(TitleCount)) as cur:
        cur.execute(
            """
            SELECT import_id, match, count(*) AS count
            FROM history_import_titles
            WHERE import_id = ANY(%(import_ids)s) AND match IN ('uncertain', 'none')
            GROUP BY import_id, match
            """,
            {"import_ids": list(import_ids)},
        )
        return cur.fetchall()


def review(
    conn: Connection, *, import_id: UUID, match: str, limit: int, offset: int
) -> list[TitleRow]:
    """Titles by their match, those with the most rows first."""
    with conn.cursor(row_factory=class_row(TitleRow)) as cur:
        cur.execute(
            """
            SELECT t.number, t.media_type, t.title, t.year, t.match, t.media_id, t.candidates,
                   r.rows, r.example
            FROM history_import_titles AS t
            CROSS JOIN LATERAL (
                SELECT count(*) AS rows, coalesce(min(r.place), '') AS example
                FROM history_import_rows AS r
                WHERE r.import_id = t.import_id AND r.title_number = t.number
            ) AS r
            WHERE t.import_id = %(import_id)s AND t.match = %(match)s
            ORDER BY r.rows DESC, t.number
            LIMIT %(limit)s OFFSET %(offset)s
            """,
            {"import_id": import_id, "match": match, "limit": limit, "offset": offset},
        )
        return cur.fetchall()


def count_titles(conn: Connection, *, import_id: UUID, match: str) -> int:
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(
            """
            SELECT count(*)
            FROM history_import_titles
            WHERE import_id = %(import_id)s AND match = %(match)s
            """,
            {"import_id": import_id, "match": match},
        )
        return int(cur.fetchall()[0])


def choose(
    conn: Connection, *, import_id: UUID, number: int, match: str, media_id: int | None
) -> list[int] | None:
    """
    Set the match of a title that nothing was applied of; needs `imports.lock`.

    Returns the titles of the catalogue that it was and is; None when there is no such title.
    """
    row = conn.execute(
        """
        UPDATE history_import_titles AS t
        SET match = %(match)s, media_id = %(media_id)s
        FROM history_import_titles AS before
        WHERE t.import_id = %(import_id)s
          AND t.number = %(number)s
          AND before.import_id = t.import_id
          AND before.number = t.number
          AND NOT EXISTS (
              SELECT
              FROM history_import_rows AS r
              WHERE r.import_id = t.import_id
                AND r.title_number = t.number
                AND r.outcome = 'applied'
          )
        RETURNING array_remove(ARRAY[before.media_id, t.media_id], NULL)
        """,
        {"import_id": import_id, "number": number, "match": match, "media_id": media_id},
    ).fetchone()
    return None if row is None else list(row[0])


def problems(conn: Connection, *, import_id: UUID, limit: int, offset: int) -> list[RowProblem]:
    """Broken rows, then those without an episode or a place for them."""
    with conn.cursor(row_factory=class_row(RowProblem)) as cur:
        cur.execute(
            """
            SELECT place, message
            FROM history_import_rows
            WHERE import_id = %(import_id)s AND message <> ''
            ORDER BY outcome <> 'invalid', number
            LIMIT %(limit)s OFFSET %(offset)s
            """,
            {"import_id": import_id, "limit": limit, "offset": offset},
        )
        return cur.fetchall()


def count_problems(conn: Connection, *, import_id: UUID) -> int:
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(
            """
            SELECT count(*)
            FROM history_import_rows
            WHERE import_id = %(import_id)s AND message <> ''
            """,
            {"import_id": import_id},
        )
        return int(cur.fetchall()[0])
