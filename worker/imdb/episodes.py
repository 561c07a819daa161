"""
The episodes of two versions of the files, compared in a process of its own.

Comparing is work for Python, of which one process does one thing at a time; so while the import
compares titles, and then waits for the database to merge them, this is done beside it. It is told
what it needs through a pipe; when the import is killed, it ends with what it has to say next.
"""

import logging
import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path

from worker.imdb.changes import Change
from worker.imdb.differing import Differing, Sides, compare, few_enough, key_of, marked
from worker.imdb.files import BASICS, EPISODES
from worker.imdb.lookups import at_places, of_shows, with_keys
from worker.imdb.sieve import Sieve, sound


@dataclass
class FromTitles:
    """What only the other file tells."""

    entered_shows: set[bytes] = field(default_factory=set)
    #: Keys of episodes whose titles are stored already.
    titled: set[bytes] = field(default_factory=set)


@dataclass
class Episodes:
    """Those that differ, as blocks of lines."""

    blocks: list[bytes]
    counted: Differing


@dataclass
class Standing:
    """Those that do not, but stand where one of these stood: they may move up into its place."""

    block: bytes


@dataclass
class Belonging:
    """Those that do not either, of shows that were none."""

    block: bytes


@dataclass
class Titles:
    """What all of these are called, but for those that `FromTitles` names."""

    block: bytes


Found = Episodes | Standing | Belonging | Titles


@dataclass
class EpisodeComparison:
    old: Path
    new: Path
    new_basics: Path
    most: int
    keys: set[bytes] = field(default_factory=set)
    placed: set[bytes] = field(default_factory=set)
    #: Where episodes stood that changed or went.
    left_places: set[bytes] = field(default_factory=set)

    def run(
        self, from_titles: Callable[[], FromTitles], progress: Callable[[int], None]
    ) -> Iterator[Found]:
        """
        One of each, in this order. Asks for what the titles tell when it needs it.

        Raises `TooDifferent` or `Refused`.
        """
        counted = Differing(self.most)
        versions = self.old, self.new
        changed = list(compare(EPISODES, versions, self._sorted, counted, progress))
        yield Episodes(changed, counted)
        standing = self._unchanged(at_places(self.new, self.left_places))
        yield Standing(marked(EPISODES, standing, is_new=True))
        told = from_titles()
        belonging = self._unchanged(of_shows(self.new, told.entered_shows))
        yield Belonging(marked(EPISODES, belonging, is_new=True))
        keys = {key_of(line) for line in (*standing, *belonging)} | self.placed
        titles = few_enough(with_keys(BASICS, self.new_basics, keys - told.titled))
        yield Titles(marked(BASICS, sound(BASICS, titles), is_new=True))

    def _unchanged(self, lines: Iterable[bytes]) -> list[bytes]:
        """Those that are the same as before."""
        found = few_enough(line for line in lines if key_of(line) not in self.keys)
        return sound(EPISODES, found)

    def _sorted(self, change: Change, sieve: Sieve) -> Sides:
        gone, added = sound(EPISODES, change.gone), sound(EPISODES, change.added, sieve)
        self.left_places.update(line.partition(b"\t")[2] for line in gone if b"\\N" not in line)
        for line in added:
            key, _, place = line.partition(b"\t")
            self.keys.add(key)
            if b"\\N" not in place:
                self.placed.add(key)
        return gone, added


class Through(logging.Handler):
    """Records go to the import, which knows how and where to write them."""

    def __init__(self, pipe: Connection) -> None:
        super().__init__()
        self._pipe = pipe

    def emit(self, record: logging.LogRecord) -> None:
        self._pipe.send(record)


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # it is the import's to end this
    pipe, old, new, new_basics, most = sys.argv[1:]
    with Connection(int(pipe)) as link:
        logging.basicConfig(level=logging.INFO, handlers=[Through(link)])
        comparison = EpisodeComparison(Path(old), Path(new), Path(new_basics), int(most))
        try:
            for found in comparison.run(link.recv, link.send):
                link.send(found)
        except (EOFError, BrokenPipeError, ConnectionResetError):
            return  # nobody is interested any more
        except Exception as error:  # noqa: BLE001  # it is raised again over there
            with suppress(OSError):
                link.send(error)
