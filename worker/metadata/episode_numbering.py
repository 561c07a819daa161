"""
Maps the episodes of a provider to those of the catalogue. No I/O.

Usually both have the same numbers. But some providers list a show as one long season (season 3,
episode 2 is "episode 47" there), and some file names do so while the provider has seasons. In both
cases episodes are matched by absolute number: the nth regular episode here is the nth there. An
episode that exists only in the provider's numbering is not added, because it most likely is one
that the catalogue has under another number.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from chalicelib.metadata.models import EpisodeUpdate, LocalEpisode
from chalicelib.providers.tmdb.models import Episode
from worker.metadata.from_tmdb_episodes import episode_update

SPECIALS = 0
FIRST = 1

#: The provider's episodes by season number; None: the provider does not have the season.
Seasons = Mapping[int, Sequence[Episode] | None]
Number = tuple[int, int]  # season and episode


def counted_through(ours: Iterable[LocalEpisode]) -> dict[Number, int]:
    """
    The absolute number of each regular episode: the stored one, else derived from its position.

    Positions continue from the last stored number, so that a few stored numbers correct the rest.
    """
    numbers: dict[Number, int] = {}
    last = 0
    for one in sorted(ours, key=lambda each: (each.season_number, each.episode_number)):
        if one.season_number == SPECIALS:
            continue
        last = one.absolute_number or last + 1
        numbers[one.season_number, one.episode_number] = last
    return numbers


def missing_there(ours: Sequence[LocalEpisode], theirs: Seasons) -> set[int]:
    """Our regular seasons of which the provider has no episode."""
    missing = set()
    for season in {one.season_number for one in ours} - {SPECIALS}:
        known = {each.episode_number for each in theirs.get(season) or ()}
        wanted = {one.episode_number for one in ours if one.season_number == season}
        if not known & wanted:
            missing.add(season)
    return missing


def updates(ours: Sequence[LocalEpisode], theirs: Seasons) -> list[EpisodeUpdate]:
    """The provider's metadata of each episode, under our season and episode numbers."""
    missing = missing_there(ours, theirs)
    counting = _counting(ours, theirs, missing)
    if counting is None:
        return [
            episode_update(
                each,
                season_number=each.season_number,
                episode_number=each.episode_number,
                may_create=True,
            )
            for episodes in theirs.values()
            for each in episodes or ()
        ]
    found = [
        replace(
            episode_update(
                counting.theirs[absolute],
                season_number=season,
                episode_number=episode,
                may_create=False,
            ),
            absolute_number=absolute,
        )
        for (season, episode), absolute in counting.ours.items()
        if absolute in counting.theirs
    ]
    specials = [
        episode_update(
            each, season_number=SPECIALS, episode_number=each.episode_number, may_create=True
        )
        for each in theirs.get(SPECIALS) or ()
    ]
    return found + specials


def numbered(ours: Sequence[LocalEpisode]) -> list[EpisodeUpdate]:
    """Absolute numbers for episodes without one, as commonly used for anime."""
    numbers = counted_through(ours)
    return [
        EpisodeUpdate(
            season_number=one.season_number,
            episode_number=one.episode_number,
            absolute_number=numbers[one.season_number, one.episode_number],
            may_create=False,
        )
        for one in ours
        if one.absolute_number is None and one.season_number != SPECIALS
    ]


@dataclass(frozen=True, slots=True)
class Counting:
    ours: dict[Number, int]
    theirs: dict[int, Episode]


def _counting(ours: Sequence[LocalEpisode], theirs: Seasons, missing: set[int]) -> Counting | None:
    """The absolute numbering of both sides, if one of them has no seasons; else None."""
    numbers = counted_through(ours)
    regular = {
        season: sorted(episodes, key=lambda each: each.episode_number)
        for season, episodes in sorted(theirs.items())
        if season != SPECIALS and episodes
    }
    our_seasons = {season for season, _ in numbers}
    are_theirs_flat = set(regular) == {FIRST} and len(our_seasons) > 1 and bool(missing)
    if are_theirs_flat and _count(numbers, FIRST) < len(regular[FIRST]):
        return Counting(numbers, {each.episode_number: each for each in regular[FIRST]})
    are_ours_flat = our_seasons == {FIRST} and len(regular) > 1
    if are_ours_flat and _count(numbers, FIRST) > len(regular.get(FIRST, ())):
        in_order = [each for episodes in regular.values() for each in episodes]
        return Counting(numbers, dict(enumerate(in_order, start=1)))
    return None


def _count(numbers: Mapping[Number, int], season: int) -> int:
    return sum(1 for of, _ in numbers if of == season)
