"""Each change of a line leads to the same catalogue as an import of the new files from nothing."""

from collections.abc import Callable

import psycopg
import pytest

from tests.conftest import NOON
from tests.databases import database_copy
from tests.imdb import (
    CATALOGUE,
    Lines,
    checksums,
    corpus,
    episode,
    put,
    rating,
    remove,
    title,
    write_files,
)

NUMBERS_PER_CASE = 10_000
MOVIE, SHORT, SHOW, PILOT, SECOND, SERIES, ABSENT = 10, 12, 20, 21, 22, 30, 99
#: Totals do not belong to a case, and a genre that is no longer used may stay.
TOTALS = ("catalogue_counts", "catalogue_facets")
OF_CASES = [table for table in CATALOGUE if table not in (*TOTALS, "genres")]


def put_title(number: int, *words: str, **more: str | int) -> Callable[[Lines], None]:
    return lambda t: put(t.basics, title(t.base + number, *words, **more))


def put_episode(number: int, show: int, *place: int | str) -> Callable[[Lines], None]:
    return lambda t: put(t.episodes, episode(t.base + number, t.base + show, *place))


def put_rating(number: int, value: float, votes: int) -> Callable[[Lines], None]:
    return lambda t: put(t.ratings, rating(t.base + number, value, votes))


def without(number: int) -> Callable[[Lines], None]:
    """The title or episode is in no file any more."""

    def change(lines: Lines) -> None:
        for file in lines.files:
            remove(file, lines.base + number)

    return change


CHANGES: dict[str, list[Callable[[Lines], None]]] = {
    "a name": [put_title(MOVIE, "Metropolis Restored")],
    "a year taken back": [put_title(MOVIE, year="\\N")],
    "genres": [put_title(MOVIE, genres="Sci-Fi,Thriller")],
    "no genres": [put_title(MOVIE, genres="\\N")],
    "votes": [put_rating(MOVIE, 8.4, 181_000)],
    "a first rating": [put_rating(SERIES, 9.3, 900_000)],
    "a new title": [put_title(50, "Nosferatu", year="1922")],
    "a short that is a film": [put_title(SHORT, "A Trip")],
    "a film that is a show": [put_title(MOVIE, "Metropolis", kind="tvSeries")],
    "a show that is a film": [put_title(SHOW, "The Office", kind="movie")],
    "a show that was a special": [put_title(SERIES, "Chernobyl", kind="tvSpecial")],
    "a film for adults": [put_title(MOVIE, adult=1)],
    "a title gone": [without(MOVIE)],
    "a show gone": [lambda t: remove(t.basics, t.base + SHOW)],
    "an episode's name": [put_title(PILOT, "The Pilot", kind="tvEpisode")],
    "a season moved": [put_episode(PILOT, SHOW, 2, 1)],
    "places exchanged": [put_episode(PILOT, SHOW, 1, 2), put_episode(SECOND, SHOW, 1, 1)],
    "a chain of places": [put_episode(PILOT, SHOW, 1, 2), put_episode(SECOND, SHOW, 1, 3)],
    "who stood in the way is gone": [lambda t: remove(t.episodes, t.base + PILOT)],
    "somebody with a lower number": [
        put_title(19, "Zero", kind="tvEpisode"),
        put_episode(19, SHOW, 1, 1),
    ],
    "an episode of another show": [put_episode(PILOT, SERIES, 1, 2)],
    "a number taken back": [put_episode(PILOT, SHOW, "\\N", "\\N")],
    "an episode that gets a number": [
        put_title(24, "Lost", kind="tvEpisode"),
        put_episode(24, SHOW, 1, 9),
    ],
    "a show whose episodes were there before": [put_title(ABSENT, "Late", kind="tvSeries")],
}


def catalogue(dsn: str) -> dict[str, list[tuple]]:
    with psycopg.connect(dsn) as conn:
        return {table: conn.execute(CATALOGUE[table]).fetchall() for table in OF_CASES}


@pytest.fixture(scope="module")
def both(first_imports, postgres, tmp_path_factory):
    """The changes of all cases merged into the first files, and the same imported from nothing."""
    before, after = [], []
    for case, changes in enumerate(CHANGES.values(), start=1):
        before.append(corpus(case * NUMBERS_PER_CASE))
        after.append(corpus(case * NUMBERS_PER_CASE))
        for change in changes:
            change(after[-1])

    def joined(all_lines: list[Lines]) -> list[list[str]]:
        return [
            [line for file in files for line in file]
            for files in zip(*(lines.files for lines in all_lines), strict=True)
        ]

    first = first_imports.of(*joined(before))
    anew = first_imports.of(*joined(after))
    folder = tmp_path_factory.mktemp("changed")
    with database_copy(postgres, first.database) as url:
        home = first.home(url, lambda: NOON, folder / "imdb")
        outcome = home.sync(write_files(folder / "files", *joined(after)))
        assert (outcome.state, outcome.way) == ("completed", "partial")
        fresh = postgres.url(anew.database)
        return (catalogue(url), checksums(url)), (catalogue(fresh), checksums(fresh))


@pytest.mark.parametrize("what", CHANGES)
def test_a_merge_of_changed_lines_equals_a_full_build(what, both):
    start = (list(CHANGES).index(what) + 1) * NUMBERS_PER_CASE

    def is_of_case(row: tuple) -> bool:
        ids = (value for value in row if isinstance(value, int) and value >= 1_000_000_000)
        return any(start < number % 1_000_000_000 < start + NUMBERS_PER_CASE for number in ids)

    (merged, _), (anew, _) = both
    for table in OF_CASES:
        of_case = [row for row in merged[table] if is_of_case(row)]
        assert of_case == [row for row in anew[table] if is_of_case(row)], table
        assert of_case or table in ("media_genres", "show_seasons", "show_episodes"), table


def test_a_merge_counts_genres_as_a_full_build_does(both):
    (_, merged), (_, anew) = both

    assert {**merged, "genres": ""} == {**anew, "genres": ""}
