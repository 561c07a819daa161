"""
Secondary indexes and foreign keys of a nearly empty catalogue: dropped before very many rows are
inserted, created again in the transaction that inserts them.

Building an index from a million rows takes a tenth of the time of inserting them one by one.
Their definitions are stored in the transaction that drops them: after a killed import the next
one creates them.
"""

from psycopg import Connection, errors, sql

from chalicelib.catalog.imdb_ids import SQL_PARAMETERS
from worker.imdb import merge_episodes
from worker.imdb.connections import retry

#: Below PostgreSQL's deadlock_timeout of 1 s: in a deadlock it is the import that gives up.
LOCK_TIMEOUT_MS = 900
MAX_LOCK_ATTEMPTS = 120
LOCK_PAUSE_S = (0.2, 1.5)
LOCK_ERRORS = (errors.LockNotAvailable, errors.DeadlockDetected)

#: Tables a first import fills.
TABLES = [
    *("media_items", "media_scores", "media_external_ids", "media_genres"),
    *("show_seasons", "show_episodes", "search_names", "search_words"),
]
CREATE_NOTES = """
    CREATE TABLE IF NOT EXISTS imdb.dropped
        (id bigint GENERATED ALWAYS AS IDENTITY, definition text NOT NULL)
"""
INDEXES = """
    SELECT 'DROP INDEX ' || i.indexrelid::regclass, pg_get_indexdef(i.indexrelid)
    FROM pg_index AS i
    WHERE i.indrelid = ANY(%(tables)s::regclass[]) AND NOT i.indisunique
    ORDER BY i.indexrelid
"""
FOREIGN_KEYS = """
    SELECT format('ALTER TABLE %%s DROP CONSTRAINT %%I', k.conrelid::regclass, k.conname),
           format('ALTER TABLE %%s ADD CONSTRAINT %%I %%s NOT VALID', k.conrelid::regclass,
                  k.conname, pg_get_constraintdef(k.oid))
    FROM pg_constraint AS k
    WHERE k.contype = 'f' AND k.conrelid = ANY(%(tables)s::regclass[])
    ORDER BY k.oid
"""
#: Foreign keys created without a check: the statements that check them and delete dangling rows.
UNCHECKED = """
    SELECT k.confrelid = 'show_seasons'::regclass,
           format('ALTER TABLE %%s VALIDATE CONSTRAINT %%I', k.conrelid::regclass, k.conname),
           format(
               'DELETE FROM %%s AS t WHERE (%%s) IS NOT NULL'
               ' AND NOT EXISTS (SELECT FROM %%s AS x WHERE (%%s) = (%%s))',
               k.conrelid::regclass, columns.own, k.confrelid::regclass, columns.other, columns.own
           )
    FROM pg_constraint AS k
    CROSS JOIN LATERAL (
        SELECT string_agg(format('t.%%I', a.attname), ', ' ORDER BY p.place) AS own,
               string_agg(format('x.%%I', b.attname), ', ' ORDER BY p.place) AS other
        FROM unnest(k.conkey, k.confkey) WITH ORDINALITY AS p (own, other, place)
        JOIN pg_attribute AS a ON a.attrelid = k.conrelid AND a.attnum = p.own
        JOIN pg_attribute AS b ON b.attrelid = k.confrelid AND b.attnum = p.other
    ) AS columns
    WHERE k.contype = 'f' AND NOT k.convalidated AND k.conrelid = ANY(%(tables)s::regclass[])
    ORDER BY k.oid
"""
#: Creates the seasons of episodes without one.
LOST_SEASONS = sql.SQL(
    "(SELECT e.media_id, e.season_number AS season FROM show_episodes AS e"
    " JOIN media_items AS m ON m.id = e.media_id)"
)


def is_worthwhile(conn: Connection) -> bool:
    """Whether the merge inserts ten times as many titles as there are. After its plan."""
    row = conn.execute(
        """
        SELECT count(*) FILTER (WHERE NOT is_there) > 10 * (SELECT count(*) FROM media_items)
        FROM merge_titles
        """
    ).fetchone()
    return row is not None and row[0]


def drop(conn: Connection) -> None:
    """
    Drop them and store their definitions. Raises `CatalogueBusy`.

    Readers queue behind a lock that is being waited for, so the wait is short and is repeated.
    """
    retry(lambda: _drop(conn), LOCK_ERRORS, MAX_LOCK_ATTEMPTS, LOCK_PAUSE_S)


def _drop(conn: Connection) -> None:
    with conn.transaction():
        conn.execute(sql.SQL("SET LOCAL lock_timeout = {ms}").format(ms=LOCK_TIMEOUT_MS))
        conn.execute(CREATE_NOTES)
        for query in (INDEXES, FOREIGN_KEYS):
            for statement, definition in conn.execute(query, {"tables": TABLES}).fetchall():
                conn.execute("INSERT INTO imdb.dropped (definition) VALUES (%s)", [definition])
                conn.execute(sql.SQL(statement))


def restore(conn: Connection) -> None:
    """Create what was dropped, if anything was. Foreign keys are checked by `check`."""
    if conn.execute("SELECT to_regclass('imdb.dropped')").fetchone() == (None,):
        return
    with conn.transaction():
        notes = conn.execute("SELECT definition FROM imdb.dropped ORDER BY id").fetchall()
        for (definition,) in notes:
            conn.execute(sql.SQL(definition))
        conn.execute("DROP TABLE imdb.dropped")


def check(conn: Connection) -> None:
    """
    Check the rows of foreign keys that were not checked yet, without blocking writers.

    Rows whose target was deleted while the foreign key was missing go, as they would have then;
    an episode that lacks its season gets one.
    """
    for is_of_season, validate, delete in conn.execute(UNCHECKED, {"tables": TABLES}).fetchall():
        try:
            conn.execute(sql.SQL(validate))
        except errors.ForeignKeyViolation:
            if is_of_season:
                merge_episodes.insert_seasons(conn, SQL_PARAMETERS, LOST_SEASONS)
            conn.execute(sql.SQL(delete))
            conn.execute(sql.SQL(validate))


def analyze(conn: Connection) -> None:
    """Collect statistics, which the planner needs before autovacuum gets to the tables."""
    conn.execute(
        sql.SQL("ANALYZE {}").format(sql.SQL(", ").join(sql.Identifier(each) for each in TABLES))
    )
