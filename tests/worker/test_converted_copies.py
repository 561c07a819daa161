"""Converted copies in a real S3 server: made by the real ffmpeg, resumed, refused and removed."""

import io
import os
import threading
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import av
import pytest
from pydantic import SecretStr

from chalicelib.converted_copies.models import ManifestQuery
from chalicelib.converted_copies.service.copy_requests import request
from chalicelib.converted_copies.service.manifest import CopyManifestService
from chalicelib.converted_copies.service.preparation import CopyPreparer
from chalicelib.converted_copies.service.worker_operations import CopyWork
from chalicelib.converted_copies.store import copies, copy_requests, preparation
from chalicelib.library.store import roots
from chalicelib.platform.db import Database
from chalicelib.platform.errors import Unavailable
from chalicelib.platform.settings import Settings
from chalicelib.playback.models.presigned_urls import ObjectStore
from chalicelib.playback.models.rendition import Rendition
from chalicelib.playback.models.stream_grants import Grant
from chalicelib.playback.service.file_details import FileDetailsService
from chalicelib.trickplay.service import TrickplayService
from tests import clips
from tests.library import SECRET, make_item, make_session
from tests.titles import make_person
from tests.waiting import PATIENCE_S, wait_until
from worker.analysis.idle_check import Machine
from worker.cancellation import ShutdownRequested
from worker.converted_copies.component import ConvertedCopyComponent
from worker.converted_copies.copy_maker import CopyMaker
from worker.converted_copies.copy_store import CopyStore
from worker.converted_copies.copy_sweeper import CopySweeper
from worker.media_input import MediaInput, StoreUnreachable
from worker.s3_client import client_of
from worker.transcoder import transcoder
from worker.transcoder.active_runs import KEEPER
from worker.transcoder.errors import Busy
from worker.transcoder.ffmpeg_arguments import OFFSET_S
from worker.transcoder.ffmpeg_discovery import discover
from worker.transcoder.segment_store import SegmentStore
from worker.transcoder.transcoder import Transcoder

pytestmark = pytest.mark.long

RENDITION = "360-a1-aac"
LENA = "lena"


@dataclass
class Home:
    """A file, its transcoder, and what makes and sweeps copies of it."""

    db: Database
    film: Path
    item: UUID
    transcoder: Transcoder
    maker: CopyMaker
    sweeper: CopySweeper
    store: CopyStore
    stored: list[str]  # the keys that were sent
    after: timedelta = field(default_factory=timedelta)  # how far the clock is ahead

    def ask(self, rendition: str = RENDITION, *, by_user: bool = True) -> UUID:
        copy_id = uuid4()
        with self.db.transaction() as conn:
            file = copies.file_of(conn, item_id=self.item)
            assert file is not None
            request(
                conn,
                new_id=copy_id,
                item_id=self.item,
                rendition=Rendition.parse(rendition),
                file=file,
                user_id=make_person(self.db) if by_user else None,
                now=datetime.now(UTC),
            )
        return copy_id

    def waits_for(self, copy_id: UUID) -> str:
        with self.db.read() as conn:
            row = conn.execute(
                "SELECT waits_for FROM converted_copies WHERE id = %s", [copy_id]
            ).fetchone()
        assert row is not None
        return str(row[0])

    def begin(self, copy_id: UUID) -> threading.Thread:
        """Make a copy in the background."""
        thread = threading.Thread(target=self.maker.run, args=[copy_id])
        thread.start()
        return thread

    def add_download(self, status: str, detail: str = "") -> None:
        job_id = uuid4()
        with self.db.read() as conn:
            conn.execute(
                "INSERT INTO download_jobs (id, user_id, source_type, source, status)"
                " VALUES (%s, %s, 'magnet', 'magnet:?', %s)",
                [job_id, make_person(self.db), status],
            )
            conn.execute(
                "INSERT INTO download_progress (job_id, detail) VALUES (%(id)s, %(detail)s)"
                " ON CONFLICT (job_id) DO UPDATE SET detail = excluded.detail",
                {"id": job_id, "detail": detail},
            )

    def state(self, copy_id: UUID) -> tuple[str, str]:
        with self.db.read() as conn:
            row = conn.execute(
                "SELECT state, reason FROM converted_copies WHERE id = %s", [copy_id]
            ).fetchone()
        assert row is not None
        return row

    def change(self, statement: str) -> None:
        with self.db.read() as conn:
            conn.execute(statement)

    def keys(self) -> list[str]:
        return [each.key for each in self.store.list(f"converted/{self.item}/")]


