"""What a file's name says, read by guessit from the name and the folders around it."""

import functools
import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from guessit import guessit

from chalicelib.library.models import Guess

FOLDERS = 2  # the show and the season; further out stand the names of disks
LONGEST = 255

#: Frame widths, which guessit would take for season and episode. 1920 may be a year.
WIDTHS = re.compile(r"(?<=[._\- ])(?:640|854|960|1024|1280|2048|3840|4096)(?=[._\- ])")
NUMBERS = re.compile(
    r"(?<!^)[ ._(\[-]+(?:(?:19|20)\d\d|S\d{1,3}[ ._]?E\d|\d{1,2}x\d{2,3})(?!\d)", re.IGNORECASE
)
SEPARATORS = re.compile(r"[._()\[\]]+|\s-\s")
NOT_TEXT = re.compile(r"\\x[0-9a-f]{2}|[\x00-\x1f]")

EXTRAS = frozenset({"Trailer", "Extras", "Bonus", "Sample", "Proof"})
EXTRA_FOLDERS = frozenset(
    {"trailers", "extras", "featurettes", "behind the scenes", "deleted scenes", "interviews"}
)


@dataclass(frozen=True, slots=True)
class Parsed:
    """A name, taken apart."""

    guess: Guess
    titles: tuple[str, ...] = ()  # the title as such, then other readings of the name
    air_date: date | None = None
    episode_title: str | None = None
    external_ids: tuple[tuple[str, str], ...] = ()  # (source, id), when the name carries one
    is_extra: bool = False  # a trailer or the like: not the film itself


@functools.lru_cache(maxsize=4096)  # files are looked at again, names rarely change
def parse(relative_path: str) -> Parsed:
    """
    Read a path relative to its library folder, as `path_to_text` writes it.

    Never fails: a name that says nothing is a guess that says nothing.
    """
    *folders, name = relative_path.split("/")
    parts = [_readable(part) for part in (*folders[-FOLDERS:], name)]
    found = dict(guessit("/".join(parts)))
    title = _text(found.get("title"))
    longer = " ".join(filter(None, [title, *_texts(found.get("alternative_title"))]))
    return Parsed(
        guess=Guess(
            title=title,
            year=_first_int(found.get("year")),
            season=_first_int(found.get("season")),
            episode=_first_int(found.get("episode")),
            type="episode" if found.get("type") == "episode" else "movie",
        ),
        titles=tuple(dict.fromkeys(filter(None, (title, longer, _before_numbers(parts[-1]))))),
        air_date=found["date"] if isinstance(found.get("date"), date) else None,
        episode_title=_text(found.get("episode_title")),
        external_ids=tuple(
            (source, str(found[f"{source}_id"]))
            for source in ("imdb", "tmdb", "tvdb")
            if f"{source}_id" in found
        ),
        is_extra=not EXTRAS.isdisjoint(_texts(found.get("other")))
        or any(folder.lower() in EXTRA_FOLDERS for folder in folders[-FOLDERS:]),
    )


def _before_numbers(name: str) -> str:
    """What stands before the year or the episode's numbers, taken as it is: `Ben-Hur`."""
    match = NUMBERS.search(name)
    return " ".join(SEPARATORS.sub(" ", name[: match.start()]).split()) if match else ""


def _readable(part: str) -> str:
    return WIDTHS.sub("", NOT_TEXT.sub(" ", part.replace("\\\\", "\\")))[:LONGEST]


def _texts(value: Any) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [str(one) for one in values if one is not None]


def _text(value: Any) -> str | None:
    return next(iter(_texts(value)), None)


def _first_int(value: Any) -> int | None:
    """Several episodes in one file are filed under their first."""
    first = value[0] if isinstance(value, list) and value else value
    return first if isinstance(first, int) and 0 <= first < 2**15 else None
