"""
Every table that refers to a title, an episode, a person or a user is thought of everywhere.

docs/how-to.md, "Add a table", says what to do when a test fails here.
"""

import pytest
from psycopg import sql

from chalicelib.canon.store.title_in_use import EDITORIAL, IS_USE, is_in_use
from chalicelib.exports.models import EXPORTED, WITHHELD
from chalicelib.metadata.store import people, title_merge
from chalicelib.platform.foreign_keys import DESCRIPTIONS, list_references
from tests.titles import make_person, make_show, make_title

SUBJECTS = ("media_items", "show_episodes", "people", "users")
#: Columns without a foreign key on purpose.
WITHOUT_KEY = {
    # Rows of some hours, whose readers look a merged title up.
    ("download_inspections", "media_id"),
}


#: A value of each type that some column needs.
ANYTHING = {
    **dict.fromkeys(("smallint", "integer", "bigint", "numeric", "double precision", "real"), 1),
    "boolean": False,
    "timestamp with time zone": "2026-01-01",
    "date": "2026-01-01",
    "uuid": "00000000-0000-0000-0000-000000000001",
    "jsonb": "[]",
    **dict.fromkeys(("text[]", "smallint[]", "bigint[]", "uuid[]"), "{}"),
}


def rows(db, statement, **values):
    with db.read() as conn:
        return conn.execute(statement, values).fetchall()


def keys(db, *targets):
    """Tables and columns of the foreign keys to these tables, as the database has them."""
    return {
        (table, column)
        for table, column in rows(
            db,
            """
            SELECT c.relname::text, a.attname::text
            FROM pg_constraint AS k
            JOIN pg_class AS c ON c.oid = k.conrelid
            JOIN pg_class AS t ON t.oid = k.confrelid
            JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = k.conkey[1]
            WHERE k.contype = 'f' AND t.relname = ANY(%(targets)s)
            """,
            targets=list(targets),
        )
    }


def test_every_reference_to_a_title_or_an_episode_is_merged(db):
    handled = {*title_merge.MOVED, *title_merge.MOVED_BY_FUNCTION, *title_merge.DROPPED}

    assert keys(db, "media_items", "show_episodes") == handled


def test_every_reference_to_a_person_is_merged(db):
    assert keys(db, "people") == {*people.MOVED, *people.DROPPED}


def test_columns_that_name_a_title_a_person_or_a_user_have_a_foreign_key(db):
    unkeyed = rows(
        db,
        """
        SELECT c.relname::text, a.attname::text
        FROM pg_attribute AS a
        JOIN pg_class AS c ON c.oid = a.attrelid AND c.relkind = 'r'
        WHERE c.relnamespace = 'public'::regnamespace
          AND a.attname IN ('media_id', 'movie_id', 'show_id', 'episode_id', 'person_id', 'user_id')
          AND NOT EXISTS (
              SELECT
              FROM pg_constraint AS k
              WHERE k.contype = 'f' AND k.conrelid = c.oid AND a.attnum = ANY(k.conkey)
          )
        """,
    )

    assert set(unkeyed) == WITHOUT_KEY


@pytest.mark.parametrize("subject", SUBJECTS)
def test_every_reference_begins_an_index(db, subject):
    """Deleting one of millions of titles must not read a user's whole history."""
    missing = rows(
        db,
        """
        SELECT c.relname::text, a.attname::text
        FROM pg_constraint AS k
        JOIN pg_class AS c ON c.oid = k.conrelid
        JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = k.conkey[1]
        WHERE k.contype = 'f'
          AND k.confrelid = %(subject)s::regclass
          AND NOT EXISTS (
              SELECT
              FROM pg_index AS i
              WHERE i.indrelid = c.oid
                AND i.indisvalid
                AND i.indkey[0] = a.attnum
                AND coalesce(pg_get_expr(i.indpred, c.oid), '') IN (
                    '', format('(%%I IS NOT NULL)', a.attname)
                )
          )
        """,
        subject=subject,
    )

    assert missing == []


