"""Deleting files of the library: into the recycle folder of their disk, back, and for good."""

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
import pytest

from chalicelib.library.models.path_text import text_to_path
from chalicelib.recycle_folder.service.journal import RecycleJournal
from chalicelib.recycle_folder.store import entries as recycled
from tests.downloads.accounts import settings_service
from tests.library import make_item
from tests.titles import make_show, make_title
from tests.waiting import wait_until
from worker import recycle_folder
from worker.recycle_folder import RecycleFolderWorker
from worker.scanner.availability import DiskCheck
from worker.scanner.roots import Roots

FOLDER = "/api/v1/library/recycle-folder"


class Killed(BaseException):
    """The worker is gone at this moment."""


@dataclass
class Disk:
    """A library folder with a film and what lies beside it, and the worker of its deleted files."""

    db: object
    root: Path
    later: timedelta = timedelta(minutes=1)  # the time to undo is over
    removed_objects: list[str] = field(default_factory=list)
    is_in_library: bool = True
    other_roots: tuple[Path, ...] = ()

    def worker(self) -> RecycleFolderWorker:
        library = [self.root, *self.other_roots] if self.is_in_library else []
        roots = Roots.of(library, self.root.parent / "downloads")
        journal = RecycleJournal(self.db, settings_service(self.db), self.now)
        disks = DiskCheck(self.db, roots, self.now, lambda: ())
        return RecycleFolderWorker(
            journal, roots, disks, self.removed_objects.append, lambda: None, self.now
        )

    def now(self) -> datetime:
        return datetime.now(UTC) + self.later

    def work(self) -> None:
        self.worker().work_once()

    def put(self, *names: str) -> None:
        for name in names:
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(name.encode())

    def names(self) -> set[str]:
        """Every file outside of the recycle folder."""
        files = (path.relative_to(self.root) for path in self.root.rglob("*") if path.is_file())
        return {str(path) for path in files if ".recycle" not in path.parts}

    def kept(self) -> set[str]:
        """The names of the files in the recycle folder."""
        return {path.name for path in (self.root / ".recycle").rglob("*") if path.is_file()}

    def row(self, item: UUID) -> tuple[str, str] | None:
        with self.db.read() as conn:
            return conn.execute(
                "SELECT absolute_path, match_state FROM library_items WHERE id = %s", [item]
            ).fetchone()


@pytest.fixture
def disk(db, tmp_path) -> Disk:
    (tmp_path / "films").mkdir()
    return Disk(db, tmp_path / "films")


@pytest.fixture
def person(api):
    return api.as_librarian()


@pytest.fixture
def sintel(db) -> int:
    return make_title(db, "Sintel", year=2010)


@pytest.fixture
def film(db, disk, sintel) -> UUID:
    disk.put("Sintel/Sintel.mkv", "Sintel/Sintel.en.srt", "Sintel/Sintel-poster.jpg")
    disk.put("Sintel/Sintel 4K.nfo", "Sintel/Sintel 4K.mkv", "Sintel/poster.jpg")
    return make_item(db, disk.root / "Sintel/Sintel.mkv", media_id=sintel)


def delete(person, *items: UUID):
    return person.post(FOLDER, json={"libraryItemIds": [str(item) for item in items]})


def restore(person, *items: UUID):
    body = {"libraryItemIds": [str(item) for item in items]}
    return person.post(f"{FOLDER}/restore", json=body)


def test_a_deleted_film_goes_to_the_recycle_folder_with_what_is_named_after_it(
    person, disk, film, sintel
):
    answer = delete(person, film)
    while_it_can_be_undone = disk.names()
    disk.work()

    assert (answer.status, answer.json["files"]) == (200, 1)
    assert "Sintel/Sintel.mkv" in while_it_can_be_undone
    assert disk.names() == {"Sintel/Sintel 4K.nfo", "Sintel/Sintel 4K.mkv", "Sintel/poster.jpg"}
    assert disk.kept() == {"Sintel.mkv", "Sintel.en.srt", "Sintel-poster.jpg"}
    assert person.get(f"/api/v1/library/{film}").status == 404
    assert person.get("/api/v1/library").json["total"] == 0
    (entry,) = person.get(FOLDER).json["items"]
    assert (entry["title"], entry["state"], entry["canRestore"]) == ("Sintel", "deleted", True)


