"""
`python -m worker recommend-offline RATINGS ITEMS [--top N]`: each person's best titles.

Needs no database and no settings. Both files are CSV in UTF-8 with a line of names:

- RATINGS: `user,item,rating,timestamp`. The timestamp is a number that grows with time; the rating
  may be empty.
- ITEMS: `item,title,year,genres`. Genres are separated by `|`; year and genres may be empty.

Prints one JSON object per line, `{"user": …, "items": [best, …]}`, in the order in which people
first appear; ids are texts, as in the files. Only items of ITEMS are recommended, and none that the
person has rated.
"""

import argparse
import csv
import json
import math
import sys
from array import array
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from worker.recommendations.interaction_history import Catalogue, History, Title
from worker.recommendations.ranking import recommend

#: A rating of at most this share of the highest one says that a title was not liked.
DISLIKED = 0.4
#: Even then it says what a person watches, but less.
DISLIKED_WEIGHT = 0.5
RATING_FIELDS = ("user", "item", "rating", "timestamp")
ITEM_FIELDS = ("item", "title", "year", "genres")


class InvalidFile(Exception):
    """A file cannot be read; the message names file, line and field."""


def run(arguments: Sequence[str]) -> int:
    """Print recommendations; returns the exit status."""
    parser = argparse.ArgumentParser("python -m worker recommend-offline")
    parser.add_argument("ratings", type=Path, metavar="RATINGS")
    parser.add_argument("items", type=Path, metavar="ITEMS")
    parser.add_argument("--top", type=positive, default=10, metavar="N")
    try:
        options = parser.parse_args(arguments)
    except SystemExit as ended:
        return int(ended.code or 0)
    try:
        catalogue = Catalogue(list(read_titles(options.items)))
        history = read_history(options.ratings, catalogue)
    except InvalidFile as problem:
        sys.stderr.write(f"{problem}\n")
        return 2
    for person, items in recommend(history, catalogue, options.top):
        sys.stdout.write(json.dumps({"user": person, "items": items}, ensure_ascii=False) + "\n")
    sys.stdout.flush()
    return 0


def positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return number


def read_titles(path: Path) -> Iterator[Title]:
    """The titles of ITEMS, each id once."""
    seen = set()
    for line, (item, _name, year, genres) in rows(path, ITEM_FIELDS):
        if item in seen:
            continue
        seen.add(item)
        names = {f"genre:{genre}" for genre in genres.split("|") if genre}
        if year:
            names.add(f"decade:{int(number(path, line, 'year', year)) // 10}")
        yield Title(item, dict.fromkeys(sorted(names), 1.0))


def read_history(path: Path, catalogue: Catalogue) -> History:
    """The lines of RATINGS as columns, since there may be millions; unrated counts as liked."""
    titles = {title_id: position for position, title_id in enumerate(catalogue.ids)}
    numbers: dict[str, int] = {}
    person, title, lines = array("l"), array("l"), array("l")
    ratings: list[str] = []
    moments: list[str] = []
    for line, (user, item, rating, timestamp) in rows(path, RATING_FIELDS):
        person.append(numbers.setdefault(user, len(numbers)))
        title.append(titles.get(item, -1))
        lines.append(line)
        ratings.append(rating)
        moments.append(timestamp)
    rating_of = column(path, lines, "rating", ratings, may_be_empty=True)
    moment_of = column(path, lines, "timestamp", moments, may_be_empty=False)
    disliked = DISLIKED * rating_of.max(initial=0.0, where=np.isfinite(rating_of))
    weight = np.where(rating_of <= disliked, DISLIKED_WEIGHT, 1.0)
    is_known = np.asarray(title) >= 0
    return History.of_arrays(
        list(numbers),
        len(titles),
        person=np.asarray(person, np.int32)[is_known],
        title=np.asarray(title, np.int32)[is_known],
        weight=weight.astype(np.float32)[is_known],
        at=moment_of[is_known],
    )


def column(
    path: Path, lines: Sequence[int], field: str, texts: Sequence[str], *, may_be_empty: bool
) -> npt.NDArray[np.float64]:
    """The numbers of a field; infinity where it is empty. Raises `InvalidFile`."""
    try:
        values = np.asarray(
            [float(text) if text or not may_be_empty else math.inf for text in texts], np.float64
        )
        suspects = np.flatnonzero(~np.isfinite(values)).tolist()
    except ValueError:
        values, suspects = np.zeros(0), list(range(len(texts)))
    for place in suspects:
        if texts[place] or not may_be_empty:
            number(path, lines[place], field, texts[place])  # the first that is none raises
    return values


def number(path: Path, line: int, field: str, text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise InvalidFile(f"{path}, line {line}: {field} is not a number.")
    return value


def rows(path: Path, fields: tuple[str, ...]) -> Iterator[tuple[int, list[str]]]:
    """The number and the values of each line, in the order of `fields`."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file)
            header = [name.strip().lower() for name in next(reader, [])]
            missing = [field for field in fields if field not in header]
            if missing:
                raise InvalidFile(f"{path}: there is no column {missing[0]}.")
            places = [header.index(field) for field in fields]
            for row in reader:
                if not row:
                    continue
                if len(row) <= max(places):
                    raise InvalidFile(f"{path}, line {reader.line_num}: a column is missing.")
                yield reader.line_num, [row[place] for place in places]
    except (OSError, UnicodeDecodeError, csv.Error) as problem:
        raise InvalidFile(f"{path} cannot be read: {problem}.") from problem
