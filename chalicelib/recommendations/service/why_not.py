"""Why a title is not on a person's list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from chalicelib.platform.db import Connection
from chalicelib.recommendations.models import (
    MAX_OF_FRANCHISE,
    Known,
    RecommendationList,
    RecommendationState,
    RuledOutBy,
    TitleTraits,
    UnlikeTaste,
    WhyNot,
)
from chalicelib.recommendations.models.taste import Strength
from chalicelib.recommendations.service.age_ratings import age_of
from chalicelib.recommendations.service.familiarity import combine
from chalicelib.recommendations.service.group_choice import newest_of
from chalicelib.recommendations.service.owned_platforms import OwnedPlatforms
from chalicelib.recommendations.service.traits import name_of, weights_of
from chalicelib.recommendations.store import owned_platforms, ranking_inputs, taste, tonight

#: The first that holds is the reason.
REASONS = (
    (Known.REFUSED, WhyNot.DISMISSED),
    (Known.POSTPONED, WhyNot.DISMISSED),
    (Known.DROPPED, WhyNot.DROPPED),
    (Known.REWATCHED, WhyNot.SEEN),
    (Known.WATCHED, WhyNot.SEEN),
    (Known.COMPLETED, WhyNot.SEEN),
    (Known.RATED, WhyNot.SEEN),
    (Known.FAVORITE, WhyNot.SEEN),
    (Known.STARTED, WhyNot.STARTED),
    (Known.ABANDONED, WhyNot.STARTED),
    (Known.FOLLOWED, WhyNot.STARTED),
    (Known.SAVED, WhyNot.SAVED),
)
#: Titles that a person likes before it is said what none of them is.
MIN_LIKED = 20
#: Years they are of before a title counts as too old: many titles of one season say nothing.
MIN_YEARS = 5


def absent(reason: WhyNot, **facts: object) -> RecommendationState:
    return RecommendationState.model_validate(
        {"recommendation": None, "place": None, "why_not": reason, **facts}
    )


@dataclass(frozen=True, slots=True)
class AbsentTitle:
    """A title that is not on the person's list, and the country the person lives in."""

    user_id: UUID
    media_id: int
    region: str
    now: datetime


def why_not(
    conn: Connection, subject: AbsentTitle, whole: RecommendationList
) -> RecommendationState:
    """The first rule of the lists that leaves the title out, or what sets it apart."""
    rows = ranking_inputs.known_of(conn, people=[subject.user_id], now=subject.now)
    liked = newest_of(combine(rows).get(subject.user_id, {}))
    listed = [item.media.id for item in whole.items]
    traits = {
        each.media_id: each
        for each in ranking_inputs.traits(
            conn, media_ids={subject.media_id, *listed, *liked}, now=subject.now
        )
    }
    title = traits.get(subject.media_id)
    kinds = {Known(row.kind) for row in rows if row.media_id == subject.media_id}
    for kind, reason in REASONS:
        if kind in kinds:
            return absent(reason)
    if title is None:
        return absent(WhyNot.OTHERS_FIRST)
    liked_titles = [media_id for media_id, each in liked.items() if each.weight > 0]
    others = [traits[each] for each in listed if each in traits]
    return (
        _not_to_be_had(conn, subject, title)
        or _ruled_out(conn, subject, title)
        or _left_out(conn, title, others, whole.made_at)
        or unlike(title, [traits[each] for each in liked_titles if each in traits])
        or absent(WhyNot.OTHERS_FIRST)
    )


def _not_to_be_had(
    conn: Connection, subject: AbsentTitle, title: TitleTraits
) -> RecommendationState | None:
    if not title.is_released:
        return absent(WhyNot.NOT_RELEASED)
    day = owned_platforms.comes_on(
        conn, media_id=subject.media_id, region=subject.region, today=subject.now.date()
    )
    return absent(WhyNot.REGION, comes_on=day) if day else None


def _ruled_out(
    conn: Connection, subject: AbsentTitle, title: TitleTraits
) -> RecommendationState | None:
    rules = taste.rules(conn, people=[subject.user_id]).get(subject.user_id, {})
    played_on = owned_platforms.played_on(conn, people=[subject.user_id]).get(subject.user_id, {})
    owned = OwnedPlatforms.of(played_on, rules)
    is_allowed = owned.allow(title)
    if not is_allowed and owned.owned:
        return absent(WhyNot.PLATFORM, platforms=sorted(owned.owned))
    for trait in weights_of(title):
        kind, _, value = trait.partition(":")
        if rules.get(trait) is Strength.NEVER and (kind != "platform" or not is_allowed):
            names = tonight.genre_names(conn, slugs=[value] if kind == "genre" else [])
            return absent(WhyNot.RULE, rule=RuledOutBy(kind=kind, name=name_of(trait, names)))
    return None


def _left_out(
    conn: Connection,
    title: TitleTraits,
    listed: Sequence[TitleTraits],
    made_at: datetime | None,
) -> RecommendationState | None:
    others = [
        each
        for each in listed
        if each.media_type == title.media_type and each.franchise == title.franchise
    ]
    if len(others) >= MAX_OF_FRANCHISE:
        return absent(WhyNot.FRANCHISE)
    if made_at and ranking_inputs.is_newer(conn, media_id=title.media_id, than=made_at):
        return absent(WhyNot.NEW_HERE)
    return None


def unlike(title: TitleTraits, liked: Sequence[TitleTraits]) -> RecommendationState | None:
    """What no title that the person likes is, where there are enough to say that."""
    years = {each.year for each in liked if each.year is not None}
    dated = [each for each in liked if each.year is not None]
    if (
        title.year is not None
        and len(dated) >= MIN_LIKED
        and len(years) >= MIN_YEARS
        and title.year // 10 < min(years) // 10
    ):
        return _apart(WhyNot.ERA, "decade", f"{title.year // 10}0s", dated)
    located = [each for each in liked if each.countries]
    countries = {country for each in located for country in each.countries}
    if title.countries and len(located) >= MIN_LIKED and countries.isdisjoint(title.countries):
        return _apart(WhyNot.COUNTRY, "country", title.countries[0], located)
    age = age_of(title.certificate)
    rated = [each for each in liked if age_of(each.certificate) is not None]
    if (
        age is not None
        and len(rated) >= MIN_LIKED
        and age not in {age_of(each.certificate) for each in rated}
    ):
        return _apart(WhyNot.AGE_RATING, "age", str(age), rated)
    return None


def _apart(
    reason: WhyNot, kind: str, name: str, liked: Sequence[TitleTraits]
) -> RecommendationState:
    return absent(reason, unlike=UnlikeTaste(kind=kind, name=name, liked_titles=len(liked)))
