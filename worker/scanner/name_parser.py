"""Parses file names with guessit, including the parent folders."""

import functools
import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from guessit import guessit

from chalicelib.library.models import Guess

MAX_PARENT_FOLDERS = 2  # show and season; further up are names of disks
MAX_NAME_LENGTH = 255

#: Frame widths that guessit parses as season and episode. 1920 may be a year.
WIDTHS = re.compile(r"(?<=[._\- ])(?:640|854|960|1024|1280|2048|3840|4096)(?=[._\- ])")
NUMBERS = re.compile(
    r"(?<!^)[ ._(\[-]+(?:(?:19|20)\d\d|S\d{1,3}[ ._]?E\d|\d{1,2}x\d{2,3})(?!\d)", re.IGNORECASE
)
SEPARATORS = re.compile(r"[._()\[\]]+|\s-\s")
NOT_TEXT = re.compile(r"\\x[0-9a-f]{2}|[\x00-\x1f]")

#: Counters of cameras and phones, which guessit parses as season and episode: `IMG_0417`,
#: `holiday_clip_0417`, `PXL_20230417_101500`.
CAMERA = re.compile(
    r"^(?:(?:IMG|VID|MVI|MOV|DSC[NF]?|PXL|GOPR|G[HXP]\d\d|DJI|MAH|P\d{3}|WhatsApp Video)[._\- ]*"
    r"|.*?(?<![^\W_])(?:clip|video|vid|recording|cam|camera)[._\- ]+)\d{3,}[\d._\- ]*$",
    re.IGNORECASE,
)
COUNTER = re.compile(r"\d[\d._\- ]*$")

EXTRAS = frozenset({"Trailer", "Extras", "Bonus", "Sample", "Proof"})
EXTRA_FOLDERS = frozenset(
    {"trailers", "extras", "featurettes", "behind the scenes", "deleted scenes", "interviews"}
)


@dataclass(frozen=True, slots=True)
class ParsedName:
    """The parts of a name."""

    guess: Guess
    titles: tuple[str, ...] = ()  # the title first, then alternatives
    air_date: date | None = None
    episode_title: str | None = None
    external_ids: tuple[tuple[str, str], ...] = ()  # (source, id) from the name
    is_extra: bool = False  # a trailer, sample or bonus


@functools.lru_cache(maxsize=4096)  # files are scanned repeatedly, names rarely change
def parse(relative_path: str) -> ParsedName:
    """
    Parse a path relative to its library folder, as `path_to_text` writes it.

    Never fails: a name without information gives an empty guess.
    """
    *folders, name = relative_path.split("/")
    parts = [_readable(part) for part in (*folders[-MAX_PARENT_FOLDERS:], name)]
    stem, dot, suffix = parts[-1].rpartition(".")
    if CAMERA.match(stem):
        parts[-1] = COUNTER.sub("", stem) + dot + suffix
    found = dict(guessit("/".join(parts)))
    title = _text(found.get("title"))
    longer = " ".join(filter(None, [title, *_texts(found.get("alternative_title"))]))
    return ParsedName(
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
        or any(folder.lower() in EXTRA_FOLDERS for folder in folders[-MAX_PARENT_FOLDERS:]),
    )


def _before_numbers(name: str) -> str:
    """The text before the year or episode number, unchanged: `Ben-Hur`."""
    match = NUMBERS.search(name)
    return " ".join(SEPARATORS.sub(" ", name[: match.start()]).split()) if match else ""


def _readable(part: str) -> str:
    return WIDTHS.sub("", NOT_TEXT.sub(" ", part.replace("\\\\", "\\")))[:MAX_NAME_LENGTH]


def _texts(value: Any) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [str(item) for item in values if item is not None]


def _text(value: Any) -> str | None:
    return next(iter(_texts(value)), None)


def _first_int(value: Any) -> int | None:
    """The first of several: a file with several episodes is stored under its first."""
    first = value[0] if isinstance(value, list) and value else value
    return first if isinstance(first, int) and 0 <= first < 2**15 else None
