"""Bytes of a file that is still arriving, over a real socket."""

import threading
from uuid import UUID, uuid4

import pytest

from localstack.gateway.in_progress_files import MAX_BYTES, InProgressFiles
from localstack.gateway.lambda_events import GatewayRequest
from tests.library import Browser, address, make_session, streaming
from tests.waiting import wait_until
from worker.downloader.in_progress_file import NotArriving
from worker.scanner.roots import Roots

BODY = bytes(range(256)) * 8192  # 2 MiB
JOB = uuid4()


class Arriving:
    """A file of which only the beginning has come, until more does."""

    name = "film.mkv"
    size = len(BODY)

    def __init__(self, here: int) -> None:
        self.here = here
        self.fails = False
        self.closed = 0
        self.asked: list[int] = []
        self._news = threading.Condition()

    def arrive(self, here: int) -> None:
        with self._news:
            self.here = here
            self._news.notify_all()

    def fail(self) -> None:
        with self._news:
            self.fails = True
            self._news.notify_all()

    def read(self, offset: int, length: int, timeout_s: float = 30.0) -> bytes:
        with self._news:
            self.asked.append(offset)
            came = self._news.wait_for(
                lambda: self.fails or self.here >= offset + length, timeout_s
            )
            if self.fails or not came:
                raise NotArriving("it does not come")
            return BODY[offset : offset + length]

    def close(self) -> None:
        self.closed += 1


@pytest.fixture
def arriving():
    return Arriving(here=len(BODY))


@pytest.fixture
def session(db):
    return make_session(db)


@pytest.fixture
def server(db, tmp_path, arriving, monkeypatch):
    monkeypatch.setattr("worker.gateway.socket_writer.POLL_INTERVAL_S", 0.2)

    def find(job_id: UUID, file_index: int):
        return arriving if (job_id, file_index) == (JOB, 0) else None

    with streaming(db, Roots.of([tmp_path], tmp_path / "downloads"), find) as running:
        yield running


@pytest.fixture
def browser(server):
    with Browser(server.port) as link:
        yield link


def job_address(session: UUID, *, job: UUID = JOB, index: int = 0, signed: UUID = JOB) -> str:
    return address(signed, session, path=f"/stream/job/{job}/{index}")


def test_a_file_that_has_arrived_is_read_like_any_other(browser, arriving, session):
    url = job_address(session)

    whole = browser.get(url)
    part = browser.get(url, Range="bytes=1000-1999")
    head = browser.get(url, method="HEAD")
    past = browser.get(url, Range=f"bytes={len(BODY)}-")

    assert (whole.status, whole.body == BODY) == (200, True)
    assert (part.status, part.body) == (206, BODY[1000:2000])
    assert (head.status, head.headers["content-length"]) == (200, str(len(BODY)))
    assert (past.status, past.headers["content-range"]) == (416, f"bytes */{len(BODY)}")
    assert whole.headers["content-type"] == "video/x-matroska"
    wait_until(lambda: arriving.closed == 4)


def test_a_reader_waits_for_missing_bytes(browser, arriving, session):
    arriving.here = 300_000
    browser.send(job_address(session))
    head = browser.head()
    first = browser.stream.read(262_144)
    wait_until(lambda: len(arriving.asked) > 3)  # it has looked again meanwhile

    arriving.arrive(len(BODY))
    rest = browser.stream.read(len(BODY) - len(first))

    assert head.status == 200
    assert first + rest == BODY


def test_a_failed_download_ends_the_connection(browser, arriving, session):
    arriving.here = 300_000
    browser.send(job_address(session))
    browser.head()
    arriving.fail()

    got = browser.stream.read(len(BODY))

    assert got == BODY[: len(got)]
    assert len(got) < len(BODY)
    wait_until(lambda: arriving.closed == 1)


def test_a_client_that_disconnects_while_waiting_is_released(server, arriving, session):
    arriving.here = 0
    reader = Browser(server.port)
    reader.send(job_address(session))
    reader.head()
    wait_until(lambda: bool(arriving.asked))

    reader.close()

    wait_until(lambda: server.connections == 0)
    assert arriving.closed == 1


def test_signing_out_while_waiting_ends_the_request(db, tmp_path, session, monkeypatch):
    monkeypatch.setattr("worker.gateway.socket_writer.POLL_INTERVAL_S", 0.1)
    seconds = [0.0]
    arriving = Arriving(here=0)
    roots = Roots.of([tmp_path], tmp_path / "downloads")
    with (
        streaming(db, roots, lambda *_: arriving, now_s=lambda: seconds[0]) as server,
        Browser(server.port) as reader,
    ):
        reader.send(job_address(session))
        reader.head()
        with db.read() as conn:
            conn.execute("UPDATE sessions SET revoked_at = now() WHERE id = %s", [session])
        seconds[0] = 30.0

        assert reader.stream.read(1) == b""


def test_an_address_is_valid_for_its_own_download_only(browser, session):
    other = uuid4()

    assert browser.get(job_address(session, job=other)).status == 403
    assert browser.get(job_address(session, job=other, signed=other)).status == 404
    assert browser.get(job_address(session, index=1)).status == 404
    assert browser.get(f"/stream/job/{JOB}/0").status == 403


def test_an_incomplete_file_has_no_validators(browser, session):
    answer = browser.get(job_address(session), Range="bytes=0-9", If_Range='"anything"')

    assert (answer.status, "etag" in answer.headers) == (200, False)


def test_the_home_server_passes_a_part_at_a_time_on(server, arriving, session):
    front = InProgressFiles(f"http://127.0.0.1:{server.port}")
    path, _, query = job_address(session).partition("?")

    def ask(wanted: str, query: str = query):
        headers = [("range", wanted)] if wanted else []
        return front.answer(GatewayRequest("GET", path, query, headers, b"", "127.0.0.1", "1"))

    begin = ask("bytes=100-")
    end = ask(f"bytes={len(BODY) - 10}-{len(BODY) - 1}")

    assert (begin.status, begin.body == BODY[100 : 100 + MAX_BYTES]) == (206, True)
    assert dict(begin.headers)["content-range"] == f"bytes 100-{MAX_BYTES + 99}/{len(BODY)}"
    assert (end.status, end.body) == (206, BODY[-10:])
    assert ask("bytes=0-", query="").status == 403
    assert ask("").status == 400
