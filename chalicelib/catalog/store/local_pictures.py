"""Pictures beside the files of the library, and the titles that show them."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from psycopg.rows import scalar_row

from chalicelib.platform.db import Connection


@dataclass(frozen=True, slots=True)
class LocalPicture:
    """A file that is named like a picture; `digest` is None when it cannot be shown."""

    path: str
    folder: str
    stem: str | None
    season: int | None
    kind: str
    preference: int
    size_bytes: int
    modified_ns: int
    digest: str | None


def list_under(
    conn: Connection, *, folder: str, is_deep: bool = True
) -> dict[str, tuple[int, int]]:
    """Size and mtime of the known pictures in a folder, by path; and below it when `is_deep`."""
    rows = conn.execute(
        """
        SELECT path, size_bytes, modified_ns
        FROM library_pictures
        WHERE folder = %(folder)s OR (%(is_deep)s AND starts_with(folder, %(folder)s || '/'))
        """,
        {"folder": folder, "is_deep": is_deep},
    )
    return {path: (size, modified) for path, size, modified in rows}


def list_paths(conn: Connection, *, digest: str) -> list[str]:
    """Where there are files with this content."""
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(
            "SELECT path FROM library_pictures WHERE digest = %(digest)s ORDER BY path",
            {"digest": digest},
        )
        return cur.fetchall()


def put(conn: Connection, *, pictures: Sequence[LocalPicture]) -> list[int]:
    """Insert or update; returns the titles that show another picture now."""
    conn.cursor().executemany(
        """
        INSERT INTO library_pictures (
            path, folder, stem, season, kind, preference, size_bytes, modified_ns, digest
        )
        VALUES (
            %(path)s, %(folder)s, %(stem)s, %(season)s, %(kind)s, %(preference)s,
            %(size_bytes)s, %(modified_ns)s, %(digest)s
        )
        ON CONFLICT (path) DO UPDATE
        SET size_bytes = excluded.size_bytes, modified_ns = excluded.modified_ns,
            digest = excluded.digest
        """,
        [asdict(picture) for picture in pictures],
    )
    return _refresh_beside(conn, [(picture.folder, picture.stem) for picture in pictures])


def delete(conn: Connection, *, paths: Sequence[str]) -> list[int]:
    """Returns the titles that show another picture now."""
    gone = conn.execute(
        "DELETE FROM library_pictures WHERE path = ANY(%(paths)s) RETURNING folder, stem",
        {"paths": list(paths)},
    ).fetchall()
    return _refresh_beside(conn, gone)


def list_changed(conn: Connection, *, within_s: int) -> list[int]:
    """Titles that have shown another picture for less than this time."""
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(
            """
            SELECT DISTINCT media_id
            FROM title_local_pictures
            WHERE changed_at > clock_timestamp() - make_interval(secs => %(within_s)s)
            """,
            {"within_s": within_s},
        )
        return cur.fetchall()


def refresh(conn: Connection, *, media_ids: Sequence[int]) -> list[int]:
    """Let titles show the pictures beside their files; returns those that changed."""
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(
            "SELECT DISTINCT refresh_local_pictures(%(media_ids)s::bigint[])",
            {"media_ids": list(media_ids)},
        )
        return cur.fetchall()


def _refresh_beside(conn: Connection, places: Sequence[tuple[str, str | None]]) -> list[int]:
    """`places` are folders, and the names of the videos in them that a picture shows."""
    folders, stems = [folder for folder, _ in places], [stem for _, stem in places]
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(
            """
            SELECT DISTINCT unnest(ARRAY[beside.first, beside.last])
            FROM unnest(%(folders)s::text[], %(stems)s::text[]) AS place (folder, stem)
            CROSS JOIN LATERAL titles_beside(place.folder, place.stem) AS beside
            WHERE beside.first IS NOT NULL
            """,
            {"folders": folders, "stems": stems},
        )
        return refresh(conn, media_ids=cur.fetchall())
