"""What a person does not want to be recommended: not for them, not now, or seen already."""

from dataclasses import dataclass
from uuid import UUID

from chalicelib.catalog.models import GameStatus, MediaType
from chalicelib.catalog.service import CatalogService
from chalicelib.games.models import GameStatusRequest
from chalicelib.games.service.game_states import GameService
from chalicelib.recommendations.models import DismissChange, DismissReason, DismissRequest
from chalicelib.recommendations.service import RecommendationService
from chalicelib.tracking.models.plays import PlaysRequest, Precision
from chalicelib.tracking.service.plays import PlayService


@dataclass(frozen=True, slots=True)
class DismissalService:
    catalog: CatalogService
    recommendations: RecommendationService
    plays: PlayService
    games: GameService

    def dismiss(self, user_id: UUID, request: DismissRequest) -> DismissChange:
        """
        Recommend a title no more, or not for some months; one that was seen is recorded as seen.

        Raises `MediaNotFound`.
        """
        if request.reason is not DismissReason.SEEN:
            return self.recommendations.dismiss(user_id, request)
        title = self.catalog.require(request.media_id)
        if title.media_type is MediaType.GAME:
            completed = GameStatusRequest(status=GameStatus.COMPLETED)
            game = self.games.set_status(user_id, title.id, completed)
            return DismissChange(undo_id=game.undo_id)
        seen = PlaysRequest(mediaId=title.id, precision=Precision.UNKNOWN)
        return DismissChange(undo_id=self.plays.add(user_id, seen).undo_id)
