"""What people who sit together may watch or play now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from chalicelib.catalog.service import CatalogService
from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Database
from chalicelib.platform.errors import InvalidInput
from chalicelib.recommendations.models import TitleTraits
from chalicelib.recommendations.models.tonight import (
    DRAWN,
    MAX_DRAWS,
    Mood,
    Tonight,
    TonightQuery,
    TonightTitle,
)
from chalicelib.recommendations.service import RecommendationService
from chalicelib.recommendations.service.drawing import (
    Sofa,
    draws,
    fits,
    newest_of,
    own_reason,
    reason,
)
from chalicelib.recommendations.service.known import combine
from chalicelib.recommendations.service.traits import likings
from chalicelib.recommendations.store import sources, taste, tonight
from chalicelib.recommendations.store.tonight import SofaRow


@dataclass(frozen=True, slots=True)
class TonightService:
    db: Database
    clock: Clock
    catalog: CatalogService
    recommendations: RecommendationService

    def draw(self, user_id: UUID, query: TonightQuery) -> Tonight:
        """
        Three titles that suit everybody, what can be played now first.

        Raises `InvalidInput` for somebody who is not here. What others did stays theirs: reasons
        of other people name genres only.
        """
        now = self.clock()
        ids = [user_id, *(other for other in query.others if other != user_id)]
        again = query.mood is Mood.SEEN_BEFORE
        kinds = ["game"] if query.kind == "game" else ["movie", "show"]
        with self.db.read() as conn:
            found = {person.id: person for person in tonight.people(conn, ids=ids)}
            if missing := [str(each) for each in ids if each not in found]:
                raise InvalidInput(f"{missing[0]} is nobody who lives here.", field="with")
            rows = tonight.candidates(
                conn,
                asker=user_id,
                people=ids,
                kinds=kinds,
                minutes=query.minutes,
                again=again,
                now=now,
            )
            known = combine(sources.known_of(conn, people=ids, now=now))
            newest = {each: newest_of(known.get(each, {})) for each in ids}
            wanted = {media_id for titles in newest.values() for media_id in titles}
            traits = {
                title.media_id: title
                for title in sources.traits(
                    conn, media_ids=wanted | {row.media_id for row in rows}, now=now
                )
            }
            sofa = Sofa(
                [found[each] for each in ids],
                {
                    person: likings(titles, [traits[each] for each in titles if each in traits])
                    for person, titles in newest.items()
                },
                tonight.places(conn, people=ids),
                taste.rules(conn, people=ids),
            )
            shown = [
                row
                for row in rows
                if (title := traits.get(row.media_id))
                and fits(title, query)
                and not sofa.refuses(title)
            ]
            drawn = draws(shown, traits, sofa)
            chosen = drawn[(query.draw - 1) * DRAWN : query.draw * DRAWN]
            names = tonight.genre_names(
                conn, slugs=[slug for row in chosen for slug in traits[row.media_id].genres]
            )
        return Tonight(
            people=list(sofa.people),
            items=self._titles(chosen, traits, sofa, names, again=again),
            has_more=query.draw < MAX_DRAWS and len(drawn) > query.draw * DRAWN,
        )

    def _titles(
        self,
        rows: Sequence[SofaRow],
        traits: Mapping[int, TitleTraits],
        sofa: Sofa,
        names: Mapping[str, str],
        *,
        again: bool,
    ) -> list[TonightTitle]:
        asker = sofa.people[0].id
        cards = self.catalog.cards_by_id(asker, [row.media_id for row in rows])
        because = self.recommendations.because(asker)
        return [
            TonightTitle(
                media=cards[row.media_id],
                is_here=row.is_here,
                minutes=row.minutes,
                reasons=[
                    reason(
                        person,
                        traits[row.media_id],
                        sofa.likings[person.id],
                        names,
                        own=own_reason(row, asker, because, again=again)
                        if person.id == asker
                        else None,
                    )
                    for person in sofa.people
                ],
            )
            for row in rows
            if row.media_id in cards
        ]
