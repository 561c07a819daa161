"""HTTP endpoints of imports and renames."""

from http import HTTPStatus
from uuid import UUID

from chalice.app import Blueprint

from chalicelib.catalog.models import MediaId
from chalicelib.download_settings.models.import_settings import NamePatterns
from chalicelib.http.endpoints import endpoint
from chalicelib.library_imports.models import (
    ImportPreviews,
    ImportRequest,
    MovesProgress,
    MovesStarted,
    NamingPreview,
    RenamePreview,
    RenameQuery,
)
from chalicelib.library_imports.service import LibraryImportService
from chalicelib.platform.registry import get
from chalicelib.platform.sessions import User

bp = Blueprint(__name__)


@bp.route("/api/v1/library/naming/preview", methods=["POST"])
@endpoint(bp, body=NamePatterns, returns=NamingPreview, access="admin")
def preview_library_names(body: NamePatterns) -> NamingPreview:
    """What files of the library would be called by these patterns. Changes nothing."""
    return get(LibraryImportService).preview_names(body)


@bp.route("/api/v1/library/imports")
@endpoint(bp, returns=ImportPreviews)
def list_library_imports(user: User) -> ImportPreviews:
    """Finished downloads that wait: what becomes which title, and where it goes."""
    return get(LibraryImportService).waiting(user)


@bp.route("/api/v1/library/imports/{job_id}", methods=["POST"])
@endpoint(bp, body=ImportRequest, returns=MovesStarted, status=HTTPStatus.ACCEPTED)
def confirm_library_import(user: User, job_id: UUID, body: ImportRequest) -> MovesStarted:
    """Import the files of a download. Where they were downloaded to they can go on being shared."""
    return get(LibraryImportService).confirm(user, job_id, body)


@bp.route("/api/v1/library/imports/{job_id}", methods=["DELETE"])
@endpoint(bp, status=HTTPStatus.NO_CONTENT)
def leave_library_import(user: User, job_id: UUID) -> None:
    """Leave the files of a download where they are. They stay in the library."""
    get(LibraryImportService).leave(user, job_id)


@bp.route("/api/v1/library/moves/{batch_id}")
@endpoint(bp, returns=MovesProgress)
def read_library_moves(user: User, batch_id: UUID) -> MovesProgress:
    """How far an import or a rename is."""
    return get(LibraryImportService).progress(user, batch_id)


@bp.route("/api/v1/library/titles/{media_id}/names")
@endpoint(bp, query=RenameQuery, returns=RenamePreview)
def preview_title_names(user: User, media_id: MediaId, query: RenameQuery) -> RenamePreview:
    """What the files of a title would be called. Changes nothing."""
    return get(LibraryImportService).preview_renames(user, media_id, query)


@bp.route("/api/v1/library/titles/{media_id}/names", methods=["POST"])
@endpoint(bp, body=RenameQuery, returns=MovesStarted, status=HTTPStatus.ACCEPTED)
def rename_title_files(user: User, media_id: MediaId, body: RenameQuery) -> MovesStarted:
    """Rename the files of a title by the patterns of the settings."""
    return get(LibraryImportService).rename(user, media_id, body)
