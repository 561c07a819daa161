"""What torrents cost while nothing happens."""

import threading
import time
from collections.abc import Callable

import libtorrent as lt

from tests.downloads import wait_stable
from tests.torrents import reaches, running, task, torrent_of, upload
from worker.downloader.engine import Phase

MANY = 200
WATCH_S = 4.0


def cores(seconds: float, ask: Callable[[], object]) -> float:
    """How much of a core this process uses while somebody asks every half second."""
    began_s, used_s = time.monotonic(), time.process_time()
    asked = 0.0

    def is_over() -> bool:
        nonlocal asked
        now_s = time.monotonic()
        if now_s - asked >= 0.5:
            asked = now_s
            ask()
        return now_s - began_s >= seconds

    tick = threading.Event()
    while not is_over():
        tick.wait(0.1)
    return (time.process_time() - used_s) / (time.monotonic() - began_s)


def test_two_hundred_idle_torrents_cost_next_to_nothing(tmp_path):
    with running() as engine:
        tasks = [
            task(tmp_path, upload(torrent_of([[b"film%d" % number]]))) for number in range(MANY)
        ]
        for wanted in tasks:
            engine.add(wanted)
        for wanted in tasks:
            reaches(engine, wanted, Phase.RUNNING)

        def look() -> None:
            assert all(engine.report(wanted.job_id) for wanted in tasks)

        cores(1.0, look)  # until the last of what begins is over
        assert cores(WATCH_S, look) < 0.02  # half of that on an idle machine


def test_libtorrent_is_asked_for_all_of_them_at_once(tmp_path, monkeypatch):
    with running() as engine:
        tasks = [task(tmp_path, upload(torrent_of([[b"film%d" % number]]))) for number in range(20)]
        for wanted in tasks:
            engine.add(wanted)
        for wanted in tasks:
            reaches(engine, wanted, Phase.RUNNING)
        asked: list[str] = []
        for name in ("status", "file_progress", "get_peer_info", "trackers"):
            real = getattr(lt.torrent_handle, name)
            monkeypatch.setattr(
                lt.torrent_handle,
                name,
                lambda self, *given, name=name, real=real: asked.append(name) or real(self, *given),
            )
        wait_stable(lambda: sum(bool(engine.report(wanted.job_id)) for wanted in tasks), looks=100)

        assert asked == []
