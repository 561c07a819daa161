"""The one row of settings, and the users that settings refer to."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from chalicelib.platform.db import Connection
from chalicelib.platform.sessions import Right, Role


@dataclass(frozen=True, slots=True)
class StoredSettings:
    """Only the values that an administrator has set."""

    values: dict[str, Any]
    version: int


@dataclass(frozen=True, slots=True)
class FolderOwner:
    """The user who owns downloads of the watch folder."""

    id: UUID
    role: Role
    rights: list[Right]


def get(conn: Connection) -> StoredSettings:
    with conn.cursor(row_factory=class_row(StoredSettings)) as cur:
        cur.execute("SELECT chosen AS values, version FROM download_settings")
        return cur.fetchone() or StoredSettings({}, 0)


def lock(conn: Connection) -> None:
    """Serialise changes until the transaction ends."""
    conn.execute("SELECT FROM download_settings FOR UPDATE")


def update(conn: Connection, values: Mapping[str, Any]) -> None:
    conn.execute(
        """
        UPDATE download_settings
        SET chosen = %(values)s, version = version + 1, updated_at = now()
        """,
        {"values": Jsonb(dict(values))},
    )


def first_admin(conn: Connection) -> UUID | None:
    row = conn.execute(
        """
        SELECT id
        FROM users
        WHERE role = 'admin' AND disabled_at IS NULL
        ORDER BY created_at, id
        LIMIT 1
        """
    ).fetchone()
    return row[0] if row else None


def owner_of(conn: Connection, user_id: UUID) -> FolderOwner | None:
    """None when there is no such user, or it is disabled."""
    with conn.cursor(row_factory=class_row(FolderOwner)) as cur:
        cur.execute(
            "SELECT id, role, rights FROM users WHERE id = %(id)s AND disabled_at IS NULL",
            {"id": user_id},
        )
        return cur.fetchone()
