"""
Maps the episodes of a provider to those of the catalogue. No I/O.

Usually the numbers are the same. But some services keep a show in one endless season (season 3,
episode 2 is "episode 47" there), and some files do while the service has seasons. In both cases
the episodes are counted through: the nth regular episode here is the nth there. An episode that
only the other counting knows is not added, because it most likely is one we have.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from chalicelib.metadata.models import EpisodeUpdate, LocalEpisode
from chalicelib.providers.tmdb.models import Episode
from worker.metadata.from_tmdb import episode_update

SPECIALS = 0
FIRST = 1

#: Their episodes by season number; None: the service does not know the season.
Seasons = Mapping[int, Sequence[Episode] | None]
Number = tuple[int, int]  # season and episode


def counted_through(ours: Iterable[LocalEpisode]) -> dict[Number, int]:
    """
    The absolute number of each regular episode: the one that is known, else its place.

    Places go on from the last known number, so that a few known ones pull the rest along.
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
    """Regular seasons of ours of which the service has not one episode."""
    missing = set()
    for season in {one.season_number for one in ours} - {SPECIALS}:
        known = {each.episode_number for each in theirs.get(season) or ()}
        wanted = {one.episode_number for one in ours if one.season_number == season}
        if not known & wanted:
            missing.add(season)
    return missing


def updates(ours: Sequence[LocalEpisode], theirs: Seasons) -> list[EpisodeUpdate]:
    """What the service says about each episode, under our numbers."""
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
    """Absolute numbers for what has none, as people who watch anime know episodes."""
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
    """Both sides counted through, if one of them does without seasons; else None."""
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
