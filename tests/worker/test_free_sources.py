"""A free source that fails is followed by the title's next one, and by no other."""

import json
from dataclasses import dataclass

import pytest

from chalicelib.downloads.models import DownloadCreate, DownloadJob
from chalicelib.platform.sessions import User
from tests.downloads.data import noise
from tests.downloads.harness import WorkerHarness
from tests.downloads.scripted_engine import ScriptedEngine, every_source_with
from tests.downloads.swarm import LOOPBACK
from tests.file_server import Page
from tests.titles import make_free_source, make_show, make_title
from worker.downloader.engine import Fault, Phase
from worker.downloader.http import HttpEngine
from worker.downloader.http.archive import GONE

FILM = noise(50_000)
ITEM = "https://archive.org/details/Metropolis"
MAGNET = "magnet:?xt=urn:btih:" + "ab" * 20 + "&dn=Metropolis"


@dataclass
class Cinema:
    """A title with free sources, and a worker that downloads from them."""

    harness: WorkerHarness
    user: User
    media_id: int

    def get(self, source_id: int, address: str) -> DownloadJob:
        request = DownloadCreate(
            sourceType="http", source=address, title="Metropolis", mediaId=self.media_id
        )
        result = self.harness.downloads.request(self.user, request, free_source_id=source_id)
        return result.job

    def messages(self, job: DownloadJob) -> list[str]:
        return [event.message for event in self.harness.events(self.user, job)]


@pytest.fixture
def cinema(harness, user, db) -> Cinema:
    return Cinema(harness, user, make_title(db, "Metropolis"))


def test_the_next_source_is_downloaded_when_the_first_is_gone(cinema, web, db):
    http = HttpEngine(LOOPBACK, archive_url=web.url("").rstrip("/"))
    web.pages["/metadata/Metropolis"] = Page(json.dumps({}).encode())
    web.pages["/Metropolis_(1927).webm"] = Page(FILM)
    second = web.url("/Metropolis_(1927).webm")
    first_id = make_free_source(db, cinema.media_id, ITEM)
    make_free_source(
        db, cinema.media_id, second, kind="direct", publisher="Wikimedia Commons", position=1
    )
    cinema.harness.worker(every_source_with(http))

    job = cinema.get(first_id, ITEM)
    done = cinema.harness.wait_for_status(cinema.user, job, "completed")

    assert cinema.harness.file_of(job).read_bytes() == FILM
    assert (done.source, done.media_id, done.reason) == (second, cinema.media_id, None)
    said = cinema.messages(job)
    assert said.index(GONE) < said.index("Trying another source: Wikimedia Commons.")


def test_a_job_fails_with_the_reason_of_its_last_source(cinema, web, db):
    http = HttpEngine(LOOPBACK, archive_url=web.url("").rstrip("/"))
    source_id = make_free_source(db, cinema.media_id, ITEM)
    page = "https://films.example/metropolis"
    make_free_source(db, cinema.media_id, page, kind="page", position=1)
    cinema.harness.worker(every_source_with(http))

    job = cinema.get(source_id, ITEM)
    cinema.harness.wait_until(lambda: cinema.harness.job(cinema.user, job).status == "failed")

    ended = cinema.harness.job(cinema.user, job)
    assert (ended.reason, ended.error_message, ended.can_retry) == ("not_found", GONE, True)


def test_a_torrent_may_follow_an_address_and_starts_from_zero(cinema, db):
    engine = ScriptedEngine()
    source_id = make_free_source(db, cinema.media_id, ITEM)
    make_free_source(db, cinema.media_id, MAGNET, kind="torrent", position=1)
    cinema.harness.worker(every_source_with(engine))
    job = cinema.get(source_id, ITEM)
    cinema.harness.wait_until(lambda: job.id in engine.tasks)
    engine.update_report(job.id, phase=Phase.RUNNING, bytes_total=1000, bytes_done=700)
    cinema.harness.wait_until(lambda: cinema.harness.job(cinema.user, job).progress_percent == 70)

    engine.tasks.pop(job.id)
    engine.update_report(job.id, phase=Phase.BROKEN, fault=Fault("not_found", GONE, False))
    cinema.harness.wait_until(lambda: job.id in engine.tasks)

    task, now = engine.tasks[job.id], cinema.harness.job(cinema.user, job)
    assert (task.source, task.info_hash) == (MAGNET, "ab" * 20)
    assert (now.source_type, now.source, now.progress_percent, now.bytes_downloaded) == (
        "magnet",
        f"magnet:?xt=urn:btih:{'ab' * 20}",
        0,
        0,
    )


def test_a_full_disk_does_not_change_the_source(cinema, db):
    engine = ScriptedEngine()
    source_id = make_free_source(db, cinema.media_id, ITEM)
    make_free_source(db, cinema.media_id, "https://films.example/m.mp4", kind="direct", position=1)
    cinema.harness.worker(every_source_with(engine))
    job = cinema.get(source_id, ITEM)
    cinema.harness.wait_until(lambda: job.id in engine.tasks)

    fault = Fault("disk_error", "The disk could not be written to.", may_retry=False)
    engine.update_report(job.id, phase=Phase.BROKEN, fault=fault)
    cinema.harness.wait_until(lambda: cinema.harness.job(cinema.user, job).status == "failed")

    assert cinema.harness.job(cinema.user, job).source == ITEM


def test_an_episode_is_not_replaced_by_another_episode(cinema, db):
    engine = ScriptedEngine()
    show = make_show(db)
    cinema.media_id = show.id
    first_id = make_free_source(db, show.id, ITEM, episode=(1, 1))
    make_free_source(db, show.id, "https://archive.org/details/Two", episode=(1, 2), position=1)
    cinema.harness.worker(every_source_with(engine))
    job = cinema.get(first_id, ITEM)
    cinema.harness.wait_until(lambda: job.id in engine.tasks)

    engine.update_report(job.id, phase=Phase.BROKEN, fault=Fault("not_found", GONE, False))
    cinema.harness.wait_until(lambda: cinema.harness.job(cinema.user, job).status == "failed")

    assert cinema.harness.job(cinema.user, job).source == ITEM


def test_a_job_without_a_free_source_fails_as_before(cinema):
    engine = ScriptedEngine()
    cinema.harness.worker(every_source_with(engine))
    job = cinema.harness.add_job(cinema.user, "http", "https://films.example/a.mkv")
    cinema.harness.wait_until(lambda: job.id in engine.tasks)

    engine.update_report(job.id, phase=Phase.BROKEN, fault=Fault("not_found", "Gone.", False))

    cinema.harness.wait_until(lambda: cinema.harness.job(cinema.user, job).status == "failed")
