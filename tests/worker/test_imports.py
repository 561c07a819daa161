"""Finished downloads become files of the library, once each."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from psycopg import sql

from chalicelib.catalog.service import CatalogService
from chalicelib.leases.service import TrashService
from chalicelib.library.models.review import MatchRequest
from chalicelib.library.service import LibraryService
from chalicelib.platform.clock import utc_now
from chalicelib.platform.sessions import User
from chalicelib.platform.tasks import defer
from chalicelib.recycle_folder.service.journal import RecycleJournal
from tests.downloads.accounts import settings_service
from tests.library import LibraryHarness
from tests.titles import make_person, make_show, make_title
from tests.waiting import wait_until
from worker.deleted_account_files import FolderRemover
from worker.scanner.component import LibraryComponent
from worker.scanner.ingest import Ingestor, Unmatched


@pytest.fixture
def home(db, cache, tmp_path):
    return LibraryHarness(db, tmp_path / "films", tmp_path / "downloads", cache)


@pytest.fixture
def arrived(home, clips):
    """Put copies of a clip where downloads lie."""

    def put(*names: str, clip: Path = clips.mp4) -> list[Path]:
        paths = [home.downloads / name for name in names]
        for path in paths:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(clip.read_bytes())
        return paths

    return put


def test_a_download_is_imported_once_despite_repeated_requests(home, arrived, db):
    sintel = make_title(db, "Sintel", year=2010)
    job = home.finished_download(arrived("1/Sintel.2010.mkv"))

    counts = [home.importer.run(job) for _ in range(3)]

    item = home.item()
    assert counts == [1, 0, 0]
    assert (item["source_job_id"], item["media_id"]) == (job, sintel)
    assert item["duration_seconds"] == 6


def test_the_requested_title_is_used(home, arrived, db):
    wanted = make_title(db, "Sintel", year=2010)
    make_title(db, "Something Else", year=2001)
    job = home.finished_download(arrived("1/Something.Else.2001.mkv"), media_id=wanted)

    home.importer.run(job)

    assert home.item()["media_id"] == wanted
    assert home.item()["match_is_manual"] is False


def test_only_a_video_becomes_the_requested_title(home, arrived, clips, db):
    wanted = make_title(db, "Sintel", year=2010)
    job = home.finished_download(arrived("1/Sintel.mp4", clip=clips.tone), media_id=wanted)

    home.importer.run(job)

    item = home.item()
    assert (item["match_state"], item["media_id"]) == ("unmatched", None)
    assert item["probe_error"] == "This file has no video stream."


def test_of_several_videos_the_biggest_is_the_film(home, arrived, db):
    wanted = make_title(db, "Sintel", year=2010)
    film, making = arrived("1/Sintel.mkv", "1/The Making Of.mkv")
    film.write_bytes(film.read_bytes() + bytes(10_000))
    job = home.finished_download([making, film], media_id=wanted)

    home.importer.run(job)

    assert [(item["file_name"], item["media_id"]) for item in home.items()] == [
        ("Sintel.mkv", wanted),
        ("The Making Of.mkv", None),
    ]


def test_a_season_becomes_its_episodes(home, arrived, db):
    show = make_show(db, "Pioneer One", seasons=(3,))
    names = [f"pack/e{number}.s01e0{number}.mkv" for number in (1, 2, 3, 7)]
    extras = arrived("pack/readme.txt", "pack/Sample/e1-sample.mkv")
    job = home.finished_download([*arrived(*names), *extras], media_id=show.id)

    home.importer.run(job)

    assert [item["episode_id"] for item in home.items()] == [*show.episodes, None]
    assert [item["match_state"] for item in home.items()] == [*["matched"] * 3, "unmatched"]
    assert {item["source_job_id"] for item in home.items()} == {job}


def test_a_download_without_a_title_is_matched_by_its_name(home, arrived, db):
    spring = make_title(db, "Spring", year=2019)
    job = home.finished_download(arrived("1/Spring.2019.1080p.mkv"))

    home.importer.run(job)

    assert home.item()["media_id"] == spring


def test_an_unfinished_download_is_not_touched(home, arrived, db):
    job = home.finished_download(arrived("1/Sintel.mkv"), status="downloading")

    assert home.importer.run(job) == 0
    assert home.items() == []


def test_a_job_that_does_not_exist_is_no_error(home):
    assert home.importer.run(UUID(int=1)) == 0


def test_files_outside_the_download_folder_are_not_taken(home, clips, tmp_path):
    secret = tmp_path / "secret.mp4"
    secret.write_bytes(clips.mp4.read_bytes())
    link = home.downloads / "link.mp4"
    link.symlink_to(secret)
    climbing = home.downloads / ".." / "secret.mp4"
    job = home.finished_download([secret, link, climbing])

    assert home.importer.run(job) == 0
    assert home.items() == []


def test_a_file_found_first_by_a_scan_is_linked_to_its_download_and_title(
    db, cache, tmp_path, clips
):
    # The download folder lies in the library folder.
    home = LibraryHarness(db, tmp_path / "films", tmp_path / "films" / "downloads", cache)
    wanted = make_title(db, "Sintel", year=2010)
    path = home.put(clips.mp4, "downloads/1/unclear.mkv")
    home.scanner.scan([str(home.root)])
    job = home.finished_download([path], media_id=wanted)

    added = home.importer.run(job)

    item = home.item()
    assert (added, item["source_job_id"], item["media_id"]) == (0, job, wanted)


def test_a_manual_match_is_not_replaced_by_the_download(home, arrived, db):
    wanted, chosen = make_title(db, "Sintel", year=2010), make_title(db, "Spring", year=2019)
    job = home.finished_download(arrived("1/Sintel.mkv"), media_id=wanted)
    home.importer.run(job)
    with db.read() as conn:
        conn.execute("UPDATE library_items SET media_id = %s, match_is_manual = true", [chosen])

    home.importer.run(job)

    assert home.item()["media_id"] == chosen


@pytest.mark.parametrize("broken", ["probe_file", "add", "invalidate_caches"])
def test_an_interrupted_import_is_finished_by_the_next(home, arrived, db, monkeypatch, broken):
    wanted = make_title(db, "Sintel", year=2010)
    job = home.finished_download(arrived("1/a.mkv", "1/b.mkv"), media_id=wanted)

    def cut_off(*_, **__):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Ingestor, broken, cut_off)
        with pytest.raises(KeyboardInterrupt):
            home.importer.run(job)

    home.importer.run(job)

    items = home.items()
    assert len(items) == 2
    assert [item["media_id"] for item in items].count(wanted) == 1
    assert all(item["scanned_at"] and item["source_job_id"] == job for item in items)


WORKER = """
import sys, threading
from chalicelib.platform.cache import Cache
from chalicelib.platform.clock import new_id, utc_now
from chalicelib.platform.db import Database
from chalicelib.leases.service import TrashService
from chalicelib.recycle_folder.service.journal import RecycleJournal
from tests.downloads.accounts import settings_service
from worker import task_runner
from worker.deleted_account_files import FolderRemover
from worker.scanner import probe
from worker.scanner.component import LibraryComponent
from worker.scanner.removal import ItemRemover
from worker.scanner.roots import Roots
from worker.scanner.ingest import Ingestor, Unmatched
from pathlib import Path

