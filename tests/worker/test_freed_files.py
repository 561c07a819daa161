"""Files that are only in the object store: their small pictures, and other players."""

import threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from chalicelib.accounts.service.session_generations import SessionGenerations
from chalicelib.http.problems import Problem
from chalicelib.platform.cache.shared_generations import SharedGenerations
from chalicelib.playback.service.ffmpeg_discovery import find_ffmpeg
from chalicelib.segments.service.fingerprint_work import FingerprintWork
from chalicelib.segments.store.fingerprints import MIN_DURATION_S
from chalicelib.trickplay.service import TrickplayService
from localstack.gateway.lambda_events import FileResponse, GatewayRequest
from localstack.gateway.library_files import LibraryFiles
from tests.freed_film import KEY, FreedFilm, copies_in, settings_of
from tests.library import SECRET, Browser, address, make_item, make_session, streaming
from tests.titles import make_show
from worker.analysis.component import AnalysisComponent
from worker.analysis.ffmpeg_decoder import Decoder
from worker.analysis.idle_check import Machine
from worker.analysis.trickplay_maker import TrickplayMaker
from worker.downloader.in_progress_file import NotArriving
from worker.gateway.authorization import Authorizer
from worker.gateway.handler import RequestHandler
from worker.gateway.object_store_reader import StoreReader
from worker.media_opener import MediaOpener, near_copies

pytestmark = pytest.mark.long

NOWHERE = "http://127.0.0.1:1"


def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def film(db, cache, object_server, tmp_path):
    return FreedFilm(db, cache, object_server, tmp_path)


def maker_of(
    film: FreedFilm, opener: MediaOpener, folder, *, reads_store: bool = True
) -> TrickplayMaker:
    ffmpeg = find_ffmpeg()
    assert ffmpeg is not None
    decoder = Decoder(ffmpeg, opener, lambda: False, threading.Event())
    service = TrickplayService(film.db, now)
    return TrickplayMaker(service, decoder, folder / "trickplay", 10**9, reads_store)


def test_small_pictures_are_made_from_the_store(film, tmp_path):
    maker = maker_of(film, film.opener(), tmp_path)

    assert maker.work_once() is True

    made = maker.service.of_item(film.item)
    assert made is not None
    assert made.count == 3
    assert (maker.folder / str(film.item) / "0.jpg").read_bytes()[:2] == b"\xff\xd8"


def test_while_the_store_is_away_a_file_is_not_given_up(film, tmp_path):
    away = maker_of(film, film.opener(NOWHERE), tmp_path)
    idle = Machine(lambda: False, lambda: False, load=lambda: 0.0)

    assert AnalysisComponent(lambda: [away], idle, threading.Event()).work_once() is False
    assert maker_of(film, film.opener(), tmp_path).work_once() is True
    assert away.service.of_item(film.item) is not None


def test_a_store_that_is_not_on_this_machine_is_not_read_when_idle(film, tmp_path):
    maker = maker_of(film, film.opener(), tmp_path, reads_store=False)

    assert maker.work_once() is False
    assert maker_of(film, film.opener(), tmp_path).work_once() is True


def test_episodes_in_the_store_are_heard_only_when_it_is_on_this_machine(db, tmp_path):
    show = make_show(db, seasons=(2,))
    for number, episode in enumerate(show.episodes):
        path = tmp_path / f"{number}.mkv"
        path.write_bytes(b"film")
        make_item(db, path, media_id=show.id, episode_id=episode, duration_s=MIN_DURATION_S)
    with db.read() as conn:
        conn.execute("UPDATE library_items SET freed_at = now()")
    work = FingerprintWork(db, now)

    assert work.next_unheard(reads_store=False) is None
    assert work.next_unheard(reads_store=True) is not None


def test_only_the_store_of_the_supervisor_is_near(object_server, monkeypatch):
    settings = settings_of(object_server)
    monkeypatch.delenv("SEEN_OBJECTS_DIR", raising=False)
    assert near_copies(settings) is None
    monkeypatch.setenv("SEEN_OBJECTS_DIR", "/data/objects")
    assert near_copies(settings) is not None


