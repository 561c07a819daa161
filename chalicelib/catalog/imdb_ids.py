"""
Ids derived from IMDb's numbers.

A title, an episode or a person of the IMDb files has an id made of IMDb's number. The id is the
same on every server and after every import, and needs no lookup. All other rows take their ids
from a sequence, in a range far below.
"""

import re

TITLES_FROM = 1_000_000_000  # tt0111161 is title 1 000 111 161
PEOPLE_FROM = 1_000_000_000  # nm0000151 is person 1 000 000 151
EPISODES_FROM = 10_000_000_000  # tt0959621 as an episode is 10 000 959 621
SEASONS_PER_TITLE = 100_000  # more than any season number, which fit two bytes
MAX_NUMBER = 8_999_999_999  # beyond, the ranges of titles and episodes would overlap

#: For statements, by name.
SQL_PARAMETERS = {
    "titles_from": TITLES_FROM,
    "episodes_from": EPISODES_FROM,
    "seasons_per_title": SEASONS_PER_TITLE,
}

TITLE = re.compile(r"tt([0-9]{1,10})")


def title_number(imdb_id: str) -> int | None:
    """`tt0111161` → 111161; None for anything else."""
    return _number(TITLE, imdb_id)


def title_id(number: int) -> int:
    return TITLES_FROM + number


def episode_id(number: int) -> int:
    return EPISODES_FROM + number


def person_id(number: int) -> int:
    return PEOPLE_FROM + number


def season_id(media_id: int, season_number: int) -> int:
    """Only for titles of IMDb; seasons of other titles take ids from the sequence."""
    return media_id * SEASONS_PER_TITLE + season_number


def is_title_of_imdb(media_id: int) -> bool:
    return TITLES_FROM <= media_id < EPISODES_FROM


def _number(pattern: re.Pattern[str], imdb_id: str) -> int | None:
    match = pattern.fullmatch(imdb_id)
    if match is None or int(match[1]) > MAX_NUMBER:
        return None
    return int(match[1])


#: Slugs of genres whose IMDb name, in lower case, differs from that of other sources.
GENRE_SLUGS = {"sci-fi": "science-fiction", "reality-tv": "reality"}
