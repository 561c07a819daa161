"""Real servers for the tests: PostgreSQL, Valkey and S3, once per test process."""

import gc
import itertools
import os
import shutil
import subprocess
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import hypothesis
import pytest

from chalicelib.migrate import migrate
from chalicelib.platform.cache import Cache
from chalicelib.platform.db import Database
from localstack.embedded_cache import EmbeddedCache
from localstack.embedded_object_store import EmbeddedObjectStore
from localstack.embedded_postgres import EmbeddedPostgres
from tests.databases import ReusedDatabase, on_server, shorten_logins
from tests.waiting import PATIENCE_S

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
TEMPLATE = "seen_template"
ENOUGH_MEMORY = 4 << 30
#: How the names of settings begin.
OURS = ("SEEN_", "DOWNLOAD_", "S3_", "TMDB_", "IGDB_", "OMDB_", "TVDB_", "OPENSUBTITLES_")


# The same cases each time: a red run is about the change it is for. CI tries more of them.
REPEATABLE = hypothesis.settings(derandomize=True, database=None, deadline=None)
hypothesis.settings.register_profile("dev", REPEATABLE, max_examples=20)
hypothesis.settings.register_profile("ci", REPEATABLE, max_examples=100)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "dev")

SLOW_S = 5.0  # a slower test carries the mark `long`


# Eight thousand tests are a million objects, which stay: not looked through again and again.
gc.disable()


def pytest_collection_finish() -> None:
    gc.freeze()
    gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Start long tests first, so that no process is left alone with one at the end."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the twenty slowest tests with set-up and tear-down; `!`: the mark `long` is missing."""
    seconds: defaultdict[str, float] = defaultdict(float)
    long = set()
    for reports in terminalreporter.stats.values():
        for report in reports:
            if isinstance(report, pytest.TestReport):
                seconds[report.nodeid] += report.duration
                if "long" in report.keywords:
                    long.add(report.nodeid)
    slowest = sorted(seconds, key=seconds.__getitem__, reverse=True)[:20]
    terminalreporter.write_sep("=", "slowest tests")
    for name in (each for each in slowest if seconds[each] >= 1):
        flag = "!" if seconds[name] > SLOW_S and name not in long else " "
        terminalreporter.write_line(f"{seconds[name]:6.1f} s {flag} {name}")


@pytest.fixture(scope="session")
def server_dir() -> Iterator[Path]:
    """A short path that PostgreSQL's unprivileged user can enter, in memory where there is room."""
    path = Path(tempfile.mkdtemp(prefix="seen-test-", dir=roomy()))
    path.chmod(0o755)
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres(server_dir: Path) -> Iterator[EmbeddedPostgres]:
    with EmbeddedPostgres(server_dir / "postgres", fsync=False) as server:
        shorten_logins(server)
        yield server


@pytest.fixture(scope="session")
def cache_server(server_dir: Path) -> Iterator[EmbeddedCache]:
    with EmbeddedCache(server_dir / "cache") as server:
        yield server


@pytest.fixture(scope="session")
def object_server(server_dir: Path) -> Iterator[EmbeddedObjectStore]:
    with EmbeddedObjectStore(server_dir / "objects") as server:
        yield server


def roomy() -> str:
    """A database of nearly a thousand files is made for each test; a disk takes half a second."""
    memory = Path("/dev/shm")  # noqa: S108  # a private folder is made in it
    if memory.is_dir() and shutil.disk_usage(memory).free > ENOUGH_MEMORY:
        return str(memory)
    return "/tmp"  # noqa: S108  # the same


@pytest.fixture(scope="session")
def template(postgres: EmbeddedPostgres) -> str:
    """A database with every migration applied once; each test copies it."""
    on_server(postgres, "CREATE DATABASE {}", TEMPLATE)
    migrate(postgres.url(TEMPLATE))
    return TEMPLATE


