"""Subtitles of a source: found by hash and title, ranked with reasons, fetched and unpacked."""

import gzip
import io
import struct
import subprocess
import threading
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID, uuid4

import imageio_ffmpeg
import pytest
from pydantic import SecretStr

from chalicelib.platform.cache import Cache
from chalicelib.platform.clock import utc_now
from chalicelib.platform.secret_box import SecretBox
from chalicelib.platform.sessions import User
from chalicelib.preferences.service import PreferenceService
from chalicelib.providers.current_providers import ProviderHolder
from chalicelib.providers.key_ring import KeyRing
from chalicelib.providers.network_guard import NetworkGuard
from chalicelib.providers.provider_factory import Providers
from chalicelib.subtitles.models import NewSubtitle
from chalicelib.subtitles.models.tasks import SubtitleFetch, SubtitleSearch
from chalicelib.subtitles.service import SUBTITLES, SubtitleService, revert
from chalicelib.subtitles.service.automatic_search import AutomaticSearchService
from chalicelib.subtitles.service.tasks import SubtitleTaskService
from chalicelib.subtitles.service.worker_operations import SubtitleWork
from chalicelib.tracking.service.undo import UndoService
from tests.freed_film import move_to_store
from tests.library import LibraryHarness, make_item
from tests.services import FakeService, Page, settings_for
from tests.speech import RATE, spoken_film
from tests.titles import make_person, make_title
from worker.media_opener import MediaOpener
from worker.subtitles.cache import SubtitleCache
from worker.subtitles.component import SubtitleComponent
from worker.subtitles.handler import SubtitleHandler
from worker.subtitles.opensubtitles_hash import CHUNK_BYTES, file_hash
from worker.subtitles.provider_files import BadSourceFile, SourceFiles, unpack
from worker.subtitles.runner import SubtitleRunner
from worker.subtitles.sound_sync import SubtitleSync, decoders_of
from worker.subtitles.subtitle_finder import SubtitleFinder
from worker.subtitles.track_extractor import TrackExtractor

SRT = "1\n00:00:01,000 --> 00:00:02,000\nGrüße\n".encode("cp1252")
NAME = "Metropolis.1927.1080p.BluRay.x264-FRITZ.mkv"


@pytest.fixture
def source():
    service = FakeService()
    yield service
    service.close()


class FinderHarness:
    """A library with one film, and the worker that finds subtitles for it."""

    def __init__(self, db, tmp_path, source) -> None:
        library = LibraryHarness(db, tmp_path / "library", tmp_path / "downloads", Cache(None))
        library.root.mkdir(exist_ok=True)
        self.db, self.film, self.source = db, library.root / NAME, source
        self.film.write_bytes(bytes(range(256)) * 1024)
        media_id = make_title(db, "Metropolis", year=1927)
        with db.read() as conn:
            conn.execute(
                "INSERT INTO media_external_ids VALUES"
                " (%(id)s, 'tmdb', 'movie', '19'), (%(id)s, 'imdb', 'movie', 'tt0017136')",
                {"id": media_id},
            )
        self.media_id = media_id
        self.item = make_item(db, self.film, media_id=media_id)
        settings = settings_for(source)
        cache = Cache(None)
        undo = UndoService(db, cache, utc_now, {SUBTITLES: revert})
        preferences = PreferenceService(db, utc_now, cache)
        self.subtitles = SubtitleService(db, preferences, utc_now, uuid4, undo)
        self.tasks = SubtitleTaskService(db, utc_now, uuid4, lambda: True)
        self.work = SubtitleWork(db, utc_now, uuid4)
        self.providers = Providers.from_settings(settings, db)
        finder = SubtitleFinder(
            self.work,
            self.subtitles,
            self.providers,
            library.roots,
            SourceFiles(NetworkGuard(settings.seen_download_allow), source.url),
        )
        reader = SubtitleCache(tmp_path / "subtitles")
        extractor = TrackExtractor(reader)
        self.opener = MediaOpener(db, library.roots, None)
        handler = SubtitleHandler(self.subtitles, library.roots, reader, extractor, self.opener)
        decoders = decoders_of(self.open_item, threading.Event())
        sync = SubtitleSync(self.work, self.subtitles, handler, decoders)
        self.runner = SubtitleRunner(
            self.work, {"search": finder.search, "fetch": finder.fetch, "sync": sync.run}
        )
        self.user = User(make_person(db), uuid4())

    def open_item(self, item_id: UUID):
        return self.opener(item_id)

    def search(self, *languages: str):
        body = SubtitleSearch(languages=list(languages))
        return self.run(self.tasks.search(self.user, self.item, body).id)

    def fetch(self, search, file_id: int):
        body = SubtitleFetch(searchId=search.id, fileId=file_id)
        return self.run(self.tasks.fetch(self.user, self.item, body).id)

    def run(self, task_id: UUID):
        self.runner.run(task_id)
        return self.tasks.get(self.user, task_id)


