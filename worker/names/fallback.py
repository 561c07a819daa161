"""What guessit reads in a name of which our own rules are not certain."""

import re
from dataclasses import replace
from typing import Any

from worker.names.release import Release, ReleaseType

#: Bare words: neither a number of an episode, nor a year, nor a word of quality.
UNCERTAIN = 0.5
#: Its expressions take a second for a long name, and for one of many numbers.
MAX_LENGTH = 200
MAX_NUMBERS = 6
NUMBER = re.compile(r"\d+")


def second_opinion(path: str, release: Release) -> Release:
    """The release with the numbers and the year that only guessit finds, if any."""
    if release.confidence > UNCERTAIN or not release.title or release.extra:
        return release
    if len(path) > MAX_LENGTH or len(NUMBER.findall(path)) > MAX_NUMBERS:
        return release
    guess = _guess(path)
    seasons, episodes = _numbers(guess.get("season")), _numbers(guess.get("episode"))
    year = guess.get("year") if isinstance(guess.get("year"), int) else None
    if not isinstance(guess.get("title"), str) or not (seasons or episodes or year):
        return release
    if seasons and episodes and f"{seasons[0]}{episodes[0]:02}" in path:
        return release  # it takes any number of three digits for a season and an episode
    if episodes and not seasons and _is_of_title(episodes, release.title):
        return release
    kind = ReleaseType.EPISODE if episodes else ReleaseType.SEASON_PACK if seasons else None
    return replace(
        release,
        title=guess["title"],
        alternative_titles=tuple(dict.fromkeys((release.title, *release.alternative_titles))),
        year=year or release.year,
        seasons=seasons or release.seasons,
        episodes=episodes or release.episodes,
        type=kind or release.type,
        confidence=UNCERTAIN,
    )


def _is_of_title(episodes: tuple[int, ...], title: str) -> bool:
    """Whether a number begins or ends the words of a film; episodes have a zero in front."""
    words = title.split()
    return any(str(number) in (words[0], words[-1]) for number in episodes)


def _guess(name: str) -> dict[str, Any]:
    # Half a second that most names do not need.
    from guessit import guessit  # noqa: PLC0415
    from guessit.api import GuessitException  # noqa: PLC0415

    try:
        return dict(guessit(name))
    except GuessitException:  # of names that are no names
        return {}


def _numbers(value: object) -> tuple[int, ...]:
    values = value if isinstance(value, list) else [value]
    return tuple(number for number in values if isinstance(number, int))
