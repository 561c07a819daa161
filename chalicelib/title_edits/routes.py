"""HTTP in front of title edits."""

from chalice.app import Blueprint

from chalicelib.catalog.models import MediaId
from chalicelib.http.endpoints import endpoint
from chalicelib.platform.registry import get
from chalicelib.platform.sessions import User
from chalicelib.title_edits.models import (
    LockedField,
    PictureChoices,
    TitleEdit,
    TitleEditChange,
    TitleEdits,
)
from chalicelib.title_edits.service import TitleEditService
from chalicelib.title_edits.service.picture_choices import TitlePictureService

bp = Blueprint(__name__)


@bp.route("/api/v1/title-edits/{media_id}")
@endpoint(bp, returns=TitleEdits)
def get_title_edits(user: User, media_id: MediaId) -> TitleEdits:
    """The fields of a title that can be set by hand, and which of them were."""
    return get(TitleEditService).get(user, media_id)


@bp.route("/api/v1/title-edits/{media_id}", methods=["PATCH"])
@endpoint(bp, body=TitleEdit, returns=TitleEditChange)
def edit_title(user: User, media_id: MediaId, body: TitleEdit) -> TitleEditChange:
    """Set fields of a title for all users; no source overwrites them from now on."""
    return get(TitleEditService).change(user, media_id, body)


@bp.route("/api/v1/title-edits/{media_id}/pictures")
@endpoint(bp, returns=PictureChoices, limit="search")
def list_title_pictures(user: User, media_id: MediaId) -> PictureChoices:
    """The posters and backdrops that the source of a title has, to choose from."""
    return get(TitlePictureService).list(user, media_id)


@bp.route("/api/v1/title-edits/{media_id}/{locked_field}", methods=["DELETE"])
@endpoint(bp, returns=TitleEditChange)
def give_back_field(user: User, media_id: MediaId, locked_field: LockedField) -> TitleEditChange:
    """Set a field to what the sources say, which may change it again."""
    return get(TitleEditService).unlock(user, media_id, locked_field)
