"""HTTP endpoints of segments."""

from uuid import UUID

from chalice.app import Blueprint

from chalicelib.http.endpoints import endpoint
from chalicelib.platform.registry import get
from chalicelib.platform.sessions import User
from chalicelib.segments.models import SegmentKind, SegmentRequest, SegmentsChange
from chalicelib.segments.service import SegmentService

bp = Blueprint(__name__)


@bp.route("/api/v1/library/{item_id}/segments/{segment_kind}", methods=["PUT"])
@endpoint(bp, body=SegmentRequest, returns=SegmentsChange)
def set_segment(
    user: User, item_id: UUID, segment_kind: SegmentKind, body: SegmentRequest
) -> SegmentsChange:
    """Set where an intro, a recap, the credits or a preview is, for all users."""
    return get(SegmentService).set(user, item_id, segment_kind, body)


@bp.route("/api/v1/library/{item_id}/segments/{segment_kind}", methods=["DELETE"])
@endpoint(bp, returns=SegmentsChange)
def hide_segment(user: User, item_id: UUID, segment_kind: SegmentKind) -> SegmentsChange:
    """Mark the segment as absent; its chapters and its sound count no more."""
    return get(SegmentService).hide(user, item_id, segment_kind)
