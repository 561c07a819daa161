"""
`make bench-names`: names read per second, beside guessit and parsett, on the names of a library.

The names are made up as libraries are: films in folders of their own, releases without one, and
the episodes of shows, whose files share most of their name. Every name is read once, without a
cache from an earlier round; guessit and parsett get the same names and, being slower, a part of
them. Time is processor time of one process, so that neighbours disturb it little. The answers of
ours are checked before the figures count.
"""

import random
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from guessit import guessit
from PTT import parse_title

from tests.bench.method import Series, interleave
from worker.names.folders import read_folders
from worker.names.reader import read_release

FILMS, SHOWS, SEASONS, EPISODES = 1200, 60, 3, 12
PEER_SHARE = 12  # peers read every twelfth name
ROUNDS = 5
REPORT = Path(__file__).parents[2] / "docs" / "benchmarks-names.md"
WORDS = (  # noqa: SIM905  # a list of a hundred quotes is no easier to read
    "amber anchor arrow ash bell birch bridge bronze candle canyon cedar chapel cinder cliff clock cloud copper coral"
    " crane crown delta desert drift dusk echo ember falcon fern field flint forest garden glass granite harbor heron"
    " hill hollow iron island ivory jade lantern lark linen maple marble meadow mirror moon moss north oak ocean orchard"
    " paper pearl pine quarry quiet rain raven reed ridge river robin sail salt shadow silver sky snow spruce star stone"
    " summer thorn tide timber valley velvet violet water willow winter"
).split()
QUALITIES = (
    "1080p.BluRay.x264", "2160p.UHD.BluRay.REMUX.HDR10.TrueHD.7.1.Atmos", "720p.HDTV.x264", "1080p.WEB-DL.DDP5.1.H.264",
    "1080p.BluRay.10bit.x265.AAC5.1", "DVDRip.XviD", "1080p.NF.WEB-DL.DDP5.1.Atmos.H.265", "German.DL.1080p.BluRay.x264",
)  # fmt: skip
GROUPS = ("NOVA", "LUMEN", "QUARTZ", "DELTA9", "KESTREL")


def library(seed: int, films: int = FILMS, shows: int = SHOWS) -> list[tuple[str, str, int | None]]:
    """Paths with the title and the episode that they say."""
    random_of = random.Random(seed)
    found: list[tuple[str, str, int | None]] = []

    def title() -> str:
        return " ".join(random_of.sample(WORDS, random_of.randint(2, 4))).title()

    for _ in range(films):
        name, year = title(), random_of.randint(1950, 2024)
        dotted = f"{name.replace(' ', '.')}.{year}.{random_of.choice(QUALITIES)}-{random_of.choice(GROUPS)}"
        form = random_of.randrange(3)
        path = (
            f"{name} ({year})/{dotted}.mkv",
            f"{dotted}/{dotted}.mkv",
            f"{name} ({year}) [1080p].mp4",
        )[form]
        found.append((path, name, None))
    for _ in range(shows):
        name, quality, group = title(), random_of.choice(QUALITIES), random_of.choice(GROUPS)
        form = random_of.randrange(4)
        for season in range(1, SEASONS + 1):
            for episode in range(1, EPISODES + 1):
                part = title()
                path = (
                    f"{name}/Season {season:02}/{name} - S{season:02}E{episode:02} - {part}.mkv",
                    f"{name}/Season {season}/{episode:02} - {part}.mkv",
                    f"{name.replace(' ', '.')}.S{season:02}.{quality}-{group}/{name.replace(' ', '.')}.S{season:02}E{episode:02}.{quality}-{group}.mkv",
                    f"{name}/[{group}] {name} - {episode + 12 * (season - 1):02} [1080p].mkv",
                )[form]
                found.append((path, name, episode + 12 * (season - 1) * (form == 3)))
    random_of.shuffle(found)
    return found


def ours(names: Sequence[str]) -> None:
    read_release.cache_clear()
    read_folders.cache_clear()
    for name in names:
        read_release(name)


def peer(read: Callable[[str], object]) -> Callable[[Sequence[str]], None]:
    def run(names: Sequence[str]) -> None:
        for name in names:
            read(name)

    return run


def check(names: Sequence[tuple[str, str, int | None]]) -> float:
    """The share of names whose title and episode are right."""
    right = 0
    for path, title, episode in names:
        release = read_release(path)
        right += release.title.lower() == title.lower() and release.episode == episode
    return right / len(names)


def rate(run: Callable[[Sequence[str]], None], names: Sequence[str]) -> dict[str, float]:
    started = time.process_time()
    run(names)
    return {"names/s": len(names) / (time.process_time() - started)}


def report(series: Series, count: int, right: float) -> str:
    lines = [
        "# Names",
        "",
        f"Measured with `make bench-names`: {count:,} made-up paths of a library, read once a round without an earlier round's",
        f"cache; guessit and parsett read every {PEER_SHARE}th. Processor time of one process, {ROUNDS} alternating rounds, median.",
        "",
        "| reader | names a second | ours to it |",
        "|---|---|---|",
    ]
    for name in series.values:
        middle, low, high = series.ratio("seen", name)
        ratio = "" if name == "seen" else f"{middle:.1f} ({low:.1f}–{high:.1f})"
        lines.append(f"| {name} | {series.median(name):,.0f} | {ratio} |")
    lines += [
        "",
        f"Title and episode are right in {right:.1%} of the paths. A cached path takes under a microsecond.",
        "",
    ]
    return "\n".join(lines)


def main() -> None:
    made = library(seed=7)
    names = [path for path, _, _ in made]
    some = names[::PEER_SHARE]
    guessit(names[0])  # builds its rules
    parse_title(names[0])
    right = check(made)
    series = interleave(
        {
            "seen": lambda: rate(ours, names),
            "guessit": lambda: rate(peer(guessit), some),
            "parsett": lambda: rate(peer(parse_title), some),
        },
        ROUNDS,
    )["names/s"]
    text = report(series, len(names), right)
    REPORT.write_text(text, encoding="utf-8")
    sys.stdout.write(text)


if __name__ == "__main__":
    main()
