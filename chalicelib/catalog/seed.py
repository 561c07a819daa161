"""
Load the seed catalogue: `python -m chalicelib.catalog.seed`, or `load(connection)`.

The database remembers the hash of the files it was loaded from. Starting again with the same
files is one query; other files are brought in by one transaction, so readers see the old or
the new catalogue and never a mix. Two that start together take turns.
"""

import hashlib
import os
import re
import sys
from collections.abc import Iterator
from datetime import date
from importlib import resources
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from chalicelib.catalog.models import MediaType, Slug
from chalicelib.catalog.store import counting, naming, seeding
from chalicelib.platform.cache import CATALOGUE, Cache
from chalicelib.platform.clock import utc_now
from chalicelib.platform.db import Connection, Database

#: Raise it when the same files should lead to other rows than before.
LOADER_VERSION = "2"

FILES = ("movies.json", "shows.json", "games.json", "sections.json", "art.json")


class SeedBroken(Exception):
    """The files speak of a title that none of them describes, or of one title twice."""


class SeedShape(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, extra="forbid", frozen=True)


class Episode(SeedShape):
    episode_number: int
    title: str
    air_date: date | None
    runtime_minutes: int | None
    overview: str


class Season(SeedShape):
    season_number: int
    name: str
    episodes: list[Episode]


class Title(SeedShape):
    slug: Slug
    title: str
    original_title: str | None
    year: int
    release_date: date | None
    runtime_minutes: int | None = None
    genres: list[str]
    language: str | None
    countries: list[str]
    directors: list[str]
    cast: list[str]
    developers: list[str] = []
    platforms: list[str] = []
    certificate: str | None
    license: str | None
    status: str | None = None
    tagline: str | None
    overview: str
    external_ids: dict[str, str]
    rating: float | None
    votes: int
    popularity: float
    seasons: list[Season] = []


class Art(SeedShape):
    poster: str | None = None
    backdrop: str | None = None
    logo: str | None = None
    stills: dict[Annotated[str, Field(pattern=r"^s\d+e\d+$")], str] = {}


class Section(SeedShape):
    slug: Slug
    title: str
    items: list[Slug]


class Featured(SeedShape):
    slug: Slug
    reason: str


class Shelves(SeedShape):
    sections: list[Section]
    hero: list[Featured]


class Titles(BaseModel):
    items: list[Title]


class ArtBySlug(BaseModel):
    items: dict[Slug, Art]


class Seed(BaseModel):
    """All files together."""

    titles: list[tuple[MediaType, Title]]
    shelves: Shelves
    art: dict[Slug, Art]

    def check(self) -> None:
        """Raises `SeedBroken`."""
        slugs = [title.slug for _, title in self.titles]
        known = set(slugs)
        if len(known) < len(slugs):
            twice = sorted(slug for slug in known if slugs.count(slug) > 1)
            raise SeedBroken(f"described more than once: {', '.join(twice)}")
        named = {slug for section in self.shelves.sections for slug in section.items}
        named |= {featured.slug for featured in self.shelves.hero}
        if named - known:
            raise SeedBroken(f"named but not described: {', '.join(sorted(named - known))}")


def load(conn: Connection) -> bool:
    """
    Bring the catalogue to what the files say; False when it was there already.

    Whoever has a cache raises its catalogue generation afterwards, as `main` does. Raises
    `SeedBroken`, or pydantic's `ValidationError` for a file in another shape.
    """
    files = read_files()
    digest = fingerprint(files)
    if seeding.state(conn) == digest:
        return False
    seed = parse(files)
    with conn.transaction():
        seeding.lock(conn)
        if seeding.state(conn) == digest:
            return False
        write(conn, seed)
        if naming.is_empty(conn):  # others may have brought titles before there was a search
            naming.fill(conn)
        naming.settle(conn)
        counting.recount(conn)
        seeding.analyze(conn)
        seeding.remember_state(conn, value=digest, now=utc_now())
    return True


def read_files() -> dict[str, bytes]:
    folder = resources.files("chalicelib.catalog") / "seed"
    return {name: (folder / name).read_bytes() for name in FILES}


