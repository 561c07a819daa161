"""The worker as a process of its own: killed, stopped, started again (cases 1 and 8)."""

import hashlib
import os
import random
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from chalicelib.platform.cache import Cache
from tests.downloads.data import noise
from tests.downloads.harness import WorkerHarness
from tests.file_server import Page
from tests.soak.one_torrent import one_torrent
from tests.soak.stage import Stage
from tests.waiting import wait_stable, wait_until

pytestmark = pytest.mark.long

ROOT = Path(__file__).parents[2]
MIB = 1024 * 1024


class Process:
    """`python -m worker`, as the supervisor starts it."""

    def __init__(self, harness: WorkerHarness, log: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as probe:
            port = probe.getsockname()[1]
        kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        self.log = log
        with log.open("ab") as output:
            self.child = subprocess.Popen(
                [sys.executable, "-m", "worker"],
                cwd=ROOT,
                stdout=output,
                stderr=output,
                env={
                    **kept,
                    "DATABASE_URL": harness.db.dsn,
                    "SEEN_SECRET": "a secret of the tests, long enough for everyone",
                    "SEEN_DATA_DIR": str(harness.folder),
                    "SEEN_DOWNLOAD_ALLOW": "127.0.0.0/8",
                    "SEEN_STREAM_PORT": str(port),
                    "SEEN_PUSH": "off",
                    "DOWNLOAD_POLL_INTERVAL": "200ms",
                    "DOWNLOAD_RETRY_BACKOFF": "200ms",
                },
            )

    def kill(self) -> None:
        self.child.kill()
        self.child.wait()

    def ask_to_stop(self) -> None:
        self.child.send_signal(signal.SIGTERM)


@pytest.fixture
def harness(db, tmp_path) -> WorkerHarness:
    return WorkerHarness(db, Cache(None), tmp_path / "home")


@pytest.fixture
def processes(harness: WorkerHarness, tmp_path: Path) -> Iterator[list[Process]]:
    started: list[Process] = []
    yield started
    for process in started:
        if process.child.poll() is None:
            process.kill()


def test_case_01_killed_again_and_again_without_losing_a_byte(db, tmp_path):
    """Four kills here, twenty in the soak."""
    with ExitStack() as stack:
        stage = Stage(db, tmp_path, random.Random(1), stack)

        assert one_torrent(stage, kills=4) == []


def test_case_01_a_whole_worker_killed_with_a_torrent_and_a_file(
    harness, user, seed, web, processes, tmp_path
):
    """`python -m worker` with all its components; killed twice at random moments."""
    body = noise(16 * MIB)
    dice = random.Random(1)
    offer = seed.offer({"": body}, name="film.mkv")
    seed.limit(MIB)
    page = web.pages["/f.mkv"] = Page(body, bytes_per_s=MIB)
    jobs = [
        harness.add_job(user, "magnet", offer.magnet),
        harness.add_job(user, "http", web.url("/f.mkv")),
    ]
    shown: list[list[int]] = [[], []]

    def look() -> list[int]:
        now = [harness.job(user, job) for job in jobs]
        for number, job in enumerate(now):
            shown[number].append(job.progress_percent)
        return [job.bytes_downloaded for job in now]

    for _ in range(2):
        processes.append(Process(harness, tmp_path / "worker.log"))
        had = look()
        step = dice.randrange(MIB // 2, MIB)
        wait_until(
            lambda had=had, step=step: all(b > a + step for a, b in zip(had, look(), strict=True)),
        )
        processes[-1].kill()
    seed.limit(0)
    page.bytes_per_s = None
    processes.append(Process(harness, tmp_path / "worker.log"))
    done = [harness.wait_for_status(user, job, "completed") for job in jobs]
    look()

    for job in done:
        assert hashlib.sha256(harness.file_of(job).read_bytes()).digest() == sha256(body)
        told = [event.status for event in harness.events(user, job)]
        assert told.count("completed") == 1
        assert job.retry_count == 0  # there were two, so neither is to blame
    for percents, job in zip(shown, done, strict=True):
        is_told = any("Rechecking" in event.message for event in harness.events(user, job))
        assert percents == sorted(percents) or is_told
    ranges = [headers.get("range") for headers in web.headers_of("/f.mkv")]
    assert ranges[0] is None
    assert all(ranges[1:])
    # What was on its way at each kill comes twice, and nothing else.
    assert offer.handle.status().total_payload_upload < len(body) + 3 * MIB


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def test_case_08_a_stopped_worker_ends_in_time_and_counts_no_retry(
    harness, user, seed, web, processes, tmp_path
):
    offer = seed.offer({"": noise(8 * MIB)}, name="film.mkv")
    seed.limit(MIB // 4)
    web.pages["/f.mkv"] = Page(noise(8 * MIB), bytes_per_s=MIB // 4)
    jobs = [
        harness.add_job(user, "magnet", offer.magnet),
        harness.add_job(user, "http", web.url("/f.mkv")),
    ]
    process = Process(harness, tmp_path / "worker.log")
    processes.append(process)
    wait_until(lambda: all(harness.job(user, job).bytes_downloaded > 0 for job in jobs))
    process.ask_to_stop()
    code = process.child.wait(60)
    now = [harness.job(user, job) for job in jobs]

    assert code == 0, process.log.read_text()
    assert [(job.status, job.retry_count) for job in now] == [("retrying", 0)] * 2
    assert list((harness.folder / "workers").iterdir()) == []
    assert list((harness.folder / "downloads" / ".locks").iterdir()) == []
    log = process.log.read_text()
    assert "worker stopped" in log
    assert offer.magnet not in log
    assert "Traceback" not in log


def test_case_08_a_second_signal_ends_it_at_once(harness, user, web, processes, tmp_path):
    web.pages["/f.mkv"] = Page(noise(8 * MIB), bytes_per_s=MIB // 4)
    job = harness.add_job(user, "http", web.url("/f.mkv"))
    process = Process(harness, tmp_path / "worker.log")
    processes.append(process)
    wait_until(lambda: harness.job(user, job).bytes_downloaded > 0)
    process.ask_to_stop()
    wait_until(lambda: "worker stops" in process.log.read_text())
    process.ask_to_stop()

    assert process.child.wait(60) in (0, 1)
    have = wait_stable(
        lambda: (harness.folder / "downloads" / str(job.id) / "download.part").stat().st_size
    )
    assert have > 0
