"""HTTP endpoints of subtitles."""

from http import HTTPStatus
from uuid import UUID

from chalice.app import Blueprint

from chalicelib.platform.http import endpoint
from chalicelib.platform.registry import get
from chalicelib.platform.sessions import User
from chalicelib.subtitles.models import (
    Subtitle,
    SubtitleChange,
    Subtitles,
    SubtitleUpload,
    TrackChoiceRequest,
)
from chalicelib.subtitles.service import SubtitleService

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
@endpoint(bp, body=SubtitleChange, returns=Subtitle)
def move_subtitle(user: User, subtitle_id: UUID, body: SubtitleChange) -> Subtitle:
    """Show a subtitle earlier or later, for everyone who plays this file."""
    return get(SubtitleService).move(user, subtitle_id, body.offset_ms)


@bp.route("/api/v1/subtitles/{subtitle_id}", methods=["DELETE"])
@endpoint(bp, status=HTTPStatus.NO_CONTENT)
def delete_subtitle(user: User, subtitle_id: UUID) -> None:
    """Delete a subtitle that was added; those of the file stay."""
    get(SubtitleService).delete(user, subtitle_id)
