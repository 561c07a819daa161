"""People and their credits."""

from datetime import datetime

from psycopg import sql
from psycopg.rows import class_row

from chalicelib.metadata.models import PersonFetchStatus, PersonIdentity
from chalicelib.metadata.store.json_rows import Row, Rows, array
from chalicelib.platform import foreign_keys
from chalicelib.platform.db import Connection

#: What follows a person whose row is merged into another, with the key of a row; see
#: `foreign_keys.move`.
MOVED: dict[tuple[str, str], tuple[str, ...]] = {
    ("credits", "person_id"): ("id",),
    ("merged_people", "person_id"): ("old_id",),
    ("user_follows", "person_id"): ("user_id",),
}
#: Made anew for the row that stays.
DROPPED = frozenset({("search_names", "person_id")})


def link_imdb_people(conn: Connection, *, rows: Rows) -> None:
    """
    Set the TMDB ids of people credited by IMDb, when TMDB credits exactly one person of the same
    name in the same title.
    """
    conn.execute(
        """
        WITH named AS (
            SELECT r.media_id, fold(r.name) AS name, min(r.tmdb_id) AS tmdb_id
            FROM jsonb_to_recordset(%(rows)s) AS r (media_id bigint, tmdb_id bigint, name text)
            GROUP BY r.media_id, fold(r.name)
            HAVING count(DISTINCT r.tmdb_id) = 1
        ),
        known AS (
            SELECT c.movie_id AS media_id, c.person_id
            FROM credits AS c
            WHERE c.movie_id IN (SELECT media_id FROM named)
            UNION
            SELECT c.show_id, c.person_id
            FROM credits AS c
            WHERE c.show_id IN (SELECT media_id FROM named)
        ),
        same AS (
            SELECT named.tmdb_id, min(p.id) AS id
            FROM named
            JOIN known ON known.media_id = named.media_id
            JOIN people AS p ON p.id = known.person_id AND fold(p.name) = named.name
            WHERE p.tmdb_id IS NULL
            GROUP BY named.tmdb_id
            HAVING count(DISTINCT p.id) = 1
        )
        UPDATE people AS p
        SET tmdb_id = same.tmdb_id
        FROM same
        WHERE p.id = same.id
          AND NOT EXISTS (SELECT FROM people AS other WHERE other.tmdb_id = same.tmdb_id)
          AND NOT EXISTS (
              SELECT FROM same AS twice WHERE twice.id = same.id AND twice.tmdb_id <> same.tmdb_id
          )
        """,
        {"rows": array(rows)},
    )


def upsert(conn: Connection, *, rows: Rows, now: datetime) -> dict[int, int]:
    """Insert people or fill their empty columns; returns our ids by TMDB ids."""
    given = array(rows)
    conn.execute(
        """
        INSERT INTO people AS p (
            tmdb_id, name, known_for, profile_url, popularity, created_at, updated_at
        )
        SELECT r.tmdb_id, r.name, r.known_for, r.profile_url, coalesce(r.popularity, 0),
               %(now)s, %(now)s
        FROM jsonb_to_recordset(%(rows)s) AS r (
            tmdb_id bigint, name text, known_for text, profile_url text,
            popularity double precision
        )
        ORDER BY r.tmdb_id -- in one order everywhere, so that two writers never wait in a circle
        ON CONFLICT (tmdb_id) DO UPDATE
        SET known_for = coalesce(nullif(p.known_for, ''), excluded.known_for),
            profile_url = coalesce(p.profile_url, excluded.profile_url),
            popularity = coalesce(nullif(excluded.popularity, 0), p.popularity),
            updated_at = excluded.updated_at
        WHERE (p.known_for = '' AND excluded.known_for <> '')
           OR (p.profile_url IS NULL AND excluded.profile_url IS NOT NULL)
           OR (excluded.popularity NOT IN (0, p.popularity))
        """,
        {"rows": given, "now": now},
    )
    found = conn.execute(
        """
        SELECT p.tmdb_id, p.id
        FROM jsonb_to_recordset(%(rows)s) AS r (tmdb_id bigint)
        JOIN people AS p ON p.tmdb_id = r.tmdb_id
        """,
        {"rows": given},
    ).fetchall()
    return dict(found)