@pytest.fixture
def harness(db, tmp_path, source):
    harness = FinderHarness(db, tmp_path, source)
    yield harness
    harness.providers.close()


def listed(file_id: int, release: str, **more):
    feature = {"title": "Metropolis", "year": 1927, "tmdb_id": 19, "imdb_id": 17136}
    return {
        "id": str(file_id),
        "attributes": {
            "language": "en",
            "download_count": 100,
            "release": release,
            "feature_details": feature,
            "files": [{"file_id": file_id, "file_name": release}],
            **more,
        },
    }


def test_the_hash_is_the_size_and_both_ends(tmp_path):
    film = tmp_path / "film"
    words = [(1 << 64) - 1, 2, 3, 5]
    ends = struct.pack("<Q", words[0]) + bytes(CHUNK_BYTES - 8)
    film.write_bytes(ends + b"\xff" * 1000 + bytes(CHUNK_BYTES - 8) + struct.pack("<Q", 7))
    short = tmp_path / "short"
    short.write_bytes(b"x" * (2 * CHUNK_BYTES - 1))

    with film.open("rb") as file, short.open("rb") as other:
        found, none = file_hash(file.fileno()), file_hash(other.fileno())

    assert found == f"{(2 * CHUNK_BYTES + 1000 + words[0] + 7) % 2**64:016x}"
    assert none is None


def test_what_is_found_is_ranked_by_what_fits_the_file(harness):
    other = {"title": "Another", "tmdb_id": 20, "imdb_id": 1}
    harness.source.serve(
        "/opensubtitles/subtitles",
        {
            "data": [
                listed(1, "Metropolis.1927.DVDRip.XviD-OLD"),
                listed(2, "Metropolis.1927.BluRay.x264-FRITZ", from_trusted=True),
                listed(3, "whatever", moviehash_match=True),
                listed(4, "Metropolis.1927.BluRay.x264-FRITZ", machine_translated=True),
                listed(5, "Metropolis.1927.BluRay.x264-FRITZ", language="de"),
                listed(6, "Another.2001", feature_details=other),
                listed(7, "Metropolis", files=[{"file_id": 7}, {"file_id": 8}]),
                listed(9, "Metropolis", language="fr"),
                {"attributes": None},
            ]
        },
    )

    found = harness.search("en", "de").found

    assert [one.file_id for one in found] == [3, 2, 4, 1, 5]
    assert [part.text for part in found[1].parts] == [
        "Same title",
        "Same release, FRITZ",
        "Same source, BluRay",
        "Trusted uploader",
        "100 downloads",
    ]
    assert found[0].score > found[1].score > found[2].score > found[3].score
    (asked,) = harness.source.requests
    with harness.film.open("rb") as film:
        assert asked.query == {
            "languages": "de,en",
            "moviehash": file_hash(film.fileno()),
            "tmdb_id": "19",
        }
    assert asked.headers["api-key"] == "opensubtitles-key"
    assert asked.headers["user-agent"] == "Seen v0.1"


def zipped(**files: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("_", "."), content)
    return packed.getvalue()


