"""Numbered migrations are applied once, repeatable ones whenever they change."""

import psycopg
import pytest

from chalicelib import migrate as module
from chalicelib.migrate import MigrationChanged, migrate


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


def test_a_numbered_file_must_not_change(database_url, monkeypatch):
    with_files(monkeypatch, [("9999_one.sql", b"SELECT 1")], [])
    migrate(database_url)
    with_files(monkeypatch, [("9999_one.sql", b"SELECT 2")], [])

    with pytest.raises(MigrationChanged):
        migrate(database_url)
