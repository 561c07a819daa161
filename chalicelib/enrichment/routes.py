"""HTTP endpoints of the enrichment, for administrators."""

from http import HTTPStatus

from chalice.app import Blueprint

from chalicelib.catalog.models import MediaId
from chalicelib.enrichment.models import (
    Enrichment,
    SourceMatch,
    TitleQueued,
    UndescribedPage,
    UndescribedQuery,
)
from chalicelib.enrichment.service import EnrichmentService
from chalicelib.platform.http import endpoint
from chalicelib.platform.registry import get

bp = Blueprint(__name__)


@bp.route("/api/v1/admin/enrichment")
@endpoint(bp, returns=Enrichment, access="admin")
def get_enrichment() -> Enrichment:
    """The sources of metadata: what each does now, and how much of the catalogue it described."""
    return get(EnrichmentService).report()


@bp.route("/api/v1/admin/enrichment/{provider}/pause", methods=["POST"])
@endpoint(bp, status=HTTPStatus.NO_CONTENT, access="admin")
def pause_source(provider: str) -> None:
    """Ask this source nothing until it is resumed; what is stored stays."""
    get(EnrichmentService).pause(provider)


@bp.route("/api/v1/admin/enrichment/{provider}/resume", methods=["POST"])
@endpoint(bp, status=HTTPStatus.NO_CONTENT, access="admin")
def resume_source(provider: str) -> None:
    """Ask this source again, also when it rests after failures."""
    get(EnrichmentService).resume(provider)


@bp.route("/api/v1/admin/enrichment/unmatched")
@endpoint(bp, query=UndescribedQuery, returns=UndescribedPage, access="admin")
def list_unmatched_titles(query: UndescribedQuery) -> UndescribedPage:
    """The titles their source does not know or could not answer for, the most voted first."""
    return get(EnrichmentService).unmatched(query)


@bp.route("/api/v1/admin/enrichment/titles/{media_id}/retry", methods=["POST"])
@endpoint(bp, returns=TitleQueued, status=HTTPStatus.ACCEPTED, access="admin")
def retry_title(media_id: MediaId) -> TitleQueued:
    """Have the worker ask for this title again."""
    return get(EnrichmentService).retry(media_id)


@bp.route("/api/v1/admin/enrichment/titles/{media_id}/match", methods=["PUT"])
@endpoint(bp, body=SourceMatch, returns=TitleQueued, status=HTTPStatus.ACCEPTED, access="admin")
def match_title(media_id: MediaId, body: SourceMatch) -> TitleQueued:
    """Say which number the source has for this title, and fetch it."""
    return get(EnrichmentService).match(media_id, body)