@pytest.mark.parametrize(
    "content",
    [SRT, gzip.compress(SRT), zipped(readme_txt=b"x" * 9000, film_srt=SRT)],
    ids=["plain", "gz", "zip"],
)
def test_one_that_was_found_is_fetched_for_everybody(harness, content):
    harness.source.serve("/opensubtitles/subtitles", {"data": [listed(5, NAME)]})
    link = {"link": f"{harness.source.url}/f/5", "file_name": "film.srt", "remaining": 19}
    harness.source.serve("/opensubtitles/download", link)
    harness.source.serve("/f/5", content)

    fetched = harness.fetch(harness.search("en"), 5)

    (row,) = harness.subtitles.rows(harness.item)
    assert (fetched.state, fetched.remaining, fetched.subtitle_id) == ("done", 19, row.id)
    assert (row.source, row.language, row.provider_key) == ("provider", "en", "opensubtitles:5")
    assert harness.subtitles.content(row.id) == SRT
    asked = harness.source.requests[1]
    assert (asked.method, asked.body) == ("POST", '{"file_id": 5}')
    assert asked.headers["content-type"] == "application/json"


def test_a_used_up_quota_says_until_when_and_searching_goes_on(harness):
    harness.source.serve("/opensubtitles/subtitles", {"data": [listed(5, NAME)]})
    until = "2026-02-13T23:59:59Z"
    used_up = {"requests": 21, "remaining": -1, "message": "no", "reset_time_utc": until}
    harness.source.serve("/opensubtitles/download", used_up, status=406)
    search = harness.search("en")

    refused = harness.fetch(search, 5)

    assert (refused.state, refused.reason) == ("failed", "quota")
    assert refused.retry_at == datetime(2026, 2, 13, 23, 59, 59, tzinfo=UTC)
    assert harness.search("de").state == "done"


@pytest.mark.parametrize(
    ("mode", "reason"), [(503, "unreachable"), ("html", "unreachable"), (403, "key_refused")]
)
def test_a_source_that_is_down_is_a_clear_answer(harness, mode, reason):
    harness.source.mode = mode

    found = harness.search("en")

    assert (found.state, found.reason) == ("failed", reason)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"<svg onload=alert(1)>", "bad_file"),
        (zipped(film_svg=SRT), "bad_file"),
        (b"PK\x03\x04 damaged", "bad_file"),
        (gzip.compress(SRT + b" " * 3 * 2**20), "bad_file"),
    ],
    ids=["svg", "svg in zip", "damaged", "bomb"],
)
def test_what_is_no_subtitle_is_not_stored(harness, content, reason):
    harness.source.serve("/opensubtitles/subtitles", {"data": [listed(5, NAME)]})
    link = {"link": f"{harness.source.url}/f/5", "file_name": "film.srt"}
    harness.source.serve("/opensubtitles/download", link)
    harness.source.serve("/f/5", content)

    fetched = harness.fetch(harness.search("en"), 5)

    assert (fetched.state, fetched.reason) == ("failed", reason)
    assert harness.subtitles.rows(harness.item) == []


def test_an_address_that_is_not_the_sources_is_not_asked(harness):
    harness.source.serve("/opensubtitles/subtitles", {"data": [listed(5, NAME)]})
    harness.source.serve(
        "/opensubtitles/download", {"link": "http://127.0.0.2/f", "file_name": "a"}
    )

    assert harness.fetch(harness.search("en"), 5).reason == "unreachable"


def test_names_in_archives_are_only_names():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("../../etc/film.ass", SRT)

    assert unpack("x.zip", packed.getvalue()) == ("film.ass", SRT)
    with pytest.raises(BadSourceFile):
        unpack("x", b"x" * 6 * 2**20)


