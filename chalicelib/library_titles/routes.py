"""HTTP endpoints of the library by title."""

from chalice.app import Blueprint

from chalicelib.catalog.models import MediaId
from chalicelib.http.endpoints import endpoint
from chalicelib.library_titles.models import (
    LibraryFacets,
    LibraryTitleQuery,
    LibraryTitles,
    TitleFiles,
)
from chalicelib.library_titles.service import LibraryTitleService
from chalicelib.platform.registry import get
from chalicelib.platform.sessions import User

bp = Blueprint(__name__)


@bp.route("/api/v1/library/titles")
@endpoint(bp, query=LibraryTitleQuery, returns=LibraryTitles)
def list_library_titles(user: User, query: LibraryTitleQuery) -> LibraryTitles:
    return get(LibraryTitleService).page(user, query)


@bp.route("/api/v1/library/titles/facets")
@endpoint(bp, returns=LibraryFacets)
def list_library_facets() -> LibraryFacets:
    return get(LibraryTitleService).facets()


@bp.route("/api/v1/library/titles/{media_id}")
@endpoint(bp, returns=TitleFiles)
def list_title_files(user: User, media_id: MediaId) -> TitleFiles:
    """The files of a title in the library."""
    return get(LibraryTitleService).files(user, media_id)
