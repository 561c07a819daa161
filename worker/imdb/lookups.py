"""
Lines that did not change but are needed all the same.

A title that is new to the catalogue may have had its rating for years; an episode may move up
into a place that another left. These passes read a file once and pick such lines out.
"""

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from pathlib import Path

from worker.imdb.files import EPISODES, ImdbFile
from worker.imdb.lines import open_lines

#: What is looked for in each line. Beginning with the end of the line before is four times as
#: quick as `^`, so blocks get one in front.
KEY = re.compile(rb"\n([^\t\n]*)")
AFTER_KEY = re.compile(rb"\n[^\t\n]*\t?([^\n]*)")
SHOW = re.compile(rb"\n[^\t\n]*\t?([^\t\n]*)")


def with_keys(file: ImdbFile, path: Path, keys: AbstractSet[bytes]) -> Iterator[bytes]:
    """The lines of these keys, without their ends."""
    if not keys:
        return
    with open_lines(file, path) as lines:
        for block in lines.blocks():
            yield from _picked(block, KEY, keys)


def episodes_at(
    path: Path, places: AbstractSet[bytes], shows: AbstractSet[bytes]
) -> Iterator[bytes]:
    """
    Lines of the episodes that stand at one of the places, or belong to one of the shows.

    A place is all that follows the key: show, season and number, with tabs between them.
    """
    if not places and not shows:
        return
    with open_lines(EPISODES, path) as lines:
        for block in lines.blocks():
            if places:
                yield from _picked(block, AFTER_KEY, places)
            if shows:
                yield from _picked(block, SHOW, shows)


def _picked(
    block: bytes, pattern: re.Pattern[bytes], wanted: AbstractSet[bytes]
) -> Iterator[bytes]:
    """Lines of which the part that the pattern finds is wanted."""
    found = pattern.findall(b"\n" + block)
    if wanted.isdisjoint(found):
        return
    for line, part in zip(block.split(b"\n"), found, strict=False):
        if part in wanted:
            yield line
