"""Parses addresses of titles at IMDb and TMDB. No I/O."""

import re
from dataclasses import dataclass

from chalicelib.catalog.models import MediaType

#: `https://www.imdb.com/title/tt0017136/`, or the id alone.
IMDB = re.compile(r"(?:^|imdb\.com/(?:[a-z-]+/)?title/)(tt\d{7,10})(?:[/?#].*)?$", re.IGNORECASE)
#: `https://www.themoviedb.org/movie/19-metropolis`.
TMDB = re.compile(
    r"themoviedb\.org/(?P<kind>movie|tv)/(?P<id>\d{1,9})(?:[-/?#].*)?$", re.IGNORECASE
)
KINDS = {"movie": MediaType.MOVIE, "tv": MediaType.SHOW}


@dataclass(frozen=True, slots=True)
class ExternalTitle:
    source: str
    id: str
    kind: MediaType | None = None  # None: either


def parse_link(text: str) -> ExternalTitle | None:
    """The title of an address; None for anything else."""
    if match := IMDB.search(text.strip()):
        return ExternalTitle("imdb", match[1].lower())
    if match := TMDB.search(text.strip()):
        return ExternalTitle("tmdb", match["id"], KINDS[match["kind"].lower()])
    return None
