"""
Lines that did not change but are needed all the same.

A title that is new to the catalogue may have had its rating for years; an episode may move up
into a place that another left. These passes read a file once and pick such lines out.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from collections.abc import Set as AbstractSet
from itertools import compress
from pathlib import Path

from worker.imdb.changes import first_line, key_at, last_key
from worker.imdb.files import EPISODES, ImdbFile
from worker.imdb.lines import open_lines

#: What is looked for in each line. Beginning with the end of the line before is four times as
#: quick as `^`, so blocks get one in front.
KEY = re.compile(rb"\n([^\t\n]*)")
SHOW = re.compile(rb"\n[^\t\n]*\t?([^\t\n]*)")
#: What follows the key, of lines that begin as they should, and the show in it. Beginning with
#: these bytes is what makes it quick.
PLACE = re.compile(rb"\t(tt.*)")
PARENT = re.compile(rb"\t(tt[^\t\n]*)")

#: Fewer keys than this in a block are looked for one by one.
FEW = 1500


def with_keys(file: ImdbFile, path: Path, keys: AbstractSet[bytes]) -> Iterator[bytes]:
    """
    The lines of these keys, without their ends.

    As long as the file is sorted as strings are, only a few lines of each block are looked at.
    """
    if not keys:
        return
    wanted = sorted(keys)
    is_by_strings = False  # else it may be by numbers: tt9999999, tt10000000
    before = b""
    with open_lines(file, path, is_counted=False) as lines:
        for block in lines.blocks():
            first, last = key_at(block, 0), last_key(block)
            is_sorted = before <= first <= last
            is_by_strings |= is_sorted and (len(before) > len(first) or len(first) > len(last))
            begin, end = bisect_left(wanted, first), bisect_right(wanted, last)
            before = last
            if is_sorted and (is_by_strings or len(first) == len(last)) and end - begin < FEW:
                yield from _found(block, wanted[begin:end])
            else:
                yield from _picked(block, KEY, keys.__contains__)


def _found(block: bytes, keys: Iterable[bytes]) -> Iterator[bytes]:
    """Lines of keys that follow each other, in a block whose lines do."""
    start = 0
    for key in keys:
        start = first_line(block, start, key.__le__)
        while start < len(block) and key_at(block, start) == key:
            end = block.find(b"\n", start)
            yield block[start:end]
            start = end + 1


def at_places(path: Path, places: set[bytes]) -> Iterator[bytes]:
    """
    Lines of the episodes that stand at one of the places, which are all that follows the key:
    show, season and number, with tabs between them.
    """
    if not places:
        return
    with open_lines(EPISODES, path, is_counted=False) as lines:
        for block in lines.blocks():
            # Nearly nobody stands there, so it is quicker to ask that first and then who it is.
            for place in places.intersection(PLACE.findall(block)):
                yield from _at(place, block)


def of_shows(path: Path, shows: set[bytes]) -> Iterator[bytes]:
    """Lines of the episodes of these shows."""
    if not shows:
        return
    with open_lines(EPISODES, path, is_counted=False) as lines:
        for block in lines.blocks():
            if not shows.isdisjoint(PARENT.findall(block)):
                yield from _picked(block, SHOW, shows.__contains__)


def _at(place: bytes, block: bytes) -> Iterator[bytes]:
    """All lines that end with the place."""
    ending = b"\t" + place + b"\n"
    end = block.find(ending)
    while end >= 0:
        start = block.rfind(b"\n", 0, end) + 1
        if b"\t" not in (key := block[start:end]):
            yield key + ending[:-1]
        end = block.find(ending, end + 1)


def _picked(
    block: bytes, pattern: re.Pattern[bytes], is_wanted: Callable[[bytes], bool]
) -> Iterator[bytes]:
    """Lines of which the part that the pattern finds is wanted."""
    found = map(is_wanted, pattern.findall(b"\n" + block))
    return compress(block.split(b"\n"), found)
