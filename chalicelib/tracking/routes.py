"""HTTP in front of progress, plays, watched and watch later."""

from http import HTTPStatus
from uuid import UUID

from chalice.app import Blueprint

from chalicelib.catalog.models import MediaCard, MediaId, MediaPage, MediaType
from chalicelib.http.endpoints import endpoint
from chalicelib.http.responses import Rendered
from chalicelib.http.schemas import Paging
from chalicelib.platform.registry import get
from chalicelib.platform.sessions import User
from chalicelib.tracking.models import (
    ContinueList,
    EpisodeQuery,
    ProgressChange,
    ProgressUpdate,
    WatchedRequest,
    WatchProgress,
)
from chalicelib.tracking.models.bulk_plays import (
    PlaySelection,
    PlaySelectionChange,
    PlaySelectionRating,
    PlaySelectionTime,
)
from chalicelib.tracking.models.marks import MarkList, MarksQuery
from chalicelib.tracking.models.own_titles import OwnTitles, OwnTitlesQuery
from chalicelib.tracking.models.plays import (
    HistoryPage,
    HistoryQuery,
    PlayId,
    PlaysChange,
    PlayScope,
    PlaysRequest,
    PlayTime,
)
from chalicelib.tracking.models.ratings import (
    FavoriteRequest,
    OpinionChange,
    RatingRequest,
    TitleRatings,
)
from chalicelib.tracking.models.shared_viewings import (
    PossibleCompanions,
    SharedViewingAnswer,
    SharedViewingChange,
    SharedViewingRequest,
    SharedViewingState,
)
from chalicelib.tracking.models.statuses import StatusChange, StatusRequest
from chalicelib.tracking.models.watch_later import (
    WatchLaterChange,
    WatchLaterMove,
    WatchLaterQuery,
    WatchLaterRequest,
    WatchLaterUpdate,
)
from chalicelib.tracking.service.bulk_plays import SelectedPlayService
from chalicelib.tracking.service.companion_answers import CompanionAnswerService
from chalicelib.tracking.service.marks import MarkService
from chalicelib.tracking.service.own_titles import OwnTitlesService
from chalicelib.tracking.service.plays import PlayService
from chalicelib.tracking.service.progress import ProgressService
from chalicelib.tracking.service.ratings import RatingService
from chalicelib.tracking.service.shared_viewings import SharedViewingService
from chalicelib.tracking.service.statuses import StatusService
from chalicelib.tracking.service.undo import UndoService
from chalicelib.tracking.service.watch_later import WatchLaterService
from chalicelib.tracking.service.watched import WatchedService

bp = Blueprint(__name__)


@bp.route("/api/v1/progress", methods=["POST"])
@endpoint(bp, body=ProgressUpdate, returns=WatchProgress, limit="report")
def record_progress(user: User, body: ProgressUpdate) -> WatchProgress:
    return get(ProgressService).record(user.id, body)


@bp.route("/api/v1/progress/continue-watching")
@endpoint(bp, returns=ContinueList)
def continue_watching(user: User) -> Rendered:
    return Rendered(get(ProgressService).continue_watching(user.id))


@bp.route("/api/v1/progress/{media_id}", methods=["DELETE"])
@endpoint(bp, query=EpisodeQuery, returns=ProgressChange)
def hide_progress(user: User, media_id: MediaId, query: EpisodeQuery) -> ProgressChange:
    """Take a title out of Continue watching; its position is kept."""
    return get(ProgressService).hide(user.id, media_id, query.episode_id)


@bp.route("/api/v1/shared-viewing")
@endpoint(bp, returns=SharedViewingState)
def get_shared_viewing(user: User) -> SharedViewingState:
    """What the person watches together with others, if they do."""
    return get(SharedViewingService).state(user.id)


@bp.route("/api/v1/shared-viewing", methods=["PUT"])
@endpoint(bp, body=SharedViewingRequest, returns=SharedViewingChange)
def start_shared_viewing(user: User, body: SharedViewingRequest) -> SharedViewingChange:
    """From now on the person's player reports this title for the others too."""
    return get(SharedViewingService).start(user.id, body)