@pytest.fixture(scope="session")
def reused_database(postgres: EmbeddedPostgres, template: str) -> Iterator[ReusedDatabase]:
    database = ReusedDatabase(postgres, template)
    yield database
    database.close()


@pytest.fixture
def database_url(reused_database: ReusedDatabase) -> Iterator[str]:
    """The address of a real, empty, private PostgreSQL database."""
    yield reused_database.url
    reused_database.clear()


@pytest.fixture
def db(database_url: str) -> Iterator[Database]:
    # On a busy machine a lock and a new connection take longer than a user would wait.
    database = Database(
        database_url, max_connections=8, statement_timeout_ms=60_000, connection_timeout_s=30
    )
    yield database
    database.close()


@pytest.fixture
def cache(cache_server: EmbeddedCache, monkeypatch: pytest.MonkeyPatch) -> Cache:
    """The real cache server, emptied. A busy machine may not answer within the usual 50 ms."""
    import redis

    with redis.Redis.from_url(cache_server.url()) as client:
        client.flushall()
    monkeypatch.setattr("chalicelib.platform.cache.cache.TIMEOUT_S", PATIENCE_S)
    monkeypatch.setattr("chalicelib.platform.cache.rate_limits.TIMEOUT_S", PATIENCE_S)
    monkeypatch.setattr("chalicelib.platform.cache.shared_state.TIMEOUT_S", PATIENCE_S)
    return Cache(cache_server.url())


@pytest.fixture
def new_id() -> Callable[[], UUID]:
    """Predictable identifiers: 00000000-…-0001, -0002, …"""
    numbers = itertools.count(1)
    return lambda: UUID(int=next(numbers))


@pytest.fixture
def clock() -> Callable[[], datetime]:
    return lambda: NOON


@dataclass(frozen=True)
class Clips:
    """Small real videos, made once: six seconds, 320 x 180, a tone and a moving picture."""

    mp4: Path  # H.264, AAC
    mkv: Path  # the same, with English and German subtitles
    webm: Path  # VP9, Opus
    tone: Path  # an MP4 with nothing to see


@pytest.fixture(scope="session")
def clips(tmp_path_factory: pytest.TempPathFactory) -> Clips:
    import imageio_ffmpeg

    folder = tmp_path_factory.mktemp("clips")
    made = Clips(*(folder / name for name in ("clip.mp4", "clip.mkv", "clip.webm", "tone.mp4")))
    words = folder / "words.srt"
    words.write_text("1\n00:00:00,000 --> 00:00:02,000\nGood evening.\n")
    picture = ["-f", "lavfi", "-i", "testsrc2=size=320x180:rate=24:duration=6"]
    tone = ["-f", "lavfi", "-i", "sine=frequency=440:duration=6"]

    def ffmpeg(*arguments: str | Path) -> None:
        command = [imageio_ffmpeg.get_ffmpeg_exe(), "-loglevel", "error", "-y", *arguments]
        subprocess.run(command, check=True, stdin=subprocess.DEVNULL)

    h264 = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac"]
    ffmpeg(*picture, *tone, *h264, "-movflags", "+faststart", made.mp4)
    ffmpeg(
        *("-i", made.mp4, "-i", words, "-i", words, "-map", "0", "-map", "1", "-map", "2"),
        *("-c", "copy", "-c:s", "srt", "-metadata:s:s:0", "language=eng"),
        *("-metadata:s:s:1", "language=ger", "-metadata:s:s:1", "title=Deutsch"),
        made.mkv,
    )
    vp9 = ["-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-c:a", "libopus"]
    ffmpeg("-i", made.mp4, *vp9, made.webm)
    ffmpeg("-i", made.mp4, "-vn", "-c", "copy", made.tone)
    return made


@pytest.fixture(autouse=True)
def _no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests say what is configured; what the shell says does not count."""
    for name in list(os.environ):
        if name.startswith(OURS) or name in ("DATABASE_URL", "CACHE_URL"):
            monkeypatch.delenv(name)