@pytest.fixture
def home(db, object_server, tmp_path, indexer, monkeypatch) -> Iterator[Home]:
    monkeypatch.setattr(transcoder, "WAIT_S", PATIENCE_S)
    film = clips.surround()
    item = make_item(db, film, duration_s=clips.SECONDS)
    with db.read() as conn:
        conn.execute("UPDATE library_items SET fingerprint = 'abc123'")
    ffmpeg = discover(use_hardware=False)
    converter = Transcoder(
        find_ffmpeg=lambda: ffmpeg,
        open_item=lambda _: MediaInput.of_descriptor(os.open(film, os.O_RDONLY)),
        indexer=indexer,
        keeper_indexer=indexer,
        store=SegmentStore(tmp_path / "segments", 10**9),
        max_processes=1,
    )
    client: Any = client_of(
        Settings.model_validate(
            {
                "database_url": "postgresql://nowhere",
                "seen_secret": SECRET,
                "s3_endpoint_url": object_server.endpoint,
                "s3_access_key": object_server.access_key,
                "s3_secret_key": object_server.secret_key,
                "s3_bucket": object_server.bucket,
            }
        )
    )
    sent: list[str] = []
    client.meta.events.register(
        "before-call.s3.PutObject", lambda params, **_: sent.append(params["url_path"])
    )
    store = CopyStore(client, object_server.bucket)

    def clock() -> datetime:
        return datetime.now(UTC) + made.after

    work = CopyWork(db, clock)
    maker = CopyMaker(
        work, converter, store, 10**9, TrickplayService(db, clock).has_downloads,
        threading.Event(), wait_s=0.01,
    )  # fmt: skip
    made = Home(db, film, item, converter, maker, CopySweeper(work, store, clock), store, sent)
    yield made
    maker.stopping.set()
    converter.close()
    wait_until(lambda: not converter.running)


def test_a_copy_plays_from_the_store_alone(home, object_server):
    copy_id = home.ask()
    home.maker.run(copy_id)
    home.transcoder.close()  # no worker is near
    session, now = make_session(home.db), datetime.now(UTC)
    objects = ObjectStore(
        object_server.bucket,
        "us-east-1",
        SecretStr(object_server.access_key),
        SecretStr(object_server.secret_key),
    )
    service = CopyManifestService(home.db, lambda: now, SECRET, objects, None)
    grant = Grant(session, home.item, now + timedelta(hours=1)).query(SECRET)
    query = ManifestQuery.model_validate(dict(part.split("=", 1) for part in grant.split("&")))

    text = service.manifest(
        home.item, Rendition.parse(RENDITION), query, origin=object_server.endpoint
    )
    header = text.partition('URI="')[2].partition('"')[0]
    lines = [line for line in text.splitlines() if line.startswith("http")]
    content = b"".join(urllib.request.urlopen(url).read() for url in (header, *lines))  # noqa: S310
    with av.open(io.BytesIO(content)) as container:
        times = [float(f.pts * f.time_base) - OFFSET_S for f in container.decode(video=0)]

    assert home.state(copy_id) == ("ready", "")
    assert text.endswith("#EXT-X-ENDLIST\n")
    assert len(times) == clips.SECONDS * 24
    assert (times[0], times[-1]) == (pytest.approx(0, abs=0.01), pytest.approx(19.96, abs=0.05))


def test_a_worker_goes_on_where_the_one_before_it_stopped(home):
    copy_id = home.ask()
    home.stored.clear()
    stop = home.maker.stopping
    home.store.client.meta.events.register(
        "before-call.s3.PutObject", lambda **_: stop.set() if len(home.stored) >= 3 else None
    )
    with pytest.raises(ShutdownRequested):
        home.maker.run(copy_id)
    assert home.state(copy_id) == ("running", "")
    stored_before = len(home.stored)

    next_worker = replace(home.maker, stopping=threading.Event())
    next_worker.run(copy_id)

    again = home.stored[stored_before:]
    assert home.state(copy_id) == ("ready", "")
    assert set(home.stored[: stored_before - 1]).isdisjoint(again)  # the last one is not trusted
    assert len(home.keys()) == len(set(home.stored))


def test_a_copy_that_is_removed_while_it_is_made_leaves_nothing(home):
    copy_id = home.ask("copy-a1-aac")
    home.store.client.meta.events.register(
        "before-call.s3.PutObject",
        lambda **_: home.change("UPDATE converted_copies SET removed_at = now()"),
    )

    home.maker.run(copy_id)
    assert home.keys() != []
    home.sweeper.work_once()
    assert home.keys() != []  # it can still be undone
    home.after = timedelta(minutes=3)
    home.sweeper.work_once()

    assert home.keys() == []
    with home.db.read() as conn:
        assert conn.execute("SELECT FROM converted_copies").fetchall() == []


