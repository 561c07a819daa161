"""A worker killed in the middle of a download, again and again (case 1)."""

import random
import signal
import subprocess
import sys
from pathlib import Path

from tests.downloads import Page, noise, wait_stable, wait_until
from tests.file_server import FileServer
from worker.downloader.http.partial_file import METADATA_NAME, load_metadata

MIB = 1024 * 1024
BODY = noise(24 * MIB)
ROUNDS = 6

ENGINE = """
import sys, threading
from ipaddress import ip_network
from pathlib import Path
from uuid import UUID
from chalicelib.downloads.models import SourceType
from chalicelib.platform.network_guard import NetworkGuard
from worker.downloader.engine import Phase, Task
from worker.downloader.http import HttpEngine

loopback = NetworkGuard((ip_network("127.0.0.0/8"),))
engine = HttpEngine(loopback, min_split_bytes=1024 * 1024)
task = Task(UUID(int=1), SourceType.HTTP, sys.argv[1], Path(sys.argv[2]))
engine.add(task)
print("began", flush=True)
tick = threading.Event()
while engine.report(task.job_id).phase not in (Phase.FINISHED, Phase.BROKEN):
    tick.wait(0.01)
report = engine.report(task.job_id)
print(report.files[0].path if report.files else report.fault, flush=True)
"""


def begin(url: str, folder: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", ENGINE, url, str(folder)]
    started = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert started.stdout.readline() == "began\n"
    return started


def test_case_1_killed_at_any_moment_it_goes_on_and_ends_well(web: FileServer, tmp_path: Path):
    chance = random.Random(11)  # no secret
    page = web.pages["/f.mkv"] = Page(BODY, says_ranges=True, bytes_per_s=MIB)
    folder = tmp_path / "job"
    known = 0
    for _ in range(ROUNDS):
        worker = begin(web.url("/f.mkv"), folder)
        more = known + chance.randrange(1, 2 * MIB)
        wait_until(lambda more=more: load_metadata(folder).size >= more)
        worker.send_signal(signal.SIGKILL)
        worker.wait()
        worker.stdout.close()
        now = load_metadata(folder).size
        assert now >= known, "what was noted once is noted for good"
        known = now
        wait_stable(lambda: web.open["/f.mkv"])
    page.bytes_per_s = None
    worker = begin(web.url("/f.mkv"), folder)
    path = Path(worker.stdout.readline().strip())
    worker.stdout.close()
    worker.wait()

    assert path.read_bytes() == BODY
    assert {each.name for each in folder.iterdir()} == {"f.mkv", METADATA_NAME}
    assert web.ranges("/f.mkv").count(None) == 1, "it never began anew"