def test_a_restored_film_is_as_it_was(person, disk, film, db):
    before = disk.names()
    old = disk.row(film)
    with db.read() as conn:
        conn.execute(
            """
            INSERT INTO subtitles (id, library_item_id, source, form, codec, path, offset_ms)
            VALUES (%s, %s, 'sidecar', 'text', 'srt', %s, 250)
            """,
            [uuid4(), film, str(disk.root / "Sintel/Sintel.en.srt")],
        )
    delete(person, film)
    disk.work()
    moved = disk.row(film)
    answer = restore(person, film)
    disk.work()

    assert answer.status == 204
    assert moved is not None
    assert Path(text_to_path(moved[0])).parts[len(disk.root.parts)] == ".recycle"
    assert (disk.names(), disk.kept(), disk.row(film)) == (before, set(), old)
    assert person.get(FOLDER).json["items"] == []
    with db.read() as conn:
        subtitles = conn.execute("SELECT path, offset_ms FROM subtitles").fetchall()
    assert subtitles == [(str(disk.root / "Sintel/Sintel.en.srt"), 250)]


@pytest.mark.parametrize("is_moved", [False, True])
def test_undo_brings_a_deleted_film_back(person, disk, film, is_moved):
    before = disk.names(), disk.row(film)
    undo_id = delete(person, film).json["undoId"]
    if is_moved:
        disk.work()
    undone = person.post(f"/api/v1/undo/{undo_id}")
    disk.work()

    assert undone.status in (200, 204)
    assert (disk.names(), disk.row(film)) == before
    assert person.get(FOLDER).json["items"] == []


STEPS = ("begin_delete", "_rename", "finish_delete")


@pytest.mark.parametrize("happened", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("decision", ["stay deleted", "come back"])
def test_a_worker_killed_at_any_step_leaves_one_consistent_state(
    person, disk, film, monkeypatch, step, happened, decision
):
    before = disk.names(), disk.row(film)
    delete(person, film)
    place = recycle_folder if step == "_rename" else RecycleJournal
    real = getattr(place, step)

    def dies(*arguments):
        if happened:
            real(*arguments)
        raise Killed

    monkeypatch.setattr(place, step, dies)
    with pytest.raises(Killed):
        disk.work()
    monkeypatch.setattr(place, step, real)
    if decision == "come back":
        restore(person, film)
    disk.work()
    disk.work()

    if decision == "come back":
        assert (disk.names(), disk.row(film), disk.kept()) == (*before, set())
    else:
        assert disk.kept() == {"Sintel.mkv", "Sintel.en.srt", "Sintel-poster.jpg"}
        assert not disk.names() & disk.kept()
        place_now, state = disk.row(film)
        assert Path(text_to_path(place_now)).is_file()
        assert state == "recycled"


KILLED_BEFORE_THE_RENAME = """
import sys, threading
from pathlib import Path
from chalicelib.platform.db import Database
from tests.api.test_recycle_folder import Disk
from worker import recycle_folder

def hangs(*_):
    print("journaled", flush=True)
    threading.Event().wait()

recycle_folder._rename = hangs
Disk(Database(sys.argv[1]), Path(sys.argv[2])).work()
"""


def test_the_start_of_a_worker_finishes_the_deletion_of_one_that_was_killed(person, disk, film, db):
    before = disk.names()
    delete(person, film)
    command = [sys.executable, "-c", KILLED_BEFORE_THE_RENAME, db.dsn, str(disk.root)]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE) as first:
        assert first.stdout is not None
        said = first.stdout.readline()
        first.send_signal(signal.SIGKILL)
    assert said == b"journaled\n"
    assert disk.names() == before

    disk.work()

    assert disk.kept() == {"Sintel.mkv", "Sintel.en.srt", "Sintel-poster.jpg"}
    assert not disk.names() & disk.kept()
    assert Path(text_to_path(disk.row(film)[0])).is_file()


