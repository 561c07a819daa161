"""A worker killed in the middle of a download, again and again (case 1)."""

import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.downloads.data import noise
from tests.file_server import FileServer, Page
from tests.waiting import wait_stable, wait_until
from worker.downloader.http.partial_file import METADATA_NAME, load_metadata

MIB = 1024 * 1024
BODY = noise(24 * MIB)
ROUNDS = 6

#: Forks a worker for each line it reads, so that the imports are paid for once.
WORKERS = """
import os, sys, threading
from ipaddress import ip_network
from pathlib import Path
from uuid import UUID
from chalicelib.downloads.models import SourceType
from chalicelib.providers.network_guard import NetworkGuard
from worker.downloader.engine import Phase, Task
from worker.downloader.http import HttpEngine, partial_file, segmented_fetch

partial_file.CHECKPOINT_INTERVAL_S = segmented_fetch.SUPERVISE_INTERVAL_S = 0.1

def download():
    loopback = NetworkGuard((ip_network("127.0.0.0/8"),))
    engine = HttpEngine(loopback, min_split_bytes=1024 * 1024)
    task = Task(UUID(int=1), SourceType.HTTP, sys.argv[1], Path(sys.argv[2]))
    engine.add(task)
    tick = threading.Event()
    while engine.report(task.job_id).phase not in (Phase.FINISHED, Phase.BROKEN):
        tick.wait(0.01)
    report = engine.report(task.job_id)
    print(report.files[0].path if report.files else report.fault, flush=True)

for _ in sys.stdin:
    if (pid := os.fork()) == 0:
        download()
        os._exit(0)
    print(pid, flush=True)
    os.waitpid(pid, 0)
    print("ended", flush=True)
"""


class Workers:
    """Worker processes that download one address into one folder, one after the other."""

    def __init__(self, url: str, folder: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", WORKERS, url, str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def start(self) -> int:
        """Its process id."""
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        return int(self.next_line())

    def next_line(self) -> str:
        return self._process.stdout.readline().strip()

    def close(self) -> None:
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()


@pytest.fixture
def page(web: FileServer) -> Page:
    web.pages["/f.mkv"] = Page(BODY, announces_ranges=True, bytes_per_s=MIB // 2)
    return web.pages["/f.mkv"]


@pytest.fixture
def workers(web: FileServer, page: Page, tmp_path: Path) -> Iterator[Workers]:
    workers = Workers(web.url("/f.mkv"), tmp_path / "job")
    yield workers
    page.bytes_per_s = None
    workers.close()


@pytest.mark.long
def test_case_1_killed_at_any_moment_it_resumes_and_completes(web, page, workers, tmp_path):
    chance = random.Random(11)  # no secret
    folder = tmp_path / "job"
    saved = 0
    for _ in range(ROUNDS):
        pid = workers.start()
        more = saved + chance.randrange(1, MIB)
        wait_until(lambda more=more: load_metadata(folder).size >= more)
        os.kill(pid, signal.SIGKILL)
        assert workers.next_line() == "ended"
        now = load_metadata(folder).size
        assert now >= saved, "what was saved once stays saved"
        saved = now
        wait_stable(lambda: web.active["/f.mkv"])
    page.bytes_per_s = None
    workers.start()
    path = Path(workers.next_line())

    assert path.read_bytes() == BODY
    assert {each.name for each in folder.iterdir()} == {"f.mkv", METADATA_NAME}
    assert web.ranges_of("/f.mkv").count(None) == 1, "it never started over"
