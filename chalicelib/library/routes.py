"""HTTP endpoints of the library."""

from http import HTTPStatus
from uuid import UUID

from chalice.app import Blueprint

from chalicelib.catalog.models import MediaCard
from chalicelib.http.endpoints import endpoint
from chalicelib.library.models import LibraryFilter, LibraryItem, LibraryPage
from chalicelib.library.models.folder_match import (
    FolderMatchPreview,
    FolderMatchQuery,
    MatchesChange,
    MatchesRequest,
    RecentMatches,
)
from chalicelib.library.models.folders import (
    BrowsedFolders,
    BrowseFilter,
    FolderChange,
    FolderRequest,
    FolderTest,
    LibraryFolders,
    NewFolder,
    StorePolicy,
    StorePreview,
)
from chalicelib.library.models.review import (
    IgnoreRequest,
    MatchRequest,
    ProviderTitleQuery,
    ProviderTitleRequest,
    ProviderTitles,
    TitleLink,
    TitlesOfLink,
    UnmatchedFilter,
    UnmatchedPage,
)
from chalicelib.library.models.scans import RescanAccepted, RescanRequest, Scan, ScansInProgress
from chalicelib.library.service import LibraryService
from chalicelib.library.service.folder_match import FolderMatchService
from chalicelib.library.service.folders import LibraryFolderService
from chalicelib.library.service.provider_titles import ProviderTitleService
from chalicelib.library.service.scans import ScanService
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


@bp.route("/api/v1/library/linked-titles")
@endpoint(bp, query=TitleLink, returns=TitlesOfLink, limit="search")
def find_linked_titles(user: User, query: TitleLink) -> TitlesOfLink:
    """The title of an address at IMDb or TMDB, to match a file by hand."""
    return TitlesOfLink(items=get(LibraryService).titles_of_link(user, query.link))


@bp.route("/api/v1/library/rescan", methods=["POST"])
@endpoint(bp, body=RescanRequest, returns=RescanAccepted, status=HTTPStatus.ACCEPTED)
def rescan_library(user: User, body: RescanRequest) -> RescanAccepted:
    return get(ScanService).rescan(user, body)


@bp.route("/api/v1/library/folders")
@endpoint(bp, returns=LibraryFolders, access="admin")
def list_library_folders() -> LibraryFolders:
    """The folders that are scanned, and how they are."""
    return get(LibraryFolderService).list()


@bp.route("/api/v1/library/folders", methods=["POST"])
@endpoint(bp, body=NewFolder, returns=RescanAccepted, status=HTTPStatus.ACCEPTED, access="admin")
def add_library_folder(user: User, body: NewFolder) -> RescanAccepted:
    """Add a folder of the server and scan it. Files are only read."""
    path = get(LibraryFolderService).add(user, body)
    return get(ScanService).rescan(user, RescanRequest(paths=[path]))


@bp.route("/api/v1/library/folders", methods=["PATCH"])
@endpoint(bp, query=FolderRequest, body=FolderChange, returns=LibraryFolders, access="admin")
def change_library_folder(query: FolderRequest, body: FolderChange) -> LibraryFolders:
    """Change what a folder holds, and its marker file. In force within seconds."""
    return get(LibraryFolderService).change(query.path, body)


@bp.route("/api/v1/library/folders/store-preview", methods=["POST"])
@endpoint(bp, query=FolderRequest, body=StorePolicy, returns=StorePreview, access="admin")
def preview_store_policy(query: FolderRequest, body: StorePolicy) -> StorePreview:
    """What would be copied to the object store, and removed from the disk. Changes nothing."""
    return get(LibraryFolderService).preview_store(query.path, body)


@bp.route("/api/v1/library/folders/test", methods=["POST"])
@endpoint(bp, body=FolderRequest, returns=FolderTest, access="admin")
def test_library_folder(body: FolderRequest) -> FolderTest:
    """Whether a folder can be read, and the disk it lies on. Adds nothing."""
    return get(LibraryFolderService).test(body.path)


@bp.route("/api/v1/library/folders/missing", methods=["DELETE"])
@endpoint(bp, query=FolderRequest, status=HTTPStatus.NO_CONTENT, access="admin")
def forget_missing_files(query: FolderRequest) -> None:
    """Forget the missing files of a folder; what was watched stays. Not of a disk that is away."""
    get(LibraryFolderService).forget_missing(query.path)


@bp.route("/api/v1/library/folders/away", methods=["DELETE"])
@endpoint(bp, query=FolderRequest, status=HTTPStatus.NO_CONTENT, access="admin")
def forget_files_away(query: FolderRequest) -> None:
    """Forget the files of a folder whose disk is away for good; what was watched stays."""
    get(LibraryFolderService).forget_away(query.path)


@bp.route("/api/v1/library/folders", methods=["DELETE"])
@endpoint(bp, query=FolderRequest, status=HTTPStatus.NO_CONTENT, access="admin")
def remove_library_folder(query: FolderRequest) -> None:
    """Take an added folder out of the library. Nothing is deleted from the disk."""
    get(LibraryFolderService).remove(query.path)


@bp.route("/api/v1/library/folders/browse")
@endpoint(bp, query=BrowseFilter, returns=BrowsedFolders, access="admin")
def browse_folders(query: BrowseFilter) -> BrowsedFolders:
    """Folders of the server, to choose one from."""
    return get(LibraryFolderService).browse(query.path)


@bp.route("/api/v1/search/outside")
@endpoint(bp, query=ProviderTitleQuery, returns=ProviderTitles, limit="search")
def search_outside(query: ProviderTitleQuery) -> ProviderTitles:
    """Titles of TMDB and IGDB that are not in the catalogue yet."""
    return get(ProviderTitleService).search(query.q)


@bp.route("/api/v1/search/outside", methods=["POST"])
@endpoint(bp, body=ProviderTitleRequest, returns=MediaCard, limit="search")
def add_outside_title(user: User, body: ProviderTitleRequest) -> MediaCard:
    """Add a title of TMDB or IGDB to the catalogue."""
    return get(ProviderTitleService).add(user, body)


@bp.route("/api/v1/library/scans")
@endpoint(bp, returns=ScansInProgress)
def list_scans_in_progress() -> ScansInProgress:
    """The scans that run or are queued."""
    return get(ScanService).scans_in_progress()


@bp.route("/api/v1/library/scans/{scan_id}")
@endpoint(bp, returns=Scan)
def read_scan(scan_id: UUID) -> Scan:
    return get(ScanService).scan(scan_id)


@bp.route("/api/v1/library/matches")
@endpoint(bp, returns=RecentMatches)
def list_recent_matches(user: User) -> RecentMatches:
    """What you matched together in the last week, with what undoes it."""
    return get(FolderMatchService).recent(user)


@bp.route("/api/v1/library/matches", methods=["POST"])
@endpoint(bp, body=MatchesRequest, returns=MatchesChange)
def match_library_items(user: User, body: MatchesRequest) -> MatchesChange:
    """Match several files with one title; one undo takes it back."""
    return get(FolderMatchService).match(user, body)


@bp.route("/api/v1/library/{item_id}/folder")
@endpoint(bp, query=FolderMatchQuery, returns=FolderMatchPreview)
def preview_folder_match(user: User, item_id: UUID, query: FolderMatchQuery) -> FolderMatchPreview:
    """What the files of a file's folder become with a title. Changes nothing."""
    return get(FolderMatchService).preview(user, item_id, query)


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
