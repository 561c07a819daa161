"""Room on a disk, kept for jobs by whichever worker writes to it."""

from chalicelib.downloads.models import Claim
from chalicelib.downloads.store.held import change
from chalicelib.platform.db import Connection

LOCK_SPACE = 0x400D  # keeps our advisory locks apart from everybody else's


def lock(conn: Connection, volume: str) -> None:
    """One who looks and takes at a time, until the transaction ends."""
    conn.execute(
        "SELECT pg_advisory_xact_lock(%(space)s, hashtext(%(volume)s))",
        {"space": LOCK_SPACE, "volume": volume},
    )


def of_others(conn: Connection, *, worker_id: str, volume: str) -> int:
    """Bytes that jobs of other workers will still write there. Call `lock` first."""
    row = conn.execute(
        """
        SELECT coalesce(sum(greatest(room_bytes - bytes_downloaded, 0)), 0)::bigint
        FROM download_jobs
        WHERE room_on = %(volume)s
          AND room_attempt = attempt
          AND worker_id <> %(worker_id)s
          AND status IN ('preparing', 'downloading', 'stalled')
        """,
        {"volume": volume, "worker_id": worker_id},
    ).fetchone()
    return int(row[0]) if row else 0


def keep(conn: Connection, claim: Claim, *, volume: str, bytes_total: int) -> bool:
    """Until so much is here; False when the job is not this worker's."""
    return change(
        conn,
        claim,
        "room_on = %(volume)s, room_attempt = attempt, room_bytes = %(bytes_total)s",
        volume=volume,
        bytes_total=bytes_total,
    )
