"""What a person may have, held against what they have."""

from uuid import UUID

from chalicelib.downloads.errors import QuotaExceeded
from chalicelib.downloads.models.house import DownloadSettings, QuotaLimits, QuotaShown
from chalicelib.downloads.store import quotas
from chalicelib.platform.db import Connection


def check(conn: Connection, rules: DownloadSettings, user_id: UUID) -> None:
    """Room for one more, until the transaction ends. Raises `QuotaExceeded`."""
    quotas.lock(conn, user_id)
    quota = of(conn, rules, user_id)
    if quota.most_open is not None and quota.open >= quota.most_open:
        raise QuotaExceeded(
            f"You have {quota.open} downloads under way, which is as many as you may have."
        )
    if quota.bytes_a_month is not None and quota.bytes_this_month >= quota.bytes_a_month:
        raise QuotaExceeded("You have had as much in the last 30 days as you may have.")


def check_size(
    conn: Connection, rules: DownloadSettings, user_id: UUID, *, job_id: UUID, size_bytes: int
) -> None:
    """
    What a job turned out to hold, among everything of this month; noted, so that the next one
    counts it, too. Raises `QuotaExceeded`.
    """
    quotas.lock(conn, user_id)
    quota = of(conn, rules, user_id)
    if quota.bytes_a_month is None:
        return
    others = quota.bytes_this_month - quotas.bytes_of(conn, job_id)
    if others + size_bytes > quota.bytes_a_month:
        raise QuotaExceeded("This is more than you may have in 30 days, with what you had already.")
    quotas.expect(conn, job_id, size_bytes)


def of(conn: Connection, rules: DownloadSettings, user_id: UUID) -> QuotaShown:
    own = quotas.of_person(conn, user_id) or QuotaLimits(most_open=None)
    used = quotas.used(conn, user_id)
    house = rules.per_person

    def first(mine: int | None, everybodys: int | None) -> int | None:
        return everybodys if mine is None else mine

    return QuotaShown(
        open=used.open,
        most_open=first(own.most_open, house.most_open),
        most_active=first(own.most_active, house.most_active),
        bytes_this_month=used.bytes_this_month,
        bytes_a_month=first(own.bytes_a_month, house.bytes_a_month),
    )
