"""
Make files of IMDb's shape at any scale: `python -m tests.bench.imdb_files OUT --basics 2000000`.

OUT/first holds a set of files, OUT/second the same set a while later: 1 % of the lines changed in
one thing each, 0.5 % new under the newest numbers, 0.1 % gone. In OUT/rewritten the same lines
changed in every column, unlike real edits: another name, year, length and genres,
and every changed episode takes the place of the one after it. The same seed makes the same bytes.
Lines come in the order of IMDb's own files, which is that of strings: tt1000000, tt10000000,
tt10000001, …, tt1000001.
"""

import argparse
import gzip
import sys
import time
from array import array
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import accumulate, islice
from pathlib import Path
from random import Random
from typing import Protocol

HEADERS = {
    "title.basics": "tconst\ttitleType\tprimaryTitle\toriginalTitle\tisAdult\tstartYear\tendYear"
    "\truntimeMinutes\tgenres",
    "title.episode": "tconst\tparentTconst\tseasonNumber\tepisodeNumber",
    "title.ratings": "tconst\taverageRating\tnumVotes",
}
GENRES = [
    "Action",
    "Adult",
    "Adventure",
    "Animation",
    "Biography",
    "Comedy",
    "Crime",
    "Documentary",
    "Drama",
    "Family",
    "Fantasy",
    "Film-Noir",
    "Game-Show",
    "History",
    "Horror",
    "Music",
    "Musical",
    "Mystery",
    "News",
    "Reality-TV",
    "Romance",
    "Sci-Fi",
    "Short",
    "Sport",
    "Talk-Show",
    "Thriller",
    "War",
    "Western",
]
#: Kinds of titles and how many of a thousand there are.
SHARES = {
    "tvEpisode": 750,
    "movie": 62,
    "tvMovie": 13,
    "tvSeries": 40,
    "tvMiniSeries": 10,
    "short": 80,
    "video": 25,
    "tvSpecial": 6,
    "tvShort": 2,
    "videoGame": 12,
}
EPISODE, SHOWS = 0, (3, 4)
KINDS = list(SHARES)
KEPT = 4  # kinds up to this one are movies, shows and episodes
VOCABULARY, POOL = 60_000, 1 << 18
CHUNK = 20_000
CHANGED, NEW, GONE = 0.01, 0.005, 0.001
VERSIONS = ("first", "second", "rewritten")
#: Of new episodes, those of new shows; old ones are never theirs.
PREMIERES = 0.3
#: An episode that was given a number which none of its season has.
MOVED = 1000
#: How ids lie: this many numbers for every title.
SPREAD = 3


#: Lines of each version.
Versions = tuple[list[str], list[str], list[str]]


class Sink(Protocol):
    def write(self, data: bytes, /) -> object: ...


@dataclass
class Words:
    """Titles of invented words with a Zipf distribution."""

    random: Random
    pool: list[str] = field(init=False)
    foreign: list[str] = field(init=False)

    def __post_init__(self) -> None:
        words = ["The", "of", "and", "in", "A", "to", "Part", "Love", "El", "la", "de", "My"]
        known = set(words)
        while len(words) < VOCABULARY:
            word = self._word()
            if word not in known:
                known.add(word)
                words.append(word)
        weights = list(accumulate(1 / rank for rank in range(3, VOCABULARY + 3)))
        self.pool = self.random.choices(words, cum_weights=weights, k=POOL)
        letters = [
            "абвгдежзиклмнопрстуф",
            "日本人大小山川田中上下心花火水木",
            "אבגדהוזחטיכלמנ",
            "가나다라마바사아자",
        ]
        self.foreign = [
            "".join(self.random.choices(self.random.choice(letters), k=self.random.randint(2, 8)))
            for _ in range(4096)
        ]

    def _word(self) -> str:
        pick = self.random.random
        onsets = [
            "b",
            "br",
            "c",
            "ch",
            "d",
            "f",
            "g",
            "gr",
            "h",
            "j",
            "k",
            "l",
            "m",
            "n",
            "p",
            "r",
            "s",
            "st",
            "t",
            "v",
            "w",
            "z",
            "",
        ]
        vowels = ["a", "e", "i", "o", "u", "ea", "ou", "é", "ä", "y"]
        codas = ["", "", "n", "r", "s", "t", "l", "nd", "ck", "m"]
        word = "".join(
            onsets[int(pick() * 23)] + vowels[int(pick() ** 2 * 10)] + codas[int(pick() * 10)]
            for _ in range(1 + int(pick() * 3))
        )
        return word.capitalize() if pick() < 0.8 else word

    def title(self) -> str:
        pick = self.random.random
        number = pick()
        if number < 0.05:
            start = int(pick() * 4090)
            return " ".join(self.foreign[start : start + 1 + int(pick() * 3)])
        count = 1 + int(number * number * 7)
        start, step = int(pick() * (POOL - 400)), 1 + int(pick() * 50)
        text = " ".join(self.pool[start : start + count * step : step])
        if number > 0.98:  # what makes CSV readers stumble
            return (f'"{text}', f'{text} "Live"', f"{text}\\", f"\\N {text}", f"{text}: '86")[
                start % 5
            ]
        return text


