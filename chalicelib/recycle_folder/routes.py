"""HTTP endpoints of the recycle folder."""

from http import HTTPStatus

from chalice.app import Blueprint

from chalicelib.http.endpoints import endpoint
from chalicelib.platform.registry import get
from chalicelib.platform.sessions import User
from chalicelib.recycle_folder.models import (
    DeleteRequest,
    RecycledFiles,
    RecycleFolder,
    RecycleRequest,
    RecycleSelection,
)
from chalicelib.recycle_folder.service import RecycleFolderService

bp = Blueprint(__name__)


@bp.route("/api/v1/library/recycle-folder")
@endpoint(bp, returns=RecycleFolder)
def list_recycle_folder(user: User) -> RecycleFolder:
    """Deleted files and removed downloads, as long as they are kept."""
    return get(RecycleFolderService).list(user)


@bp.route("/api/v1/library/recycle-folder", methods=["POST"])
@endpoint(bp, body=DeleteRequest, returns=RecycledFiles)
def delete_files(user: User, body: DeleteRequest) -> RecycledFiles:
    """Move files of the library to the recycle folder, with the files beside them."""
    return get(RecycleFolderService).delete(user, body)


@bp.route("/api/v1/library/recycle-folder/restore", methods=["POST"])
@endpoint(bp, body=RecycleRequest, status=HTTPStatus.NO_CONTENT)
def restore_files(user: User, body: RecycleRequest) -> None:
    """Put deleted files back. Downloads have a restore of their own."""
    get(RecycleFolderService).restore(user, body)


@bp.route("/api/v1/library/recycle-folder/empty", methods=["POST"])
@endpoint(bp, body=RecycleSelection, status=HTTPStatus.NO_CONTENT)
def empty_recycle_folder(user: User, body: RecycleSelection) -> None:
    """Delete entries for good."""
    get(RecycleFolderService).empty(user, body)
