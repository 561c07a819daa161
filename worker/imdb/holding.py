"""Whose data refer to titles and episodes, so that nothing of IMDb's takes them away."""

from psycopg import Connection, sql

from chalicelib.catalog.imdb import TITLES_FROM
from worker.imdb.tables import COUNTS, INCOMING, PEOPLE, SHOWS, TITLES, ForeignKey, foreign_keys

#: Tables that only say more about a title: they go when it goes. Every other one holds it back.
SAY_MORE = frozenset(
    {
        *TITLES,
        *SHOWS,
        *COUNTS,
        *PEOPLE,
        "custom_genre_reviews",
        "media_fetches",
        "media_links",
        "media_offers",
        "media_ratings",
        "media_releases",
        "media_videos",
        "merged_episodes",
        "merged_titles",
        "title_views",
    }
)


def holders(conn: Connection, target: str) -> list[ForeignKey]:
    """References to a table from everything that is not about the catalogue itself."""
    return [
        key
        for key in foreign_keys(conn, [target])
        if key.target == target
        and key.table not in SAY_MORE
        and not key.table.startswith("search_")
    ]


def references(conn: Connection, target: str) -> sql.Composed | None:
    """A query for the ids of `target` that somebody's data refer to."""
    found = [
        sql.SQL("SELECT {column} AS id FROM {table} WHERE {column} IS NOT NULL").format(
            column=sql.Identifier(key.column), table=sql.Identifier("public", key.table)
        )
        for key in holders(conn, target)
    ]
    return sql.SQL(" UNION ").join(found) if found else None


def note_held(conn: Connection) -> None:
    """
    The tables `held` (titles) and `held_episodes` in `incoming`: what has to stay for somebody.

    The show of an episode that is held is held too. Of titles only IMDb's are noted; of episodes
    all, for a provider's may be of a show of IMDb's.
    """
    for table in ("held_episodes", "held"):
        conn.execute(
            sql.SQL(
                "CREATE UNLOGGED TABLE {} (id bigint PRIMARY KEY) WITH (autovacuum_enabled = off)"
            ).format(sql.Identifier(INCOMING, table))
        )
    note_also_held(conn)


def note_also_held(conn: Connection) -> None:
    """What somebody came to refer to since the tables were made."""
    nothing = sql.SQL("SELECT NULL::bigint AS id WHERE false")
    conn.execute(
        sql.SQL(
            "INSERT INTO incoming.held_episodes (id) SELECT id FROM ({references}) AS r "
            "ON CONFLICT DO NOTHING"
        ).format(references=references(conn, "show_episodes") or nothing)
    )
    conn.execute(
        sql.SQL(
            "INSERT INTO incoming.held (id) SELECT id FROM ({references}) AS r WHERE id >= {least} "
            "UNION SELECT e.media_id FROM public.show_episodes AS e "
            "JOIN incoming.held_episodes AS h ON h.id = e.id WHERE e.media_id >= {least} "
            "ON CONFLICT DO NOTHING"
        ).format(references=references(conn, "media_items") or nothing, least=TITLES_FROM)
    )
    conn.execute("ANALYZE incoming.held_episodes, incoming.held")


#: Titles under IMDb's numbers that the files do not have but another source knows: a provider
#: brought them, or IMDb dropped them. They stay.
KNOWN_ELSEWHERE = """
    INSERT INTO incoming.held (id)
    SELECT DISTINCT x.media_id
    FROM public.media_external_ids AS x
    WHERE x.source <> 'imdb' AND x.media_id >= %(titles_from)s
      AND NOT EXISTS (
          SELECT FROM incoming.titles AS t WHERE t.id = x.media_id AND NOT t.is_known
      )
      AND {only}
    ON CONFLICT DO NOTHING
"""


def hold_known_elsewhere(conn: Connection, *, is_late: bool = False) -> None:
    """Add them to `held`; all of them, or those in `late_now`."""
    only = "x.media_id IN (SELECT id FROM incoming.late_now)" if is_late else "true"
    conn.execute(sql.SQL(KNOWN_ELSEWHERE).format(only=sql.SQL(only)), {"titles_from": TITLES_FROM})