@dataclass
class Shape:
    """Which numbers there are, of which kinds, and whose episodes they are."""

    numbers: "array[int]"  # in the order of the file
    kinds: bytearray
    newest: int  # lines from this number on are not in the first version
    new_shows: list[int]
    owners: "array[int]"  # per slot: the number of the show
    places: "array[int]"  # per slot: season * 100 000 + episode

    @classmethod
    def make(cls, random: Random, basics: int) -> "Shape":
        table = [place for place, name in enumerate(KINDS) for _ in range(SHARES[name])]
        pick = random.random
        last = basics * SPREAD
        numbers = array("q", islice(_in_string_order(last, random), basics))
        while len(numbers) < basics:
            last += 1
            numbers.append(last)
        size = len(table)
        kinds = bytearray(table[int(pick() * size)] for _ in range(len(numbers)))
        owners, places = array("q"), array("q")
        episodes = kinds.count(EPISODE)
        newest = sorted(numbers)[-max(int(len(numbers) * NEW), 1)]
        shows = [number for number, kind in zip(numbers, kinds, strict=True) if kind in SHOWS]
        new_shows = [number for number in shows if number >= newest]
        shows = [number for number in shows if number < newest]
        random.shuffle(shows)
        mean = episodes / max(len(shows), 1)
        while shows and len(owners) < episodes:
            for number in shows:
                count = min(int(random.lognormvariate(0, 1.6) * mean / 3.6) + 1, 10_000)
                if pick() < 2e-5 * min(basics / 100_000, 1):
                    count = 10_000
                season_length = (8, 10, 10, 13, 22, 24, 52, 260)[int(pick() * 8)]
                first = 1 if len(owners) < episodes else 200
                owners.extend([number] * count)
                places.extend(
                    (first + slot // season_length) * 100_000 + slot % season_length + 1
                    for slot in range(count)
                )
                if len(owners) >= episodes:
                    break
        return cls(numbers, kinds, newest, new_shows, owners, places)


def _in_string_order(last: int, random: Random) -> Iterator[int]:
    """About a third of the numbers up to `last`, as their ids stand in a sorted file."""
    pick = random.random
    chance = 1 / SPREAD
    for number in range(1, min(last, 9_999_999) + 1):
        if pick() < chance:
            yield number
        if number >= 1_000_000 and number * 10 <= last:
            for longer in range(number * 10, min(number * 10 + 9, last) + 1):
                if pick() < chance:
                    yield longer


@dataclass
class Made:
    """How many lines each file has."""

    first: dict[str, int]
    second: dict[str, int]
    rewritten: dict[str, int]


def make(folder: Path, basics: int, *, seed: int = 1) -> Made:
    """Write all versions below `folder`, compressed by gzip at its default level."""
    random = Random(seed)
    words = Words(random)
    shape = Shape.make(random, basics)
    tails = [_tail(random) for _ in range(100_000)]
    made = Made(*(dict.fromkeys(HEADERS, 0) for _ in VERSIONS))
    with ExitStack() as files:
        sinks: dict[tuple[str, str], Sink] = {}
        for version in VERSIONS:
            (folder / version).mkdir(parents=True, exist_ok=True)
            for name, header in HEADERS.items():
                path = folder / version / f"{name}.tsv.gz"
                sinks[version, name] = files.enter_context(gzip.open(path, "wb", 6))
                sinks[version, name].write(f"{header}\n".encode())
        for version, name, lines in _lines(random, Random(seed + 1), words, shape, tails):
            sinks[version, name].write("".join(lines).encode())
            getattr(made, version)[name] += len(lines)
    return made


def _lines(  # noqa: C901, PLR0912, PLR0915  # one loop is what makes it quick
    random: Random, other: Random, words: Words, shape: Shape, tails: list[str]
) -> Iterator[tuple[str, str, list[str]]]:
    """Chunks of lines: for which set, for which file, and the lines."""
    slots = len(shape.owners)
    stride = next(each for each in (7919, 104729, 1299709) if not slots or slots % each)
    slot = 0
    owners, places = shape.owners, shape.places
    new_shows, premieres = shape.new_shows, 0
    pick, change, title, tail_count = random.random, other.random, words.title, len(tails)
    tt = "tt%07d"
    for begin in range(0, len(shape.numbers), CHUNK):
        basics: Versions = ([], [], [])
        episodes: Versions = ([], [], [])
        ratings: Versions = ([], [], [])
        chunk = zip(
            shape.numbers[begin : begin + CHUNK], shape.kinds[begin : begin + CHUNK], strict=True
        )
        for number, kind in chunk:
            key = tt % number
            fate = change()
            is_new, is_gone = number >= shape.newest, fate < GONE
            is_changed = fate > 1 - CHANGED
            name = (
                title()
                if kind or pick() < 0.8
                else f"Episode #{1 + int(pick() * 20)}.{1 + int(pick() * 200)}"
            )
            original = name if pick() > 0.12 or not kind else title()
            tail = tails[int(pick() * tail_count)]
            start = f"{key}\t{KINDS[kind]}\t"
            line = f"{start}{name}\t{original}\t{tail}"
            if not is_new:
                basics[0].append(line)
            if not is_gone and is_changed:
                basics[1].append(start + _edited(name, original, tail, (1 - fate) / CHANGED))
                tail = tails[int(change() * tail_count)]
                basics[2].append(f"{start}{name} II\t{original}\t{tail}")
            elif not is_gone:
                basics[1].append(line)
                basics[2].append(line)
            if kind == EPISODE and slots:
                slot = (slot + stride) % slots
                season, episode = divmod(places[slot], 100_000)
                owner = owners[slot]
                if is_new and new_shows and change() < PREMIERES:
                    owner = new_shows[premieres % len(new_shows)]
                    season, episode = 1, premieres // len(new_shows) + 1
                    premieres += 1
                if pick() < 0.002:  # two that claim one place
                    episode = max(episode - 1, 1)
                start = f"{key}\t{tt % owner}\t"
                has_place = pick() >= 0.08
                line = f"{start}{season}\t{episode}\n" if has_place else f"{start}\\N\t\\N\n"
                if not is_new:
                    episodes[0].append(line)
                if not is_gone and is_changed:
                    moved = episode + MOVED if has_place else episode
                    episodes[1].append(f"{start}{season}\t{moved}\n")
                    episodes[2].append(f"{start}{season}\t{episode + 1}\n")
                elif not is_gone:
                    episodes[1].append(line)
                    episodes[2].append(line)
            if pick() < (0.11 if kind == EPISODE else 0.4 if kind <= KEPT else 0.2):
                votes = min(int(5 * (1 - pick()) ** -1.17), 3_000_000)
                votes = votes if 0 < kind <= KEPT else 5 + votes // 20
                rating = f"{min(max(6.6 + (pick() + pick() + pick() - 1.5) * 4, 1.0), 10.0):.1f}"
                if not is_new:
                    ratings[0].append(f"{key}\t{rating}\t{votes}\n")
                if not is_gone:
                    more = 1 + votes // 100 if change() < CHANGED else 0
                    for later in ratings[1:]:
                        later.append(f"{key}\t{rating}\t{votes + more}\n")
        for place, version in enumerate(VERSIONS):
            yield version, "title.basics", basics[place]
            yield version, "title.episode", episodes[place]
            yield version, "title.ratings", ratings[place]


def _edited(name: str, original: str, tail: str, which: float) -> str:
    """What follows the kind, with one thing changed; `which` goes from 0 to 1."""
    adult, year, end, runtime, genres = tail[:-1].split("\t")
    if which < 0.35:
        name += " II"
    elif which < 0.4:
        original += " II"
    elif which < 0.6:
        year = "2026" if year == "\\N" else str(int(year) - 1)
    elif which < 0.85:
        runtime = "45" if runtime == "\\N" else str(int(runtime) + 1)
    elif "," in genres:
        genres = genres.rpartition(",")[0]
    else:
        genres = "Drama" if genres != "Drama" else "Comedy,Drama"
    return f"{name}\t{original}\t{adult}\t{year}\t{end}\t{runtime}\t{genres}\n"


def _tail(random: Random) -> str:
    """From isAdult to the end of the line."""
    pick = random.random
    adult = 1 if pick() < 0.01 else 0
    year = "\\N" if pick() < 0.1 else str(2026 - int(min(pick() ** 2.5 * 130, 131)))
    end = year if pick() < 0.05 else "\\N"
    runtime = "\\N" if pick() < 0.35 else str(1 + int(abs(random.gauss(60, 40))))
    genres = (
        "\\N" if pick() < 0.04 else ",".join(sorted(random.sample(GENRES, 1 + int(pick() * 3))))
    )
    return f"{adult}\t{year}\t{end}\t{runtime}\t{genres}\n"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.imdb_files")
    parser.add_argument("out", type=Path)
    parser.add_argument("--basics", type=int, default=2_000_000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    began = time.perf_counter()
    made = make(arguments.out, arguments.basics, seed=arguments.seed)
    took_s = time.perf_counter() - began
    lines = sum(sum(getattr(made, version).values()) for version in VERSIONS)
    sys.stdout.write(f"{made}\n{lines:,} lines in {took_s:.0f} s: {lines / took_s:,.0f} a second\n")


if __name__ == "__main__":
    main()
