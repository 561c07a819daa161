"""
Films in several files: `Film.CD1.avi`, `Film (1927) - part2.mkv`, `CD2/film.avi`.

The words are those that Kodi, Plex and Jellyfin document for stacked files.
"""

import re
from dataclasses import dataclass, replace

from chalicelib.library.models.matching import MatchResult, MatchState
from worker.scanner import discs

#: Behind everything else, or a disc before the words of quality; a letter counts as a number.
DISC = re.compile(
    r"(?<![^\W_])(?P<word>cd|dis[ck]|dvd)[ ._-]?(?P<number>[1-9]|[a-d])(?![^\W_])", re.IGNORECASE
)
PART = re.compile(
    r"(?<![^\W_])(?P<word>part|pt|teil|parte|partie)[ ._-]?(?P<number>[1-9]|[a-d])[\])]?$",
    re.IGNORECASE,
)
DISC_FOLDER = re.compile(r"(?:cd|dis[ck]|dvd|part)[ ._-]?(?P<number>[1-9])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class NumberedPart:
    number: int
    copy: str  # the same for all parts of one copy of a film


def part_of(path: str) -> NumberedPart | None:
    """The part that a path says; None for a whole film."""
    dvd_part = discs.dvd_part(path)
    if dvd_part is not None:
        return NumberedPart(dvd_part, f"{path.rpartition('/')[0]}/#")
    folder, _, name = discs.name_of(path).rpartition("/")
    stem = name.rpartition(".")[0]
    match = DISC.search(stem) or PART.search(stem)
    if match is not None and match.start() > 0:
        rest = f"{stem[: match.start()]}#{stem[match.end() :]}"
        return NumberedPart(_number(match["number"]), f"{folder}/{rest}")
    above, _, disc = folder.rpartition("/")
    inside = DISC_FOLDER.fullmatch(disc)
    return NumberedPart(int(inside["number"]), f"{above}/#") if inside else None


def with_part(result: MatchResult, path: str, title: str) -> MatchResult:
    """
    The match of a film with its part. `title` is what was read as its title: a part that belongs
    to the name of a film, as in `Film Part 2`, is no part of one.
    """
    if result.match_state != MatchState.MATCHED or result.episode_id is not None:
        return result
    part = part_of(path)
    if part is None or PART.search(title):
        return result
    return replace(result, part_number=part.number, part_set=part.copy)


def _number(text: str) -> int:
    return int(text) if text.isdigit() else "abcd".index(text.lower()) + 1