@bp.route("/api/v1/shared-viewing/people")
@endpoint(bp, returns=PossibleCompanions)
def list_possible_companions(user: User) -> PossibleCompanions:
    """Those for whom the person's player may report."""
    return get(SharedViewingService).people(user.id)


@bp.route("/api/v1/shared-viewing/asks/{asking_user_id}", methods=["PUT"])
@endpoint(bp, body=SharedViewingAnswer, returns=SharedViewingChange)
def answer_shared_viewing(
    user: User, asking_user_id: UUID, body: SharedViewingAnswer
) -> SharedViewingChange:
    """Whether the person watches with a user who says so."""
    return get(CompanionAnswerService).answer(user.id, asking_user_id, joins=body.joins)


@bp.route("/api/v1/shared-viewing/people/{user_id}", methods=["DELETE"])
@endpoint(bp, returns=SharedViewingChange)
def leave_shared_viewing(user: User, user_id: UUID) -> SharedViewingChange:
    """A user does not watch any more: oneself, or a companion of one's own player."""
    return get(SharedViewingService).leave(user.id, user_id)


@bp.route("/api/v1/watch-later")
@endpoint(bp, query=WatchLaterQuery, returns=MediaPage)
def list_watch_later(user: User, query: WatchLaterQuery) -> MediaPage:
    return get(WatchLaterService).page(user.id, query)


@bp.route("/api/v1/watch-later", methods=["POST"])
@endpoint(bp, body=WatchLaterRequest, returns=MediaCard, status=HTTPStatus.CREATED)
def add_watch_later(user: User, body: WatchLaterRequest) -> MediaCard:
    return get(WatchLaterService).add(user.id, body.media_id)


@bp.route("/api/v1/watch-later", methods=["PUT"])
@endpoint(bp, body=WatchLaterUpdate, returns=WatchLaterChange)
def update_watch_later(user: User, body: WatchLaterUpdate) -> WatchLaterChange:
    return get(WatchLaterService).update(user.id, body)


@bp.route("/api/v1/watch-later/{media_id}", methods=["PATCH"])
@endpoint(bp, body=WatchLaterMove, returns=WatchLaterChange)
def move_in_watch_later(user: User, media_id: MediaId, body: WatchLaterMove) -> WatchLaterChange:
    return get(WatchLaterService).move(user.id, media_id, body)


@bp.route("/api/v1/watch-later/{media_id}", methods=["DELETE"])
@endpoint(bp, status=HTTPStatus.NO_CONTENT)
def remove_watch_later(user: User, media_id: MediaId) -> None:
    get(WatchLaterService).remove(user.id, media_id)


@bp.route("/api/v1/watched")
@endpoint(bp, query=Paging, returns=MediaPage)
def list_watched(user: User, query: Paging) -> MediaPage:
    return get(WatchedService).page(user.id, query)


@bp.route("/api/v1/watched", methods=["POST"])
@endpoint(bp, body=WatchedRequest, returns=MediaCard, status=HTTPStatus.CREATED)
def mark_watched(user: User, body: WatchedRequest) -> MediaCard:
    return get(WatchedService).mark(user.id, body.media_id, body.episode_id)


@bp.route("/api/v1/watched/{media_id}", methods=["DELETE"])
@endpoint(bp, query=EpisodeQuery, status=HTTPStatus.NO_CONTENT)
def unmark_watched(user: User, media_id: MediaId, query: EpisodeQuery) -> None:
    get(WatchedService).unmark(user.id, media_id, query.episode_id)


@bp.route("/api/v1/plays", methods=["POST"])
@endpoint(bp, body=PlaysRequest, returns=PlaysChange, status=HTTPStatus.CREATED)
def add_plays(user: User, body: PlaysRequest) -> PlaysChange:
    return get(PlayService).add(user.id, body)


@bp.route("/api/v1/plays", methods=["PATCH"])
@endpoint(bp, body=PlaySelectionTime, returns=PlaySelectionChange)
def correct_plays(user: User, body: PlaySelectionTime) -> PlaySelectionChange:
    return get(SelectedPlayService).correct(user.id, body.play_ids, body)


