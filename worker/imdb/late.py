"""
What changes in the catalogue while its successor is being built.

Triggers note the titles that anybody writes to, in the transaction that writes: nobody waits for
the import, and nothing is lost. Their rows are made again in the new tables before the swap.
The triggers stand on the old tables and go with them; dropping the schema takes them as well.
"""

from collections.abc import Mapping
from typing import Any

from psycopg import Connection, sql

from chalicelib.catalog.store import facet_counts, search_index
from worker.imdb import build_genres, build_shows, build_titles
from worker.imdb.columns import names_of, values_of
from worker.imdb.holding import hold_known_elsewhere, note_also_held
from worker.imdb.patience import patiently
from worker.imdb.tables import INCOMING, PUBLIC, columns

ROUNDS = 5  # of copying what came late, before the swap copies the rest
FEW = 300  # titles that are counted one by one

#: What the rows of a few titles are looked up by in the staging tables.
LOOKED_UP_BY = (("raw_episodes", "parent"), ("raw_episodes", "n"), ("raw_basics", "n"))

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


#: A title of somebody else's that got a number of IMDb's: the line of that number is its own.
RECOGNISED = """
    WITH known AS (
        SELECT DISTINCT ON (n)
               substr(x.external_id, 3)::bigint AS n, x.media_id, x.media_type
        FROM public.media_external_ids AS x
        WHERE x.media_id IN (SELECT id FROM incoming.late_now)
          AND x.source = 'imdb' AND x.media_id < %(titles_from)s
          AND x.external_id ~ '^tt[0-9]{1,10}$'
        ORDER BY n, x.media_id
    ),
    recognised AS (
        UPDATE incoming.titles AS t
        SET id = k.media_id, media_type = k.media_type, is_known = true
        FROM known AS k
        WHERE t.n = k.n AND t.id = %(titles_from)s + k.n AND NOT t.is_known
        RETURNING t.n
    )
    INSERT INTO incoming.late_now (id)
    SELECT %(titles_from)s + n
    FROM recognised
"""


class NotPrepared(Exception):
    """Something came late, and the staging tables are not ready for looking things up."""


def prepare(conn: Connection) -> None:
    """
    Indexes on the staging tables, so that the rows of a few titles are found without reading
    millions. They are made when something came late, and never while anybody waits.
    """
    for table, column in LOOKED_UP_BY:
        conn.execute(
            sql.SQL("CREATE INDEX IF NOT EXISTS {} ON {} ({})").format(
                sql.Identifier(f"{table}_by_{column}"),
                sql.Identifier(INCOMING, table),
                sql.Identifier(column),
            )
        )
    conn.execute(
        sql.SQL("CREATE INDEX IF NOT EXISTS titles_by_n ON {} (n)").format(
            sql.Identifier(INCOMING, "titles")
        )
    )


def require_prepared(conn: Connection) -> None:
    """Raises `NotPrepared`."""
    names = [f"{table}_by_{column}" for table, column in LOOKED_UP_BY]
    row = conn.execute(
        """
        SELECT count(*)
        FROM pg_class
        WHERE relnamespace = %(schema)s::regnamespace AND relname = ANY(%(names)s)
        """,
        {"schema": INCOMING, "names": names},
    ).fetchone()
    if row is None or row[0] < len(names):
        raise NotPrepared


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
    taken = conn.execute(
        """
        WITH taken AS (DELETE FROM incoming.late RETURNING id)
        INSERT INTO incoming.late_now (id)
        SELECT DISTINCT id FROM taken
        """
    ).rowcount
    if taken:
        conn.execute("ANALYZE incoming.late_now")
    return taken


def rename_people(conn: Connection) -> None:
    """People whose names changed meanwhile are found under the new ones."""
    rows = conn.execute("DELETE FROM incoming.late_people RETURNING id").fetchall()
    if rows:
        search_index.refresh(conn, people_ids=sorted({person_id for (person_id,) in rows}))


def remake(conn: Connection, given: Mapping[str, Any]) -> None:
    """
    Make the rows of the titles in `late_now` again, from the files and what is in use now.

    Raises `NotPrepared` before anything is done.
    """
    require_prepared(conn)
    conn.execute(RECOGNISED, given)
    hold_known_elsewhere(conn, is_late=True)
    ids = [row[0] for row in conn.execute("SELECT DISTINCT id FROM incoming.late_now").fetchall()]
    carry_genres(conn)
    if len(ids) <= FEW:
        for media_id in ids:
            facet_counts.subtract_title(conn, media_id=media_id)
    for table, column in reversed(WATCHED.items()):
        conn.execute(
            sql.SQL("DELETE FROM {} WHERE {} IN (SELECT id FROM incoming.late_now)").format(
                sql.Identifier(INCOMING, table), sql.Identifier(column)
            )
        )
    build_titles.fill(conn, given, is_late=True)
    build_titles.fill_numbers(conn, given, is_late=True)
    build_genres.fill_of_titles(conn, given, is_late=True)
    conn.execute("DROP TABLE incoming.held_places")
    build_shows.place_held(conn, given)
    build_shows.fill(conn, given, is_late=True)
    search_index.refresh(conn, media_ids=ids)
    if len(ids) <= FEW:
        for media_id in ids:
            facet_counts.add_title(conn, media_id=media_id)
    else:
        facet_counts.recount(conn)


def rescue(conn: Connection) -> int:
    """
    Note titles and episodes that are about to go, or to change shows, but that somebody has
    come to refer to.

    Called when nobody can write any more; how many there were.
    """
    note_also_held(conn)
    return conn.execute(
        """
        INSERT INTO incoming.late (id)
        SELECT h.id
        FROM incoming.held AS h
        WHERE NOT EXISTS (SELECT FROM incoming.media_items AS m WHERE m.id = h.id)
        UNION
        SELECT show.id
        FROM incoming.held_episodes AS h
        JOIN public.show_episodes AS e ON e.id = h.id
        LEFT JOIN incoming.show_episodes AS n ON n.id = h.id
        CROSS JOIN LATERAL (VALUES (e.media_id), (n.media_id)) AS show (id)
        WHERE n.media_id IS DISTINCT FROM e.media_id AND show.id IS NOT NULL
        """
    ).rowcount


def carry_genres(conn: Connection) -> None:
    """
    Genres that somebody made or renamed meanwhile.

    A genre has the same id here and there, because those of the files were entered before. Names
    may have been exchanged, so rows that are different make way first.
    """
    table = columns(conn, "genres")
    same = sql.SQL("({}) IS NOT DISTINCT FROM ({})").format(
        *(sql.SQL(", ").join(sql.Identifier(row, each.name) for each in table) for row in "no")
    )
    conn.execute(
        sql.SQL(
            "DELETE FROM incoming.genres AS n USING public.genres AS o "
            "WHERE o.id = n.id AND NOT {same}"
        ).format(same=same)
    )
    conn.execute(
        sql.SQL(
            "INSERT INTO incoming.genres ({names}) OVERRIDING SYSTEM VALUE "
            "SELECT {values} FROM public.genres AS o "
            "WHERE NOT EXISTS (SELECT FROM incoming.genres AS n WHERE n.id = o.id)"
        ).format(names=names_of(table), values=values_of(table, {}))
    )