def replace_credits(conn: Connection, *, rows: Rows, whole: list[int]) -> None:
    """
    Upsert TMDB's credits. A credit that another source (IMDb) already has for the same person and
    department is skipped.

    Of titles in `whole`, TMDB's credits that are not listed any more and the seed catalogue's
    credits are deleted.
    """
    given = array(rows)
    _drop_seed_credits(conn, whole=whole)
    conn.execute(
        """
        DELETE FROM credits AS c
        WHERE c.source = 'tmdb'
          AND (c.movie_id = ANY(%(whole)s) OR c.show_id = ANY(%(whole)s))
          AND NOT EXISTS (
              SELECT
              FROM jsonb_to_recordset(%(rows)s) AS r (
                  media_id bigint, person_id bigint, job text, character text
              )
              WHERE r.media_id = coalesce(c.movie_id, c.show_id)
                AND r.person_id = c.person_id
                AND r.job = c.job
                AND r.character = c.character
          )
        """,
        {"rows": given, "whole": whole},
    )
    conn.execute(
        """
        UPDATE credits AS c
        SET character = CASE WHEN c.character = '' THEN r.character ELSE c.character END,
            episode_count = coalesce(c.episode_count, r.episode_count)
        FROM (
            SELECT DISTINCT ON (r.media_id, r.person_id, r.department)
                   r.media_id, r.person_id, r.department, r.character, r.episode_count
            FROM jsonb_to_recordset(%(rows)s) AS r (
                media_id bigint, person_id bigint, department text, character text,
                position integer, episode_count integer
            )
            ORDER BY r.media_id, r.person_id, r.department, r.position
        ) AS r
        WHERE c.source <> 'tmdb'
          AND (c.movie_id = r.media_id OR c.show_id = r.media_id)
          AND c.person_id = r.person_id
          AND c.department = r.department
          AND (
              (c.character = '' AND r.character <> '')
              OR (c.episode_count IS NULL AND r.episode_count IS NOT NULL)
          )
          -- Two jobs of a person without a character are two rows; only one may get it.
          AND NOT EXISTS (
              SELECT
              FROM credits AS twin
              WHERE twin.id <> c.id
                AND twin.person_id = c.person_id
                AND (twin.movie_id = c.movie_id OR twin.show_id = c.show_id)
                AND twin.department = c.department
          )
        """,
        {"rows": given},
    )
    conn.execute(
        """
        INSERT INTO credits AS c (
            person_id, movie_id, show_id, department, job, character, position, episode_count,
            source
        )
        SELECT DISTINCT ON (r.person_id, r.media_id, r.job, r.character)
               r.person_id,
               CASE WHEN r.media_type = 'movie' THEN r.media_id END,
               CASE WHEN r.media_type = 'show' THEN r.media_id END,
               r.department, r.job, r.character, r.position, r.episode_count, 'tmdb'
        FROM jsonb_to_recordset(%(rows)s) AS r (
            media_id bigint, media_type text, person_id bigint, department text, job text,
            character text, position integer, episode_count integer
        )
        WHERE NOT EXISTS (
            SELECT
            FROM credits AS known
            WHERE known.source <> 'tmdb'
              AND known.person_id = r.person_id
              AND (known.movie_id = r.media_id OR known.show_id = r.media_id)
              AND known.department = r.department
        )
        ORDER BY r.person_id, r.media_id, r.job, r.character, r.position
        ON CONFLICT ON CONSTRAINT credits_once DO UPDATE
        SET position = excluded.position,
            episode_count = coalesce(excluded.episode_count, c.episode_count)
        WHERE c.source = 'tmdb'
          AND (c.position, c.episode_count)
              IS DISTINCT FROM (excluded.position, excluded.episode_count)
        """,
        {"rows": given},
    )


def _drop_seed_credits(conn: Connection, *, whole: list[int]) -> None:
    """Delete the seed catalogue's credits of these titles, and people without other credits."""
    conn.execute(
        sql.SQL(
            """
            WITH dropped AS (
                DELETE FROM credits AS c
                WHERE c.source = 'seed'
                  AND (c.movie_id = ANY(%(whole)s) OR c.show_id = ANY(%(whole)s))
                RETURNING c.id, c.person_id
            )
            DELETE FROM people AS p
            USING dropped
            WHERE p.id = dropped.person_id
              AND p.tmdb_id IS NULL
              AND p.imdb_id IS NULL
              AND {unreferenced}
              AND NOT EXISTS (
                  SELECT
                  FROM credits AS c
                  WHERE c.person_id = p.id AND c.id NOT IN (SELECT id FROM dropped)
              )
            """
        ).format(unreferenced=foreign_keys.unreferenced(conn, "people", sql.Identifier("p", "id"))),
        {"whole": whole},
    )


def get_identity(conn: Connection, *, person_id: int) -> PersonIdentity | None:
    with conn.cursor(row_factory=class_row(PersonIdentity)) as cur:
        cur.execute(
            """
            SELECT p.id, p.tmdb_id,
                   coalesce(p.imdb_id, CASE
                       WHEN p.id BETWEEN 1000000001 AND 9999999999
                           THEN 'nm' || CASE
                               WHEN p.id < 1010000000 THEN substr(p.id::text, 4)
                               ELSE (p.id - 1000000000)::text
                           END
                   END) AS imdb_id,
                   p.checked_at
            FROM people AS p
            WHERE p.id = %(person_id)s
            """,
            {"person_id": person_id},
        )
        return cur.fetchone()


