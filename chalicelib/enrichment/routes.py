"""HTTP endpoints of the enrichment, for administrators."""

from http import HTTPStatus

from chalice.app import Blueprint

from chalicelib.catalog.models import MediaId
from chalicelib.enrichment.models import (
    CandidateQuery,
    Enrichment,
    MatchedTitles,
    RetryQuery,
    RetryScope,
    SourceMatch,
    TitleQueued,
    TitlesQueued,
    UndescribedPage,
    UndescribedQuery,
)
from chalicelib.enrichment.service import EnrichmentService
from chalicelib.enrichment.service.manual_matching import MatchService
from chalicelib.http.endpoints import endpoint
from chalicelib.library.models.review import ProviderTitles
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


@bp.route("/api/v1/admin/enrichment/{provider}/retry", methods=["POST"])
@endpoint(bp, body=RetryScope, returns=TitlesQueued, status=HTTPStatus.ACCEPTED, access="admin")
def retry_source(provider: str, body: RetryScope) -> TitlesQueued:
    """Ask this source again for titles it did not know or could not answer for."""
    return get(EnrichmentService).retry_scope(provider, body)


@bp.route("/api/v1/admin/enrichment/unmatched")
@endpoint(bp, query=UndescribedQuery, returns=UndescribedPage, access="admin")
def list_unmatched_titles(query: UndescribedQuery) -> UndescribedPage:
    """The titles their source does not know or could not answer for, the most voted first."""
    return get(EnrichmentService).unmatched(query)


@bp.route("/api/v1/admin/enrichment/titles/{media_id}/retry", methods=["POST"])
@endpoint(bp, query=RetryQuery, returns=TitleQueued, status=HTTPStatus.ACCEPTED, access="admin")
def retry_title(media_id: MediaId, query: RetryQuery) -> TitleQueued:
    """Have the worker ask for this title again."""
    return get(EnrichmentService).retry(media_id, query.source)


@bp.route("/api/v1/admin/enrichment/titles/{media_id}/candidates")
@endpoint(bp, query=CandidateQuery, returns=ProviderTitles, access="admin", limit="search")
def list_match_candidates(media_id: MediaId, query: CandidateQuery) -> ProviderTitles:
    """What the source of a title finds by a name, to choose the right one."""
    return get(MatchService).candidates(media_id, query.q)


@bp.route("/api/v1/admin/enrichment/titles/{media_id}/match", methods=["PUT"])
@endpoint(bp, body=SourceMatch, returns=TitleQueued, status=HTTPStatus.ACCEPTED, access="admin")
def match_title(media_id: MediaId, body: SourceMatch) -> TitleQueued:
    """Say which number the source has for this title, and fetch it."""
    return get(MatchService).match(media_id, body)


@bp.route("/api/v1/admin/enrichment/titles/{media_id}/match", methods=["DELETE"])
@endpoint(bp, returns=TitleQueued, status=HTTPStatus.ACCEPTED, access="admin")
def undo_match(media_id: MediaId) -> TitleQueued:
    """Give a title back the number and the facts it had before it was matched by hand."""
    return get(MatchService).undo_match(media_id)


@bp.route("/api/v1/admin/enrichment/matched")
@endpoint(bp, returns=MatchedTitles, access="admin")
def list_titles_matched_by_hand() -> MatchedTitles:
    """The titles whose number at their source an administrator chose, the newest first."""
    return get(MatchService).matched()
