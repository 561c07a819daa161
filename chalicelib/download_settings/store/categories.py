"""Categories of downloads."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from psycopg.errors import UniqueViolation
from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from chalicelib.download_settings.errors import CategoryExists
from chalicelib.download_settings.models.categories import Category
from chalicelib.platform.db import Connection


def page(conn: Connection) -> list[Category]:
    with conn.cursor(row_factory=class_row(Category)) as cur:
        cur.execute(
            """
            SELECT c.id, c.name, c.root, c.options, count(j.id) AS jobs
            FROM download_categories AS c
            LEFT JOIN download_jobs AS j ON j.category_id = c.id AND j.removed_at IS NULL
            GROUP BY c.id
            ORDER BY lower(c.name)
            """
        )
        return cur.fetchall()


def get(conn: Connection, id: UUID) -> Category | None:
    return next((each for each in page(conn) if each.id == id), None)


def upsert(conn: Connection, *, id: UUID, name: str, root: str, options: Mapping[str, Any]) -> None:
    """Raises `CategoryExists`."""
    try:
        with conn.transaction():
            conn.execute(
                """
                INSERT INTO download_categories (id, name, root, options)
                VALUES (%(id)s, %(name)s, %(root)s, %(options)s)
                ON CONFLICT (id) DO UPDATE
                SET name = excluded.name, root = excluded.root, options = excluded.options,
                    updated_at = now()
                """,
                {"id": id, "name": name, "root": root, "options": Jsonb(dict(options))},
            )
    except UniqueViolation as error:
        raise CategoryExists("There is a category of this name.", field="name") from error


def delete(conn: Connection, id: UUID) -> bool:
    """Its jobs keep their target folder."""
    found = conn.execute("DELETE FROM download_categories WHERE id = %(id)s", {"id": id})
    return found.rowcount > 0