@bp.route("/api/v1/plays/delete", methods=["POST"])
@endpoint(bp, body=PlaySelection, returns=PlaySelectionChange)
def delete_plays(user: User, body: PlaySelection) -> PlaySelectionChange:
    return get(SelectedPlayService).delete(user.id, body.play_ids)


@bp.route("/api/v1/plays/ratings", methods=["PUT"])
@endpoint(bp, body=PlaySelectionRating, returns=PlaySelectionChange)
def rate_plays(user: User, body: PlaySelectionRating) -> PlaySelectionChange:
    """Rate the film or the episode of each play."""
    return get(SelectedPlayService).rate(user.id, body.play_ids, body.rating)


@bp.route("/api/v1/plays/remove", methods=["POST"])
@endpoint(bp, body=PlayScope, returns=PlaysChange)
def remove_plays(user: User, body: PlayScope) -> PlaysChange:
    return get(PlayService).remove(user.id, body)


@bp.route("/api/v1/plays/{play_id}", methods=["PATCH"])
@endpoint(bp, body=PlayTime, returns=PlaysChange)
def correct_play(user: User, play_id: PlayId, body: PlayTime) -> PlaysChange:
    return get(PlayService).correct(user.id, play_id, body)


@bp.route("/api/v1/plays/{play_id}", methods=["DELETE"])
@endpoint(bp, returns=PlaysChange)
def delete_play(user: User, play_id: PlayId) -> PlaysChange:
    return get(PlayService).delete(user.id, play_id)


@bp.route("/api/v1/history")
@endpoint(bp, query=HistoryQuery, returns=HistoryPage)
def list_history(user: User, query: HistoryQuery) -> HistoryPage:
    return get(PlayService).history(user.id, query)


@bp.route("/api/v1/ratings", methods=["PUT"])
@endpoint(bp, body=RatingRequest, returns=OpinionChange)
def rate(user: User, body: RatingRequest) -> OpinionChange:
    return get(RatingService).rate(user.id, body)


@bp.route("/api/v1/ratings/{media_id}")
@endpoint(bp, returns=TitleRatings)
def list_ratings(user: User, media_id: MediaId) -> TitleRatings:
    return get(RatingService).of_title(user.id, media_id)


@bp.route("/api/v1/favorites")
@endpoint(bp, query=Paging, returns=MediaPage)
def list_favorites(user: User, query: Paging) -> MediaPage:
    return get(RatingService).favorites(user.id, query)


@bp.route("/api/v1/favorites", methods=["PUT"])
@endpoint(bp, body=FavoriteRequest, returns=OpinionChange)
def set_favorite(user: User, body: FavoriteRequest) -> OpinionChange:
    return get(RatingService).set_favorite(user.id, body)


@bp.route("/api/v1/statuses", methods=["PUT"])
@endpoint(bp, body=StatusRequest, returns=StatusChange)
def set_status(user: User, body: StatusRequest) -> StatusChange:
    return get(StatusService).set_status(user.id, body)


@bp.route("/api/v1/movies/mine")
@endpoint(bp, query=OwnTitlesQuery, returns=OwnTitles)
def list_own_movies(user: User, query: OwnTitlesQuery) -> OwnTitles:
    return get(OwnTitlesService).page(user.id, MediaType.MOVIE, query)


@bp.route("/api/v1/shows/mine")
@endpoint(bp, query=OwnTitlesQuery, returns=OwnTitles)
def list_own_shows(user: User, query: OwnTitlesQuery) -> OwnTitles:
    return get(OwnTitlesService).page(user.id, MediaType.SHOW, query)


@bp.route("/api/v1/marks")
@endpoint(bp, query=MarksQuery, returns=MarkList)
def list_marks(user: User, query: MarksQuery) -> MarkList:
    return get(MarkService).of_titles(user.id, query)


@bp.route("/api/v1/undo/{change_id}", methods=["POST"])
@endpoint(bp, status=HTTPStatus.NO_CONTENT)
def undo(user: User, change_id: UUID) -> None:
    get(UndoService).undo(user.id, change_id)
