"""
Load the seed catalogue: `python -m chalicelib.catalog.seed`, or `load(connection)`.

The database stores the hash of the loaded files. With the same files a start is one query; other
files are loaded in one transaction, so readers see the old or the new catalogue and never a mix.
Concurrent loaders run one after the other.
"""

import hashlib
import os
import re
import sys
from collections.abc import Iterator
from importlib import resources
from typing import Any

from chalicelib.catalog.models import MediaType
from chalicelib.catalog.models.seed_files import (
    ART_BY_SLUG,
    TITLES,
    Seed,
    SeedArt,
    SeedDiscover,
    SeedFreeSources,
    SeedTitle,
)
from chalicelib.catalog.store import (
    facet_counts,
    local_pictures,
    search_index,
    seed_people,
    seed_tables,
)
from chalicelib.platform.cache import CATALOGUE, Cache
from chalicelib.platform.clock import utc_now
from chalicelib.platform.db import Connection, Database

#: Increase it when the same files should produce other rows than before.
LOADER_VERSION = "3"
FILES = (
    "movies.json",
    "shows.json",
    "games.json",
    "sections.json",
    "art.json",
    "free_sources.json",
)


def load(conn: Connection) -> bool:
    """
    Load the files if they changed; False when they were loaded already.

    The caller invalidates cached lists afterwards, as `main` does. Raises `InvalidSeed`, or
    pydantic's `ValidationError` for a malformed file.
    """
    files = read_files()
    digest = fingerprint(files)
    if seed_tables.state(conn) == digest:
        return False
    seed = parse(files)
    with conn.transaction():
        seed_tables.lock(conn)
        if seed_tables.state(conn) == digest:
            return False
        write(conn, seed)
        if search_index.is_empty(conn):  # titles may be older than the search index
            search_index.build(conn)
        search_index.rebuild_lookups(conn)
        facet_counts.recount(conn)
        seed_tables.analyze(conn)
        seed_tables.remember_state(conn, value=digest, now=utc_now())
    return True


def read_files() -> dict[str, bytes]:
    folder = resources.files("chalicelib.catalog") / "seed"
    return {name: (folder / name).read_bytes() for name in FILES}


def fingerprint(files: dict[str, bytes]) -> str:
    """The SHA-256 of all files and of the loader's version."""
    digest = hashlib.sha256(LOADER_VERSION.encode())
    for name in sorted(files):
        digest.update(hashlib.sha256(files[name]).digest())
    return digest.hexdigest()


def parse(files: dict[str, bytes]) -> Seed:
    """Raises `InvalidSeed` or `ValidationError`."""
    kinds = {
        "movies.json": MediaType.MOVIE,
        "shows.json": MediaType.SHOW,
        "games.json": MediaType.GAME,
    }
    seed = Seed(
        titles=[
            (kind, title)
            for name, kind in kinds.items()
            for title in TITLES.validate_json(files[name])
        ],
        discover=SeedDiscover.model_validate_json(files["sections.json"]),
        art=ART_BY_SLUG.validate_json(files["art.json"]),
        free_sources=SeedFreeSources.model_validate_json(files["free_sources.json"]),
    )
    seed.check()
    return seed


