"""A fake provider of films, shows and games, and a worker that calls it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from chalicelib.catalog.service import CatalogService
from chalicelib.discover.service import DiscoverService
from chalicelib.metadata.service.metadata_writer import MetadataWriter
from chalicelib.metadata.service.staleness import Refresher
from chalicelib.platform.cache import Cache
from chalicelib.platform.db import Database
from chalicelib.providers.http_pool import RequestTimeouts
from chalicelib.providers.provider_factory import Providers
from tests.services import FakeService, Page, settings_for
from worker.metadata.component import build_task_handlers
from worker.metadata.fetch_context import FetchContext

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
#: A busy machine is no outage, so only those that wait for a service in vain are hasty.
PATIENT = RequestTimeouts(connect_s=60.0, head_s=60.0, read_s=60.0, total_s=120.0)
HASTY = RequestTimeouts(connect_s=0.3, head_s=0.3, read_s=0.3, total_s=0.6)
ALL_SOURCES = frozenset({"tmdb", "igdb"})


@dataclass
class Clock:
    """Says what it was set to."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **span: float) -> None:
        self.now += timedelta(**span)


@dataclass
class Desk:
    """The metadata handlers on a real database, with a fake provider."""

    db: Database
    service: FakeService
    cache: Cache
    clock: Clock
    providers: Providers
    regions: frozenset[str] = frozenset()  # that users have chosen
    context: FetchContext = field(init=False)

    def __post_init__(self) -> None:
        self.context = FetchContext(
            self.providers,
            MetadataWriter(self.db, self.cache, self.clock),
            "DE",
            regions=lambda: self.regions,
        )
        self.catalog = CatalogService(self.db, self.clock, self.cache)
        self.discover = DiscoverService(self.db, self.cache, self.catalog, lambda _slug: None)
        self.handlers = build_task_handlers(self.db, self.context, self.discover, omdb_daily=900)
        self.titles = self.handlers.titles
        self.episodes = self.handlers.episodes
        self.people = self.handlers.people

    def refresher(self, **more: Any) -> Refresher:
        return Refresher(self.db, self.clock, lambda: ALL_SOURCES, **more)

    # What the service knows.

    def knows(self, path: str, content: Any, **more: Any) -> None:
        self.service.serve(f"/tmdb{path}", content, **more)

    def finds(self, imdb_id: str, *, movie: int | None = None, show: int | None = None) -> None:
        self.knows(
            f"/find/{imdb_id}",
            {
                "movie_results": [{"id": movie, "title": "Found"}] if movie else [],
                "tv_results": [{"id": show, "name": "Found"}] if show else [],
                "person_results": [],
                "tv_episode_results": [],
                "tv_season_results": [],
            },
        )

    def knows_movie(self, id: int, title: str = "Metropolis", **more: Any) -> None:
        self.knows(f"/movie/{id}", {"id": id, "title": title, **more})

    def knows_show(self, id: int, name: str = "Pioneer One", **more: Any) -> None:
        self.knows(f"/tv/{id}", {"id": id, "name": name, **more})

    def knows_season(self, show: int, number: int, episodes: list[dict[str, Any]]) -> None:
        self.knows(
            f"/tv/{show}/season/{number}",
            {
                "id": show * 100 + number,
                "season_number": number,
                "name": f"Season {number}",
                "episodes": [{"season_number": number, **one} for one in episodes],
            },
        )

    def knows_games(self, *games: dict[str, Any]) -> None:
        """IGDB answers every question with those it asks for by id, and lists with all."""
        self.service.serve(
            "/twitch/oauth2/token", {"access_token": "t", "expires_in": 9999, "token_type": "b"}
        )

        def answer(asked: Any) -> Page:
            within = asked.body.partition("where id = (")[2].partition(")")[0]
            ids = {int(one) for one in within.split(",")} if within else None
            return Page([game for game in games if ids is None or game["id"] in ids])

        self.service.serve("/igdb/games", None, make=answer)

    # What the database holds.

    def row(self, statement: str, *values: Any) -> Any:
        with self.db.read() as conn:
            return conn.execute(statement, values).fetchone()

    def rows(self, statement: str, *values: Any) -> list[Any]:
        with self.db.read() as conn:
            return conn.execute(statement, values).fetchall()

    def do(self, statement: str, *values: Any) -> None:
        with self.db.read() as conn:
            conn.execute(statement, values)

    def give_id(self, media_id: int, source: str, external_id: str, kind: str = "movie") -> None:
        self.do(
            """
            INSERT INTO media_external_ids (media_id, source, media_type, external_id)
            VALUES (%s, %s, %s, %s)
            """,
            media_id,
            source,
            kind,
            external_id,
        )

    def fetched(self, media_id: int) -> dict[str, Any]:
        row = self.row(
            """
            SELECT requested_at, poster_checked_at, backfilled_at, episodes_checked_at, failure
            FROM media_fetches WHERE media_id = %s
            """,
            media_id,
        )
        names = ("requested_at", "poster_checked_at", "backfilled_at", "episodes", "failure")
        return dict(zip(names, row, strict=True)) if row else {}

    def queued(self) -> list[tuple[str, dict[str, Any]]]:
        return self.rows("SELECT task_name, args FROM procrastinate_jobs ORDER BY id")

    def worker_is_alive(self) -> None:
        self.do("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (%s)", self.clock())


@contextmanager
def desk(
    db: Database,
    *,
    timeouts: RequestTimeouts = PATIENT,
    cache: Cache | None = None,
    **settings: Any,
) -> Iterator[Desk]:
    service = FakeService()
    clock = Clock()
    naps: list[float] = []
    providers = Providers.from_settings(
        settings_for(service, **settings), db, clock=clock, timeouts=timeouts, sleep=naps.append
    )
    try:
        yield Desk(db, service, cache or Cache(None), clock, providers)
    finally:
        providers.close()
        service.close()