dsn, films, downloads, hang = sys.argv[1:5]
task_runner.STALLED_AFTER_S = 1.0
if hang == "hang":
    def forever(*_):
        print("looking", flush=True)
        threading.Event().wait()
    probe.Prober.probe = forever
roots = Roots.of([Path(films)], Path(downloads))
ingestor = Ingestor(Database(dsn), Cache(None), roots, utc_now, new_id, pushes=False)
trash = TrashService(ingestor.db, settings_service(ingestor.db))
journal = RecycleJournal(ingestor.db, trash.settings, utc_now)
part = LibraryComponent(dsn, ingestor, None, FolderRemover(trash, [Path(downloads)]), journal)
(job,) = [job for job in part.jobs() if job.name == "library tasks"]
job.work()
"""


def test_the_import_of_a_killed_worker_is_finished_by_the_next(home, arrived, db, tmp_path):
    sintel = make_title(db, "Sintel", year=2010)
    job = home.finished_download(arrived("1/Sintel.2010.mkv"))
    with db.transaction() as conn:
        defer(conn, "import_download", {"job_id": str(job)}, queue="library")
    script = tmp_path / "killed.py"
    script.write_text(WORKER)
    arguments = [sys.executable, script, db.dsn, home.root, home.downloads]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    with subprocess.Popen([*arguments, "hang"], env=environment, stdout=subprocess.PIPE) as first:
        assert first.stdout is not None
        said = first.stdout.readline()
        first.send_signal(signal.SIGKILL)
    assert said == b"looking\n"
    with db.read() as conn:  # half a minute later
        conn.execute(
            "UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 minute'"
        )
    before = home.item()["scanned_at"]

    second = subprocess.Popen([*arguments, "go"], env=environment)
    try:
        wait_until(lambda: home.item()["scanned_at"] is not None)
    finally:
        second.kill()
        second.wait(60)

    assert before is None
    assert home.item()["media_id"] == sintel
    assert len(home.items()) == 1


def test_queued_tasks_are_run_by_their_names(home, arrived, db, clips):
    folder_remover = FolderRemover(TrashService(db, settings_service(db)), [home.downloads])
    journal = RecycleJournal(db, settings_service(db), utc_now)
    library = LibraryComponent(db.dsn, home.scanner.ingestor, None, folder_remover, journal)
    library.scanner.stability.after_s = 0
    job = home.finished_download(arrived("1/Sintel.2010.mkv"))
    home.put(clips.mp4, "Spring.2019.mkv")
    scan_id = UUID(int=7)
    with db.transaction() as conn:
        conn.execute(
            """
            INSERT INTO library_scans (id, paths, status, created_at, updated_at)
            VALUES (%s, %s, 'queued', now(), now())
            """,
            [scan_id, [str(home.root)]],
        )
        defer(conn, "import_download", {"job_id": str(job)}, queue="library")
        defer(conn, "scan_library", {"scan_id": str(scan_id)}, queue="library", lock="scan")
    (tasks,) = [each for each in library.jobs() if each.name == "library tasks"]
    thread = threading.Thread(target=tasks.work)
    thread.start()
    try:
        wait_until(lambda: [bool(item["scanned_at"]) for item in home.items()] == [True, True])
    finally:
        library.stop()
        thread.join(60)

    assert not thread.is_alive()
    with db.read() as conn:
        left = conn.execute("SELECT count(*) FROM procrastinate_jobs").fetchone()
    assert left == (0,)


def test_a_download_whose_import_was_never_queued_is_found(home, arrived, db):
    from worker.housekeeping import Housekeeping
    from worker.scanner.removal import ItemRemover

    make_person(db)
    job = home.finished_download(arrived("1/Sintel.2010.mkv"))
    housekeeping = Housekeeping(
        home.scanner.ingestor, None, ItemRemover(home.scanner.ingestor, None)
    )

    assert [housekeeping.work_once(), housekeeping.work_once()] == [True, False]

    with db.read() as conn:
        queued = conn.execute(
            "SELECT task_name, args FROM procrastinate_jobs ORDER BY task_name"
        ).fetchall()
    assert queued[0] == ("import_download", {"job_id": str(job)})
    assert queued[1][0] == "scan_library"


def title_of(db, job):
    with db.read() as conn:
        return conn.execute(
            "SELECT media_id, season_number, episode_number, match_is_manual"
            " FROM download_jobs WHERE id = %s",
            [job],
        ).fetchone()


def change_job(db, job, **columns):
    with db.read() as conn:
        for name, value in columns.items():
            conn.execute(
                sql.SQL("UPDATE download_jobs SET {} = %s WHERE id = %s").format(
                    sql.Identifier(name)
                ),
                [value, job],
            )


def test_a_download_without_a_title_takes_the_title_of_its_file(home, arrived, db):
    show = make_show(db, "Pioneer One", seasons=(3,))
    job = home.finished_download(arrived("1/Pioneer.One.S01E02.mkv"))

    home.importer.run(job)

    assert title_of(db, job) == (show.id, 1, 2, False)


def test_a_download_takes_the_episode_of_its_only_file(home, arrived, db):
    show = make_show(db, "Pioneer One", seasons=(3,))
    job = home.finished_download(arrived("1/video.mkv"), media_id=show.id)
    change_job(db, job, season_number=1, episode_number=3)

    home.importer.run(job)

    assert home.item()["episode_id"] == show.episodes[2]


def test_a_file_is_not_matched_to_a_rejected_title(home, arrived, db):
    make_title(db, "Sintel", year=2010)
    job = home.finished_download(arrived("1/Sintel.2010.mkv"))
    change_job(db, job, match_is_manual=True)

    home.importer.run(job)
    home.importer.ingestor.rematch(str(home.downloads))

    assert (home.item()["match_state"], home.item()["media_id"]) == ("unmatched", None)


def test_a_scan_matches_no_file_whose_user_rejected_all_titles(home, arrived, db):
    job = home.finished_download(arrived("1/Pioneer.One.S01E01.mkv", "1/Pioneer.One.S01E02.mkv"))
    change_job(db, job, match_is_manual=True)
    home.importer.run(job)
    make_show(db, "Pioneer One", seasons=(3,))

    with db.read() as conn:
        files = conn.execute(
            "SELECT id, absolute_path, content, duration_seconds FROM library_items"
        ).fetchall()
    matched = home.importer.ingestor.match_again([Unmatched(*file) for file in files])

    assert (len(files), matched) == (2, 0)


def test_a_manual_match_of_a_file_titles_its_download(home, arrived, db, cache):
    sintel = make_title(db, "Sintel", year=2010)
    spring = make_title(db, "Spring", year=2019)
    job = home.finished_download(arrived("1/Sintel.2010.mkv"))
    home.importer.run(job)
    before = title_of(db, job)

    library = LibraryService(db, CatalogService(db, utc_now, cache), cache, utc_now)
    user = User(id=make_person(db), session_id=uuid4(), rights=("match",))
    library.match(user, home.item()["id"], MatchRequest(mediaId=spring, force=True))

    assert (before, title_of(db, job)) == (
        (sintel, None, None, False),
        (spring, None, None, True),
    )
