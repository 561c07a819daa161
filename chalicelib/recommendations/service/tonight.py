"""What people who sit together may watch or play now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from chalicelib.catalog.service import CatalogService
from chalicelib.free_sources.service import FreeSourceService
from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Database
from chalicelib.platform.errors import InvalidInput
from chalicelib.recommendations.models import TitleTraits
from chalicelib.recommendations.models.tonight import (
    DRAWN,
    SETTLING,
    Arrival,
    Mood,
    Tonight,
    TonightQuery,
    TonightTitle,
)
from chalicelib.recommendations.service import RecommendationService
from chalicelib.recommendations.service.familiarity import combine
from chalicelib.recommendations.service.group_choice import (
    GroupTaste,
    best_of,
    fits,
    newest_of,
    own_reason,
    reason,
)
from chalicelib.recommendations.service.owned_platforms import OwnedPlatforms
from chalicelib.recommendations.service.traits import as_played, likings
from chalicelib.recommendations.store import owned_platforms, ranking_inputs, taste, tonight
from chalicelib.recommendations.store.tonight import SofaRow

#: Later starts count as this one.
LONGEST_WAIT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class TonightService:
    db: Database
    clock: Clock
    catalog: CatalogService
    recommendations: RecommendationService
    free_sources: FreeSourceService

    def draw(self, user_id: UUID, query: TonightQuery, *, may_download: bool = True) -> Tonight:
        """
        Three titles that suit all viewers: first what can be played now, then what can be by the
        start, from a running download or, where the asker may download, from a free source.

        The second draw is told what the first one was: lists may have been made between them.
        Raises `InvalidInput` for a viewer without an account. What others did stays theirs: reasons
        of other people name genres only.
        """
        now = self.clock()
        ids = [user_id, *(other for other in query.others if other != user_id)]
        again = query.mood is Mood.SEEN_BEFORE
        kinds = ["game"] if query.kind == "game" else ["movie", "show"]
        with self.db.read() as conn:
            found = {person.id: person for person in tonight.people(conn, ids=ids)}
            if missing := [str(each) for each in ids if each not in found]:
                raise InvalidInput(f"{missing[0]} has no account here.", field="with")
            rows = tonight.candidates(
                conn,
                asker=user_id,
                people=ids,
                kinds=kinds,
                minutes=query.minutes,
                again=again,
                now=now,
            )
            known = combine(ranking_inputs.known_of(conn, people=ids, now=now))
            newest = {each: newest_of(known.get(each, {})) for each in ids}
            wanted = {media_id for titles in newest.values() for media_id in titles}
            traits = {
                title.media_id: title
                for title in ranking_inputs.traits(
                    conn,
                    media_ids=wanted | query.shown_ids | {row.media_id for row in rows},
                    now=now,
                )
            }
            rules = taste.rules(conn, people=ids)
            played_on = owned_platforms.played_on(conn, people=ids)
            sofa = GroupTaste(
                [found[each] for each in ids],
                {
                    person: likings(
                        titles,
                        as_played(
                            [traits[each] for each in titles if each in traits],
                            played_on.get(person, {}),
                        ),
                    )
                    for person, titles in newest.items()
                },
                tonight.places(conn, people=ids),
                rules,
                [OwnedPlatforms.of(played_on.get(each, {}), rules.get(each, {})) for each in ids],
            )
            fitting = [
                row
                for row in rows
                if row.media_id not in query.shown_ids
                and (title := traits.get(row.media_id))
                and fits(title, query)
                and not sofa.refuses(title)
            ]
        before = {traits[each].franchise for each in query.shown_ids if each in traits}
        arrivals = self._arrivals(fitting, now, may_download=may_download)
        starts_at = min(query.starts_at or now, now + LONGEST_WAIT)
        by = max(now, starts_at) + SETTLING
        in_time = {media_id for media_id, each in arrivals.items() if each.at <= by}
        best = best_of(fitting, traits, sofa, without=before, in_time=in_time)
        chosen = best[:DRAWN]
        with self.db.read() as conn:
            names = tonight.genre_names(
                conn, slugs=[slug for row in chosen for slug in traits[row.media_id].genres]
            )
        return Tonight(
            people=list(sofa.people),
            items=self._titles(chosen, traits, sofa, names, arrivals, again=again),
            has_more=not query.shown and len(best) > DRAWN,
        )

    def _arrivals(
        self, rows: Sequence[SofaRow], now: datetime, *, may_download: bool
    ) -> dict[int, Arrival]:
        """When those that are not here can be."""
        away = [row for row in rows if not row.is_here]
        sources = self.free_sources.best([row.media_id for row in away if may_download])
        found = {
            media_id: Arrival(at=now + timedelta(seconds=source.seconds), is_downloading=False)
            for media_id, source in sources.items()
            if source.seconds is not None
        }
        for row in away:
            if row.seconds_left is not None:
                at = now + timedelta(seconds=row.seconds_left)
                found[row.media_id] = Arrival(at=at, is_downloading=True)
        return found

    def _titles(
        self,
        rows: Sequence[SofaRow],
        traits: Mapping[int, TitleTraits],
        sofa: GroupTaste,
        names: Mapping[str, str],
        arrivals: Mapping[int, Arrival],
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
                arrival=arrivals.get(row.media_id),
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