def test_a_name_that_was_taken_meanwhile_is_not_overwritten(person, disk, film):
    delete(person, film)
    disk.work()
    (disk.root / "Sintel/Sintel.mkv").write_bytes(b"another one")
    restore(person, film)
    disk.work()

    assert (disk.root / "Sintel/Sintel.mkv").read_bytes() == b"another one"
    assert disk.row(film) == (str(disk.root / "Sintel/Sintel (2).mkv"), "matched")


def test_a_name_that_is_taken_at_the_last_moment_is_not_overwritten(
    person, disk, film, monkeypatch
):
    delete(person, film)
    disk.work()
    restore(person, film)
    real = recycle_folder._rename  # noqa: SLF001

    def taken_first(old, new):
        (disk.root / "Sintel/Sintel.mkv").write_bytes(b"another one")
        real(old, new)

    monkeypatch.setattr(recycle_folder, "_rename", taken_first)
    disk.work()
    monkeypatch.undo()
    disk.work()

    assert (disk.root / "Sintel/Sintel.mkv").read_bytes() == b"another one"
    assert (disk.root / "Sintel/Sintel (2).mkv").read_bytes() == b"Sintel/Sintel.mkv"
    assert disk.row(film) == (str(disk.root / "Sintel/Sintel (2).mkv"), "matched")


def test_an_emptied_folder_keeps_neither_files_nor_rows_nor_copies(person, disk, film, db):
    with db.read() as conn:
        conn.execute("UPDATE library_items SET object_key = 'library/x', stored_at = now()")
    delete(person, film)
    disk.work()
    copies_while_kept = list(disk.removed_objects)
    person.post(f"{FOLDER}/empty", json={})
    disk.work()

    assert (disk.kept(), disk.row(film)) == (set(), None)
    assert (copies_while_kept, disk.removed_objects) == ([], ["library/x"])
    assert person.get(FOLDER).json == {"items": [], "files": 0, "sizeBytes": 0, "keptDays": 7}


def test_files_are_gone_for_good_after_the_days_they_are_kept(person, disk, film):
    delete(person, film)
    disk.work()
    disk.later = timedelta(days=6, hours=23)
    disk.work()
    kept = disk.kept()
    disk.later = timedelta(days=7, minutes=5)
    disk.work()

    assert kept
    assert (disk.kept(), disk.row(film)) == (set(), None)


def test_a_film_that_is_restored_while_its_days_end_keeps_its_files(
    person, disk, film, monkeypatch
):
    delete(person, film)
    disk.work()
    disk.later = timedelta(days=7, minutes=5)
    listed = RecycleJournal.to_remove

    def restored_then(journal, after):
        entries = listed(journal, after)
        restore(person, film)
        return entries

    monkeypatch.setattr(RecycleJournal, "to_remove", restored_then)
    disk.work()
    monkeypatch.undo()
    disk.work()

    assert "Sintel/Sintel.mkv" in disk.names()
    assert disk.row(film) == (str(disk.root / "Sintel/Sintel.mkv"), "matched")


def test_a_restore_that_waits_for_the_worker_holds_nothing_that_the_worker_needs(
    person, disk, film, db
):
    delete(person, film)

    def take_back() -> None:
        with psycopg.connect(db.dsn) as conn:
            recycled.restore(conn, ids=[film])

    with ThreadPoolExecutor(1) as pool:
        with db.transaction() as conn:
            conn.execute("SELECT FROM library_items WHERE id = %s FOR UPDATE", [film])
            waiting = pool.submit(take_back)
            wait_until(lambda: waits_for_a_lock(db))
            conn.execute("SELECT FROM recycled_files FOR UPDATE NOWAIT")
        waiting.result()
    disk.work()

    assert disk.row(film) == (str(disk.root / "Sintel/Sintel.mkv"), "matched")


def waits_for_a_lock(db) -> bool:
    with db.read() as conn:
        found = conn.execute(
            "SELECT FROM pg_stat_activity"
            " WHERE datname = current_database() AND wait_event_type = 'Lock'"
        ).fetchone()
    return found is not None


def test_a_hard_link_that_still_seeds_stays(person, disk, film):
    seeded = disk.root.parent / "seeded.mkv"
    os.link(disk.root / "Sintel/Sintel.mkv", seeded)
    delete(person, film)
    disk.work()
    person.post(f"{FOLDER}/empty", json={})
    disk.work()

    assert seeded.read_bytes() == b"Sintel/Sintel.mkv"


