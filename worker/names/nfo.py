"""What an NFO file says of its video: Kodi's XML, or a text with an address of a title's page."""

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from worker.names.release import Release, ReleaseType

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
TITLED = re.compile(r"<(?:movie|tvshow)[\s>]")
TITLE = re.compile(r"<title>\s*([^<]{1,200}?)\s*</title>")
SHOW_TITLE = re.compile(r"<showtitle>\s*([^<]{1,200}?)\s*</showtitle>")
YEAR = re.compile(r"<(?:year|premiered)>\s*((?:18|19|20)\d\d)")
SEASON = re.compile(r"<season>\s*(\d{1,4})\s*</season>")
EPISODE_NUMBER = re.compile(r"<episode>\s*(\d{1,4})\s*</episode>")


@dataclass(frozen=True, slots=True)
class NfoFacts:
    """The film or the show, and which episodes; empty where the file says nothing."""

    ids: dict[str, str] = field(default_factory=dict)
    title: str = ""
    year: int | None = None
    season: int | None = None
    episodes: tuple[int, ...] = ()

    @property
    def is_episode(self) -> bool:
        return bool(self.episodes)


def read_nfo(text: str) -> NfoFacts:
    if EPISODE in text:
        season = SEASON.search(text)
        return NfoFacts(
            title=_text(SHOW_TITLE, text),
            season=int(season[1]) if season else None,
            episodes=tuple(dict.fromkeys(map(int, EPISODE_NUMBER.findall(text)))),
        )
    if TITLED.search(text) is None:
        return NfoFacts(_ids(text))
    year = YEAR.search(text)
    return NfoFacts(_ids(text), _text(TITLE, text), int(year[1]) if year else None)


def merge(found: Sequence[NfoFacts]) -> NfoFacts:
    """What several files say; of each fact the first."""
    return NfoFacts(
        next((one.ids for one in found if one.ids), {}),
        next((one.title for one in found if one.title), ""),
        next((one.year for one in found if one.year), None),
        next((one.season for one in found if one.season is not None), None),
        next((one.episodes for one in found if one.episodes), ()),
    )


def with_facts(release: Release, facts: NfoFacts) -> Release:
    """The release as its NFO files say; the numbers in its name stay."""
    title = facts.title or release.title
    others = dict.fromkeys((release.title, *release.alternative_titles))
    kind = release.type
    if facts.is_episode and not release.episodes:
        kind = ReleaseType.EPISODE
        release = replace(
            release,
            seasons=release.seasons if facts.season is None else (facts.season,),
            episodes=facts.episodes,
        )
    elif kind == ReleaseType.OTHER and title:
        kind = ReleaseType.MOVIE
    return replace(
        release,
        title=title,
        alternative_titles=tuple(name for name in others if name and name != title),
        year=facts.year or release.year,
        type=kind,
        ids=facts.ids or release.ids,
    )


def _text(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return html.unescape(found[1]).strip() if found else ""


def _ids(text: str) -> dict[str, str]:
    """The ids of the film or show by source."""
    ids: dict[str, str] = {}
    if (match := IMDB_ID.search(text)) is not None:
        ids["imdb"] = match["id"] or match["page"]
    for pattern in (UNIQUE_ID, ELEMENT):
        for match in pattern.finditer(text):
            ids.setdefault(match["source"].lower(), match["id"])
    if not ids and (match := PAGE.search(text)) is not None:
        ids["tmdb" if match["tmdb"] else "tvdb"] = match["id"] or match["tvdb"]
    return ids