def fingerprint(files: dict[str, bytes]) -> str:
    """The SHA-256 of every file and of the loader's version."""
    digest = hashlib.sha256(LOADER_VERSION.encode())
    for name in sorted(files):
        digest.update(hashlib.sha256(files[name]).digest())
    return digest.hexdigest()


def parse(files: dict[str, bytes]) -> Seed:
    """Raises `SeedBroken` or `ValidationError`."""
    kinds = {
        "movies.json": MediaType.MOVIE,
        "shows.json": MediaType.SHOW,
        "games.json": MediaType.GAME,
    }
    seed = Seed(
        titles=[
            (kind, title)
            for name, kind in kinds.items()
            for title in Titles.model_validate_json(b'{"items":' + files[name] + b"}").items
        ],
        shelves=Shelves.model_validate_json(files["sections.json"]),
        art=ArtBySlug.model_validate_json(b'{"items":' + files["art.json"] + b"}").items,
    )
    seed.check()
    return seed


def write(conn: Connection, seed: Seed) -> None:
    """Everything, in the order the tables need each other."""
    now = utc_now()
    titles = [title for _, title in seed.titles]
    rows = list(_titles(seed))
    seeding.titles(conn, rows=rows, now=now)
    seeding.scores(conn, rows=rows)
    if not naming.is_empty(conn):
        naming.refresh(conn, media_ids=seeding.ids(conn, rows=rows))
    seeding.genres(conn, rows=_genres(titles))
    seeding.genres_of_titles(
        conn,
        rows=[
            {"slug": title.slug, "genre": slug_of(genre), "position": position}
            for title in titles
            for position, genre in enumerate(title.genres)
        ],
    )
    outside = [
        {"slug": title.slug, "source": source, "external_id": outside_id}
        for title in titles
        for source, outside_id in title.external_ids.items()
    ]
    seeding.drop_external_ids(conn, rows=outside)
    seeding.external_ids(conn, rows=outside)
    seeding.seasons(
        conn,
        rows=[
            {"slug": title.slug, "season_number": season.season_number, "name": season.name}
            for title in titles
            for season in title.seasons
        ],
    )
    seeding.episodes(conn, rows=list(_episodes(seed)))
    shelves = [
        {"slug": section.slug, "title": section.title, "position": position}
        for position, section in enumerate(seed.shelves.sections)
    ]
    seeding.sections(conn, rows=shelves, now=now)
    seeding.empty_sections(conn, rows=shelves)
    seeding.section_items(
        conn,
        rows=[
            {"section": section.slug, "position": position, "slug": slug}
            for section in seed.shelves.sections
            for position, slug in enumerate(dict.fromkeys(section.items))
        ],
    )
    seeding.featured(
        conn,
        rows=[
            {"slug": featured.slug, "position": position, "reason": featured.reason}
            for position, featured in enumerate(seed.shelves.hero)
        ],
    )


def _titles(seed: Seed) -> Iterator[dict[str, Any]]:
    for kind, title in seed.titles:
        art = seed.art.get(title.slug, Art())
        yield {
            **title.model_dump(
                mode="json",
                exclude={"genres", "cast", "external_ids", "seasons", "developers"},
            ),
            "media_type": kind,
            "tagline": title.tagline or "",
            "status": title.status or "",
            # Who made it: for a game, its developers.
            "directors": title.directors or title.developers,
            "top_cast": title.cast,
            "poster_url": art.poster,
            "backdrop_url": art.backdrop,
            "logo_url": art.logo,
        }


def _genres(titles: list[Title]) -> list[dict[str, Any]]:
    names = {slug_of(name): name for title in titles for name in title.genres}
    return [{"slug": slug, "name": name} for slug, name in sorted(names.items())]


def _episodes(seed: Seed) -> Iterator[dict[str, Any]]:
    for _, title in seed.titles:
        stills = seed.art.get(title.slug, Art()).stills
        for season in title.seasons:
            for episode in season.episodes:
                place = f"s{season.season_number}e{episode.episode_number}"
                yield {
                    **episode.model_dump(mode="json"),
                    "slug": title.slug,
                    "season_number": season.season_number,
                    "still_url": stills.get(place),
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