def test_whatever_refers_to_a_title_outlives_an_import(db):
    """Tables of people's data are no descriptions, and every name is that of a table."""
    catalogue = ("media_items", "show_seasons", "show_episodes", "people")
    tables = {table for table, _ in keys(db, *catalogue)}
    of_people = {table for table, _ in keys(db, "users")}

    assert tables >= DESCRIPTIONS
    assert tables >= EDITORIAL | set(IS_USE)
    assert not (DESCRIPTIONS | EDITORIAL) & of_people


def test_a_title_of_a_persons_data_is_in_use(db):
    person, unused = make_person(db), make_title(db)
    with db.read() as conn:
        assert not is_in_use(conn, title_id=unused)
        of_people = [
            reference
            for reference in list_references(conn, "media_items")
            if "user_id" in reference.columns
        ]
    assert "user_plays" in {reference.table_name for reference in of_people}

    for reference in of_people:
        show = make_show(db, seasons=(1, 1))
        has_episodes = "episode_id" in reference.columns
        row = {"user_id": person, reference.column_name: show.id}
        if has_episodes:
            row["episode_id"] = show.episodes[0]
        with db.transaction() as conn, conn.transaction(force_rollback=True):
            insert_anyhow(conn, reference.table_name, row)
            uses = [
                is_in_use(conn, title_id=show.id, **part)
                for part in ({}, *({"episode_id": episode} for episode in show.episodes))
            ]
        assert uses == [True, has_episodes, False], reference


def insert_anyhow(conn, table, row):
    """Insert a row with anything in the other columns; what is not allowed there is allowed."""
    conn.execute("SET LOCAL session_replication_role = replica")  # no foreign keys
    for (check,) in conn.execute(
        "SELECT conname FROM pg_constraint WHERE contype = 'c' AND conrelid = %s::regclass",
        [table],
    ).fetchall():
        conn.execute(
            sql.SQL("ALTER TABLE {} DROP CONSTRAINT {}").format(
                sql.Identifier(table), sql.Identifier(check)
            )
        )
    needed = conn.execute(
        """
        SELECT a.attname::text, format_type(a.atttypid, NULL)
        FROM pg_attribute AS a
        WHERE a.attrelid = %s::regclass AND a.attnum > 0 AND NOT a.attisdropped
          AND a.attnotnull AND a.attidentity = '' AND NOT a.atthasdef
        """,
        [table],
    ).fetchall()
    values = {name: ANYTHING.get(kind, "x") for name, kind in needed} | row
    conn.execute(
        sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
            sql.Identifier(table),
            sql.SQL(", ").join(map(sql.Identifier, values)),
            sql.SQL(", ").join(map(sql.Placeholder, values)),
        ),
        values,
    )


def test_an_account_can_be_deleted_with_all_that_refers_to_it(db):
    """Rows go with their user, or forget who it was; none keeps the account from going."""
    blocking = rows(
        db,
        """
        SELECT k.conrelid::regclass::text, k.conname::text
        FROM pg_constraint AS k
        WHERE k.contype = 'f' AND k.confrelid = 'users'::regclass
          AND k.confdeltype NOT IN ('c', 'n')
        """,
    )
    remembering = rows(
        db,
        """
        SELECT k.conrelid::regclass::text
        FROM pg_constraint AS k
        WHERE k.contype = 'f' AND k.confrelid = 'users'::regclass AND k.confdeltype = 'n'
        """,
    )

    assert blocking == []
    assert not {table for (table,) in remembering} & EXPORTED.keys()


def test_every_table_of_a_person_is_exported_or_withheld_for_a_reason(db):
    of_people = {table for table, _ in keys(db, "users")}
    parts = {
        table
        for (table,) in rows(
            db,
            """
            SELECT DISTINCT c.relname::text
            FROM pg_constraint AS k
            JOIN pg_class AS c ON c.oid = k.conrelid
            JOIN pg_class AS t ON t.oid = k.confrelid
            WHERE k.contype = 'f' AND k.confdeltype = 'c' AND t.relname = ANY(%(exported)s)
              AND t.relname <> 'users'
            """,
            exported=list(EXPORTED),
        )
    }

    assert not EXPORTED.keys() & WITHHELD.keys()
    assert of_people | parts | {"users"} == EXPORTED.keys() | WITHHELD.keys()
