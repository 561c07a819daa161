"""HTTP in front of the recommendations."""

from chalice.app import Blueprint

from chalicelib.catalog.models import MediaId
from chalicelib.http.endpoints import endpoint
from chalicelib.platform.registry import get
from chalicelib.platform.sessions import User
from chalicelib.recommendations.models import (
    DismissChange,
    DismissRequest,
    RecommendationPage,
    RecommendationQuery,
    RecommendationState,
)
from chalicelib.recommendations.models.taste import (
    ForgetRequest,
    RestoreRequest,
    RuleRequest,
    Taste,
    TasteChange,
)
from chalicelib.recommendations.models.tonight import Tonight, TonightQuery
from chalicelib.recommendations.service import RecommendationService
from chalicelib.recommendations.service.dismissals import DismissalService
from chalicelib.recommendations.service.taste import TasteService
from chalicelib.recommendations.service.tonight import TonightService

bp = Blueprint(__name__)


@bp.route("/api/v1/recommendations")
@endpoint(bp, query=RecommendationQuery, returns=RecommendationPage)
def list_recommendations(user: User, query: RecommendationQuery) -> RecommendationPage:
    return get(RecommendationService).page(user.id, query)


@bp.route("/api/v1/recommendations/tonight")
@endpoint(bp, query=TonightQuery, returns=Tonight, limit="search")
def draw_tonight(user: User, query: TonightQuery) -> Tonight:
    """Three titles that suit all on the sofa and can be played now, where there are some."""
    return get(TonightService).draw(user.id, query, may_download=user.may("download"))


@bp.route("/api/v1/recommendations/taste")
@endpoint(bp, returns=Taste)
def get_taste(user: User) -> Taste:
    """What the person seems to like, from what, and what they said about it."""
    return get(TasteService).read(user.id)


@bp.route("/api/v1/recommendations/taste/rules", methods=["PUT"])
@endpoint(bp, body=RuleRequest, returns=TasteChange)
def set_taste_rule(user: User, body: RuleRequest) -> TasteChange:
    """More, less or nothing of a genre, a decade, a language or a person."""
    return get(TasteService).set_rule(user.id, body)


@bp.route("/api/v1/recommendations/taste/forgotten", methods=["PUT"])
@endpoint(bp, body=ForgetRequest, returns=TasteChange)
def forget_title(user: User, body: ForgetRequest) -> TasteChange:
    """Whether a title says anything about the person's taste."""
    return get(TasteService).forget(user.id, body)


@bp.route("/api/v1/recommendations/restore", methods=["POST"])
@endpoint(bp, body=RestoreRequest, returns=TasteChange)
def restore_recommendation(user: User, body: RestoreRequest) -> TasteChange:
    """Let a dismissed title be recommended again."""
    return get(TasteService).restore(user.id, body)


@bp.route("/api/v1/recommendations/titles/{media_id}")
@endpoint(bp, returns=RecommendationState)
def get_recommendation_state(user: User, media_id: MediaId) -> RecommendationState:
    return get(RecommendationService).state(user.id, media_id)


@bp.route("/api/v1/recommendations/dismiss", methods=["POST"])
@endpoint(bp, body=DismissRequest, returns=DismissChange)
def dismiss_recommendation(user: User, body: DismissRequest) -> DismissChange:
    """Not for me, not now, or seen: a title that was seen gets a play without a date."""
    return get(DismissalService).dismiss(user.id, body)