def fill(conn: Connection, *, person_id: int, row: Row, now: datetime) -> None:
    """Fill in missing fields of a person; an external id of another person stays there."""
    conn.execute(
        """
        UPDATE people AS p
        SET tmdb_id = coalesce(p.tmdb_id, (
                SELECT %(tmdb_id)s::bigint
                WHERE NOT EXISTS (SELECT FROM people AS o WHERE o.tmdb_id = %(tmdb_id)s)
            )),
            imdb_id = coalesce(p.imdb_id, (
                SELECT %(imdb_id)s::text
                WHERE NOT EXISTS (SELECT FROM people AS o WHERE o.imdb_id = %(imdb_id)s)
            )),
            biography = coalesce(nullif(p.biography, ''), %(biography)s),
            born_on = coalesce(p.born_on, %(born_on)s),
            died_on = coalesce(p.died_on, %(died_on)s),
            birth_year = coalesce(p.birth_year, extract(year FROM %(born_on)s::date)),
            death_year = coalesce(p.death_year, extract(year FROM %(died_on)s::date)),
            birthplace = coalesce(nullif(p.birthplace, ''), %(birthplace)s),
            known_for = coalesce(nullif(p.known_for, ''), %(known_for)s),
            profile_url = coalesce(p.profile_url, %(profile_url)s),
            popularity = coalesce(%(popularity)s, p.popularity),
            updated_at = %(now)s
        WHERE p.id = %(person_id)s
        """,
        {**row, "person_id": person_id, "now": now},
    )


def list_credited_titles(conn: Connection, *, person_id: int) -> list[int]:
    """The titles that credit a person."""
    rows = conn.execute(
        """
        SELECT DISTINCT coalesce(movie_id, show_id)
        FROM credits
        WHERE person_id = %(person_id)s
        """,
        {"person_id": person_id},
    ).fetchall()
    return [int(row[0]) for row in rows]


def merge_into(conn: Connection, *, person_id: int, imdb_id: str, tmdb_id: int) -> int:
    """
    Merge the two rows of a person, one from IMDb and one from TMDB; returns the id kept.

    The IMDb row stays, because the import knows it; the other's credits move to it. A row with
    another IMDb number is not merged: it matched by name only.
    """
    row = conn.execute(
        """
        SELECT id
        FROM people
        WHERE imdb_id = %(imdb_id)s
          AND id <> %(person_id)s
          AND EXISTS (
              SELECT FROM people AS goes WHERE goes.id = %(person_id)s AND goes.imdb_id IS NULL
          )
        """,
        {"imdb_id": imdb_id, "person_id": person_id},
    ).fetchone()
    if row is None:
        return person_id
    stays = int(row[0])
    conn.execute(
        """
        DELETE FROM credits AS c
        USING credits AS known
        WHERE c.person_id = %(goes)s
          AND known.person_id = %(stays)s
          AND (known.movie_id = c.movie_id OR known.show_id = c.show_id)
          AND known.department = c.department
        """,
        {"goes": person_id, "stays": stays},
    )
    for (table, column), key in MOVED.items():
        conn.execute(foreign_keys.move(table, column, key), {"kept": stays, "removed": person_id})
    conn.execute(
        """
        WITH gone AS (
            DELETE FROM people WHERE id = %(goes)s RETURNING id, profile_url, known_for, seed_name
        ),
        kept AS (INSERT INTO merged_people (old_id, person_id) SELECT id, %(stays)s FROM gone)
        UPDATE people AS p
        SET profile_url = coalesce(p.profile_url, gone.profile_url),
            known_for = coalesce(nullif(p.known_for, ''), gone.known_for),
            seed_name = coalesce(p.seed_name, gone.seed_name)
        FROM gone
        WHERE p.id = %(stays)s
        """,
        {"goes": person_id, "stays": stays},
    )
    conn.execute(
        "UPDATE people SET tmdb_id = coalesce(tmdb_id, %(tmdb_id)s) WHERE id = %(stays)s",
        {"tmdb_id": tmdb_id, "stays": stays},
    )
    return stays


def mark_checked(conn: Connection, *, person_id: int, now: datetime) -> None:
    conn.execute(
        "UPDATE people SET checked_at = %(now)s WHERE id = %(person_id)s",
        {"person_id": person_id, "now": now},
    )


def get_fetch_status(conn: Connection, *, person_id: int) -> PersonFetchStatus | None:
    """None when there is no such person."""
    with conn.cursor(row_factory=class_row(PersonFetchStatus)) as cur:
        cur.execute(
            """
            SELECT p.tmdb_id IS NOT NULL OR p.imdb_id IS NOT NULL OR p.id > 1000000000 AS has_id,
                   p.checked_at,
                   CASE
                       WHEN s.paused_at IS NULL THEN s.disabled_until
                       ELSE s.paused_at + interval '100 years'
                   END AS disabled_until,
                   (SELECT max(last_heartbeat) FROM procrastinate_workers) AS worker_seen_at
            FROM people AS p
            LEFT JOIN provider_states AS s ON s.provider = 'tmdb'
            WHERE p.id = %(person_id)s
            """,
            {"person_id": person_id},
        )
        return cur.fetchone()


def is_checked(conn: Connection, *, person_id: int, since: datetime) -> bool:
    """Whether the person was fetched since then, or was merged into another person."""
    row = conn.execute(
        "SELECT checked_at >= %(since)s FROM people WHERE id = %(person_id)s",
        {"person_id": person_id, "since": since},
    ).fetchone()
    return row is None or bool(row[0])
