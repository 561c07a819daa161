"""Titles and episodes that other data refer to, which an import therefore never removes."""

from psycopg import Connection, sql

from chalicelib.catalog.imdb_ids import TITLES_FROM
from chalicelib.platform import foreign_keys


def create(conn: Connection) -> None:
    """
    The tables `retained_titles` and `retained_episodes` in `incoming`.

    The show of a retained episode is retained too. Only titles of IMDb's are listed, but all
    episodes: one of a provider's may belong to a show of IMDb's.
    """
    for table in ("retained_titles", "retained_episodes"):
        conn.execute(
            sql.SQL("CREATE UNLOGGED TABLE {table} (id bigint PRIMARY KEY)").format(
                table=sql.Identifier("incoming", table)
            )
        )
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


def _referenced(conn: Connection, target: foreign_keys.Target) -> sql.Composed:
    """A query for the ids that are referred to."""
    return sql.SQL(" UNION ").join(
        sql.SQL("SELECT {column} AS id FROM {table} WHERE {column} IS NOT NULL").format(
            column=sql.Identifier(reference.column_name),
            table=sql.Identifier("public", reference.table_name),
        )
        for reference in foreign_keys.list_references(
            conn, target, without=foreign_keys.DESCRIPTIONS
        )
    )
