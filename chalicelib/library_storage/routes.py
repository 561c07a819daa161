"""HTTP endpoints of the storage picture and of duplicates."""

from chalice.app import Blueprint

from chalicelib.http.endpoints import endpoint
from chalicelib.library_storage.models import (
    Duplicates,
    DuplicatesQuery,
    LibraryStorage,
    StoragePicture,
)
from chalicelib.library_storage.service import LibraryStorageService
from chalicelib.platform.registry import get
from chalicelib.platform.sessions import User

bp = Blueprint(__name__)


@bp.route("/api/v1/library/storage")
@endpoint(bp, returns=LibraryStorage)
def read_library_storage(user: User) -> LibraryStorage:
    """What the library takes: by kind, resolution and folder, and the largest titles."""
    return get(LibraryStorageService).storage(user)


@bp.route("/api/v1/library/storage/picture")
@endpoint(bp, returns=StoragePicture)
def read_storage_picture(user: User) -> StoragePicture:
    """What takes the space of each folder, by kind."""
    return get(LibraryStorageService).picture(user)


@bp.route("/api/v1/library/duplicates")
@endpoint(bp, query=DuplicatesQuery, returns=Duplicates)
def list_library_duplicates(user: User, query: DuplicatesQuery) -> Duplicates:
    """Films and episodes of which there are several versions, and which is the best."""
    return get(LibraryStorageService).duplicates(user, query)
