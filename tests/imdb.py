"""What tests of the IMDb import share: files by hand, and a catalogue as one number."""

import gzip
import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg

from worker.imdb.files import CORE
from worker.imdb.folder import Folder
from worker.imdb.importing import Options, Outcome
from worker.imdb.sync import Sync

#: What the catalogue is, in an order that does not depend on how it came about. Ids of genres
#: and of seasons of other people's shows come from sequences, so their names stand for them.
CATALOGUE = {
    "media_items": """
        SELECT id, media_type, slug, title, original_title, year, end_year, release_date,
               runtime_minutes, overview, poster_url
        FROM media_items ORDER BY id
    """,
    "media_scores": """
        SELECT media_id, media_type, year, released_on, rating, votes, round(popularity::numeric, 6)
        FROM media_scores ORDER BY media_id
    """,
    "media_external_ids": """
        SELECT media_id, source, media_type, external_id
        FROM media_external_ids ORDER BY media_id, source
    """,
    "genres": "SELECT slug, name, is_custom FROM genres ORDER BY slug",
    "media_genres": """
        SELECT mg.media_id, g.slug, mg.position
        FROM media_genres AS mg JOIN genres AS g ON g.id = mg.genre_id
        ORDER BY mg.media_id, g.slug
    """,
    "show_seasons": """
        SELECT CASE WHEN media_id >= 1000000000 THEN id END, media_id, season_number, name, overview
        FROM show_seasons ORDER BY media_id, season_number
    """,
    "show_episodes": """
        SELECT id, media_id, season_number, episode_number, title, overview, air_date
        FROM show_episodes ORDER BY media_id, season_number, episode_number
    """,
    "catalogue_counts": """
        SELECT c.media_type, g.slug, c.count
        FROM catalogue_counts AS c LEFT JOIN genres AS g ON g.id = c.genre_id
        WHERE c.count > 0 ORDER BY c.media_type, g.slug
    """,
    "catalogue_facets": """
        SELECT media_type, facet, value, count FROM catalogue_facets
        WHERE count > 0 ORDER BY facet, media_type, value
    """,
    "search_names": """
        SELECT media_id, kind, is_main, name, year FROM search_names
        ORDER BY media_id, person_id, name, is_main
    """,
}


def checksums(dsn: str) -> dict[str, str]:
    """Each part of the catalogue as a number, with how many rows it has."""
    found = {}
    with psycopg.connect(dsn, autocommit=True) as conn:
        for table, query in CATALOGUE.items():
            digest, rows = hashlib.sha256(), 0
            with conn.cursor() as cur, cur.copy(f"COPY ({query}) TO STDOUT") as copy:
                for block in copy:
                    digest.update(block)
                    rows += bytes(block).count(b"\n")
            found[table] = f"{rows} {digest.hexdigest()[:16]}"
    return found


def write_files(
    folder: Path,
    basics: Iterable[str] = (),
    episodes: Iterable[str] = (),
    ratings: Iterable[str] = (),
    headers: Mapping[str, str] | None = None,
) -> Path:
    """A set of files of IMDb's shape."""
    folder.mkdir(parents=True, exist_ok=True)
    for file, lines in zip(CORE, (basics, episodes, ratings), strict=True):
        header = (headers or {}).get(file.name, "\t".join(file.columns))
        text = "\n".join([header, *lines])
        # The last line of a file may lack its end.
        (folder / file.file_name).write_bytes(gzip.compress(text.encode(), mtime=0))
    return folder


def title(
    number: int,
    name: str = "Metropolis",
    *,
    kind: str = "movie",
    original: str | None = None,
    adult: int = 0,
    year: str = "1927",
    end: str = "\\N",
    runtime: str = "153",
    genres: str = "Drama,Sci-Fi",
) -> str:
    fields = [
        f"tt{number:07d}",
        kind,
        name,
        original or name,
        str(adult),
        year,
        end,
        runtime,
        genres,
    ]
    return "\t".join(fields)


def episode(number: int, show: int, season: int | str, place: int | str) -> str:
    return f"tt{number:07d}\ttt{show:07d}\t{season}\t{place}"


def rating(number: int, value: float, votes: int) -> str:
    return f"tt{number:07d}\t{value}\t{votes}"


@dataclass
class ImdbHome:
    """A place for files and the database they go to."""

    dsn: str
    folder: Folder
    clock: Callable[[], datetime]
    changed: int = 0

    def sync(self, files: Path | None = None, **options: Any) -> Outcome:
        """Import these files, or those that lie there."""
        for file in CORE if files else ():
            self.folder.take(files / file.file_name, file)
        return Sync(
            self.dsn,
            Folder(self.folder.root),
            Options(**options),
            None,
            clock=self.clock,
            changed=self._note,
        ).run()

    def _note(self) -> None:
        self.changed += 1
