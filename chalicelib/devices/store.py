"""Rows of `devices`; every statement names the person."""

from datetime import datetime
from uuid import UUID

from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from chalicelib.devices.models import Capabilities, DeviceRow
from chalicelib.platform.db import Connection


def put(
    conn: Connection,
    *,
    user_id: UUID,
    id: UUID,
    browser: str,
    kind: str,
    capabilities: Capabilities,
    now: datetime,
) -> DeviceRow:
    """Insert or update; a name that was given stays."""
    with conn.cursor(row_factory=class_row(DeviceRow)) as cur:
        row = cur.execute(
            """
            INSERT INTO devices (
                user_id, id, name, browser, kind, capabilities, created_at, last_seen_at
            )
            VALUES (
                %(user_id)s, %(id)s, %(browser)s, %(browser)s, %(kind)s, %(capabilities)s,
                %(now)s, %(now)s
            )
            ON CONFLICT (user_id, id) DO UPDATE
            SET browser = excluded.browser, kind = excluded.kind,
                capabilities = excluded.capabilities, last_seen_at = excluded.last_seen_at,
                name = CASE
                    WHEN devices.name = devices.browser THEN excluded.name ELSE devices.name
                END
            RETURNING id, name, browser, kind, capabilities, last_seen_at
            """,
            {
                "user_id": user_id,
                "id": id,
                "browser": browser,
                "kind": kind,
                "capabilities": Jsonb(capabilities.model_dump(mode="json", by_alias=True)),
                "now": now,
            },
        ).fetchone()
    assert row is not None  # noqa: S101  # either inserted or updated
    return row


def keep_newest(conn: Connection, *, user_id: UUID, count: int) -> None:
    conn.execute(
        """
        DELETE FROM devices
        WHERE user_id = %(user_id)s AND id IN (
            SELECT id FROM devices WHERE user_id = %(user_id)s
            ORDER BY last_seen_at DESC, id
            OFFSET %(count)s
        )
        """,
        {"user_id": user_id, "count": count},
    )


def list_of_user(conn: Connection, *, user_id: UUID) -> list[DeviceRow]:
    """The one that was seen last first."""
    with conn.cursor(row_factory=class_row(DeviceRow)) as cur:
        cur.execute(
            """
            SELECT id, name, browser, kind, capabilities, last_seen_at
            FROM devices
            WHERE user_id = %(user_id)s
            ORDER BY last_seen_at DESC, id
            """,
            {"user_id": user_id},
        )
        return cur.fetchall()


def get(conn: Connection, *, user_id: UUID, id: UUID) -> DeviceRow | None:
    with conn.cursor(row_factory=class_row(DeviceRow)) as cur:
        cur.execute(
            """
            SELECT id, name, browser, kind, capabilities, last_seen_at
            FROM devices
            WHERE user_id = %(user_id)s AND id = %(id)s
            """,
            {"user_id": user_id, "id": id},
        )
        return cur.fetchone()


def touch(conn: Connection, *, user_id: UUID, id: UUID, now: datetime) -> None:
    conn.execute(
        """
        UPDATE devices SET last_seen_at = %(now)s
        WHERE user_id = %(user_id)s AND id = %(id)s
        """,
        {"user_id": user_id, "id": id, "now": now},
    )


def rename(conn: Connection, *, user_id: UUID, id: UUID, name: str) -> DeviceRow | None:
    with conn.cursor(row_factory=class_row(DeviceRow)) as cur:
        cur.execute(
            """
            UPDATE devices SET name = %(name)s
            WHERE user_id = %(user_id)s AND id = %(id)s
            RETURNING id, name, browser, kind, capabilities, last_seen_at
            """,
            {"user_id": user_id, "id": id, "name": name},
        )
        return cur.fetchone()


def delete(conn: Connection, *, user_id: UUID, id: UUID) -> bool:
    """Whether there was one."""
    return (
        conn.execute(
            "DELETE FROM devices WHERE user_id = %(user_id)s AND id = %(id)s",
            {"user_id": user_id, "id": id},
        ).rowcount
        == 1
    )
