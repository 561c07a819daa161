"""
What a request changed of a user's games, and putting it back.

The rows of a game are read before and after the request; a change is the rows that differ. Columns
that summarize other rows are left out, so that what happened since does not keep a row from being
put back.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from psycopg import sql

from chalicelib.games.store import session_timers
from chalicelib.platform.db import Connection

Snapshot = Mapping[tuple[str, int], dict[str, Any]]

#: The columns of each table that a change may alter; a table stands after those it refers to.
TABLES: dict[str, tuple[str, ...]] = {
    "user_games": ("status", "platform", "more_platforms", "moved_at"),
    "user_playthroughs": (
        *("platform", "started_on", "finished_on", "completion", "other_minutes", "note"),
    ),
    "user_game_sessions": ("played_at", "minutes", "note"),
}
#: The columns that identify what a row belongs to.
OWNERS: dict[str, tuple[str, ...]] = {
    "user_games": ("user_id", "media_id"),
    "user_playthroughs": ("user_id", "media_id", "created_at"),
    "user_game_sessions": ("user_id", "playthrough_id"),
}
#: The table a row refers to besides the user's, and its column.
PARENTS = {
    "user_games": ("media_items", "media_id"),
    "user_playthroughs": ("media_items", "media_id"),
    "user_game_sessions": ("user_playthroughs", "playthrough_id"),
}
#: A game that was taken off the shelves and put on one again since stays there.
CHOSEN_AGAIN = """
    AND NOT EXISTS (
        SELECT
        FROM user_games AS again
        WHERE again.user_id = r.user_id AND again.media_id = r.media_id AND again.id <> r.id
    )
"""
#: A playthrough with sessions of a later request stays.
PLAYED_SINCE = """
    AND NOT EXISTS (SELECT FROM user_game_sessions AS s WHERE s.playthrough_id = t.id)
"""


def snapshot(conn: Connection, *, user_id: UUID, media_ids: Sequence[int]) -> Snapshot:
    """Every row of the user's games, by table and id; of timers, the id of the game."""
    rows = conn.execute(
        """
        SELECT 'user_games', g.id,
               to_jsonb(g) - ARRAY['minutes_played', 'last_played_at', 'active_at']
        FROM user_games AS g
        WHERE g.user_id = %(user_id)s AND g.media_id = ANY(%(media_ids)s::bigint[])
        UNION ALL
        SELECT 'user_playthroughs', p.id, to_jsonb(p)
        FROM user_playthroughs AS p
        WHERE p.user_id = %(user_id)s AND p.media_id = ANY(%(media_ids)s::bigint[])
        UNION ALL
        SELECT 'user_game_sessions', s.id, to_jsonb(s)
        FROM user_playthroughs AS p
        JOIN user_game_sessions AS s ON s.playthrough_id = p.id
        WHERE p.user_id = %(user_id)s AND p.media_id = ANY(%(media_ids)s::bigint[])
        UNION ALL
        SELECT 'user_game_timers', t.media_id, to_jsonb(t)
        FROM user_game_timers AS t
        WHERE t.user_id = %(user_id)s AND t.media_id = ANY(%(media_ids)s::bigint[])
        """,
        {"user_id": user_id, "media_ids": list(media_ids)},
    ).fetchall()
    return {(table, row_id): row for table, row_id, row in rows}


def difference(before: Snapshot, after: Snapshot, *, media_ids: Sequence[int]) -> str:
    """The rows that differ, as JSON for `revert`; empty when there are none."""
    changed = [
        {"table": key[0], "before": before.get(key), "after": after.get(key)}
        for key in {**before, **after}
        if before.get(key) != after.get(key)
    ]
    return json.dumps({"media_ids": list(media_ids), "rows": changed}) if changed else ""


def revert(conn: Connection, *, user_id: UUID, change: str) -> list[int]:
    """
    Put rows back as they were before; one that was changed since stays.

    Rows of titles that are gone stay away. Returns the titles.
    """
    parsed = json.loads(change)
    rows: dict[str, Any] = {"user_id": user_id, "rows": json.dumps(parsed["rows"])}
    for table in TABLES:
        conn.execute(_put_back(table), rows)
    for table in reversed(TABLES):
        conn.execute(_take_away(table), rows)
    session_timers.revert(conn, user_id=user_id, rows=rows["rows"])
    return [int(media_id) for media_id in parsed["media_ids"]]


def _put_back(table: str) -> sql.Composed:
    columns = [*OWNERS[table], *TABLES[table]]
    parent, reference = PARENTS[table]
    is_game = table == "user_games"
    return sql.SQL(
        """
        INSERT INTO {table} AS t (id, {columns}{summary})
        OVERRIDING SYSTEM VALUE
        SELECT r.id, {values}{summarized}
        FROM jsonb_to_recordset(%(rows)s::jsonb) AS c ("table" text, before jsonb, after jsonb)
        CROSS JOIN LATERAL jsonb_populate_record(NULL::{table}, c.before) AS r
        LEFT JOIN {table} AS known ON known.id = r.id
        WHERE c."table" = {name}
          AND c.before IS NOT NULL
          AND r.user_id = %(user_id)s
          AND (c.after IS NULL OR to_jsonb(known) @> c.after)
          AND EXISTS (SELECT FROM {parent} AS p WHERE p.id = r.{reference})
          {unless}
        ON CONFLICT (id) DO UPDATE SET {changes}
        """
    ).format(
        table=sql.Identifier(table),
        name=sql.Literal(table),
        columns=sql.SQL(", ").join(map(sql.Identifier, columns)),
        values=sql.SQL(", ").join(sql.Identifier("r", name) for name in columns),
        summary=sql.SQL(", active_at" if is_game else ""),  # made again by `games.summarize`
        summarized=sql.SQL(", r.moved_at" if is_game else ""),
        unless=sql.SQL(CHOSEN_AGAIN if is_game else ""),
        parent=sql.Identifier(parent),
        reference=sql.Identifier(reference),
        changes=sql.SQL(", ").join(
            sql.SQL("{0} = excluded.{0}").format(sql.Identifier(name)) for name in TABLES[table]
        ),
    )


def _take_away(table: str) -> sql.Composed:
    return sql.SQL(
        """
        DELETE FROM {table} AS t
        USING jsonb_to_recordset(%(rows)s::jsonb) AS c ("table" text, before jsonb, after jsonb)
        WHERE c."table" = {name}
          AND c.before IS NULL
          AND t.user_id = %(user_id)s
          AND t.id = (c.after ->> 'id')::bigint
          AND to_jsonb(t) @> c.after
          {unless}
        """
    ).format(
        table=sql.Identifier(table),
        name=sql.Literal(table),
        unless=sql.SQL(PLAYED_SINCE if table == "user_playthroughs" else ""),
    )
