"""What tests of providers share: responses, a fake service, a clock that is set."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from chalicelib.platform.db import Database
from chalicelib.providers.http_pool import RequestTimeouts
from chalicelib.providers.provider_factory import Providers
from localstack.embedded_postgres import EmbeddedPostgres
from tests.databases import database_copy
from tests.provider_responses import SOURCES, load, source_name
from tests.services import FakeService, settings_for


@pytest.fixture(params=SOURCES, ids=source_name)
def response(request: pytest.FixtureRequest) -> Callable[[str], Any]:
    """Load a provider's response by its name."""
    source: Path = request.param
    return lambda name: load(source / name)


@dataclass
class Watch:
    """A clock that is set. Sleeping sets it too, and is recorded."""

    now: datetime = datetime(2026, 1, 1, 12, tzinfo=UTC)
    slept: list[float] = field(default_factory=list)

    def __call__(self) -> datetime:
        return self.now

    def monotonic(self) -> float:
        return self.now.timestamp()

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.pass_by(seconds=seconds)

    def pass_by(self, **span: float) -> None:
        self.now += timedelta(**span)


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture(scope="module")
def module_db(postgres: EmbeddedPostgres, template: str) -> Iterator[Database]:
    """One database for the tests of a module: what they store is two tables."""
    with database_copy(postgres, template) as url:
        database = Database(url, max_connections=8)
        yield database
        database.close()


@pytest.fixture
def db(module_db: Database) -> Database:
    with module_db.read() as conn:
        conn.execute("TRUNCATE provider_states, provider_responses")
    return module_db


@pytest.fixture
def service() -> Iterator[FakeService]:
    service = FakeService()
    yield service
    service.close()


Opens = Callable[..., Providers]


@pytest.fixture
def opens(service: FakeService, db: Database, watch: Watch) -> Iterator[Opens]:
    """Creates all clients anew, for the fake service; takes settings."""
    opened = []

    def open_providers(timeouts: RequestTimeouts | None = None, **settings: Any) -> Providers:
        made = Providers.from_settings(
            settings_for(service, **settings),
            db,
            clock=watch,
            monotonic=watch.monotonic,
            sleep=watch.sleep,
            timeouts=timeouts,
        )
        opened.append(made)
        return made

    yield open_providers
    for each in opened:
        each.close()


@pytest.fixture
def providers(opens: Opens) -> Providers:
    return opens()


@pytest.fixture
def hasty(opens: Opens) -> Providers:
    """Clients with short timeouts."""
    return opens(RequestTimeouts(connect_s=0.2, head_s=0.2, read_s=0.2, total_s=0.4))