def test_a_new_file_gets_the_best_one_in_the_languages_of_its_followers(harness, db):
    follow_in_english(harness, db)
    page = {"data": [listed(4, "unknown", machine_translated=True), listed(5, NAME)]}
    harness.source.serve("/opensubtitles/subtitles", page)
    harness.source.serve(
        "/opensubtitles/download", {"link": f"{harness.source.url}/f/5", "file_name": "film.srt"}
    )
    harness.source.pages["/f/5"] = Page(SRT)

    began = harness.work.search_for_new()
    ran = run_queued(harness, db)
    again = harness.work.search_for_new()

    assert (began, ran, again) == (True, 2, False)
    (row,) = harness.subtitles.rows(harness.item)
    assert (row.provider_key, row.user_id) == ("opensubtitles:5", None)


def test_new_files_are_looked_for_once_an_administrator_says_so(harness, db):
    follow_in_english(harness, db)
    box = SecretBox(SecretStr("a secret of the tests, long enough"), "provider-keys")
    keys = KeyRing(db, settings_for(harness.source), box, utc_now)
    setting = AutomaticSearchService(db, utc_now, None, lambda: True)
    providers = ProviderHolder(keys, lambda settings: Providers.from_settings(settings, db))
    component = SubtitleComponent(db.dsn, harness.runner, providers, threading.Event(), setting)
    look = next(job for job in component.jobs() if job.name == "subtitles of new files")

    before = look.work()
    setting.change(is_on=True)
    after = look.work()
    component.close(0)

    assert (before, after) == (False, True)


def follow_in_english(harness, db) -> None:
    with db.read() as conn:
        conn.execute(
            "INSERT INTO user_follows (user_id, media_id, state, updated_at)"
            " VALUES (%s, %s, 'follow', now())",
            [harness.user.id, harness.media_id],
        )
        conn.execute(
            "INSERT INTO user_preferences (user_id, subtitle_languages, updated_at)"
            " VALUES (%s, '{en}', now())",
            [harness.user.id],
        )


def run_queued(harness, db) -> int:
    """Do what is queued, and what that queues; how much it was."""
    count = 0
    while True:
        with db.read() as conn:
            found = conn.execute(
                "SELECT id FROM subtitle_tasks WHERE state = 'waiting' LIMIT 1"
            ).fetchone()
        if found is None:
            return count
        harness.runner.run(found[0])
        count += 1


@pytest.mark.parametrize("is_freed", [False, True])
def test_a_subtitle_is_compared_with_the_sound_of_its_film(harness, object_server, is_freed):
    """A film that speaks when its subtitle says so, two seconds later."""
    samples, cues = spoken_film(3, 2.0, 1.0)
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-loglevel", "error", "-y"]
    command += ["-f", "s16le", "-ar", str(RATE), "-ac", "1", "-i", "-"]
    command += ["-c:a", "flac", "-f", "matroska", harness.film]
    subprocess.run(command, input=samples, check=True)
    with harness.db.read() as conn:
        conn.execute("UPDATE library_items SET duration_seconds = 180")
    if is_freed:
        copies = move_to_store(harness.db, harness.film, object_server)
        harness.opener = replace(harness.opener, copies=copies)
    row = harness.subtitles.store(
        harness.user.id,
        NewSubtitle(harness.item, "upload", "text", "srt", "en", "", srt_of(cues)),
    )

    done = harness.run(harness.tasks.sync(harness.user, row.id).id)

    assert (done.state, done.progress) == ("done", 100)
    assert done.proposal is not None
    assert done.proposal.is_sure
    assert done.proposal.offset_ms == pytest.approx(2000, abs=150)
    assert done.proposal.speed == 1


def test_a_film_without_sound_says_so(harness):
    row = harness.subtitles.store(
        harness.user.id, NewSubtitle(harness.item, "upload", "text", "srt", "en", "", SRT)
    )

    done = harness.run(harness.tasks.sync(harness.user, row.id).id)

    assert (done.state, done.reason) == ("failed", "no_sound")


def srt_of(cues) -> bytes:
    def clock(at_s: float) -> str:
        ms = round(at_s * 1000)
        return f"{ms // 3600000:02}:{ms // 60000 % 60:02}:{ms // 1000 % 60:02},{ms % 1000:03}"

    lines = (f"{clock(start)} --> {clock(end)}\nWords\n" for start, end in cues)
    return "\n".join(lines).encode()