def test_the_file_of_a_download_that_seeds_is_not_deleted(person, disk, film, db):
    job = uuid4()
    with db.read() as conn:
        owner = conn.execute("SELECT id FROM users LIMIT 1").fetchone()[0]
        conn.execute(
            """
            INSERT INTO download_jobs (id, user_id, source_type, source, status, save_path)
            VALUES (%s, %s, 'magnet', 'magnet:?', 'completed', %s)
            """,
            [job, owner, str(disk.root / "Sintel")],
        )
        conn.execute("INSERT INTO download_seeding (job_id, since) VALUES (%s, now())", [job])
        conn.execute("UPDATE library_items SET source_job_id = %s", [job])
    refused = delete(person, film)
    with db.read() as conn:
        conn.execute("UPDATE download_seeding SET ended_at = now()")

    assert (refused.status, refused.json["code"]) == (409, "file_still_seeding")
    assert delete(person, film).status == 200


def test_a_folder_that_may_only_be_read_says_so(person, disk, film, monkeypatch):
    monkeypatch.setattr(
        "chalicelib.recycle_folder.service.os.access", lambda _path, mode: not mode & os.W_OK
    )

    answer = delete(person, film)

    assert (answer.status, answer.json["code"]) == (409, "folder_read_only")
    assert answer.json["field"] == "libraryItemIds"
    assert person.get(f"/api/v1/library/{film}").status == 200


def test_a_file_that_cannot_be_moved_is_in_the_library_again(person, disk, film, monkeypatch):
    before = disk.names()
    delete(person, film)

    def refuses(*_):
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr("worker.recycle_folder.rename_exclusively", refuses)
    disk.work()

    (entry,) = person.get(FOLDER).json["items"]
    assert (entry["state"], entry["canRestore"]) == ("refused", False)
    assert entry["problem"].endswith("films is read-only.")
    assert person.get(f"/api/v1/library/{film}").json["matchState"] == "matched"
    assert disk.names() == before


def test_several_episodes_go_and_return_together(person, disk, db):
    show = make_show(db, "Pioneer", seasons=(3,)).id
    files = []
    with db.read() as conn:
        episodes = conn.execute(
            "SELECT id, episode_number FROM show_episodes WHERE media_id = %s ORDER BY 2", [show]
        ).fetchall()
    for episode_id, number in episodes:
        disk.put(f"Pioneer/e{number}.mkv")
        path = disk.root / f"Pioneer/e{number}.mkv"
        files.append(make_item(db, path, media_id=show, episode_id=episode_id))
    undo_id = delete(person, *files[:2]).json["undoId"]
    left = person.get(f"/api/v1/library/titles/{show}").json["title"]["episodes"]
    listed = [entry["detail"] for entry in person.get(FOLDER).json["items"]]
    person.post(f"/api/v1/undo/{undo_id}")

    assert (left, listed) == (1, ["S01E01", "S01E02"])
    assert person.get(f"/api/v1/library/titles/{show}").json["title"]["episodes"] == 3


def test_only_people_with_the_right_delete_see_the_recycle_folder(api, film):
    stranger = api.as_user("stranger")

    assert delete(stranger, film).status == 403
    assert stranger.get(FOLDER).status == 403
    assert restore(stranger, film).status == 403
    assert stranger.post(f"{FOLDER}/empty", json={}).status == 403


def test_removed_downloads_are_in_the_same_folder(api, db):
    admin = api.as_admin()
    with db.read() as conn:
        owner = conn.execute("SELECT id FROM users LIMIT 1").fetchone()[0]
        conn.execute(
            """
            INSERT INTO download_jobs (
                id, user_id, source_type, source, status, title, removed_at, removes_files,
                recycled_to, recycled_at
            )
            VALUES (%s, %s, 'http', 'http://x', 'completed', 'Spring', now(), true, '/x', now())
            """,
            [uuid4(), owner],
        )
    (entry,) = admin.get(FOLDER).json["items"]
    admin.post(f"{FOLDER}/empty", json={})

    assert (entry["kind"], entry["title"], entry["canRestore"]) == ("download", "Spring", True)
    assert admin.get(FOLDER).json["items"][0]["state"] == "removing"
