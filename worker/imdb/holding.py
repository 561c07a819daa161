"""Whose data refer to titles and episodes, so that nothing of IMDb's takes them away."""

from psycopg import Connection, sql

from chalicelib.catalog.imdb import EPISODES_FROM, TITLES_FROM
from worker.imdb.tables import COUNTS, PEOPLE, SHOWS, TITLES, ForeignKey, foreign_keys

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


def note_held(conn: Connection, *, schema: str | None) -> None:
    """
    The tables `held` (titles) and `held_episodes`: what of IMDb's has to stay for somebody.

    In `schema`, or temporary without one. The show of an episode that is held is held too.
    """
    where = f"{schema}." if schema else "pg_temp."
    temporary = "" if schema else "TEMPORARY "
    nothing = sql.SQL("SELECT NULL::bigint AS id WHERE false")
    conn.execute(
        sql.SQL(
            "CREATE {temporary}TABLE {where}held_episodes AS "
            "SELECT id FROM ({references}) AS r WHERE id >= {least}"
        ).format(
            temporary=sql.SQL(temporary),
            where=sql.SQL(where),
            references=references(conn, "show_episodes") or nothing,
            least=EPISODES_FROM,
        )
    )
    conn.execute(
        sql.SQL(
            "CREATE {temporary}TABLE {where}held AS "
            "SELECT id FROM ({references}) AS r WHERE id >= {least} "
            "UNION SELECT e.media_id FROM public.show_episodes AS e "
            "JOIN {where}held_episodes AS h ON h.id = e.id WHERE e.media_id >= {least}"
        ).format(
            temporary=sql.SQL(temporary),
            where=sql.SQL(where),
            references=references(conn, "media_items") or nothing,
            least=TITLES_FROM,
        )
    )
    for table in ("held_episodes", "held"):
        conn.execute(sql.SQL(f"CREATE UNIQUE INDEX ON {where}{table} (id)"))
        conn.execute(sql.SQL(f"ANALYZE {where}{table}"))
