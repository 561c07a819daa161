"""HTTP endpoints of download settings, folders, categories and quotas."""

from http import HTTPStatus
from uuid import UUID

from chalice.app import Blueprint

from chalicelib.download_settings.models.categories import (
    Categories,
    Category,
    CategoryChange,
    CategoryCreate,
)
from chalicelib.download_settings.models.folders import FolderCheck, FolderChoice, Folders
from chalicelib.download_settings.models.quotas import QuotaLimits, QuotaStatus, UserQuotaPage
from chalicelib.download_settings.models.settings import (
    DownloadSettings,
    DownloadSettingsView,
    PortTest,
)
from chalicelib.download_settings.service import (
    CategoryService,
    ChosenFolderService,
    DownloadSettingsService,
    FolderService,
    QuotaService,
)
from chalicelib.http.endpoints import endpoint
from chalicelib.http.schemas import Paging
from chalicelib.platform.registry import get
from chalicelib.platform.sessions import User

bp = Blueprint(__name__)


@bp.route("/api/v1/downloads/settings")
@endpoint(bp, returns=DownloadSettingsView, access="admin")
def get_download_settings() -> DownloadSettingsView:
    return get(DownloadSettingsService).view()


@bp.route("/api/v1/downloads/settings", methods=["PATCH"])
@endpoint(bp, body=DownloadSettings, returns=DownloadSettingsView, access="admin")
def change_download_settings(body: DownloadSettings) -> DownloadSettingsView:
    """Fields that are left out stay as they are. In force at once, without a restart."""
    return get(DownloadSettingsService).update(body)


@bp.route("/api/v1/downloads/settings/port-test")
@endpoint(bp, returns=PortTest, access="admin")
def test_download_port() -> PortTest:
    return get(DownloadSettingsService).port_test()


@bp.route("/api/v1/downloads/folders")
@endpoint(bp, returns=Folders)
def list_download_folders(user: User) -> Folders:
    get(ChosenFolderService).expire()
    return get(FolderService).list(user)


@bp.route("/api/v1/downloads/folders/chosen", methods=["PUT"])
@endpoint(bp, body=FolderChoice, returns=Folders, access="admin")
def choose_download_folder(user: User, body: FolderChoice) -> Folders:
    """The folder of downloads that start from now on; the others keep theirs."""
    get(ChosenFolderService).choose(body.path)
    return get(FolderService).list(user)


@bp.route("/api/v1/downloads/folders/test", methods=["POST"])
@endpoint(bp, body=FolderChoice, returns=FolderCheck, access="admin")
def test_download_folder(body: FolderChoice) -> FolderCheck:
    """Whether downloads could go to a folder, and how much space it has."""
    return get(ChosenFolderService).test(body.path)


@bp.route("/api/v1/downloads/categories")
@endpoint(bp, returns=Categories)
def list_download_categories(user: User) -> Categories:
    return get(CategoryService).list(user)


@bp.route("/api/v1/downloads/categories", methods=["POST"])
@endpoint(bp, body=CategoryCreate, returns=Category, status=HTTPStatus.CREATED, access="admin")
def add_download_category(body: CategoryCreate) -> Category:
    return get(CategoryService).create(body)


@bp.route("/api/v1/downloads/categories/{category_id}", methods=["PATCH"])
@endpoint(bp, body=CategoryChange, returns=Category, access="admin")
def change_download_category(category_id: UUID, body: CategoryChange) -> Category:
    return get(CategoryService).update(category_id, body)


@bp.route("/api/v1/downloads/categories/{category_id}", methods=["DELETE"])
@endpoint(bp, status=HTTPStatus.NO_CONTENT, access="admin")
def delete_download_category(category_id: UUID) -> None:
    get(CategoryService).delete(category_id)


@bp.route("/api/v1/admin/download-quotas")
@endpoint(bp, query=Paging, returns=UserQuotaPage, access="admin")
def list_download_quotas(query: Paging) -> UserQuotaPage:
    """All users by display name, with their own limits and their usage."""
    return get(QuotaService).list(query)


@bp.route("/api/v1/admin/users/{user_id}/download-quota")
@endpoint(bp, returns=QuotaStatus, access="admin")
def get_download_quota(user_id: UUID) -> QuotaStatus:
    return get(QuotaService).get(user_id)


@bp.route("/api/v1/admin/users/{user_id}/download-quota", methods=["PUT"])
@endpoint(bp, body=QuotaLimits, returns=QuotaStatus, access="admin")
def set_download_quota(user_id: UUID, body: QuotaLimits) -> QuotaStatus:
    return get(QuotaService).set(user_id, body)