@pytest.mark.parametrize(
    "change", ["DELETE FROM library_items", "UPDATE library_items SET fingerprint = 'other'"]
)
def test_a_file_that_is_gone_or_changed_has_no_copies(home, change):
    home.maker.run(home.ask("copy-a1-aac"))
    assert home.keys() != []

    home.change(change)
    home.sweeper.work_once()
    home.after = timedelta(hours=7)
    home.sweeper.work_once()

    assert home.keys() == []


def test_a_copy_with_lost_objects_says_so_and_is_not_played(home):
    copy_id = home.ask("copy-a1-aac")
    home.maker.run(copy_id)
    home.sweeper.compare()
    assert home.state(copy_id) == ("ready", "")

    home.store.delete([home.keys()[-1]])
    home.sweeper.compare()

    assert home.state(copy_id) == ("failed", "lost")
    with home.db.read() as conn:
        assert copies.list_ready(conn, item_ids=[home.item]) == []


def test_a_copy_beyond_the_quota_or_of_a_file_that_cannot_be_converted_says_why(home, tmp_path):
    beyond = home.ask("copy-a1-aac")
    replace(home.maker, quota_bytes=1).run(beyond)
    silent = home.ask("360-a7-aac")
    home.maker.run(silent)
    full = home.ask("480-a1-aac")
    no_disk = replace(home.store, store_dir=tmp_path, free_bytes=lambda _: 0)
    replace(home.maker, store=no_disk).run(full)

    assert home.state(beyond) == ("failed", "quota")
    assert home.state(silent) == ("failed", "cannot_convert")
    assert home.state(full) == ("failed", "disk_full")


