"""Quotas of users as they cross the API."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from chalicelib.http.schemas import ResponseModel, SettingsModel
from chalicelib.platform.sessions import Role


class QuotaLimits(SettingsModel):
    """Limits per user. None: no limit or, in a user's own limits, the one for all users."""

    most_open: Annotated[int, Field(ge=0, le=100_000)] | None = 500
    most_active: Annotated[int, Field(ge=0, le=1000)] | None = None
    bytes_a_month: Annotated[int, Field(ge=0, lt=2**62)] | None = None


class QuotaStatus(ResponseModel):
    """A user's usage, and the limits in force. None: no limit."""

    open: int
    most_open: int | None
    most_active: int | None
    bytes_this_month: int
    bytes_a_month: int | None


class UserQuota(ResponseModel):
    """`own`: the limits of this user; where one is None, the one for all users applies."""

    id: UUID
    email: str
    display_name: str
    role: Role
    own: QuotaLimits
    open: int
    bytes_this_month: int


class UserQuotaPage(ResponseModel):
    """Sorted by display name."""

    items: list[UserQuota]
    page: int
    page_size: int
    total: int
