"""What tests of providers share: recorded answers, a service of our own, a clock that is set."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from chalicelib.platform.db import Database
from chalicelib.providers.http_pool import RequestTimeouts
from chalicelib.providers.registry import Providers
from tests.services import FakeService, settings_for

RECORDED = Path(__file__).parents[2].parent / "shared" / "fixtures"


@pytest.fixture
def recorded() -> Callable[[str], Any]:
    """An answer of a real service, kept beside the project; skips where it is not."""

    def load(name: str) -> Any:
        if not RECORDED.is_dir():
            pytest.skip("no recorded answers on this machine")
        return json.loads((RECORDED / name).read_bytes())

    return load


@dataclass
class Watch:
    """A clock somebody sets. Sleeping sets it too, and is written down."""

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


@pytest.fixture
def service() -> Iterator[FakeService]:
    service = FakeService()
    yield service
    service.close()


Opens = Callable[..., Providers]


@pytest.fixture
def opens(service: FakeService, db: Database, watch: Watch) -> Iterator[Opens]:
    """Makes every client anew, at the fake service; takes settings."""
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
    """Clients with little patience."""
    return opens(RequestTimeouts(connect_s=0.2, head_s=0.2, read_s=0.2, total_s=0.4))
