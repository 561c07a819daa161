"""What titles are called elsewhere, out of title.akas."""

from pathlib import Path

from psycopg import Connection

from chalicelib.catalog.store import search_index
from worker.imdb.files import AKAS
from worker.imdb.picking import pick_titles, picked_lines, store
from worker.imdb.progress import Progress
from worker.imdb.sieve import Sieve

KINDS = frozenset((b"imdbDisplay", b"alternative", b"original"))
NOTHING = b"\\N"
REFRESHED_AT_ONCE = 5000

#: One name per spelling: accents and capitals make no other. Not those the title has anyway.
NEW_NAMES = """
    CREATE TEMPORARY TABLE new_names ON COMMIT DROP AS
    SELECT DISTINCT ON (p.media_id, fold(a.title))
           p.media_id, a.title, coalesce(a.region, '') AS region,
           coalesce(a.language, '') AS language
    FROM raw_akas AS a
    JOIN picked_titles AS p ON p.n = a.n
    JOIN media_items AS m ON m.id = p.media_id
    WHERE fold(a.title) NOT IN (fold(m.title), coalesce(fold(m.original_title), ''))
      AND NOT EXISTS (
          SELECT FROM media_alternate_titles AS o
          WHERE o.media_id = p.media_id AND fold(o.title) = fold(a.title)
      )
    ORDER BY p.media_id, fold(a.title), a.ordering
"""


def merge(conn: Connection, path: Path, progress: Progress) -> int:
    """
    Add the names that are new; how many there were. Needs a transaction.

    Names are only added: which of those here came from IMDb is not written down.
    """
    wanted = pick_titles(conn)
    conn.execute("DROP TABLE IF EXISTS raw_akas")
    conn.execute(
        "CREATE TEMPORARY TABLE raw_akas"
        " (n bigint, ordering integer, title text, region text, language text) ON COMMIT DROP"
    )
    rows = (
        [columns[0][2:], *columns[1:5]]
        for columns in picked_lines(AKAS, path, wanted, Sieve(AKAS), progress)
        if is_worth(columns)
    )
    store(conn, "raw_akas", rows)
    conn.execute("ANALYZE raw_akas")
    conn.execute(NEW_NAMES)
    added = conn.execute(
        """
        INSERT INTO media_alternate_titles (media_id, title, region, language)
        SELECT media_id, title, region, language
        FROM new_names
        ON CONFLICT DO NOTHING
        """
    ).rowcount
    ids = [
        media_id
        for (media_id,) in conn.execute(
            "SELECT DISTINCT media_id FROM new_names ORDER BY media_id"
        ).fetchall()
    ]
    for start in range(0, len(ids), REFRESHED_AT_ONCE):
        search_index.refresh(conn, media_ids=ids[start : start + REFRESHED_AT_ONCE])
    return added


def is_worth(columns: list[bytes]) -> bool:
    """A name somewhere, of a kind somebody might type: no working title, no festival's."""
    _, _, title, region, _, types, *_ = columns
    if title in (NOTHING, b""):
        return False
    return region != NOTHING and (types == NOTHING or not KINDS.isdisjoint(types.split(b"\x02")))
