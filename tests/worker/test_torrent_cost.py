"""What idle torrents cost."""

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import libtorrent as lt
import pytest

from tests.downloads.swarm import LOOPBACK_ONLY
from tests.torrents import data_url, make_task, make_torrent, running_engine, wait_phase
from tests.waiting import wait_stable
from worker.downloader.engine import Phase, Task
from worker.downloader.torrents import SessionOptions, TorrentEngine

PRODUCTION = SessionOptions()
PACE = replace(
    LOOPBACK_ONLY,
    status_interval_s=PRODUCTION.status_interval_s,
    maintenance_interval_s=PRODUCTION.maintenance_interval_s,
)


def idle_torrents(engine: TorrentEngine, folder: Path, count: int) -> list[Task]:
    tasks = [
        make_task(folder, data_url(make_torrent([[b"film%d" % number]]))) for number in range(count)
    ]
    for each in tasks:
        engine.add(each)
    for each in tasks:
        wait_phase(engine, each, Phase.RUNNING)
    return tasks


def cpu_share(seconds: float, poll: Callable[[], object]) -> float:
    """How much of a core this process uses while the reports are polled twice a second."""
    began_s, used_s = time.monotonic(), time.process_time()
    tick = threading.Event()
    while time.monotonic() - began_s < seconds:
        poll()
        tick.wait(0.5)
    return (time.process_time() - used_s) / (time.monotonic() - began_s)


@pytest.mark.long
def test_two_hundred_idle_torrents_use_little_cpu(tmp_path):
    with running_engine(options=PACE) as engine:
        tasks = idle_torrents(engine, tmp_path, 200)

        def poll() -> None:
            assert all(engine.report(each.job_id) for each in tasks)

        cpu_share(1.0, poll)  # until what a new torrent begins with is over
        assert cpu_share(3.0, poll) < 0.05  # a fifth of that on an idle machine


def test_torrents_are_polled_together(tmp_path, monkeypatch):
    with running_engine() as engine:
        tasks = idle_torrents(engine, tmp_path, 20)
        calls: list[str] = []
        for name in ("status", "file_progress", "get_peer_info", "trackers"):
            real = getattr(lt.torrent_handle, name)
            monkeypatch.setattr(
                lt.torrent_handle,
                name,
                lambda self, *args, name=name, real=real: calls.append(name) or real(self, *args),
            )
        wait_stable(lambda: sum(bool(engine.report(each.job_id)) for each in tasks))

        assert calls == []
