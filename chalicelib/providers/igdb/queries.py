"""Queries in IGDB's query language, Apicalypse. https://api-docs.igdb.com/#apicalypse"""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

MAX_AT_ONCE = 500
LONGEST_TEXT = 200
#: Control characters, which are replaced in string literals.
CONTROL = re.compile(r"[\x00-\x1f\x7f]+")

#: Main games and separate releases: standalone expansions, remakes, remasters, expanded games and
#: ports.
GAMES = "game_type = (0,4,8,9,10,11) & version_parent = null"

LIST_FIELDS = (
    "name,slug,summary,first_release_date,game_type,cover.image_id,artworks.image_id,"
    "platforms.name,platforms.abbreviation,genres.name,genres.slug,themes.name,"
    "rating,rating_count,aggregated_rating,aggregated_rating_count,total_rating,"
    "total_rating_count,hypes"
)
#: An asterisk expands every field of a reference, so renamed fields are included.
DETAIL_FIELDS = (
    f"{LIST_FIELDS},storyline,url,screenshots.image_id,videos.name,videos.video_id,"
    "game_modes.name,franchises.name,franchises.slug,franchises.games,collections.name,"
    "collections.slug,collections.games,involved_companies.developer,"
    "involved_companies.publisher,involved_companies.company.name,release_dates.*,"
    "release_dates.platform.name,release_dates.platform.abbreviation,age_ratings.*,"
    "external_games.*,websites.*,alternative_names.name,alternative_names.comment,"
    "parent_game.name,parent_game.slug,dlcs.name,dlcs.slug,dlcs.cover.image_id,"
    "expansions.name,expansions.slug,expansions.cover.image_id,similar_games.name,"
    "similar_games.slug,similar_games.cover.image_id,similar_games.first_release_date"
)


def quoted(text: str) -> str:
    """A string literal; its content can end neither the literal nor the statement."""
    plain = CONTROL.sub(" ", text).strip()[:LONGEST_TEXT]
    return '"' + plain.replace("\\", "\\\\").replace('"', '\\"') + '"'


def by_ids(ids: Iterable[int]) -> str:
    listed = sorted(set(ids))
    within = ",".join(f"{each:d}" for each in listed)
    return f"fields {DETAIL_FIELDS}; where id = ({within}); limit {len(listed):d};"


def search(text: str, limit: int) -> str:
    return (
        f"search {quoted(text)}; fields {LIST_FIELDS},alternative_names.name;"
        f" where version_parent = null;{_limit(limit)}"
    )


def recently_released(limit: int, now: datetime) -> str:
    """Releases of the last three months that have hypes or ratings."""
    since, until = _day(now - timedelta(days=90)), _day(now + timedelta(days=1))
    return _list(
        f"{GAMES} & first_release_date >= {since} & first_release_date < {until}"
        " & cover != null & (hypes > 0 | total_rating_count > 0)",
        "first_release_date desc",
        limit,
    )


def most_anticipated(limit: int, now: datetime) -> str:
    tomorrow = _day(now + timedelta(days=1))
    return _list(
        f"{GAMES} & first_release_date >= {tomorrow} & hypes > 0 & cover != null",
        "hypes desc",
        limit,
    )


def popular(limit: int, now: datetime) -> str:
    """The most rated games of the last two years."""
    since = _day(now - timedelta(days=730))
    return _list(
        f"{GAMES} & first_release_date >= {since} & total_rating_count > 0 & cover != null",
        "total_rating_count desc",
        limit,
    )


def top_rated(limit: int) -> str:
    return _list(f"{GAMES} & total_rating_count >= 200 & cover != null", "total_rating desc", limit)


def _list(where: str, order: str, limit: int) -> str:
    return f"fields {LIST_FIELDS}; where {where}; sort {order};{_limit(limit)}"


def _limit(limit: int) -> str:
    return f" limit {max(1, min(limit, MAX_AT_ONCE)):d};"


def _day(moment: datetime) -> int:
    """Midnight of the day, so that the query is the same all day and its response is cached."""
    midnight = moment.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return int(midnight.timestamp())
