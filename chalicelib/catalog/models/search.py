"""Queries of the search box, and what they find."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from chalicelib.artwork.proxy_urls import PosterUrl, ProfileUrl
from chalicelib.catalog.models import MediaPage, MediaType
from chalicelib.http.schemas import ResponseModel

PERSON = "person"
KINDS = (*MediaType, PERSON)  # kinds of search results


class PersonCard(ResponseModel):
    """A person of a search result; `known_for` is a department, `titles` the best known three."""

    id: int
    name: str
    profile_url: ProfileUrl
    profile_placeholder: str | None
    known_for: str
    titles: list[str]


class SearchPage(MediaPage):
    """
    Titles page by page, people with the first page.

    `corrected` is what was searched instead of a query that matches nothing.
    """

    people: list[PersonCard]
    corrected: str | None


class Suggestion(ResponseModel):
    """A line of the list below the search box."""

    kind: Literal["movie", "show", "game", "person"]
    id: int
    title: str
    year: int | None
    poster_url: PosterUrl
    media_type: MediaType | None


class SuggestionList(ResponseModel):
    items: list[Suggestion]


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What a search found, the best first; the same for every user."""

    titles: list[int]
    people: list[int]
    mixed: list[tuple[str, int]]  # the first of both, with their kinds
    corrected: str | None  # what was searched instead of a query that matches nothing


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """The text of a search box, parsed."""

    text: str  # in lower case, whitespace collapsed
    title: str  # `text` without a year at its end
    year: int | None


#: A year at the end, bare or in brackets, after a title: `nosferatu 1922`.
YEAR_AT_END = re.compile(r"(?P<title>.*\S)\s+[(\[]?(?P<year>(?:18[7-9]|19\d|20\d)\d)[)\]]?")


def parse_query(typed: str) -> ParsedQuery:
    """
    Parse a search: NFKC, lower case, without unprintable characters, a year at the end apart.

    The year also stays in `text`, because `blade runner 2049` is a title.
    """
    plain = unicodedata.normalize("NFKC", typed).lower()
    text = " ".join("".join(c if c.isprintable() else " " for c in plain).split())
    match = YEAR_AT_END.fullmatch(text)
    if match is None:
        return ParsedQuery(text, text, None)
    return ParsedQuery(text, match["title"], int(match["year"]))
