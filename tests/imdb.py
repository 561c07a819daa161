"""What tests of the IMDb import share: small files, imported catalogues and their checksums."""

import gzip
import hashlib
import shutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
from psycopg import sql

from localstack.embedded_postgres import EmbeddedPostgres
from worker.imdb.dataset_files import CORE
from worker.imdb.dataset_folder import DatasetFolder
from worker.imdb.sync import Options, Sync, SyncOutcome

#: The rows of the catalogue, in an order that does not depend on how they were written. Ids of
#: genres and of seasons of other origin come from sequences, so their names stand for them.
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
    """The number of rows of each part of the catalogue, with a digest of them."""
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


def put(lines: list[str], line: str) -> None:
    """Replace the line of the same id, or append it."""
    key = line.split("\t", maxsplit=1)[0]
    for place, present in enumerate(lines):
        if present.split("\t")[0] == key:
            lines[place] = line
            return
    lines.append(line)


def remove(lines: list[str], number: int) -> None:
    lines[:] = [line for line in lines if not line.startswith(f"tt{number:07d}\t")]


@dataclass
class Lines:
    """Lines of the three files; all their numbers are above `base`."""

    base: int
    basics: list[str]
    episodes: list[str]
    ratings: list[str]

    @property
    def files(self) -> tuple[list[str], list[str], list[str]]:
        return self.basics, self.episodes, self.ratings


def corpus(base: int = 0) -> Lines:
    """Films, shows and episodes, with fillers: a file that loses a tenth of its rows is refused."""
    return Lines(
        base,
        [
            title(base + 10, "Metropolis", original="Metropolis"),
            title(
                base + 11,
                "Stalker",
                original="Сталкер",
                year="1979",
                kind="tvMovie",
                genres="Drama",
            ),
            title(base + 12, "A Trip", kind="short"),
            title(base + 13, "Behind Doors", adult=1),
            title(
                base + 20, 'The "Office"', kind="tvSeries", year="2005", end="2013", runtime="22"
            ),
            title(base + 21, "Pilot", kind="tvEpisode", year="2005"),
            title(base + 22, "Back\\slash", kind="tvEpisode", year="2005"),
            title(base + 23, "The Other Pilot", kind="tvEpisode", year="2005"),
            title(
                base + 30,
                "Chernobyl",
                kind="tvMiniSeries",
                year="\\N",
                runtime="\\N",
                genres="\\N",
            ),
            title(base + 31, "1:23:45", kind="tvEpisode"),
            *(title(base + number, "Short", kind="short") for number in range(1000, 1040)),
        ],
        [
            episode(base + 21, base + 20, 1, 1),
            episode(base + 22, base + 20, 1, 2),
            episode(base + 23, base + 20, 1, 1),  # claims a place that is taken
            episode(base + 24, base + 20, "\\N", "\\N"),
            episode(base + 31, base + 30, 1, 1),
            episode(base + 40, base + 99, 1, 1),  # of a show that is not there
            *(episode(base + number, base + 98, 1, number) for number in range(2000, 2040)),
        ],
        [
            rating(base + 10, 8.3, 180_000),
            rating(base + 12, 8.2, 50_000),
            rating(base + 20, 9.0, 700_000),
            *(rating(base + number, 5.0, 10) for number in range(1000, 1040)),
        ],
    )


@dataclass
class ImdbHome:
    """A folder for files and the database they are imported into."""

    dsn: str
    folder: DatasetFolder
    clock: Callable[[], datetime]
    changes: int = 0  # how often the import announced that the catalogue changed

    def sync(self, files: Path | None = None, **options: Any) -> SyncOutcome:
        """Import these files, or those that are in the folder."""
        for file in CORE if files else ():
            self.folder.take(files / file.file_name, file)
        return Sync(
            self.dsn,
            DatasetFolder(self.folder.root),
            Options(**options),
            None,
            clock=self.clock,
            on_change=self._count_change,
        ).run()

    def _count_change(self) -> None:
        self.changes += 1


@dataclass
class FirstImport:
    """A database into which files were imported once, and their folder, to be copied by tests."""

    database: str
    folder: Path
    files: Path

    def home(self, dsn: str, clock: Callable[[], datetime], folder: Path) -> ImdbHome:
        """The folder copied; `dsn` is of a copy of the database."""
        shutil.copytree(self.folder, folder)
        return ImdbHome(dsn, DatasetFolder(folder), clock)


@dataclass
class FirstImports:
    """One for each set of files. The server keeps the databases until it stops."""

    server: EmbeddedPostgres
    template: str
    folder: Path
    now: datetime
    _count: int = 0

    def of(self, *lines: Iterable[str]) -> FirstImport:
        """Of lines of basics, episodes and ratings."""
        self._count += 1
        return self.of_files(write_files(self.folder / f"files-{self._count}", *lines))

    def of_files(self, files: Path) -> FirstImport:
        name = f"imported_{uuid4().hex}"
        with psycopg.connect(self.server.url("postgres"), autocommit=True) as conn:
            conn.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY").format(
                    sql.Identifier(name), sql.Identifier(self.template)
                )
            )
        home = ImdbHome(self.server.url(name), DatasetFolder(self.folder / name), lambda: self.now)
        assert home.sync(files).state == "completed"
        return FirstImport(name, home.folder.root, files)
