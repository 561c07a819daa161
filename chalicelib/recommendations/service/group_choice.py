"""Which titles suit several people, and why. No I/O."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from chalicelib.recommendations.models import Because, TitleTraits
from chalicelib.recommendations.models.taste import Strength
from chalicelib.recommendations.models.tonight import (
    DRAWN,
    Mood,
    SofaPerson,
    SofaReason,
    Suits,
    TonightQuery,
)
from chalicelib.recommendations.service.familiarity import Familiarity
from chalicelib.recommendations.service.owned_platforms import PLATFORM, OwnedPlatforms
from chalicelib.recommendations.service.traits import TraitWeight, affinity, appeal, weights_of
from chalicelib.recommendations.store.tonight import SofaRow

#: What a mood is made of; a title has one of them, and none of those it excludes.
MOODS: Mapping[Mood, tuple[frozenset[str], frozenset[str]]] = {
    Mood.LIGHT: (
        frozenset({"comedy", "family", "animation", "music", "musical", "adventure", "romance"}),
        frozenset({"horror", "thriller", "war", "crime"}),
    ),
    Mood.TENSE: (
        frozenset({"thriller", "horror", "crime", "mystery", "film-noir", "noir", "war"}),
        frozenset({"family"}),
    ),
    Mood.ODD: (
        frozenset({"science-fiction", "sci-fi", "sci-fi-fantasy", "fantasy", "mystery"}),
        frozenset(),
    ),
    Mood.BEAUTIFUL: (
        frozenset({"drama", "documentary", "romance", "history", "music", "animation", "western"}),
        frozenset({"horror"}),
    ),
}
#: What a score is made of: a place on the person's own list, their traits, what others think.
LISTED, TRAITS, APPEAL, SAVED = 0.5, 0.35, 0.15, 0.3
#: What a rule adds; what is never wanted is left out before.
RULE_BONUS = {Strength.MORE: 0.3, Strength.LESS: -0.3, Strength.NEVER: -1.0}
#: What a genre costs that another title of the draw has too.
ALIKE = 0.12
#: Titles a person knows that are looked at, the newest ones.
NEWEST = 400
PRAISED = 0.68


@dataclass(frozen=True, slots=True)
class GroupTaste:
    """The people, the one who asks first, and what they like."""

    people: Sequence[SofaPerson]
    likings: Mapping[UUID, Mapping[str, TraitWeight]]
    places: Mapping[tuple[UUID, int], float]
    rules: Mapping[UUID, Mapping[str, Strength]]
    platforms: Sequence[OwnedPlatforms]  # of each

    def refuses(self, title: TitleTraits) -> bool:
        """
        Whether a viewer never wants what the title is made of, or no viewer has a platform of it.
        """
        return not any(owned.allow(title) for owned in self.platforms) or any(
            rules.get(trait) is Strength.NEVER
            for rules in self.rules.values()
            for trait in weights_of(title)
            if not trait.startswith(PLATFORM)
        )

    def rule_bonus(self, person: UUID, title: TitleTraits) -> float:
        """What a person's rules add to a score."""
        rules = self.rules.get(person, {})
        return sum(RULE_BONUS[rules[trait]] for trait in weights_of(title) if trait in rules)


def newest_of(known: Mapping[int, Familiarity]) -> dict[int, Familiarity]:
    """What says something, the newest only."""
    weighted = [(media_id, title) for media_id, title in known.items() if title.weight]
    weighted.sort(key=lambda row: (-row[1].at, row[0]))
    return dict(weighted[:NEWEST])


def fits(title: TitleTraits, query: TonightQuery) -> bool:
    """Whether a title is out and of the mood and the genre."""
    genres = set(title.genres)
    if not title.is_released or (query.genre is not None and query.genre not in genres):
        return False
    if query.mood is None or query.mood not in MOODS:
        return True
    some, none = MOODS[query.mood]
    return bool(genres & some) and not genres & none


def best_of(
    rows: Sequence[SofaRow],
    traits: Mapping[int, TitleTraits],
    sofa: GroupTaste,
    *,
    without: Collection[int],
    in_time: Collection[int],
) -> list[SofaRow]:
    """
    The titles of a draw, and one more if there is one: those here first, then those that arrive
    `in_time`, then by what they are to all viewers. One of a franchise, and none of those
    `without`.
    """
    left = {row.media_id: (row, suits_all(row, traits[row.media_id], sofa)) for row in rows}
    drawn: list[SofaRow] = []
    while left and len(drawn) <= DRAWN:
        draw = [traits[row.media_id] for row in drawn]
        franchises = {*without, *(title.franchise for title in draw)}
        ranks = {
            media_id: (
                row.is_here,
                media_id in in_time,
                score - ALIKE * alike(traits[media_id], draw),
                -media_id,
            )
            for media_id, (row, score) in left.items()
        }
        best = max(ranks, key=lambda media_id: ranks[media_id])
        row, _ = left.pop(best)
        if traits[best].franchise not in franchises:
            drawn.append(row)
    return drawn


def alike(title: TitleTraits, others: Sequence[TitleTraits]) -> int:
    """How many genres a title has in common with others."""
    return sum(len(set(title.genres) & set(other.genres)) for other in others)


def suits_all(row: SofaRow, title: TitleTraits, sofa: GroupTaste) -> float:
    """What a title is to those it is least to, and half of what it is to all."""
    others = appeal(title.rating, title.votes)
    scores = [
        LISTED * sofa.places.get((person.id, row.media_id), 0.0)
        + TRAITS * affinity(title, sofa.likings[person.id])
        + APPEAL * others
        + SAVED * (person.id in row.saved_by)
        + sofa.rule_bonus(person.id, title)
        for person in sofa.people
    ]
    return min(scores) + 0.5 * sum(scores) / len(scores)


def own_reason(
    row: SofaRow, asker: UUID, because: Mapping[int, Because], *, again: bool
) -> tuple[Suits, Because | None] | None:
    """What only the one who asks may read: what they did themselves."""
    if again:
        return Suits.SEEN, None
    if asker in row.saved_by:
        return Suits.SAVED, None
    if row.media_id in because:
        return Suits.BECAUSE, because[row.media_id]
    return None


def reason(
    person: SofaPerson,
    title: TitleTraits,
    liked: Mapping[str, TraitWeight],
    names: Mapping[str, str],
    *,
    own: tuple[Suits, Because | None] | None,
) -> SofaReason:
    if own is not None:
        return SofaReason(person=person, kind=own[0], genre=None, because=own[1])
    genres = [
        slug
        for slug in title.genres
        if slug in names and f"genre:{slug}" in liked and liked[f"genre:{slug}"].score > 0
    ]
    if genres:
        best = max(genres, key=lambda slug: liked[f"genre:{slug}"].score)
        return SofaReason(person=person, kind=Suits.GENRE, genre=names[best], because=None)
    is_praised = appeal(title.rating, title.votes) >= PRAISED
    kind = Suits.PRAISED if is_praised else Suits.NEW
    return SofaReason(person=person, kind=kind, genre=None, because=None)
