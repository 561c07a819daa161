"""Quotas: how much a user may download, and the check before a job is accepted."""

from dataclasses import dataclass
from uuid import UUID

from chalicelib.download_settings.errors import QuotaExceeded
from chalicelib.download_settings.models.quotas import (
    QuotaLimits,
    QuotaStatus,
    UserQuota,
    UserQuotaPage,
)
from chalicelib.download_settings.models.settings import DownloadSettings
from chalicelib.download_settings.service.settings import DownloadSettingsService
from chalicelib.download_settings.store import quotas
from chalicelib.download_settings.store.quotas import QuotaUsage, UserQuotaRow
from chalicelib.http.schemas import Paging
from chalicelib.platform.db import Connection, Database
from chalicelib.platform.errors import NotFound

#: Of a user without a job that counts.
UNUSED = QuotaUsage(0, 0)


@dataclass(frozen=True, slots=True)
class QuotaService:
    db: Database
    settings: DownloadSettingsService

    def get(self, user_id: UUID) -> QuotaStatus:
        """Raises `NotFound`."""
        with self.db.read() as conn:
            if not quotas.is_user(conn, user_id):
                raise NotFound("There is no such person.")
            return status_of(conn, self.settings.get_in(conn), user_id)

    def set(self, user_id: UUID, limits: QuotaLimits) -> QuotaStatus:
        """Raises `NotFound`."""
        with self.db.transaction() as conn:
            if not quotas.upsert(conn, user_id, limits):
                raise NotFound("There is no such person.")
            return status_of(conn, self.settings.get_in(conn), user_id)

    def list(self, paging: Paging) -> UserQuotaPage:
        with self.db.read() as conn:
            rows = quotas.page(conn, limit=paging.page_size, offset=paging.offset)
            usage = quotas.usage(conn, [row.id for row in rows])
            total = quotas.count_users(conn)
        return UserQuotaPage(
            items=[user_quota(row, usage.get(row.id, UNUSED)) for row in rows],
            page=paging.page,
            page_size=paging.page_size,
            total=total,
        )


def user_quota(row: UserQuotaRow, usage: QuotaUsage) -> UserQuota:
    return UserQuota(
        id=row.id,
        email=row.email,
        display_name=row.display_name,
        role=row.role,
        own=QuotaLimits(
            most_open=row.most_open,
            most_active=row.most_active,
            bytes_a_month=row.bytes_a_month,
        ),
        open=usage.open,
        bytes_this_month=usage.bytes_this_month,
    )


def lock(conn: Connection, user_id: UUID) -> None:
    """Serialise the requests of a user until the transaction ends."""
    quotas.lock(conn, user_id)


def check(conn: Connection, settings: DownloadSettings, user_id: UUID) -> None:
    """One more job is allowed, until the transaction ends. Raises `QuotaExceeded`."""
    quotas.lock(conn, user_id)
    quota = status_of(conn, settings, user_id)
    if quota.most_open is not None and quota.open >= quota.most_open:
        raise QuotaExceeded(
            f"You have {quota.open} downloads under way, which is as many as you may have."
        )
    if quota.bytes_a_month is not None and quota.bytes_this_month >= quota.bytes_a_month:
        raise QuotaExceeded("You have had as much in the last 30 days as you may have.")


def check_selected_files(
    conn: Connection, settings: DownloadSettings, user_id: UUID, *, job_id: UUID
) -> None:
    """
    Check the size of a job's selected files against the month's quota, and store it as the
    expected size, so that the next check counts it. Raises `QuotaExceeded`.
    """
    size_bytes = quotas.selected_bytes(conn, job_id)
    if not size_bytes:
        return  # the files are not known yet; checked again when they are
    quotas.lock(conn, user_id)
    quota = status_of(conn, settings, user_id)
    if quota.bytes_a_month is None:
        return
    others = quota.bytes_this_month - quotas.bytes_of_job(conn, job_id)
    if others + size_bytes > quota.bytes_a_month:
        raise QuotaExceeded("This is more than you may have in 30 days, with what you had already.")
    quotas.set_expected_bytes(conn, job_id, size_bytes)


def status_of(conn: Connection, settings: DownloadSettings, user_id: UUID) -> QuotaStatus:
    """A user's own limits where they are set, otherwise those for all users."""
    own = quotas.limits_of_user(conn, user_id) or QuotaLimits(most_open=None)
    usage = quotas.usage(conn, [user_id]).get(user_id, UNUSED)
    default = settings.per_person

    def first(own: int | None, default: int | None) -> int | None:
        return default if own is None else own

    return QuotaStatus(
        open=usage.open,
        most_open=first(own.most_open, default.most_open),
        most_active=first(own.most_active, default.most_active),
        bytes_this_month=usage.bytes_this_month,
        bytes_a_month=first(own.bytes_a_month, default.bytes_a_month),
    )
