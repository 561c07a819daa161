"""Reservations of disk space; workers that write to the same disk count each other's."""

from chalicelib.leases.models import Claim
from chalicelib.leases.store.lease_updates import update
from chalicelib.platform.db import Connection

LOCK_SPACE = 0x400D  # first key of these advisory locks


def lock(conn: Connection, volume: str) -> None:
    """Serialise reservations on a disk until the transaction ends."""
    conn.execute(
        "SELECT pg_advisory_xact_lock(%(space)s, hashtext(%(volume)s))",
        {"space": LOCK_SPACE, "volume": volume},
    )


def bytes_of_others(conn: Connection, *, worker_id: str, volume: str) -> int:
    """Bytes that are reserved and not yet downloaded. Call `lock` first."""
    row = conn.execute(
        """
        SELECT coalesce(sum(greatest(j.room_bytes - p.bytes_downloaded, 0)), 0)::bigint
        FROM download_jobs AS j
        JOIN download_progress AS p ON p.job_id = j.id
        WHERE j.room_on = %(volume)s
          AND j.room_attempt = j.attempt
          AND j.worker_id <> %(worker_id)s
          AND j.status IN ('preparing', 'downloading', 'stalled')
        """,
        {"volume": volume, "worker_id": worker_id},
    ).fetchone()
    return int(row[0]) if row else 0


def reserve(conn: Connection, claim: Claim, *, volume: str, bytes_total: int) -> bool:
    """Until `bytes_total` are downloaded; False when the lease is lost."""
    return update(
        conn,
        claim,
        "room_on = %(volume)s, room_attempt = attempt, room_bytes = %(bytes_total)s",
        volume=volume,
        bytes_total=bytes_total,
    )
