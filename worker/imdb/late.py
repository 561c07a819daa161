"""
What changes in the catalogue while its successor is being built.

Triggers note the titles that anybody writes to, in the transaction that writes: nobody waits for
the import, and nothing is lost. Their rows are made again in the new tables before the swap.
The triggers stand on the old tables and go with them; dropping the schema takes them as well.
"""

from collections.abc import Mapping
from typing import Any

from psycopg import Connection, sql

from chalicelib.catalog.store import counting, naming
from worker.imdb import build_shows, build_titles
from worker.imdb.holding import note_held
from worker.imdb.patience import patiently
from worker.imdb.tables import INCOMING, PUBLIC

ROUNDS = 5  # of copying what came late, before the swap copies the rest
FEW = 300  # titles that are counted one by one

#: Tables whose rows belong to a title, and the column that names it.
WATCHED = {
    "media_items": "id",
    "media_scores": "media_id",
    "media_external_ids": "media_id",
    "media_genres": "media_id",
    "media_alternate_titles": "media_id",
    "show_seasons": "media_id",
    "show_episodes": "media_id",
}
#: People stay where they are, but the names to search for are made anew.
PEOPLE = {"people": "id"}
EVENTS = {
    "INSERT": ("NEW TABLE AS new_rows", "SELECT {column} FROM new_rows"),
    "DELETE": ("OLD TABLE AS old_rows", "SELECT {column} FROM old_rows"),
    "UPDATE": (
        "OLD TABLE AS old_rows NEW TABLE AS new_rows",
        "SELECT {column} FROM old_rows UNION SELECT {column} FROM new_rows",
    ),
}


def watch(conn: Connection) -> None:
    """Note from now on whose rows change."""
    for notes in ("late", "late_now", "late_people"):
        conn.execute(
            sql.SQL("CREATE TABLE {} (id bigint NOT NULL)").format(sql.Identifier(INCOMING, notes))
        )

    def begin() -> None:
        for table, column in WATCHED.items():
            _note_writes(conn, table, column, "late")
        for table, column in PEOPLE.items():
            _note_writes(conn, table, column, "late_people")

    patiently(conn, begin)


def unwatch(conn: Connection) -> None:
    """Take the triggers off the tables that are in use, if there are any."""
    found = conn.execute(
        """
        SELECT tgrelid::regclass::text, tgname::text
        FROM pg_trigger
        JOIN pg_class AS c ON c.oid = tgrelid
        WHERE starts_with(tgname, 'imdb_import_') AND c.relnamespace = 'public'::regnamespace
        ORDER BY 1, 2
        """
    ).fetchall()
    for table, name in found:

        def drop(table: str = table, name: str = name) -> None:
            conn.execute(
                sql.SQL("DROP TRIGGER {} ON {}").format(
                    sql.Identifier(name), sql.Identifier(PUBLIC, table.rpartition(".")[2])
                )
            )

        patiently(conn, drop)


def _note_writes(conn: Connection, table: str, column: str, notes: str) -> None:
    for event, (referencing, rows) in EVENTS.items():
        name = f"imdb_import_{table}_{event.lower()}"
        conn.execute(
            sql.SQL(
                """
                CREATE FUNCTION {function}() RETURNS trigger
                    LANGUAGE plpgsql
                    AS $$ BEGIN
                        INSERT INTO {notes} {rows};
                        RETURN NULL;
                    END $$
                """
            ).format(
                function=sql.Identifier(INCOMING, name),
                notes=sql.Identifier(INCOMING, notes),
                rows=sql.SQL(rows).format(column=sql.Identifier(column)),
            )
        )
        conn.execute(
            sql.SQL(
                "CREATE TRIGGER {name} AFTER {event} ON {table} REFERENCING {referencing} "
                "FOR EACH STATEMENT EXECUTE FUNCTION {function}()"
            ).format(
                name=sql.Identifier(name),
                event=sql.SQL(event),
                table=sql.Identifier(PUBLIC, table),
                referencing=sql.SQL(referencing),
                function=sql.Identifier(INCOMING, name),
            )
        )


def take(conn: Connection) -> int:
    """Move what was noted into `late_now`; how many titles that are."""
    conn.execute("TRUNCATE incoming.late_now")
    return conn.execute(
        """
        WITH taken AS (DELETE FROM incoming.late RETURNING id)
        INSERT INTO incoming.late_now (id)
        SELECT DISTINCT id FROM taken
        """
    ).rowcount


def rename_people(conn: Connection) -> None:
    """People whose names changed meanwhile are found under the new ones."""
    rows = conn.execute("DELETE FROM incoming.late_people RETURNING id").fetchall()
    if rows:
        naming.refresh(conn, people_ids=sorted({person_id for (person_id,) in rows}))


def remake(conn: Connection, given: Mapping[str, Any]) -> None:
    """Make the rows of the titles in `late_now` again, from the files and what is in use now."""
    ids = [row[0] for row in conn.execute("SELECT id FROM incoming.late_now").fetchall()]
    carry_genres(conn)
    if len(ids) <= FEW:
        for media_id in ids:
            counting.take_out(conn, media_id=media_id)
    for table, column in reversed(WATCHED.items()):
        conn.execute(
            sql.SQL("DELETE FROM {} WHERE {} IN (SELECT id FROM incoming.late_now)").format(
                sql.Identifier(INCOMING, table), sql.Identifier(column)
            )
        )
    build_titles.fill(conn, given, is_late=True)
    conn.execute("DROP TABLE incoming.held_places")
    build_shows.place_held(conn, given)
    build_shows.fill(conn, given, is_late=True)
    naming.refresh(conn, media_ids=ids)
    if len(ids) <= FEW:
        for media_id in ids:
            counting.put_in(conn, media_id=media_id)
    else:
        counting.recount(conn)


def rescue(conn: Connection) -> int:
    """
    Note titles and episodes that are about to go but that somebody has come to refer to.

    Called when nobody can write any more; how many there were.
    """
    conn.execute("DROP TABLE incoming.held, incoming.held_episodes")
    note_held(conn, schema=INCOMING)
    return conn.execute(
        """
        INSERT INTO incoming.late (id)
        SELECT h.id
        FROM incoming.held AS h
        WHERE NOT EXISTS (SELECT FROM incoming.media_items AS m WHERE m.id = h.id)
        UNION
        SELECT e.media_id
        FROM incoming.held_episodes AS h
        JOIN public.show_episodes AS e ON e.id = h.id
        WHERE NOT EXISTS (SELECT FROM incoming.show_episodes AS n WHERE n.id = h.id)
        """
    ).rowcount


def carry_genres(conn: Connection) -> None:
    """Genres that somebody made or renamed meanwhile. Another with the same name is a failure."""
    conn.execute(
        """
        INSERT INTO incoming.genres AS n (id, slug, name, is_custom) OVERRIDING SYSTEM VALUE
        SELECT id, slug, name, is_custom
        FROM public.genres
        ON CONFLICT (id) DO UPDATE
        SET slug = excluded.slug, name = excluded.name, is_custom = excluded.is_custom
        WHERE (n.slug, n.name, n.is_custom)
            IS DISTINCT FROM (excluded.slug, excluded.name, excluded.is_custom)
        """
    )
