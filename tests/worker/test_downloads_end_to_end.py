"""A submitted download moves through its states to the end, for every kind of source."""

import base64
import hashlib

from tests.downloads import Page, Tracker, digest, noise

ONE_WAY = ["queued", "preparing", "downloading", "completed"]


def test_a_file_on_a_web_server_arrives(home, user, web):
    body = noise(3_000_000)
    web.pages["/film.mkv"] = Page(body)
    home.worker()

    job = home.ask(user, "http", web.url("/film.mkv?token=secret"))
    done = home.reaches(user, job, "completed")

    assert home.file_of(done).read_bytes() == body
    assert home.file_of(done).name == "film.mkv"
    assert home.statuses(user, job) == ONE_WAY
    assert (done.progress_percent, done.bytes_total, done.title) == (100, 3_000_000, "film.mkv")


def test_a_magnet_link_arrives(home, user, seed):
    offer = seed.offer({"one.mkv": noise(2_000_000), "two.srt": b"words"})
    home.worker()

    job = home.ask(user, "magnet", offer.magnet)
    done = home.reaches(user, job, "completed")

    arrived = {file.path.rsplit("/", 1)[1]: file for file in home.work.files(job.id)}
    assert arrived.keys() == {"one.mkv", "two.srt"}
    assert hashlib.sha256(noise(2_000_000)).hexdigest() == digest(
        home.folder / "downloads" / str(job.id) / "show" / "one.mkv"
    )
    assert done.source == f"magnet:?xt=urn:btih:{offer.info_hash}"
    assert home.statuses(user, job) == ONE_WAY


def test_an_uploaded_torrent_arrives(home, user, seed, web):
    body = noise(500_000)
    offer = seed.offer({"": body}, name="film.mkv", tracker=web.url("/announce"))
    web.pages["/announce"] = Tracker.page(offer.port)
    home.worker()
    upload = "data:application/x-bittorrent;base64," + base64.b64encode(offer.torrent).decode()

    job = home.ask(user, "torrent", upload)

    assert home.file_of(home.reaches(user, job, "completed")).read_bytes() == body


def test_the_address_of_a_torrent_is_as_good_as_the_torrent(home, user, seed, web):
    body = noise(500_000)
    offer = seed.offer({"": body}, name="film.mkv", tracker=web.url("/announce"))
    web.pages["/announce"] = Tracker.page(offer.port)
    web.pages["/film.torrent"] = Page(offer.torrent)
    home.worker()

    job = home.ask(user, "torrent", web.url("/film.torrent?key=secret"))

    assert home.file_of(home.reaches(user, job, "completed")).read_bytes() == body


def test_a_finished_download_is_handed_to_the_library_once(home, user, web, db):
    web.pages["/film.mkv"] = Page(noise(1000))
    home.worker()

    job = home.ask(user, "direct", web.url("/film.mkv"))
    home.reaches(user, job, "completed")

    with db.read() as conn:
        tasks = conn.execute(
            "SELECT queue_name, args FROM procrastinate_jobs WHERE task_name = 'import_download'"
        ).fetchall()
    assert tasks == [("library", {"job_id": str(job.id)})]
