"""HTTP in front of the library."""

from http import HTTPStatus
from uuid import UUID

from chalice.app import Blueprint

from chalicelib.library.models import (
    IgnoreRequest,
    LibraryFilter,
    LibraryItem,
    LibraryPage,
    MatchRequest,
    RescanAccepted,
    RescanRequest,
    Scan,
    TitleLink,
    TitlesOfLink,
    UnmatchedFilter,
    UnmatchedPage,
)
from chalicelib.library.service import LibraryService
from chalicelib.platform.http import endpoint
from chalicelib.platform.registry import get
from chalicelib.platform.sessions import User

bp = Blueprint(__name__)


@bp.route("/api/v1/library")
@endpoint(bp, query=LibraryFilter, returns=LibraryPage)
def list_library(user: User, query: LibraryFilter) -> LibraryPage:
    return get(LibraryService).page(user, query)


@bp.route("/api/v1/library/unmatched")
@endpoint(bp, query=UnmatchedFilter, returns=UnmatchedPage)
def list_unmatched(user: User, query: UnmatchedFilter) -> UnmatchedPage:
    return get(LibraryService).unmatched(user, query)


@bp.route("/api/v1/library/titles")
@endpoint(bp, query=TitleLink, returns=TitlesOfLink)
def find_linked_titles(user: User, query: TitleLink) -> TitlesOfLink:
    """The title of an address at IMDb or TMDB, to match a file by hand."""
    return TitlesOfLink(items=get(LibraryService).titles_of_link(user, query.link))


@bp.route("/api/v1/library/rescan", methods=["POST"])
@endpoint(bp, body=RescanRequest, returns=RescanAccepted, status=HTTPStatus.ACCEPTED)
def rescan_library(user: User, body: RescanRequest) -> RescanAccepted:
    return get(LibraryService).rescan(user, body)


@bp.route("/api/v1/library/scans/{scan_id}")
@endpoint(bp, returns=Scan)
def read_scan(scan_id: UUID) -> Scan:
    return get(LibraryService).scan(scan_id)


@bp.route("/api/v1/library/{item_id}")
@endpoint(bp, returns=LibraryItem)
def read_library_item(user: User, item_id: UUID) -> LibraryItem:
    return get(LibraryService).get(user, item_id)


@bp.route("/api/v1/library/{item_id}/match", methods=["POST"])
@endpoint(bp, body=MatchRequest, returns=LibraryItem)
def match_library_item(user: User, item_id: UUID, body: MatchRequest) -> LibraryItem:
    return get(LibraryService).match(user, item_id, body)


@bp.route("/api/v1/library/{item_id}/match", methods=["DELETE"])
@endpoint(bp, returns=LibraryItem)
def reset_library_item(user: User, item_id: UUID) -> LibraryItem:
    """Undo a match, or that the file is ignored: it is unmatched again."""
    return get(LibraryService).reset_match(user, item_id)


@bp.route("/api/v1/library/{item_id}/ignore", methods=["POST"])
@endpoint(bp, body=IgnoreRequest, returns=LibraryItem)
def ignore_library_item(user: User, item_id: UUID, body: IgnoreRequest) -> LibraryItem:
    return get(LibraryService).ignore(user, item_id, body)
