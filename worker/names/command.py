"""
`python -m worker read-names`: one name per line in, one JSON object per line out.

Needs no database and no settings. Lines are answered in their order, each as soon as it is read;
an empty line too. Bytes that are no UTF-8 are read as the scanner reads them.

- `season` is the first of `seasons`, or null; `episodes` and `absolute` are lists of integers.
- A number counted through a whole show (`[Group] Title - 112`) is in `absolute`, and in `episodes`
  too, because it is the number that the file has. `season` is null then.
- A mini-series without a season (`Part 2`, `E02`) has season 1.
- `date` is `YYYY-MM-DD`; `languages` are ISO 639-1 codes, `mul` for several that are not named.
- `hdr`, `audio`, `languages` and `edition` are lists; `proper` counts PROPER, REPACK and v2.
- `ids` are by source: `imdb`, `tmdb`, `tvdb`. `confidence` is between 0 and 1.
"""

import json
import sys
from collections.abc import Sequence
from typing import Any

from worker.names.reader import read_release
from worker.names.release import Release


def run(arguments: Sequence[str]) -> int:
    """Answer the lines of standard input; returns the exit status."""
    if arguments:
        sys.stderr.write("read-names takes no arguments: names are lines of standard input.\n")
        return 2
    out = sys.stdout.buffer
    for line in sys.stdin.buffer:
        name = line.rstrip(b"\r\n").decode("utf-8", "backslashreplace")
        answer = json.dumps(to_json(read_release(name)), ensure_ascii=False)
        out.write(answer.encode("utf-8", "backslashreplace") + b"\n")
        out.flush()
    return 0


def to_json(release: Release) -> dict[str, Any]:
    """The published keys of a release."""
    return {
        "title": release.title,
        "alternative_titles": list(release.alternative_titles),
        "year": release.year,
        "season": release.season,
        "seasons": list(release.seasons),
        "episodes": list(release.episodes),
        "absolute": list(release.absolute),
        "date": release.date.isoformat() if release.date else None,
        "type": release.type.value,
        "resolution": release.resolution,
        "source": release.source,
        "codec": release.codec,
        "bit_depth": release.bit_depth,
        "hdr": list(release.hdr),
        "audio": list(release.audio),
        "languages": list(release.languages),
        "group": release.group,
        "edition": list(release.edition),
        "proper": release.proper,
        "ids": dict(release.ids),
        "confidence": release.confidence,
    }
