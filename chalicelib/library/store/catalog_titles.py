"""Titles and episodes that a file may be, by their ids."""

from psycopg import Connection
from psycopg.rows import class_row, scalar_row

from chalicelib.catalog.models import MediaType
from chalicelib.library.models.matching import CandidateTitle, EpisodeRef


def get_candidate(conn: Connection, *, media_id: int) -> CandidateTitle | None:
    with conn.cursor(row_factory=class_row(CandidateTitle)) as cur:
        cur.execute(
            """
            SELECT id, media_type, title, original_title, year, runtime_minutes
            FROM media_items
            WHERE id = %(media_id)s
            """,
            {"media_id": media_id},
        )
        return cur.fetchone()


def get_media_type(conn: Connection, *, media_id: int) -> MediaType | None:
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(
            "SELECT media_type FROM media_items WHERE id = %(media_id)s", {"media_id": media_id}
        )
        found = cur.fetchone()
        return MediaType(found) if found else None


def get_episode(conn: Connection, *, id: int) -> EpisodeRef | None:
    with conn.cursor(row_factory=class_row(EpisodeRef)) as cur:
        cur.execute(
            """
            SELECT id, season_number, episode_number, title
            FROM show_episodes
            WHERE id = %(id)s
            """,
            {"id": id},
        )
        return cur.fetchone()


def list_episodes(conn: Connection, *, media_id: int) -> list[EpisodeRef]:
    """The episodes of a show, specials last."""
    with conn.cursor(row_factory=class_row(EpisodeRef)) as cur:
        cur.execute(
            """
            SELECT id, season_number, episode_number, title
            FROM show_episodes
            WHERE media_id = %(media_id)s
            ORDER BY season_number = 0, season_number, episode_number
            """,
            {"media_id": media_id},
        )
        return cur.fetchall()


def find_by_external_id(
    conn: Connection, *, source: str, external_id: str, kind: MediaType | None = None
) -> CandidateTitle | None:
    """The movie or show (or `kind`) with this id; None if there is none or more than one."""
    with conn.cursor(row_factory=class_row(CandidateTitle)) as cur:
        cur.execute(
            """
            SELECT media.id, media.media_type, media.title, media.original_title, media.year,
                media.runtime_minutes
            FROM media_external_ids AS external
            JOIN media_items AS media ON media.id = external.media_id
            WHERE external.source = %(source)s AND external.external_id = %(external_id)s
                AND external.media_type IN ('movie', 'show')
                AND (%(kind)s::text IS NULL OR external.media_type = %(kind)s)
            LIMIT 2
            """,
            {"source": source, "external_id": external_id, "kind": kind},
        )
        found = cur.fetchall()
        return found[0] if len(found) == 1 else None
