"""
Parts of a film in several files: `Film.CD1.avi`, `Film (1927) (Part 1 of 2).mkv`, `CD2/film.avi`.

The words are those that Kodi, Plex and Jellyfin document for stacked files.
"""

import re
from dataclasses import dataclass

_NUMBER = r"[ ._-]?(?P<number>[1-9]|[a-d])"
_TOTAL = r"[ ._-]?of[ ._-]?"
_END = r"(?![^\W_])"
_WORDS = r"(?<![^\W_])(?:part|pt|teil|parte|partie)"
_YEAR = r"(?<!\d)(?:19|20)\d\d(?![\dp])"
#: Anywhere; `DVD9` is a kind of disc.
DISC = re.compile(
    rf"(?<![^\W_])(?:cd|dis[ck]|disque|dvd(?![59])){_NUMBER}(?:{_TOTAL}[1-9])?{_END}", re.IGNORECASE
)
#: Behind a year; a mini-series has more parts.
OF_TOTAL = re.compile(rf"[(\[]?{_WORDS}{_NUMBER}{_TOTAL}[23]{_END}[)\]]?", re.IGNORECASE)
YEAR = re.compile(_YEAR)
BEHIND_YEAR = re.compile(
    rf"{_YEAR}[)\]]?[ ._-]{{0,3}}(?P<part>[(\[]?{_WORDS}{_NUMBER}{_END}[)\]]?)", re.IGNORECASE
)
LAST = re.compile(rf"{_WORDS}{_NUMBER}[)\]]?$", re.IGNORECASE)
FOLDER = re.compile(r"(?:cd|dis[ck]|dvd|part)[ ._-]?(?P<number>[1-9])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FilmPart:
    """The number of a part and where it stands; `is_certain`: it is no episode."""

    number: int
    start: int
    end: int
    is_certain: bool


def find_film_part(name: str, after: int = 1) -> FilmPart | None:
    """The part that a name without its suffix says, `after` the beginning of its title."""
    if (match := DISC.search(name, after)) is not None:
        return _found(match, 0, is_certain=True)
    match = OF_TOTAL.search(name, after)
    if match is not None and YEAR.search(name, after, match.start()) is not None:
        return _found(match, 0, is_certain=True)
    if (match := BEHIND_YEAR.search(name, after)) is not None:
        return _found(match, "part", is_certain=False)
    match = LAST.search(name, after)
    return _found(match, 0, is_certain=False) if match is not None else None


def part_of_folder(name: str) -> int | None:
    """`CD2`: the part that a folder holds."""
    match = FOLDER.fullmatch(name)
    return int(match["number"]) if match is not None else None


def _found(match: re.Match[str], group: int | str, *, is_certain: bool) -> FilmPart:
    number = match["number"].lower()
    counted = int(number) if number.isdigit() else "abcd".index(number) + 1
    return FilmPart(counted, *match.span(group), is_certain)
