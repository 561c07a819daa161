"""
IMDb's numbers and ours.

A title, an episode or a person that came with the IMDb files has an id made of IMDb's own
number, so the same thing has the same id on every server and after every import, and nothing
has to be looked up. Everything else takes its id from a sequence, far below.
"""

import re

TITLES_FROM = 1_000_000_000  # tt0111161 is title 1 000 111 161
PEOPLE_FROM = 1_000_000_000  # nm0000151 is person 1 000 000 151
EPISODES_FROM = 10_000_000_000  # tt0959621 as an episode is 10 000 959 621
SEASONS_PER_TITLE = 100_000  # more than any season number, which fit two bytes
MOST = 8_999_999_999  # beyond, titles and episodes would meet

TITLE = re.compile(r"tt([0-9]{1,10})")
PERSON = re.compile(r"nm([0-9]{1,10})")


def title_number(imdb_id: str) -> int | None:
    """`tt0111161` → 111161; None for anything else."""
    return _number(TITLE, imdb_id)


def person_number(imdb_id: str) -> int | None:
    """`nm0000151` → 151; None for anything else."""
    return _number(PERSON, imdb_id)


def title_id(number: int) -> int:
    return TITLES_FROM + number


def episode_id(number: int) -> int:
    return EPISODES_FROM + number


def person_id(number: int) -> int:
    return PEOPLE_FROM + number


def season_id(media_id: int, season_number: int) -> int:
    """Only for titles of IMDb's; seasons of other titles take ids from the sequence."""
    return media_id * SEASONS_PER_TITLE + season_number


def is_title_of_imdb(media_id: int) -> bool:
    return TITLES_FROM <= media_id < EPISODES_FROM


def is_episode_of_imdb(episode_id: int) -> bool:
    return EPISODES_FROM <= episode_id < 2 * EPISODES_FROM


def imdb_id_of_title(number: int) -> str:
    """111161 → `tt0111161`: seven digits, and more when there are more."""
    return f"tt{number:07d}"


def imdb_id_of_person(number: int) -> str:
    """151 → `nm0000151`."""
    return f"nm{number:07d}"


def _number(pattern: re.Pattern[str], imdb_id: str) -> int | None:
    match = pattern.fullmatch(imdb_id)
    if match is None or int(match[1]) > MOST:
        return None
    return int(match[1])


#: IMDb's names, in small letters, of genres that have another name everywhere else.
GENRE_SLUGS = {"sci-fi": "science-fiction", "reality-tv": "reality"}
