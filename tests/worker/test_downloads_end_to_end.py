"""A submitted download moves through its states to the end, for every kind of source."""

import base64
import hashlib

from tests.downloads.data import digest, noise
from tests.downloads.swarm import Tracker
from tests.file_server import Page

ONE_WAY = ["queued", "preparing", "downloading", "completed"]


def test_a_file_of_a_web_server_is_downloaded(harness, user, web):
    body = noise(3_000_000)
    web.pages["/film.mkv"] = Page(body)
    harness.worker()

    job = harness.add_job(user, "http", web.url("/film.mkv?token=secret"))
    done = harness.wait_for_status(user, job, "completed")

    assert harness.file_of(done).read_bytes() == body
    assert harness.file_of(done).name == "film.mkv"
    assert harness.status_history(user, job) == ONE_WAY
    assert (done.progress_percent, done.bytes_total, done.title) == (100, 3_000_000, "film.mkv")


def test_a_magnet_link_is_downloaded(harness, user, seed):
    offer = seed.offer({"one.mkv": noise(2_000_000), "two.srt": b"words"})
    harness.worker()

    job = harness.add_job(user, "magnet", offer.magnet)
    done = harness.wait_for_status(user, job, "completed")

    arrived = {file.path.rsplit("/", 1)[1]: file for file in harness.leases.files(job.id)}
    assert arrived.keys() == {"one.mkv", "two.srt"}
    assert hashlib.sha256(noise(2_000_000)).hexdigest() == digest(
        harness.folder / "downloads" / str(job.id) / "show" / "one.mkv"
    )
    assert done.source == f"magnet:?xt=urn:btih:{offer.info_hash}"
    assert harness.status_history(user, job) == ONE_WAY


def test_an_uploaded_torrent_is_downloaded(harness, user, seed, web):
    body = noise(500_000)
    offer = seed.offer({"": body}, name="film.mkv", tracker=web.url("/announce"))
    web.pages["/announce"] = Tracker.page(offer.port)
    harness.worker()
    upload = "data:application/x-bittorrent;base64," + base64.b64encode(offer.torrent).decode()

    job = harness.add_job(user, "torrent", upload)

    assert harness.file_of(harness.wait_for_status(user, job, "completed")).read_bytes() == body


def test_the_address_of_a_torrent_downloads_the_torrent(harness, user, seed, web):
    body = noise(500_000)
    offer = seed.offer({"": body}, name="film.mkv", tracker=web.url("/announce"))
    web.pages["/announce"] = Tracker.page(offer.port)
    web.pages["/film.torrent"] = Page(offer.torrent)
    harness.worker()

    job = harness.add_job(user, "torrent", web.url("/film.torrent?key=secret"))

    assert harness.file_of(harness.wait_for_status(user, job, "completed")).read_bytes() == body


def test_a_finished_download_is_imported_once(harness, user, web, db):
    web.pages["/film.mkv"] = Page(noise(1000))
    harness.worker()

    job = harness.add_job(user, "direct", web.url("/film.mkv"))
    harness.wait_for_status(user, job, "completed")

    with db.read() as conn:
        tasks = conn.execute(
            "SELECT queue_name, args FROM procrastinate_jobs WHERE task_name = 'import_download'"
        ).fetchall()
    assert tasks == [("library", {"job_id": str(job.id)})]
