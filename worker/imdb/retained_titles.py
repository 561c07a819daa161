"""Titles and episodes that other data refer to, which an import therefore never removes."""

from psycopg import Connection, sql

from chalicelib.catalog.imdb import TITLES_FROM

#: Tables that only describe a title: their rows go with it. A reference from any other retains it.
DESCRIPTIONS = """
    credits custom_genre_reviews media_alternate_titles media_external_ids media_fetches
    media_genres media_links media_offers media_ratings media_releases media_scores media_videos
    merged_episodes merged_titles search_names show_episodes show_seasons title_views
""".split()  # noqa: SIM905  # a list of two dozen lines otherwise
#: Foreign keys that retain rows of a table; one that a later migration adds is among them.
REFERENCES = """
    SELECT c.relname::text, a.attname::text
    FROM pg_constraint AS k
    JOIN pg_class AS c ON c.oid = k.conrelid
    JOIN pg_attribute AS a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1]
    WHERE k.contype = 'f' AND k.confrelid = %(target)s::regclass
      AND c.relname <> ALL(%(descriptions)s)
    ORDER BY c.relname, k.conname
"""


def create(conn: Connection) -> None:
    """
    The tables `retained_titles` and `retained_episodes` in `incoming`.

    The show of a retained episode is retained too. Only titles of IMDb's are listed, but all
    episodes: one of a provider's may belong to a show of IMDb's.
    """
    for table in ("retained_titles", "retained_episodes"):
        conn.execute(f"CREATE UNLOGGED TABLE incoming.{table} (id bigint PRIMARY KEY)")
    update(conn)


def update(conn: Connection) -> None:
    """Add what is referred to since the tables were created. What is listed stays listed."""
    conn.execute(
        sql.SQL(
            "INSERT INTO incoming.retained_episodes (id) {referenced} ON CONFLICT DO NOTHING"
        ).format(referenced=_referenced(conn, "show_episodes"))
    )
    conn.execute(
        sql.SQL(
            """
            INSERT INTO incoming.retained_titles (id)
            SELECT id FROM ({referenced}) AS r WHERE id >= {titles_from}
            UNION
            SELECT e.media_id
            FROM show_episodes AS e
            JOIN incoming.retained_episodes AS r ON r.id = e.id
            WHERE e.media_id >= {titles_from}
            ON CONFLICT DO NOTHING
            """
        ).format(referenced=_referenced(conn, "media_items"), titles_from=TITLES_FROM)
    )
    conn.execute("ANALYZE incoming.retained_episodes, incoming.retained_titles")


def _referenced(conn: Connection, target: str) -> sql.Composed:
    """A query for the ids that are referred to."""
    parameters = {"target": f"public.{target}", "descriptions": DESCRIPTIONS}
    return sql.SQL(" UNION ").join(
        sql.SQL("SELECT {column} AS id FROM {table} WHERE {column} IS NOT NULL").format(
            column=sql.Identifier(column), table=sql.Identifier("public", table)
        )
        for table, column in conn.execute(REFERENCES, parameters).fetchall()
    )