def test_the_gateway_serves_ranges_of_a_file_in_the_store(film):
    copies = copies_in(film.server)
    assert copies is not None
    session, size = make_session(film.db), len(film.content)
    place = address(film.item, session)
    with (
        streaming(film.db, film.library.roots, open_copy=copies.copy_of) as server,
        Browser(server.port) as player,
    ):
        head = player.get(place, method="HEAD")
        first = player.get(place, Range="bytes=0-99")
        middle = player.get(place, Range=f"bytes={size // 2}-", If_Range=head.headers["etag"])
        whole = player.get(place)
        beyond = player.get(place, Range=f"bytes={size}-")

    assert (head.status, head.headers["content-length"]) == (200, str(size))
    assert head.headers["content-type"] == "video/x-matroska"
    assert (first.status, first.body) == (206, film.content[:100])
    assert middle.status == 206
    assert middle.headers["content-range"] == f"bytes {size // 2}-{size - 1}/{size}"
    assert middle.body == film.content[size // 2 :]
    assert (whole.status, whole.body) == (200, film.content)
    assert beyond.status == 416


@pytest.mark.parametrize("is_embedded", [True, False])
def test_the_gateway_at_home_sends_what_is_only_in_the_store(film, tmp_path, is_embedded):
    copies = copies_in(film.server)
    assert copies is not None
    handler = RequestHandler(
        authorizer=Authorizer(film.db, SECRET, now, SessionGenerations(SharedGenerations(None))),
        roots=film.library.roots,
        clock=now,
        open_in_progress=lambda _job, _index: None,
        resource_policy="same-origin",
        open_copy=copies.copy_of,
    )
    path, _, query = address(film.item, make_session(film.db)).partition("?")
    headers = [("range", "bytes=10-19")]
    request = GatewayRequest("GET", path, query, headers, b"", "127.0.0.1", "r1")

    answer = LibraryFiles(handler, tmp_path if is_embedded else None).answer(request)

    if isinstance(answer, FileResponse):
        assert answer.file == tmp_path / film.server.bucket / KEY
        assert (answer.status, answer.start, answer.end) == (206, 10, 20)
    else:
        assert answer.status == 307
        assert dict(answer.headers)["location"].startswith(film.server.endpoint)
    assert isinstance(answer, FileResponse) == is_embedded


def test_the_gateway_says_that_the_store_is_away_or_that_a_file_is_missing(film):
    away = copies_in(film.server, NOWHERE)
    assert away is not None
    place = address(film.item, make_session(film.db))

    def refusal(**options) -> tuple[int, str]:
        with (
            streaming(film.db, film.library.roots, **options) as server,
            Browser(server.port) as player,
        ):
            answer = player.get(place)
        return answer.status, Problem.model_validate_json(answer.body).code

    assert refusal(open_copy=away.copy_of) == (503, "store_unreachable")
    assert refusal() == (404, "file_unavailable")


class ClosingStore(BaseHTTPRequestHandler):
    """Sends what is asked for, but closes each connection after some bytes."""

    content = bytes(range(256)) * 4000
    most = 300_000

    def do_GET(self) -> None:
        start = int(self.headers["Range"].removeprefix("bytes=").partition("-")[0])
        rest = self.content[start:]
        self.send_response(206)
        size = len(self.content)
        self.send_header("Content-Range", f"bytes {start}-{size - 1}/{size}")
        self.send_header("Content-Length", str(len(rest)))
        self.end_headers()
        self.wfile.write(rest[: self.most])

    def log_message(self, *_: object) -> None:
        """Nothing."""


def test_a_reader_goes_on_after_the_store_closed_the_connection():
    with ThreadingHTTPServer(("127.0.0.1", 0), ClosingStore) as store:
        threading.Thread(target=store.serve_forever).start()
        size = len(ClosingStore.content)
        source = StoreReader("film.mkv", size, f"http://127.0.0.1:{store.server_port}/")
        try:
            pieces = [source.read(at, 200_000) for at in range(0, size, 200_000)]
            with pytest.raises(NotArriving):
                source.read(0, size)
        finally:
            source.close()
            store.shutdown()

    assert b"".join(pieces) == ClosingStore.content


class WholeStore(ClosingStore):
    """Sends the whole object, whatever range is asked for, or sends players elsewhere."""

    def do_GET(self) -> None:
        self.send_response(302 if self.path == "/elsewhere" else 200)
        self.send_header("Location", "/whole")
        self.send_header("Content-Length", str(len(self.content)))
        self.end_headers()
        self.wfile.write(self.content)


@pytest.mark.parametrize("path", ["whole", "elsewhere"])
def test_other_bytes_than_the_range_are_never_given_to_a_player(path):
    with ThreadingHTTPServer(("127.0.0.1", 0), WholeStore) as store:
        threading.Thread(target=store.serve_forever).start()
        size = len(WholeStore.content)
        source = StoreReader("film.mkv", size, f"http://127.0.0.1:{store.server_port}/{path}")
        try:
            with pytest.raises(NotArriving):
                source.read(1_000, 10)
        finally:
            source.close()
            store.shutdown()
