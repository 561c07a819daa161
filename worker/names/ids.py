"""Ids of databases in names, as media servers write them: `{tmdb-603}`, `[imdbid-tt0133093]`."""

import re

MARKED = re.compile(
    r"[\[{(]?\b(?P<source>imdb|tmdb|tvdb|themoviedb|thetvdb|anidb)(?:[ .]?id)?[-=: ]{1,2}(?P<id>(?:tt)?\d{1,10})\b[\]})]?",
    re.IGNORECASE,
)
IMDB = re.compile(r"[\[{(]?(?<![a-z0-9])(?P<id>tt\d{7,9})(?![a-z0-9])[\]})]?", re.IGNORECASE)
SOURCES = {"themoviedb": "tmdb", "thetvdb": "tvdb"}
MARKS = re.compile(r"db|tt\d", re.IGNORECASE)


def take_ids(text: str) -> tuple[dict[str, str], str]:
    """The ids by source, and the text without them."""
    if MARKS.search(text) is None:
        return {}, text
    ids: dict[str, str] = {}
    for match in MARKED.finditer(text):
        source = match["source"].lower()
        ids.setdefault(SOURCES.get(source, source), match["id"].lower())
    text = MARKED.sub(" ", text)
    if (match_imdb := IMDB.search(text)) is not None:
        ids.setdefault("imdb", match_imdb["id"].lower())
        text = IMDB.sub(" ", text)
    return {source: _with_prefix(source, found) for source, found in ids.items()}, text.strip()


def _with_prefix(source: str, id: str) -> str:
    return f"tt{id}" if source == "imdb" and id.isdecimal() else id
