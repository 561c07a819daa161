"""
Who made the titles and who is in them, out of title.principals, title.crew and name.basics.

Only of titles that are worth it, and only where no provider has said more: a title that has
credits of a provider keeps just those. What is IMDb's here is brought to what the files say.
"""

import json
from collections.abc import Iterator
from pathlib import Path

from psycopg import Connection

from chalicelib.catalog.imdb import PEOPLE_FROM
from chalicelib.catalog.store import search_index
from worker.imdb.files import CREW, NAMES, PRINCIPALS, ImdbFile
from worker.imdb.people_sql import (
    CREDITS,
    DELETE_CREDITS,
    FILL_GAPS,
    INSERT_CREDITS,
    INSERT_PEOPLE,
    PEOPLE,
    RECOGNISE,
    UPDATE_CREDITS,
    UPDATE_PEOPLE,
)
from worker.imdb.picking import NumberSet, pick_titles, picked_lines, store
from worker.imdb.progress import Progress
from worker.imdb.sieve import Sieve

NOTHING = b"\\N"
REFRESHED_AT_ONCE = 5000
CREW_COMES_AFTER = 1000  # principals come first, as they are ordered

#: Department and job of each category of theirs. Others are left out.
CATEGORIES: dict[bytes, tuple[bytes, bytes]] = {
    b"actor": (b"Acting", b"Actor"),
    b"actress": (b"Acting", b"Actress"),
    b"self": (b"Acting", b"Self"),
    b"director": (b"Directing", b"Director"),
    b"writer": (b"Writing", b"Writer"),
    b"producer": (b"Production", b"Producer"),
    b"composer": (b"Sound", b"Original Music Composer"),
    b"cinematographer": (b"Camera", b"Director of Photography"),
    b"editor": (b"Editing", b"Editor"),
    b"production_designer": (b"Art", b"Production Design"),
    b"casting_director": (b"Production", b"Casting"),
}
TABLES = """
    CREATE TEMPORARY TABLE raw_credits (
        n bigint, person bigint, department text, job text, character text, position integer
    ) ON COMMIT DROP;
    CREATE TEMPORARY TABLE raw_names (
        person bigint, name text, birth_year smallint, death_year smallint, profession text
    ) ON COMMIT DROP;
"""


def merge(conn: Connection, paths: dict[ImdbFile, Path], progress: Progress) -> tuple[int, int]:
    """People and credits that were added. Needs a transaction."""
    titles, people = pick_titles(conn), NumberSet()
    conn.execute(TABLES)
    store(conn, "raw_credits", _principals(paths[PRINCIPALS], titles, people, progress))
    store(conn, "raw_credits", _crew(paths[CREW], titles, people, progress))
    store(conn, "raw_names", _names(paths[NAMES], people, progress))
    conn.execute("ANALYZE raw_credits, raw_names")
    given = {"people_from": PEOPLE_FROM}
    conn.execute(PEOPLE, given)
    conn.execute("ANALYZE merge_people")
    changed = conn.execute(UPDATE_PEOPLE, given).fetchall()
    conn.execute(FILL_GAPS, given)
    added = conn.execute(INSERT_PEOPLE, given).fetchall()
    conn.execute(RECOGNISE)
    conn.execute(CREDITS, given)
    conn.execute("ANALYZE merge_credits")
    conn.execute(DELETE_CREDITS)
    conn.execute(UPDATE_CREDITS)
    credited = conn.execute(INSERT_CREDITS).rowcount
    ids = sorted(row[0] for row in (*changed, *added))
    for start in range(0, len(ids), REFRESHED_AT_ONCE):
        search_index.refresh(conn, people_ids=ids[start : start + REFRESHED_AT_ONCE])
    return len(added), credited


def _principals(
    path: Path, titles: NumberSet, people: NumberSet, progress: Progress
) -> Iterator[list[bytes]]:
    for columns in picked_lines(PRINCIPALS, path, titles, Sieve(PRINCIPALS), progress):
        title, ordering, person, category, _, characters = columns
        known = CATEGORIES.get(category)
        if known is None:
            continue
        people.add(int(person[2:]))
        yield [title[2:], person[2:], *known, characters_of(characters), ordering]


def _crew(
    path: Path, titles: NumberSet, people: NumberSet, progress: Progress
) -> Iterator[list[bytes]]:
    for title, directors, writers in picked_lines(CREW, path, titles, Sieve(CREW), progress):
        for names, category in ((directors, b"director"), (writers, b"writer")):
            for place, name in enumerate(names.split(b",")):
                if name[:2] == b"nm" and name[2:].isdigit():
                    people.add(int(name[2:]))
                    position = b"%d" % (CREW_COMES_AFTER + place)
                    yield [title[2:], name[2:], *CATEGORIES[category], b"", position]


def _names(path: Path, people: NumberSet, progress: Progress) -> Iterator[list[bytes]]:
    for columns in picked_lines(NAMES, path, people, Sieve(NAMES), progress):
        person, name, born, died, professions, _ = columns
        if name != NOTHING:
            first = professions.partition(b",")[0]
            department = CATEGORIES.get(first, (b"", b""))[0]
            yield [person[2:], name, born, died, department]


def characters_of(text: bytes) -> bytes:
    """`["Self","Host"]` → `Self / Host`; nothing for what is no such list."""
    if not text.startswith(b"["):
        return b""
    try:
        names = json.loads(text)
    except ValueError:
        return b""
    joined = " / ".join(name for name in names if isinstance(name, str))[:300]
    # Whatever would end a column here has no place in a name.
    return " ".join(joined.replace("\x08", " ").replace("\0", " ").split()).encode()
