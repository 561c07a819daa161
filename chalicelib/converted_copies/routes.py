"""HTTP endpoints of converted copies."""

from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from chalice.app import Blueprint

from chalicelib.converted_copies.errors import ConvertedCopyNotFound
from chalicelib.converted_copies.models import (
    ConvertedCopies,
    ConvertedCopyChange,
    ManifestQuery,
    NewConvertedCopy,
    PreparationPreview,
)
from chalicelib.converted_copies.service import ConvertedCopyService
from chalicelib.converted_copies.service.manifest import CopyManifestService
from chalicelib.converted_copies.service.preparation import CopyPreviewService
from chalicelib.http.endpoints import RequestMeta, endpoint
from chalicelib.http.public_origin import origin_for_links
from chalicelib.http.responses import Rendered, Reply
from chalicelib.http.schemas import ContentType
from chalicelib.library.models.folders import FolderRequest
from chalicelib.platform.registry import get
from chalicelib.platform.sessions import User
from chalicelib.playback.models.hls_manifest import MANIFEST_TYPE
from chalicelib.playback.models.rendition import Rendition

bp = Blueprint(__name__)


@bp.route("/api/v1/library/{item_id}/copies")
@endpoint(bp, returns=ConvertedCopies)
def list_converted_copies(user: User, item_id: UUID) -> ConvertedCopies:
    """The converted copies of a file, and the qualities in which one can be kept."""
    return get(ConvertedCopyService).list(user, item_id)


@bp.route("/api/v1/library/{item_id}/copies", methods=["POST"])
@endpoint(bp, body=NewConvertedCopy, returns=ConvertedCopyChange, status=HTTPStatus.ACCEPTED)
def keep_converted_copy(user: User, item_id: UUID, body: NewConvertedCopy) -> ConvertedCopyChange:
    """Keep a converted copy in the object store, for all users who play this file."""
    return get(ConvertedCopyService).keep(user, item_id, body)


@bp.route("/api/v1/library/folders/copies-preview")
@endpoint(bp, query=FolderRequest, returns=PreparationPreview, access="admin")
def preview_prepared_copies(query: FolderRequest) -> PreparationPreview:
    """How many files of a folder would get a converted copy, and what that takes at most."""
    return get(CopyPreviewService).preview(query.path)


@bp.route("/api/v1/copies/{copy_id}", methods=["DELETE"])
@endpoint(bp, returns=ConvertedCopyChange)
def remove_converted_copy(user: User, copy_id: UUID) -> ConvertedCopyChange:
    """Remove a converted copy; the file stays."""
    return get(ConvertedCopyService).remove(user, copy_id)


@bp.route("/api/v1/library/{item_id}/copies/{rendition}/index.m3u8")
@endpoint(
    bp,
    query=ManifestQuery,
    returns=Annotated[str, ContentType(MANIFEST_TYPE)],
    access="public",
)
def get_copy_manifest(
    meta: RequestMeta, item_id: UUID, rendition: str, query: ManifestQuery
) -> Reply:
    """The manifest (HLS) of a converted copy; the address is that of a play ticket."""
    try:
        wanted = Rendition.parse(rendition)
    except ValueError as error:
        raise ConvertedCopyNotFound("There is no such copy.") from error
    text = get(CopyManifestService).manifest(item_id, wanted, query, origin=origin_for_links(meta))
    headers = {"Cache-Control": "private, no-store"}
    return Reply(Rendered(text.encode(), MANIFEST_TYPE), headers=headers)
