"""Ids of databases in an NFO file: Kodi's XML, or a text with an address of a title's page."""

import re

UNIQUE_ID = re.compile(
    r"<uniqueid[^>]*\btype=[\"'](?P<source>imdb|tmdb|tvdb)[\"'][^>]*>\s*(?P<id>(?:tt)?\d{1,10})\s*<",
    re.IGNORECASE,
)
ELEMENT = re.compile(
    r"<(?P<source>imdb|tmdb|tvdb)_?id>\s*(?P<id>(?:tt)?\d{1,10})\s*<", re.IGNORECASE
)
IMDB_ID = re.compile(r"<id>\s*(?P<id>tt\d{7,9})\s*<|imdb\.com/title/(?P<page>tt\d{7,9})")
PAGE = re.compile(
    r"(?P<tmdb>themoviedb\.org/(?:movie|tv)/)(?P<id>\d{1,10})"
    r"|thetvdb\.com/\S*?\bid=(?P<tvdb>\d{1,10})"
)
EPISODE = "<episodedetails"  # its ids are those of the episode


def ids_of_nfo(text: str) -> dict[str, str]:
    """The ids of the film or show by source; empty for the NFO of an episode and other text."""
    if EPISODE in text:
        return {}
    ids: dict[str, str] = {}
    if (match := IMDB_ID.search(text)) is not None:
        ids["imdb"] = match["id"] or match["page"]
    for pattern in (UNIQUE_ID, ELEMENT):
        for match in pattern.finditer(text):
            ids.setdefault(match["source"].lower(), match["id"])
    if not ids and (match := PAGE.search(text)) is not None:
        ids["tmdb" if match["tmdb"] else "tvdb"] = match["id"] or match["tvdb"]
    return ids