def write(conn: Connection, seed: Seed) -> None:
    """Write all tables, in the order of their foreign keys."""
    now = utc_now()
    titles = [title for _, title in seed.titles]
    rows = list(_titles(seed))
    seed_tables.titles(conn, rows=rows, now=now)
    seed_tables.scores(conn, rows=rows)
    local_pictures.refresh(conn, media_ids=seed_tables.ids(conn, rows=rows))
    if not search_index.is_empty(conn):
        search_index.refresh(conn, media_ids=seed_tables.ids(conn, rows=rows))
    seed_tables.genres(conn, rows=_genres(titles))
    seed_tables.genres_of_titles(
        conn,
        rows=[
            {"slug": title.slug, "genre": slug_of(genre), "position": position}
            for title in titles
            for position, genre in enumerate(title.genres)
        ],
    )
    external_ids = [
        {"slug": title.slug, "source": source, "external_id": external_id}
        for title in titles
        for source, external_id in title.external_ids.items()
    ]
    seed_tables.drop_external_ids(conn, rows=external_ids)
    seed_tables.external_ids(conn, rows=external_ids)
    seed_tables.seasons(
        conn,
        rows=[
            {"slug": title.slug, "season_number": season.season_number, "name": season.name}
            for title in titles
            for season in title.seasons
        ],
    )
    seed_tables.episodes(conn, rows=list(_episodes(seed)))
    _write_people(conn, list(_credits(seed)))
    free_sources = list(_free_sources(seed.free_sources))
    seed_tables.drop_free_sources(conn, rows=free_sources)
    seed_tables.free_sources(conn, rows=free_sources)
    sections = [
        {"slug": section.slug, "title": section.title, "position": position}
        for position, section in enumerate(seed.discover.sections)
    ]
    seed_tables.sections(conn, rows=sections, now=now)
    seed_tables.empty_sections(conn, rows=sections)
    seed_tables.section_items(
        conn,
        rows=[
            {"section": section.slug, "position": position, "slug": slug}
            for section in seed.discover.sections
            for position, slug in enumerate(dict.fromkeys(section.items))
        ],
    )
    seed_tables.featured(
        conn,
        rows=[
            {"slug": featured.slug, "position": position, "reason": featured.reason}
            for position, featured in enumerate(seed.discover.hero)
        ],
    )


def _write_people(conn: Connection, rows: seed_tables.Rows) -> None:
    seed_people.adopt(conn, rows=rows)
    ids = seed_people.upsert(conn, rows=rows)
    seed_people.replace_credits(conn, rows=rows)
    seed_people.delete_unreferenced(conn)
    if not search_index.is_empty(conn):
        search_index.refresh(conn, people_ids=ids)


def _credits(seed: Seed) -> Iterator[dict[str, Any]]:
    """The cast and the directors of movies and shows; games name studios."""
    jobs = (("cast", "Acting", "Actor"), ("directors", "Directing", "Director"))
    for kind, title in seed.titles:
        if kind == MediaType.GAME:
            continue
        for field, department, job in jobs:
            for position, name in enumerate(dict.fromkeys(getattr(title, field))):
                yield {
                    "slug": title.slug,
                    "name": name,
                    "department": department,
                    "job": job,
                    "position": position,
                    "popularity": title.popularity,
                }


def _titles(seed: Seed) -> Iterator[dict[str, Any]]:
    for kind, title in seed.titles:
        art = seed.art.get(title.slug, SeedArt())
        yield {
            **title.model_dump(
                mode="json",
                exclude={"genres", "cast", "external_ids", "seasons", "developers"},
            ),
            "media_type": kind,
            "tagline": title.tagline or "",
            "status": title.status or "",
            # The developers of a game are stored as its directors.
            "directors": title.directors or title.developers,
            "top_cast": title.cast,
            "poster_url": art.poster,
            "backdrop_url": art.backdrop,
            "logo_url": art.logo,
        }


def _genres(titles: list[SeedTitle]) -> list[dict[str, Any]]:
    names = {slug_of(name): name for title in titles for name in title.genres}
    return [{"slug": slug, "name": name} for slug, name in sorted(names.items())]


def _episodes(seed: Seed) -> Iterator[dict[str, Any]]:
    for _, title in seed.titles:
        stills = seed.art.get(title.slug, SeedArt()).stills
        for season in title.seasons:
            for episode in season.episodes:
                label = f"s{season.season_number}e{episode.episode_number}"
                yield {
                    **episode.model_dump(mode="json"),
                    "slug": title.slug,
                    "season_number": season.season_number,
                    "still_url": stills.get(label),
                }


def _free_sources(sources: SeedFreeSources) -> Iterator[dict[str, Any]]:
    for slug, of_title in sources.titles.items():
        for position, source in enumerate(of_title):
            yield {
                **source.model_dump(mode="json"),
                "slug": slug,
                "position": position,
                "licence_url": sources.licences[source.licence],
            }


def slug_of(name: str) -> str:
    """`Science Fiction` → `science-fiction`."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def main() -> None:
    database = Database(os.environ["DATABASE_URL"], max_connections=1)
    with database.read() as conn:
        is_new = load(conn)
    database.close()
    if is_new:
        Cache(os.environ.get("CACHE_URL") or None).invalidate(CATALOGUE)
    sys.stdout.write("seed catalogue loaded\n" if is_new else "seed catalogue is up to date\n")


if __name__ == "__main__":
    main()
