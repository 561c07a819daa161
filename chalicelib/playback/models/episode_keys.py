"""
The names of films and episodes in `/v1` addresses: `seen:12.vtt`, `tmdb:tv:1399:s01e02.vtt`.

The ids are ours, or those of a source with the kind of the title. An episode has its numbers.
"""

import re
from dataclasses import dataclass
from typing import Annotated, Self

from pydantic import Field, field_validator

from chalicelib.http.schemas import RequestModel
from chalicelib.subtitles.models.languages import is_known_language, normalize_language

PATTERN = re.compile(
    r"(?:seen|(?P<source>tmdb|imdb|tvdb|mal):(?P<kind>tv|movie|anime))"
    r":(?P<id>tt[0-9]{7,12}|[1-9][0-9]{0,11})"
    r"(?::s(?P<season>[0-9]{1,4})e(?P<episode>[0-9]{1,5}))?\.vtt",
    re.ASCII | re.IGNORECASE,
)
MEDIA_TYPES = {"movie": ("movie",), "tv": ("show",), "anime": ("show", "movie")}


@dataclass(frozen=True, slots=True)
class EpisodeKey:
    """A film, or an episode of a show. `source` is None for our own number of a title."""

    source: str | None
    media_types: tuple[str, ...]
    id: str
    numbers: tuple[int, int] | None  # of season and episode

    @classmethod
    def parse(cls, text: str) -> Self:
        """Raises `ValueError`."""
        match = PATTERN.fullmatch(text)
        if match is None:
            raise ValueError("no key of a film or an episode")
        source = match["source"] and match["source"].lower()
        number = match["id"].lower()
        if number.startswith("tt") != (source == "imdb"):
            raise ValueError("no key of a film or an episode")
        numbers = None
        if match["season"] is not None:
            numbers = (int(match["season"]), int(match["episode"]))
        kinds = ("show", "movie") if source is None else MEDIA_TYPES[match["kind"].lower()]
        return cls(source, kinds, number, numbers)


class EpisodeSubtitleQuery(RequestModel):
    lang: Annotated[
        str,
        Field(
            max_length=20,
            description="A language (BCP 47 or ISO 639-2); without it, your own languages count.",
        ),
    ] = ""
    part: Annotated[int, Field(ge=1, le=99, description="Of a film in several files, from 1.")] = 1

    @field_validator("lang")
    @classmethod
    def _is_known(cls, value: str) -> str:
        if value and not is_known_language(value):
            raise ValueError("is not a language, such as en or pt-BR")
        return normalize_language(value)
