"""HTTP endpoints of subtitles."""

from http import HTTPStatus
from uuid import UUID

from chalice.app import Blueprint

from chalicelib.http.endpoints import endpoint
from chalicelib.platform.registry import get
from chalicelib.platform.sessions import User
from chalicelib.subtitles.models import (
    DeletedSubtitle,
    MovedSubtitle,
    Subtitle,
    SubtitleChange,
    Subtitles,
    SubtitleUpload,
    TrackChoiceRequest,
)
from chalicelib.subtitles.models.automatic_search import AutomaticSearch, AutomaticSearchChange
from chalicelib.subtitles.models.tasks import SubtitleFetch, SubtitleSearch, SubtitleTask
from chalicelib.subtitles.service import SubtitleService
from chalicelib.subtitles.service.automatic_search import AutomaticSearchService
from chalicelib.subtitles.service.tasks import SubtitleTaskService

bp = Blueprint(__name__)


@bp.route("/api/v1/library/{item_id}/subtitles")
@endpoint(bp, returns=Subtitles)
def list_subtitles(user: User, item_id: UUID) -> Subtitles:
    """The subtitles of a file: in it, beside it, and added by users."""
    return get(SubtitleService).list(user, item_id)


@bp.route("/api/v1/library/{item_id}/subtitles", methods=["POST"])
@endpoint(bp, body=SubtitleUpload, returns=Subtitle, status=HTTPStatus.CREATED)
def upload_subtitle(user: User, item_id: UUID, body: SubtitleUpload) -> Subtitle:
    """Add a subtitle file for everyone who plays this file."""
    return get(SubtitleService).upload(user, item_id, body)


@bp.route("/api/v1/library/{item_id}/track-choice", methods=["PUT"])
@endpoint(bp, body=TrackChoiceRequest, status=HTTPStatus.NO_CONTENT)
def choose_tracks(user: User, item_id: UUID, body: TrackChoiceRequest) -> None:
    """Keep the languages that were chosen in the player for this film or show."""
    get(SubtitleService).remember(user, item_id, body)


@bp.route("/api/v1/subtitles/{subtitle_id}", methods=["PATCH"])
@endpoint(bp, body=SubtitleChange, returns=MovedSubtitle)
def move_subtitle(user: User, subtitle_id: UUID, body: SubtitleChange) -> MovedSubtitle:
    """Show a subtitle earlier or later, for everyone who plays this file."""
    return get(SubtitleService).move(user, subtitle_id, body)


@bp.route("/api/v1/subtitles/{subtitle_id}", methods=["DELETE"])
@endpoint(bp, returns=DeletedSubtitle)
def delete_subtitle(user: User, subtitle_id: UUID) -> DeletedSubtitle:
    """Delete a subtitle that was added; those of the file stay."""
    return get(SubtitleService).delete(user, subtitle_id)


@bp.route("/api/v1/library/{item_id}/subtitles/searches", methods=["POST"])
@endpoint(bp, body=SubtitleSearch, returns=SubtitleTask, status=HTTPStatus.ACCEPTED)
def search_subtitles(user: User, item_id: UUID, body: SubtitleSearch) -> SubtitleTask:
    """Look for subtitles of a file at OpenSubtitles; the answer is polled."""
    return get(SubtitleTaskService).search(user, item_id, body)


@bp.route("/api/v1/library/{item_id}/subtitles/fetches", methods=["POST"])
@endpoint(bp, body=SubtitleFetch, returns=SubtitleTask, status=HTTPStatus.ACCEPTED)
def fetch_subtitle(user: User, item_id: UUID, body: SubtitleFetch) -> SubtitleTask:
    """Fetch a subtitle that was found, for everyone who plays this file."""
    return get(SubtitleTaskService).fetch(user, item_id, body)


@bp.route("/api/v1/subtitles/{subtitle_id}/syncs", methods=["POST"])
@endpoint(bp, returns=SubtitleTask, status=HTTPStatus.ACCEPTED)
def sync_subtitle(user: User, subtitle_id: UUID) -> SubtitleTask:
    """Compare a subtitle with the sound of its file; the answer proposes how to move it."""
    return get(SubtitleTaskService).sync(user, subtitle_id)


@bp.route("/api/v1/subtitle-tasks/{subtitle_task_id}")
@endpoint(bp, returns=SubtitleTask)
def get_subtitle_task(user: User, subtitle_task_id: UUID) -> SubtitleTask:
    """How far a search, a fetch or a comparison of one's own is."""
    return get(SubtitleTaskService).get(user, subtitle_task_id)


@bp.route("/api/v1/admin/subtitle-search")
@endpoint(bp, returns=AutomaticSearch, access="admin")
def get_automatic_subtitle_search() -> AutomaticSearch:
    """Whether the server looks for subtitles of new files by itself."""
    return get(AutomaticSearchService).get()


@bp.route("/api/v1/admin/subtitle-search", methods=["PUT"])
@endpoint(bp, body=AutomaticSearchChange, returns=AutomaticSearch, access="admin")
def set_automatic_subtitle_search(body: AutomaticSearchChange) -> AutomaticSearch:
    """Let the server look for subtitles of new files, or not; the environment wins."""
    return get(AutomaticSearchService).change(is_on=body.is_on)