def test_a_conversion_that_ends_before_the_film_is_no_copy_and_can_be_tried_again(home, tmp_path):
    """The end of the file cannot be read: as zeros, in the same length."""
    content = home.film.read_bytes()
    facts = home.film.stat()
    film = tmp_path / "film.mkv"
    film.write_bytes(content)
    home.transcoder.open_item = lambda _: MediaInput.of_descriptor(os.open(film, os.O_RDONLY))

    def write(data: bytes) -> None:
        film.write_bytes(data)
        os.utime(film, ns=(facts.st_atime_ns, facts.st_mtime_ns))

    write(content)
    home.transcoder.durations(home.item, Rendition.parse(RENDITION))
    write(content[: len(content) // 2].ljust(len(content), b"\0"))
    cut = home.ask()
    home.maker.run(cut)
    write(content)
    again = home.ask()
    home.maker.run(again)

    assert home.state(cut) == ("failed", "ended_early")
    assert home.state(again) == ("ready", "")


def test_a_failed_copy_takes_no_room(home):
    beyond = home.ask("copy-a1-aac")
    replace(home.maker, quota_bytes=1).run(beyond)
    assert home.maker.work.used_bytes() > 1

    home.sweeper.work_once()

    assert home.keys() == []
    assert home.maker.work.used_bytes() == 0
    assert home.state(beyond) == ("failed", "quota")


def test_people_come_before_copies(home):
    films = home.transcoder
    rendition = Rendition.parse(RENDITION)
    os.close(films.segment(home.item, rendition, 0, KEEPER))
    (kept,) = films.running

    os.close(films.segment(home.item, Rendition.parse("480-a1-aac"), 0, LENA))

    assert kept.has_ended  # the one process is hers
    assert films.serves_people()
    with pytest.raises(Busy):
        films.segment(home.item, rendition, 5, KEEPER)


def test_a_copy_outlives_a_database_that_is_away(home, monkeypatch):
    copy_id = home.ask()

    def away(*_: object, **__: object) -> None:
        raise Unavailable("The database is not responding.")

    with monkeypatch.context() as patch:
        patch.setattr(CopyWork, "progress", away)
        with pytest.raises(Unavailable):
            home.maker.run(copy_id)
    assert home.state(copy_id) == ("running", "")
    home.maker.run(copy_id)

    assert home.state(copy_id) == ("ready", "")


def test_a_copy_says_that_it_waits_for_viewers(home, monkeypatch):
    has_left = threading.Event()
    monkeypatch.setattr(home.transcoder, "serves_people", lambda: not has_left.is_set())
    copy_id = home.ask("copy-a1-aac")
    making = home.begin(copy_id)
    wait_until(lambda: home.waits_for(copy_id) == "viewers")

    has_left.set()
    making.join(PATIENCE_S)

    assert (home.state(copy_id), home.waits_for(copy_id)) == (("ready", ""), "")


@pytest.mark.parametrize(("status", "detail"), [("downloading", ""), ("preparing", "checking")])
def test_a_prepared_copy_waits_for_downloads_and_goes_on_after_them(home, status, detail):
    home.add_download(status, detail)
    home.stored.clear()
    copy_id = home.ask("copy-a1-aac", by_user=False)
    making = home.begin(copy_id)
    wait_until(lambda: home.waits_for(copy_id) == "downloads")
    stored_meanwhile = list(home.stored)

    home.change("DELETE FROM download_jobs")
    making.join(PATIENCE_S)

    assert stored_meanwhile == []
    assert (home.state(copy_id), home.waits_for(copy_id)) == (("ready", ""), "")


def test_a_copy_that_a_user_asked_for_does_not_wait_for_downloads(home):
    home.add_download("downloading")
    asked = home.ask("copy-a1-aac")
    home.maker.run(asked)
    prepared = home.ask("360-a1-aac", by_user=False)
    making = home.begin(prepared)
    wait_until(lambda: home.waits_for(prepared) == "downloads")

    with home.db.read() as conn:
        copy_requests.insert(
            conn, copy_id=prepared, user_id=make_person(home.db), now=datetime.now(UTC)
        )
    making.join(PATIENCE_S)

    assert [home.state(copy_id) for copy_id in (asked, prepared)] == [("ready", "")] * 2


def test_downloads_at_which_nothing_happens_do_not_hold_a_prepared_copy_up(home):
    for status in ("queued", "preparing", "stalled", "retrying", "completed"):
        home.add_download(status)
    copy_id = home.ask("copy-a1-aac", by_user=False)

    home.maker.run(copy_id)

    assert home.state(copy_id) == ("ready", "")


def test_a_copy_does_not_make_way_for_a_request_of_its_own(home):
    prepared, asked = home.ask("copy-a1-aac", by_user=False), home.ask()

    others = [home.maker.work.has_other_requests(each) for each in (prepared, asked)]

    assert others == [True, False]


def test_a_prepared_copy_lets_the_copy_of_a_user_go_first(home):
    prepared, asked = home.ask("copy-a1-aac", by_user=False), home.ask()

    home.maker.run(prepared)
    left = home.state(prepared), home.waits_for(prepared)
    home.maker.run(asked)
    home.sweeper.work_once()
    with home.db.read() as conn:
        queued = conn.execute("SELECT args->>'copy_id' FROM procrastinate_jobs").fetchall()
    home.maker.run(prepared)

    assert left == (("running", ""), "requests")
    assert (str(prepared),) in queued
    assert [home.state(copy_id) for copy_id in (asked, prepared)] == [("ready", "")] * 2


def test_a_copy_whose_film_cannot_be_read_just_now_holds_up_no_other(home, db, monkeypatch):
    asked, prepared = home.ask(), home.ask("copy-a1-aac", by_user=False)
    opener = home.transcoder.open_item

    def away(_: UUID) -> MediaInput:
        raise StoreUnreachable("The store is not responding.")

    home.transcoder.open_item = away
    with pytest.raises(StoreUnreachable):
        home.maker.run(asked)
    waits_for = home.waits_for(asked)
    home.transcoder.open_item = opener
    home.maker.run(prepared)
    with db.read() as conn:
        may_prepare = not preparation.has_pending(conn)
    home.maker.run(asked)

    assert waits_for == "file"
    assert may_prepare
    assert [home.state(each) for each in (asked, prepared)] == [("ready", "")] * 2
    assert home.waits_for(asked) == ""


def test_a_task_that_was_lost_is_queued_again(home):
    copy_id = home.ask()
    home.change("DELETE FROM procrastinate_jobs")

    home.sweeper.work_once()
    home.sweeper.work_once()

    with home.db.read() as conn:
        queued = conn.execute("SELECT args->>'copy_id' FROM procrastinate_jobs").fetchall()
    assert queued == [(str(copy_id),)]


def test_copies_are_prepared_only_while_the_machine_is_idle(home, db):
    home.change(
        "UPDATE library_items SET container_format = 'mkv', video_codec = 'hevc', width = 640,"
        " height = 360"
    )
    with db.transaction() as conn:
        folder = str(home.film.parent)
        roots.insert(conn, path=folder, source="stored", user_id=None, now=datetime.now(UTC))
        roots.update(conn, path=folder, kind=None, marker=None, prepares_copies=True)
    preparer = CopyPreparer(db, lambda: datetime.now(UTC), uuid4, FileDetailsService(db), 10**9)

    def prepare(*, is_busy: bool) -> bool:
        machine = Machine(lambda: is_busy, lambda: False, load=lambda: 0.0)
        component = ConvertedCopyComponent(db.dsn, home.maker, home.sweeper, preparer, machine)
        return next(job for job in component.jobs() if job.name == "prepared copies").work()

    assert prepare(is_busy=True) is False
    assert prepare(is_busy=False) is True
