"""HTTP in front of what the house decides about downloads."""

from http import HTTPStatus
from uuid import UUID

from chalicelib.downloads.models.house import (
    Categories,
    Category,
    CategoryChange,
    CategoryCreate,
    DownloadSettings,
    DownloadSettingsView,
    Folders,
    PeopleQuotas,
    PortTest,
    QuotaLimits,
    QuotaShown,
)
from chalicelib.downloads.routes.surface import bp
from chalicelib.downloads.service import DownloadSettingsService
from chalicelib.platform.http import endpoint
from chalicelib.platform.registry import get
from chalicelib.platform.schemas import Paging
from chalicelib.platform.sessions import User


@bp.route("/api/v1/downloads/settings")
@endpoint(bp, returns=DownloadSettingsView, access="admin")
def get_download_settings() -> DownloadSettingsView:
    return get(DownloadSettingsService).shown()


@bp.route("/api/v1/downloads/settings", methods=["PATCH"])
@endpoint(bp, body=DownloadSettings, returns=DownloadSettingsView, access="admin")
def change_download_settings(body: DownloadSettings) -> DownloadSettingsView:
    """What is not said stays as it is. In force at once, without a restart."""
    return get(DownloadSettingsService).change(body)


@bp.route("/api/v1/downloads/settings/port-test")
@endpoint(bp, returns=PortTest, access="admin")
def test_download_port() -> PortTest:
    return get(DownloadSettingsService).port_test()


@bp.route("/api/v1/downloads/folders")
@endpoint(bp, returns=Folders)
def list_download_folders(user: User) -> Folders:
    return get(DownloadSettingsService).folders(user)


@bp.route("/api/v1/downloads/categories")
@endpoint(bp, returns=Categories)
def list_download_categories(user: User) -> Categories:
    return get(DownloadSettingsService).categories(user)


@bp.route("/api/v1/downloads/categories", methods=["POST"])
@endpoint(bp, body=CategoryCreate, returns=Category, status=HTTPStatus.CREATED, access="admin")
def add_download_category(body: CategoryCreate) -> Category:
    return get(DownloadSettingsService).add_category(body)


@bp.route("/api/v1/downloads/categories/{category_id}", methods=["PATCH"])
@endpoint(bp, body=CategoryChange, returns=Category, access="admin")
def change_download_category(category_id: UUID, body: CategoryChange) -> Category:
    return get(DownloadSettingsService).change_category(category_id, body)


@bp.route("/api/v1/downloads/categories/{category_id}", methods=["DELETE"])
@endpoint(bp, status=HTTPStatus.NO_CONTENT, access="admin")
def forget_download_category(category_id: UUID) -> None:
    get(DownloadSettingsService).forget_category(category_id)


@bp.route("/api/v1/admin/download-quotas")
@endpoint(bp, query=Paging, returns=PeopleQuotas, access="admin")
def list_download_quotas(query: Paging) -> PeopleQuotas:
    """Everybody by name, with what they have and what was decided for them alone."""
    return get(DownloadSettingsService).people(query)


@bp.route("/api/v1/admin/users/{user_id}/download-quota")
@endpoint(bp, returns=QuotaShown, access="admin")
def get_download_quota(user_id: UUID) -> QuotaShown:
    return get(DownloadSettingsService).quota(user_id)


@bp.route("/api/v1/admin/users/{user_id}/download-quota", methods=["PUT"])
@endpoint(bp, body=QuotaLimits, returns=QuotaShown, access="admin")
def decide_download_quota(user_id: UUID, body: QuotaLimits) -> QuotaShown:
    return get(DownloadSettingsService).decide_quota(user_id, body)
