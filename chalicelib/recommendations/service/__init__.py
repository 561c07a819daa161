"""A person's recommendations: the list the worker made, without what changed since."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from pydantic import TypeAdapter

from chalicelib.catalog.models import MediaCard
from chalicelib.catalog.service import CatalogService
from chalicelib.platform.cache import RECOMMENDATIONS_TTL_S, Cache, recommendations_key
from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Connection, Database
from chalicelib.platform.worker_heartbeat import MAX_SILENCE
from chalicelib.recommendations.models import (
    NOT_NOW,
    Because,
    DismissChange,
    DismissReason,
    DismissRequest,
    Recommendation,
    RecommendationList,
    RecommendationPage,
    RecommendationQuery,
    RecommendationState,
)
from chalicelib.recommendations.service.familiarity import combine
from chalicelib.recommendations.service.why_not import AbsentTitle, why_not
from chalicelib.recommendations.store import ranking_inputs, snapshots
from chalicelib.tracking.service.undo import UndoService

#: The name of dismissals among the changes that can be undone.
DISMISSALS = "recommendation_dismissals"
LIST = TypeAdapter(RecommendationList)


@dataclass(frozen=True, slots=True)
class RecommendationService:
    db: Database
    cache: Cache
    clock: Clock
    catalog: CatalogService
    undo: UndoService
    #: The country of a user, an ISO code.
    region: Callable[[UUID], str]

    def page(self, user_id: UUID, query: RecommendationQuery) -> RecommendationPage:
        """A page of the person's list, filtered."""
        whole = self._list(user_id)
        items = [item for item in whole.items if is_wanted(item.media, query)]
        with self.db.read() as conn:
            is_alive = snapshots.is_worker_alive(conn, since=self.clock() - MAX_SILENCE)
            if query.genre is not None:
                of_genre = ranking_inputs.of_genre(
                    conn, media_ids=[item.media.id for item in items], genre=query.genre
                )
                items = [item for item in items if item.media.id in of_genre]
        return RecommendationPage(
            items=items[query.offset : query.offset + query.page_size],
            page=query.page,
            page_size=query.page_size,
            total=len(items),
            made_at=whole.made_at,
            is_personal=whole.is_personal,
            worker_is_alive=is_alive,
        )

    def explained(self, user_id: UUID, limit: int) -> list[int]:
        """Ids of the best titles that follow from something the person did."""
        region = self.region(user_id)
        with self.db.read() as conn:
            rows = snapshots.read(conn, user_id=user_id, region=region, now=self.clock())
        return [row.media_id for row in rows if row.reasons][:limit]

    def because(self, user_id: UUID) -> dict[int, Because]:
        """The strongest reason of each title on the person's list that has one."""
        items = self._list(user_id).items
        return {item.media.id: item.because[0] for item in items if item.because}

    def dismiss(self, user_id: UUID, request: DismissRequest) -> DismissChange:
        """Recommend a title no more, or not for some months. Raises `MediaNotFound`."""
        title = self.catalog.require(request.media_id)
        now = self.clock()
        until = now + NOT_NOW if request.reason is DismissReason.NOT_NOW else None
        with self.db.transaction() as conn:
            self.undo.lock(conn, user_id)
            changed = snapshots.dismiss(
                conn, user_id=user_id, media_id=title.id, until=until, now=now
            )
            undo_id = self.undo.record(conn, user_id, DISMISSALS, changed)
        self.cache.invalidate_user(user_id)
        return DismissChange(undo_id=undo_id)

    def state(self, user_id: UUID, media_id: int) -> RecommendationState:
        """The recommendation of a title and its place, or why there is none."""
        title = self.catalog.require(media_id)
        whole = self._list(user_id)
        for place, item in enumerate(whole.items, 1):
            if item.media.id == title.id:
                return RecommendationState(recommendation=item, place=place, why_not=None)
        subject = AbsentTitle(user_id, title.id, self.region(user_id), self.clock())
        with self.db.read() as conn:
            return why_not(conn, subject, whole)

    def _list(self, user_id: UUID) -> RecommendationList:
        """The whole list, from the cache for half an hour; an action of the person ends that."""
        return LIST.validate_json(
            self.cache.get_or_compute(
                recommendations_key(user_id),
                str(user_id),
                RECOMMENDATIONS_TTL_S,
                lambda: LIST.dump_json(self._read(user_id)),
            )
        )

    def _read(self, user_id: UUID) -> RecommendationList:
        region, now = self.region(user_id), self.clock()
        with self.db.read() as conn:
            stored = snapshots.read(conn, user_id=user_id, region=region, now=now)
            origin = snapshots.origin(conn, user_id=user_id)
            reasons = {each for row in stored for each in row.reasons}
            known = combine(
                ranking_inputs.known_of(conn, people=[user_id], media_ids=reasons, now=now)
            ).get(user_id, {})
            explained = reasons | {row.media_id for row in stored if row.reasons}
            keywords = ranking_inputs.keywords(conn, media_ids=explained)
            people = ranking_inputs.people(conn, media_ids=explained)
        cards = self.catalog.cards_by_id(user_id, [*(row.media_id for row in stored), *reasons])
        genres = {media_id: card.genres for media_id, card in cards.items()}
        return RecommendationList(
            items=[
                Recommendation(
                    media=cards[row.media_id],
                    score=row.score,
                    parts=row.parts,
                    because=[
                        Because(
                            media_id=reason,
                            title=cards[reason].title,
                            kind=known[reason].kind,
                            rating=known[reason].rating,
                            person=first_common(people, row.media_id, reason),
                            keyword=first_common(keywords, row.media_id, reason),
                            genre=first_common(genres, row.media_id, reason),
                        )
                        for reason in row.reasons
                        # What was forgotten or taken back since the list was made is no reason.
                        if reason in cards and reason in known and known[reason].weight > 0
                    ],
                )
                for row in stored
                if row.media_id in cards and not cards[row.media_id].watch_later
            ],
            made_at=origin.made_at,
            is_personal=origin.is_personal,
        )

    def revert(self, conn: Connection, user_id: UUID, changed: str) -> None:
        """See `chalicelib.tracking.service.undo.Reverter`."""
        snapshots.revert_dismissal(conn, user_id, changed)


def is_wanted(media: MediaCard, query: RecommendationQuery) -> bool:
    """Whether a title passes the filters that its card can answer."""
    return (
        (query.media_type is None or media.media_type == query.media_type)
        and (not query.available or media.at_hand)
        and (
            query.max_minutes is None
            or (media.runtime_minutes is not None and media.runtime_minutes <= query.max_minutes)
        )
    )


def first_common(names: Mapping[int, Sequence[str]], media_id: int, reason: int) -> str | None:
    """Of the names that both titles have, the first of the recommended one."""
    others = names.get(reason, ())
    return next((name for name in names.get(media_id, ()) if name in others), None)
