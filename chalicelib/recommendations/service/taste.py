"""The taste of a person: what it is made of, and what they change about it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from chalicelib.catalog.service import CatalogService
from chalicelib.platform.cache import Cache
from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Connection, Database
from chalicelib.platform.errors import InvalidInput
from chalicelib.recommendations.models import Known
from chalicelib.recommendations.models.taste import (
    MAX_RULES,
    DismissedTitle,
    ForgetRequest,
    RestoreRequest,
    RuleRequest,
    Strength,
    Taste,
    TasteChange,
    TasteEvidence,
    TasteTrait,
)
from chalicelib.recommendations.service import DISMISSALS
from chalicelib.recommendations.service.familiarity import combine
from chalicelib.recommendations.service.group_choice import newest_of
from chalicelib.recommendations.service.traits import TraitWeight, as_played, likings, name_of
from chalicelib.recommendations.store import owned_platforms, ranking_inputs, taste, tonight
from chalicelib.tracking.service.undo import UndoService

#: The name of these changes among those that can be undone.
TASTE = "taste"
#: Traits of each kind, titles of a trait, and pieces of evidence that are shown.
MAX_OF_KIND = {
    "genre": 12,
    "keyword": 12,
    "person": 12,
    "decade": 6,
    "language": 4,
    "country": 6,
    "platform": 8,
    "age": 5,
}
#: What was not watched to its end.
LEFT = frozenset({Known.DROPPED, Known.ABANDONED})
MAX_TITLES, MAX_EVIDENCE, MAX_DISMISSED = 3, 24, 60
#: Titles before a trait is shown: keywords, people and languages of one title say little.
LEAST = {
    "genre": 1,
    "keyword": 2,
    "decade": 1,
    "language": 2,
    "person": 2,
    "country": 2,
    "platform": 1,
    "age": 2,
}


@dataclass(frozen=True, slots=True)
class TasteService:
    db: Database
    cache: Cache
    clock: Clock
    catalog: CatalogService
    undo: UndoService

    def read(self, user_id: UUID) -> Taste:
        """What the person seems to like, the titles that say so, and what was dismissed."""
        now = self.clock()
        with self.db.read() as conn:
            forgotten = taste.forgotten(conn, user_id=user_id)
            known = combine(ranking_inputs.known_of(conn, people=[user_id], now=now)).get(
                user_id, {}
            )
            newest = newest_of(known)
            played_on = owned_platforms.played_on(conn, people=[user_id]).get(user_id, {})
            titles = as_played(ranking_inputs.traits(conn, media_ids=newest, now=now), played_on)
            liked = likings(newest, titles)
            rules = taste.rules(conn, people=[user_id]).get(user_id, {})
            slugs = [trait.partition(":")[2] for trait in {*liked, *rules}]
            genres = tonight.genre_names(conn, slugs=slugs)
            dismissed = taste.dismissed(conn, user_id=user_id, now=now, limit=MAX_DISMISSED)
            shown = [*list(newest)[:MAX_EVIDENCE], *sorted(forgotten)[:MAX_EVIDENCE]]
            plays = taste.plays(conn, user_id=user_id, media_ids=shown)
            left = [each for each in shown if each in known and known[each].kind in LEFT]
            stopped_at = taste.drop_points(conn, user_id=user_id, media_ids=left)
        example_ids = {
            media_id for liking in liked.values() for media_id in liking.titles[:MAX_TITLES]
        }
        cards = self.catalog.cards_by_id(
            user_id, [*shown, *(media_id for media_id, _ in dismissed), *example_ids]
        )
        names = {media_id: card.title for media_id, card in cards.items()}
        return Taste(
            traits=shown_traits(liked, rules, genres, names),
            evidence=[
                TasteEvidence(
                    media=cards[media_id],
                    kind=known[media_id].kind,
                    rating=known[media_id].rating,
                    plays=plays.get(media_id, 0),
                    stopped_at=stopped_at.get(media_id),
                    weight=known[media_id].weight,
                    is_forgotten=media_id in forgotten,
                )
                for media_id in shown
                if media_id in cards and media_id in known
            ],
            dismissed=[
                DismissedTitle(media=cards[media_id], until=until)
                for media_id, until in dismissed
                if media_id in cards
            ],
        )

    def set_rule(self, user_id: UUID, request: RuleRequest) -> TasteChange:
        """Raises `InvalidInput` when there are too many rules."""
        with self.db.transaction() as conn:
            self.undo.lock(conn, user_id)
            before = taste.rules(conn, people=[user_id]).get(user_id, {})
            if len(before) >= MAX_RULES and request.strength and request.trait not in before:
                raise InvalidInput(f"{MAX_RULES} rules are enough.", field="trait")
            taste.set_rule(
                conn,
                user_id=user_id,
                trait=request.trait,
                strength=request.strength,
                now=self.clock(),
            )
            changed = {"trait": request.trait, "before": before.get(request.trait)}
            return self._record(conn, user_id, TASTE, json.dumps(changed))

    def forget(self, user_id: UUID, request: ForgetRequest) -> TasteChange:
        """Raises `MediaNotFound`."""
        title = self.catalog.require(request.media_id)
        with self.db.transaction() as conn:
            self.undo.lock(conn, user_id)
            before = title.id in taste.forgotten(conn, user_id=user_id)
            taste.set_forgotten(
                conn,
                user_id=user_id,
                media_id=title.id,
                forgotten=request.forgotten,
                now=self.clock(),
            )
            changed = {"media_id": title.id, "before": before}
            return self._record(conn, user_id, TASTE, json.dumps(changed))

    def restore(self, user_id: UUID, request: RestoreRequest) -> TasteChange:
        """Raises `MediaNotFound`."""
        title = self.catalog.require(request.media_id)
        with self.db.transaction() as conn:
            self.undo.lock(conn, user_id)
            changed = taste.restore(conn, user_id=user_id, media_id=title.id)
            return self._record(conn, user_id, DISMISSALS, changed)

    def _record(self, conn: Connection, user_id: UUID, part: str, changed: str) -> TasteChange:
        undo_id = self.undo.record(conn, user_id, part, changed)
        self.cache.invalidate_user(user_id)
        return TasteChange(undo_id=undo_id)

    def revert(self, conn: Connection, user_id: UUID, changed: str) -> None:
        """See `chalicelib.tracking.service.undo.Reverter`."""
        before, now = json.loads(changed), self.clock()
        if "trait" in before:
            taste.set_rule(
                conn,
                user_id=user_id,
                trait=before["trait"],
                strength=before["before"],
                now=now,
            )
        else:
            taste.set_forgotten(
                conn,
                user_id=user_id,
                media_id=before["media_id"],
                forgotten=before["before"],
                now=now,
            )


def shown_traits(
    liked: Mapping[str, TraitWeight],
    rules: Mapping[str, Strength],
    genres: Mapping[str, str],
    names: Mapping[int, str],
) -> list[TasteTrait]:
    """Of each kind those that say most, the liked ones first; and all that have a rule."""
    most = max((abs(liking.score) for liking in liked.values()), default=1.0) or 1.0
    found = []
    for kind, limit in MAX_OF_KIND.items():
        of_kind = [trait for trait in {*liked, *rules} if trait.startswith(f"{kind}:")]
        scores = {trait: liked[trait].score if trait in liked else 0.0 for trait in of_kind}
        of_kind.sort(key=lambda trait: (-scores[trait], trait))  # called at once
        strongest = sorted(of_kind, key=lambda trait: -abs(scores[trait]))[:limit]
        for trait in of_kind:
            liking = liked.get(trait, TraitWeight(0.0, ()))
            is_strong = trait in strongest and len(liking.titles) >= LEAST[kind]
            if not is_strong and trait not in rules:
                continue
            found.append(
                TasteTrait.model_validate(
                    {
                        "trait": trait,
                        "kind": kind,
                        "name": name_of(trait, genres),
                        "liking": liking.score / most,
                        "count": len(liking.titles),
                        "titles": [names[each] for each in liking.titles if each in names][
                            :MAX_TITLES
                        ],
                        "strength": rules.get(trait),
                    }
                )
            )
    return found
