"""Addresses for other players, and finding the titles that they name."""

from datetime import datetime
from uuid import UUID

from psycopg.rows import class_row

from chalicelib.catalog import imdb_ids
from chalicelib.platform.db import Connection
from chalicelib.scrobble.models import MAX_UNKNOWN, Event, Scrobbling, UnknownName

Owner = tuple[UUID, str]


def put_address(conn: Connection, *, user_id: UUID, secret_hash: bytes, now: datetime) -> None:
    """A new address; an earlier one ends."""
    conn.execute(
        """
        INSERT INTO scrobble_addresses (user_id, secret_hash, created_at)
        VALUES (%(user_id)s, %(secret_hash)s, %(now)s)
        ON CONFLICT (user_id) DO UPDATE
        SET secret_hash = excluded.secret_hash, created_at = excluded.created_at
        """,
        {"user_id": user_id, "secret_hash": secret_hash, "now": now},
    )


def delete_address(conn: Connection, *, user_id: UUID) -> None:
    conn.execute("DELETE FROM scrobble_addresses WHERE user_id = %(user_id)s", {"user_id": user_id})
    conn.execute("DELETE FROM scrobble_unknown WHERE user_id = %(user_id)s", {"user_id": user_id})


def set_account_name(conn: Connection, *, user_id: UUID, account_name: str) -> bool:
    """False without an address."""
    changed = conn.execute(
        """
        UPDATE scrobble_addresses SET account_name = %(account_name)s
        WHERE user_id = %(user_id)s
        """,
        {"user_id": user_id, "account_name": account_name},
    )
    return changed.rowcount == 1


def owner_of(conn: Connection, *, secret_hash: bytes) -> Owner | None:
    """The user of an address with the account name; None for one that is not valid."""
    return conn.execute(
        """
        SELECT a.user_id, a.account_name
        FROM scrobble_addresses AS a
        JOIN users AS u ON u.id = a.user_id AND u.disabled_at IS NULL
        WHERE a.secret_hash = %(secret_hash)s
        """,
        {"secret_hash": secret_hash},
    ).fetchone()


def settings_of(conn: Connection, *, user_id: UUID) -> Scrobbling:
    with conn.cursor(row_factory=class_row(UnknownName)) as cur:
        unknown = cur.execute(
            """
            SELECT name, program, seen_at FROM scrobble_unknown
            WHERE user_id = %(user_id)s
            ORDER BY seen_at DESC, name
            """,
            {"user_id": user_id},
        ).fetchall()
    with conn.cursor(row_factory=class_row(Scrobbling)) as cur:
        cur.execute(
            """
            SELECT created_at, account_name, last_event_at, last_program, last_name
            FROM scrobble_addresses
            WHERE user_id = %(user_id)s
            """,
            {"user_id": user_id},
        )
        found = cur.fetchone() or Scrobbling()
    return found.model_copy(update={"unknown": tuple(unknown)})


def record_event(conn: Connection, *, user_id: UUID, event: Event, now: datetime) -> None:
    """Note that a player has reported."""
    conn.execute(
        """
        UPDATE scrobble_addresses
        SET last_event_at = %(now)s, last_program = %(program)s, last_name = %(name)s
        WHERE user_id = %(user_id)s
        """,
        {"user_id": user_id, "program": event.program, "name": event.name, "now": now},
    )


def put_unknown(conn: Connection, *, user_id: UUID, event: Event, now: datetime) -> None:
    """Remember a title that was not found; the oldest are forgotten."""
    conn.execute(
        """
        INSERT INTO scrobble_unknown (user_id, name, program, seen_at)
        VALUES (%(user_id)s, %(name)s, %(program)s, %(now)s)
        ON CONFLICT (user_id, name) DO UPDATE
        SET program = excluded.program, seen_at = excluded.seen_at
        """,
        {"user_id": user_id, "name": event.name, "program": event.program, "now": now},
    )
    conn.execute(
        """
        DELETE FROM scrobble_unknown
        WHERE user_id = %(user_id)s
          AND name IN (
              SELECT name FROM scrobble_unknown
              WHERE user_id = %(user_id)s
              ORDER BY seen_at DESC, name
              OFFSET %(most)s
          )
        """,
        {"user_id": user_id, "most": MAX_UNKNOWN},
    )


def drop_unknown(conn: Connection, *, user_id: UUID, name: str) -> None:
    conn.execute(
        "DELETE FROM scrobble_unknown WHERE user_id = %(user_id)s AND name = %(name)s",
        {"user_id": user_id, "name": name},
    )


def find(conn: Connection, event: Event) -> tuple[int, int | None] | None:
    """The title of an event, and its episode."""
    if event.is_episode:
        return find_episode(conn, event)
    film = find_title(conn, event)
    return None if film is None else (film, None)


def find_title(conn: Connection, event: Event) -> int | None:
    """The film or show of an event: by its ids, else by name and year."""
    kind = "show" if event.is_episode else "movie"
    number = imdb_ids.title_number(event.ids.get("imdb", ""))
    row = conn.execute(
        """
        SELECT m.id
        FROM media_items AS m
        WHERE m.media_type = %(kind)s
          AND (
              m.id = %(imdb_title)s
              OR m.id IN (
                  SELECT x.media_id
                  FROM media_external_ids AS x
                  WHERE x.media_type = %(kind)s
                    AND (x.source, x.external_id) IN (
                        ('imdb', %(imdb)s), ('tmdb', %(tmdb)s), ('tvdb', %(tvdb)s)
                    )
              )
          )
        ORDER BY m.id
        LIMIT 1
        """,
        {
            "kind": kind,
            "imdb_title": None if number is None else imdb_ids.title_id(number),
            **{source: event.ids.get(source) for source in ("imdb", "tmdb", "tvdb")},
        },
    ).fetchone()
    if row is None and event.title:
        row = conn.execute(
            """
            SELECT n.media_id
            FROM search_names AS n
            JOIN media_items AS m ON m.id = n.media_id
            WHERE n.squeezed = replace(search_name(%(title)s), ' ', '')
              AND n.squeezed <> ''
              AND n.kind = %(kind)s
              AND (%(year)s::integer IS NULL OR abs(m.year - %(year)s::integer) <= 1)
            ORDER BY m.year = %(year)s::integer DESC NULLS LAST, n.is_main DESC, n.weight DESC,
                     n.media_id
            LIMIT 1
            """,
            {
                "title": event.title,
                "kind": kind,
                # The year of an episode is not that of its show.
                "year": None if event.is_episode else event.year,
            },
        ).fetchone()
    return row[0] if row else None


def find_episode(conn: Connection, event: Event) -> tuple[int, int] | None:
    """The show and the episode of an event."""
    number = imdb_ids.title_number(event.episode_ids.get("imdb", ""))
    if number is not None:
        row = conn.execute(
            "SELECT media_id, id FROM show_episodes WHERE id = %(id)s",
            {"id": imdb_ids.episode_id(number)},
        ).fetchone()
        if row is not None:
            return row[0], row[1]
    show = find_title(conn, event)
    if show is None:
        return None
    row = conn.execute(
        """
        SELECT media_id, id
        FROM show_episodes
        WHERE media_id = %(show)s
          AND season_number = %(season)s
          AND episode_number = %(episode)s
        """,
        {"show": show, "season": event.season, "episode": event.episode},
    ).fetchone()
    return None if row is None else (row[0], row[1])
