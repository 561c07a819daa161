"""Numbered migrations are applied once, repeatable ones whenever they change."""

import psycopg
import pytest

from chalicelib import migrate as module
from chalicelib.migrate import MigrationChanged, migrate
from tests.titles import make_file, make_title

FORGET_TITLES = "DELETE FROM schema_repeatables WHERE name = 'library_titles.sql'"


def with_files(monkeypatch, numbered, repeatable):
    folders = {".": numbered, "repeatable": repeatable}
    monkeypatch.setattr(module, "files", lambda folder=".": folders[folder])


def answer(dsn):
    with psycopg.connect(dsn) as conn:
        return conn.execute("SELECT answer()").fetchone()[0]


def returning(number):
    body = f"CREATE OR REPLACE FUNCTION answer() RETURNS int LANGUAGE sql AS 'SELECT {number}'"
    return [("answer.sql", body.encode())]


def test_a_migrated_database_has_no_pending_migrations(database_url):
    assert migrate(database_url) == []


def test_a_repeatable_file_is_applied_again_when_it_changes(database_url, monkeypatch):
    with_files(monkeypatch, [], returning(1))
    first, second = migrate(database_url), migrate(database_url)
    assert (first, second, answer(database_url)) == (["repeatable/answer.sql"], [], 1)

    with_files(monkeypatch, [], returning(2))

    assert migrate(database_url) == ["repeatable/answer.sql"]
    assert answer(database_url) == 2


def test_repeatable_files_come_after_the_numbered_ones(database_url, monkeypatch):
    table = [("9999_table.sql", b"CREATE TABLE answers (number int)")]
    body = (
        b"CREATE OR REPLACE FUNCTION answer() RETURNS int LANGUAGE sql"
        b" AS 'SELECT count(*)::int FROM answers'"
    )
    with_files(monkeypatch, table, [("answer.sql", body)])

    assert migrate(database_url) == ["9999_table.sql", "repeatable/answer.sql"]


def test_a_failing_migration_is_rolled_back(database_url, monkeypatch):
    with_files(monkeypatch, [], [("answer.sql", returning(1)[0][1] + b"; SELECT 1 / 0")])

    with pytest.raises(psycopg.errors.DivisionByZero):
        migrate(database_url)

    with pytest.raises(psycopg.errors.UndefinedFunction):
        answer(database_url)


def test_no_two_migrations_have_one_number():
    numbers = [name.partition("_")[0] for name, _ in module.files()]
    assert len(numbers) == len(set(numbers))


def test_a_numbered_file_must_not_change(database_url, monkeypatch):
    with_files(monkeypatch, [("9999_one.sql", b"SELECT 1")], [])
    migrate(database_url)
    with_files(monkeypatch, [("9999_one.sql", b"SELECT 2")], [])

    with pytest.raises(MigrationChanged):
        migrate(database_url)


def wrong_titles(db, count):
    """Titles of one file each, whose counts are wrong, as before an upgrade that counts anew."""
    titles = sorted(make_title(db) for _ in range(count))
    for media_id in titles:
        make_file(db, media_id)
    with db.read() as conn:
        conn.execute("UPDATE library_titles SET files = 99")
        conn.execute(FORGET_TITLES)
    return titles


def counts(db):
    with db.read() as conn:
        found = conn.execute("SELECT files FROM library_titles ORDER BY media_id").fetchall()
    return [files for (files,) in found]


def test_titles_are_counted_anew_in_batches(db, monkeypatch):
    titles = wrong_titles(db, 5)
    with db.read() as conn:
        conn.execute("DELETE FROM library_titles WHERE media_id = %s", [titles[3]])
        conn.execute("CREATE TABLE counting (media_id bigint, transaction xid8)")
        conn.execute(
            "CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            " INSERT INTO counting VALUES (NEW.media_id, pg_current_xact_id());"
            " RETURN NULL; END $$"
        )
        conn.execute(
            "CREATE TRIGGER note AFTER UPDATE ON library_titles"
            " FOR EACH ROW EXECUTE FUNCTION note()"
        )
    monkeypatch.setattr(module, "BATCH_SIZE", 2)

    assert migrate(db.dsn) == ["repeatable/library_titles.sql"]

    assert counts(db) == [1, 1, 1, 1, 1]
    with db.read() as conn:
        batches = conn.execute(
            "SELECT array_agg(media_id ORDER BY media_id) FROM counting"
            " GROUP BY transaction ORDER BY min(media_id)"
        ).fetchall()
    assert [ids for (ids,) in batches] == [titles[:2], titles[2:4], titles[4:]]
    assert migrate(db.dsn) == []


def test_a_count_that_was_interrupted_is_begun_again(db, monkeypatch):
    titles = wrong_titles(db, 4)
    monkeypatch.setattr(module, "BATCH_SIZE", 2)
    with db.read() as conn:
        conn.execute(
            "ALTER TABLE library_titles ADD CONSTRAINT broken"
            f" CHECK (media_id <> {titles[2]} OR files = 99)"
        )
    with pytest.raises(psycopg.errors.CheckViolation):
        migrate(db.dsn)
    assert counts(db) == [1, 1, 99, 99]
    with db.read() as conn:
        conn.execute("ALTER TABLE library_titles DROP CONSTRAINT broken")

    assert migrate(db.dsn) == ["repeatable/library_titles.sql"]

    assert counts(db) == [1, 1, 1, 1]
