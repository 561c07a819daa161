"""HTTP in front of the recommendations."""

from chalice.app import Blueprint

from chalicelib.catalog.models import MediaId
from chalicelib.platform.http import endpoint
from chalicelib.platform.registry import get
from chalicelib.platform.sessions import User
from chalicelib.recommendations.models import (
    DismissChange,
    DismissRequest,
    RecommendationPage,
    RecommendationQuery,
    RecommendationState,
)
from chalicelib.recommendations.service import RecommendationService

bp = Blueprint(__name__)


@bp.route("/api/v1/recommendations")
@endpoint(bp, query=RecommendationQuery, returns=RecommendationPage)
def list_recommendations(user: User, query: RecommendationQuery) -> RecommendationPage:
    return get(RecommendationService).page(user.id, query)


@bp.route("/api/v1/recommendations/titles/{media_id}")
@endpoint(bp, returns=RecommendationState)
def get_recommendation_state(user: User, media_id: MediaId) -> RecommendationState:
    return get(RecommendationService).state(user.id, media_id)


@bp.route("/api/v1/recommendations/dismiss", methods=["POST"])
@endpoint(bp, body=DismissRequest, returns=DismissChange)
def dismiss_recommendation(user: User, body: DismissRequest) -> DismissChange:
    return get(RecommendationService).dismiss(user.id, body)
