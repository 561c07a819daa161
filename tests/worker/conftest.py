"""What tests of the worker share: a home with workers, a seed, a web server."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from chalicelib.platform.cache import Cache
from chalicelib.platform.db import Database
from chalicelib.platform.sessions import User
from localstack.embedded_postgres import EmbeddedPostgres
from tests.conftest import NOON
from tests.downloads.accounts import make_user
from tests.downloads.harness import WorkerHarness
from tests.downloads.scripted_engine import ScriptedEngine
from tests.downloads.swarm import LOOPBACK, Seed
from tests.file_server import FileServer
from tests.imdb import FirstImports
from tests.metadata import Desk
from tests.metadata import desk as open_desk
from tests.transcoding import Films, films
from tests.waiting import PATIENCE_S
from worker.downloader.http import HttpEngine
from worker.transcoder import active_runs, transcoder
from worker.transcoder.media_index import MediaIndexer


@pytest.fixture
def harness(db: Database, tmp_path: Path) -> Iterator[WorkerHarness]:
    harness = WorkerHarness(db, Cache(None), tmp_path / "home")
    yield harness
    harness.close()


@pytest.fixture(scope="session")
def first_imports(
    postgres: EmbeddedPostgres, template: str, tmp_path_factory: pytest.TempPathFactory
) -> FirstImports:
    return FirstImports(postgres, template, tmp_path_factory.mktemp("first-imports"), NOON)


@pytest.fixture
def user(db: Database) -> User:
    return make_user(db)


@pytest.fixture
def engine() -> ScriptedEngine:
    """Files about real engines have one of their own by this name."""
    return ScriptedEngine()


@pytest.fixture
def web() -> Iterator[FileServer]:
    server = FileServer()
    yield server
    server.close()


@pytest.fixture
def http_engine() -> Iterator[HttpEngine]:
    engine = HttpEngine(LOOPBACK)
    yield engine
    engine.close(5)


@pytest.fixture
def seed(tmp_path: Path) -> Seed:
    return Seed(tmp_path / "seed")


@pytest.fixture
def desk(db: Database) -> Iterator[Desk]:
    """Providers without OMDb. Files about other providers have a desk of their own."""
    with open_desk(db, omdb_api_key=None) as made:
        yield made


@pytest.fixture(scope="session")
def indexer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MediaIndexer]:
    made = MediaIndexer(tmp_path_factory.mktemp("indexes"), patience_s=None)
    yield made
    made.child.close()


@pytest.fixture
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy machine may take its time to convert a film."""
    monkeypatch.setattr(transcoder, "WAIT_S", PATIENCE_S)
    monkeypatch.setattr(active_runs, "DISPLACED_AFTER_S", PATIENCE_S)


@pytest.fixture
def shown(tmp_path: Path, indexer: MediaIndexer, patience: None) -> Iterator[Films]:
    with films(tmp_path, indexer) as made:
        yield made
