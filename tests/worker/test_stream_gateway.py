"""The stream gateway over a real socket."""

import http.client
import logging
import os
import shutil
import socket
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from localstack.ports import any_free
from tests.library import Browser, address, make_item, make_session, streaming
from tests.waiting import wait_until
from worker.scanner.roots import Roots

BODY = bytes(range(256)) * 40 + b"the end"
SIZE = len(BODY)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "films"
    folder.mkdir()
    return folder


@pytest.fixture
def roots(root: Path, tmp_path: Path) -> Roots:
    (tmp_path / "downloads").mkdir()
    return Roots.of([root], tmp_path / "downloads")


@pytest.fixture
def film(root: Path) -> Path:
    path = root / "film.mp4"
    path.write_bytes(BODY)
    os.utime(path, (1_700_000_000, 1_700_000_000))
    return path


@pytest.fixture
def item(db, film):
    return make_item(db, film)


@pytest.fixture
def session(db):
    return make_session(db)


@pytest.fixture
def server(db, roots):
    with streaming(db, roots) as running:
        yield running


@pytest.fixture
def url(item, session):
    return address(item, session)


@pytest.fixture
def browser(server):
    with Browser(server.port) as link:
        yield link


def test_a_whole_file_has_the_headers_a_player_needs(browser, url):
    answer = browser.get(url)

    assert (answer.status, answer.body) == (200, BODY)
    assert answer.headers["content-type"] == "video/mp4"
    assert answer.headers["accept-ranges"] == "bytes"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "private, no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"
    assert answer.headers["last-modified"] == "Tue, 14 Nov 2023 22:13:20 GMT"
    assert answer.headers["etag"].startswith('"')


#: Header, status, Content-Range, body; and what nginx answers where that is another status.
RANGES = [
    ("bytes=0-0", 206, f"bytes 0-0/{SIZE}", BODY[:1], 206),
    ("bytes=-1", 206, f"bytes {SIZE - 1}-{SIZE - 1}/{SIZE}", BODY[-1:], 206),
    ("bytes=5-", 206, f"bytes 5-{SIZE - 1}/{SIZE}", BODY[5:], 206),
    ("bytes=5-9", 206, f"bytes 5-9/{SIZE}", BODY[5:10], 206),
    (f"bytes=0-{SIZE * 2}", 206, f"bytes 0-{SIZE - 1}/{SIZE}", BODY, 206),
    (f"bytes={SIZE - 1}-", 206, f"bytes {SIZE - 1}-{SIZE - 1}/{SIZE}", BODY[-1:], 206),
    (f"bytes={SIZE}-", 416, f"bytes */{SIZE}", b"", 416),
    ("bytes=999999999999-", 416, f"bytes */{SIZE}", b"", 416),
    ("bytes=18446744073709551616-", 416, f"bytes */{SIZE}", b"", 416),  # 2^64
    ("bytes=9-3", 200, None, BODY, 416),  # nginx: malformed is past the end
    ("bytes=abc", 200, None, BODY, 416),
    ("abc", 200, None, BODY, 200),
    ("bytes=0-0,5-9", 200, None, BODY, 206),  # nginx: a multipart answer
]


@pytest.mark.parametrize("case", RANGES, ids=lambda case: case[0])
def test_case_41_ranges_follow_the_rfc(browser, url, case):
    header, status, content_range, body, _ = case
    answer = browser.get(url, Range=header)

    assert (answer.status, answer.headers.get("content-range")) == (status, content_range)
    assert answer.body == body


@pytest.mark.parametrize("case", RANGES, ids=lambda case: case[0])
def test_case_41_head_has_the_same_headers_without_a_body(browser, url, case):
    header, status, content_range, body, _ = case
    answer = browser.get(url, method="HEAD", Range=header)
    following = browser.get(url, Range="bytes=0-3")

    assert (answer.status, answer.headers.get("content-range")) == (status, content_range)
    assert answer.headers["content-length"] == str(len(body))
    assert following.body == BODY[:4]


@pytest.fixture
def nginx(root, tmp_path):
    """nginx on the same folder, when this machine has it."""
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if program is None:
        pytest.skip("nginx is not installed here, so there is nothing to compare with")
    port = any_free()
    place = tmp_path / "nginx"
    place.mkdir()
    root.chmod(0o755)
    conf = place / "nginx.conf"
    conf.write_text(
        f"""
        daemon off; pid {place}/pid; error_log {place}/error.log;
        events {{}}
        http {{
            access_log off; sendfile on;
            client_body_temp_path {place}/1; proxy_temp_path {place}/2;
            fastcgi_temp_path {place}/3; uwsgi_temp_path {place}/4; scgi_temp_path {place}/5;
            types {{ video/mp4 mp4; }}
            server {{ listen 127.0.0.1:{port}; root {root}; }}
        }}
        """
    )
    user = ["-g", "user root;"] if os.geteuid() == 0 else []
    process = subprocess.Popen([program, "-c", conf, "-p", place, *user])
    try:
        wait_until(lambda: answers(port))
        yield port
    finally:
        process.terminate()
        process.wait(60)


def answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def test_case_41_responses_equal_those_of_nginx(nginx, browser, film, url):
    for header, status, _, body, theirs_status in RANGES:
        ours = browser.get(url, Range=header)
        link = http.client.HTTPConnection("127.0.0.1", nginx, timeout=60)
        link.request("GET", f"/{film.name}", headers={"Range": header})
        theirs = link.getresponse()
        their_body = theirs.read()
        link.close()

        assert theirs.status == theirs_status, header
        if theirs.status == status:
            their_range = theirs.getheader("Content-Range")
            assert ours.headers.get("content-range") == their_range, header
            assert status == 416 or ours.body == their_body == body, header
            assert ours.headers["last-modified"] == theirs.getheader("Last-Modified") or (
                status == 416
            )


def test_case_41_a_range_of_an_older_version_gets_the_whole_new_file(browser, url, film):
    old = browser.get(url, Range="bytes=0-9")
    film.write_bytes(b"new" + BODY)

    answer = browser.get(url, Range="bytes=10-19", If_Range=old.headers["etag"])

    assert (answer.status, answer.body) == (200, b"new" + BODY)


def test_a_range_of_the_same_version_is_partial(browser, url):
    old = browser.get(url, Range="bytes=0-9")

    by_tag = browser.get(url, Range="bytes=10-19", If_Range=old.headers["etag"])
    by_date = browser.get(url, Range="bytes=10-19", If_Range=old.headers["last-modified"])

    assert (by_tag.status, by_tag.body) == (206, BODY[10:20])
    assert (by_date.status, by_date.body) == (206, BODY[10:20])


def test_an_unchanged_file_is_answered_304(browser, url):
    tag = browser.get(url).headers["etag"]

    answer = browser.get(url, If_None_Match=tag)
    following = browser.get(url, Range="bytes=0-3")

    assert (answer.status, "content-length" in answer.headers) == (304, False)
    assert following.body == BODY[:4]


def test_an_empty_file_is_sent(browser, url, film):
    film.write_bytes(b"")

    assert browser.get(url).body == b""
    assert browser.get(url, Range="bytes=0-").status == 416


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"])
def test_files_can_only_be_read(browser, url, method):
    answer = browser.get(url, method=method)

    assert (answer.status, answer.headers["allow"]) == (405, "GET, HEAD")


def test_case_48_an_address_of_another_session_is_refused(browser, db, item, session):
    mine, theirs = address(item, session), address(item, make_session(db))
    swapped = mine.replace(str(session), theirs.split("s=")[1].split("&")[0])

    assert browser.get(swapped).status == 403


def test_an_expired_address_is_refused(browser, item, session):
    answer = browser.get(address(item, session, lasts=timedelta(seconds=-1)))

    assert (answer.status, b"bad_grant" in answer.body) == (403, True)


def test_case_48_a_used_address_expires(db, roots, item, session):
    hours = [0]
    url = address(item, session)
    with (
        streaming(db, roots, clock=lambda: datetime.now(UTC) + timedelta(hours=hours[0])) as server,
        Browser(server.port) as browser,
    ):
        before = browser.get(url)
        hours[0] = 2

        after = browser.get(url)

    assert (before.status, after.status) == (200, 403)


def test_case_48_a_changed_character_anywhere_is_refused(browser, url):
    path, _, query = url.partition("?")
    refused = []
    for position in range(len(query)):
        if query[position] in "=&":
            continue
        changed = "0" if query[position] != "0" else "1"
        answer = browser.get(f"{path}?{query[:position]}{changed}{query[position + 1 :]}")
        refused.append(answer.status)

    assert set(refused) == {403}


def test_case_48_an_address_is_valid_for_one_file_only(browser, db, root, url):
    other = root / "other.mp4"
    other.write_bytes(b"secret")
    other_item = make_item(db, other)

    answer = browser.get(f"/stream/{other_item}?{url.partition('?')[2]}")

    assert (answer.status, b"secret" in answer.body) == (403, False)


def test_a_request_without_a_grant_reveals_nothing(browser, item):
    assert browser.get(f"/stream/{item}").status == 403
    assert browser.get(f"/stream/{uuid4()}").status == 403


@pytest.mark.parametrize(
    "path", ["/", "/stream/", "/stream/x", "/streams", "/stream/../etc/passwd"]
)
def test_other_paths_are_not_found(browser, path):
    assert browser.get(path).status == 404


def test_a_file_that_is_not_in_the_library_is_not_found(browser, session):
    assert browser.get(address(uuid4(), session)).status == 404


def test_case_48_signing_out_ends_the_address_within_a_minute(db, roots, url, session):
    seconds = [0.0]
    with (
        streaming(db, roots, now_s=lambda: seconds[0]) as server,
        Browser(server.port) as browser,
    ):
        before = browser.get(url)
        with db.read() as conn:
            conn.execute("UPDATE sessions SET revoked_at = now() WHERE id = %s", [session])
        seconds[0] = 30.0

        after = browser.get(url)

    assert (before.status, after.status) == (200, 403)


def test_case_48_signing_out_ends_a_running_stream(db, roots, root, session):
    seconds = [0.0]
    big = root / "big.mp4"
    with big.open("wb") as file:
        file.truncate(256 * 2**20)
    url = address(make_item(db, big), session)
    with (
        streaming(db, roots, now_s=lambda: seconds[0]) as server,
        Browser(server.port) as browser,
    ):
        browser.send(url)
        browser.head()
        with db.read() as conn:
            conn.execute("UPDATE sessions SET revoked_at = now() WHERE id = %s", [session])
        seconds[0] = 30.0

        arrived = sum(len(piece) for piece in iter(lambda: browser.stream.read1(2**20), b""))

    assert arrived < 256 * 2**20


def test_an_expired_session_is_refused(db, roots, film):
    session = make_session(db, alive_for=timedelta(seconds=-1))
    item = make_item(db, film)
    with streaming(db, roots) as server, Browser(server.port) as browser:
        assert browser.get(address(item, session)).status == 403


def test_case_48_the_signature_is_neither_logged_nor_stored(browser, url, item, db, caplog):
    caplog.set_level(logging.DEBUG)
    seal = url.rpartition("sig=")[2]

    statuses = [browser.get(url).status, browser.get(url + "x").status]

    assert statuses == [200, 403]
    browser.close()
    wait_until(lambda: "stream read" in caplog.messages)
    assert "stream refused" in caplog.messages
    assert seal not in "".join(str(vars(record)) for record in caplog.records)
    with db.read() as conn:
        tables = conn.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
        ).fetchall()
        for (table,) in tables:
            rows = conn.execute(f'SELECT * FROM "{table}"').fetchall()  # noqa: S608
            assert seal not in str(rows)


def test_a_link_put_in_place_of_the_file_is_not_followed(browser, url, film, tmp_path):
    secret = tmp_path / "secret.mp4"
    secret.write_bytes(b"secret")
    film.unlink()
    film.symlink_to(secret)

    answer = browser.get(url)

    assert (answer.status, b"secret" in answer.body) == (404, False)


def test_a_folder_that_became_a_link_is_not_followed(browser, db, root, tmp_path, session):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "film.mp4").write_bytes(b"secret")
    (root / "folder").symlink_to(outside)
    item = make_item(db, root / "folder" / "film.mp4")

    assert browser.get(address(item, session)).status == 404


def test_a_path_outside_the_library_is_not_served(browser, db, tmp_path, session):
    (tmp_path / "secret.mp4").write_bytes(b"secret")

    item = make_item(db, tmp_path / "secret.mp4")
    climbing = make_item(db, tmp_path / "films" / ".." / "secret.mp4")

    assert browser.get(address(item, session)).status == 404
    assert browser.get(address(climbing, session)).status == 404


def test_a_pipe_in_place_of_the_file_does_not_hang(browser, url, film):
    film.unlink()
    os.mkfifo(film)

    assert browser.get(url).status == 404


def test_a_name_that_is_not_utf8_is_served(browser, db, root, session):
    path = Path(os.fsdecode(os.fsencode(root) + b"/H\xe4xan \"'$(x)\n.mp4"))
    path.write_bytes(BODY)

    answer = browser.get(address(make_item(db, path), session))

    assert answer.body == BODY


def test_case_40_concurrent_streams_of_a_session_are_limited(db, roots, root, session):
    big = root / "big.mp4"
    with big.open("wb") as file:
        file.truncate(64 * 2**20)
    url = address(make_item(db, big), session)
    with streaming(db, roots) as server:
        server.concurrency.limit = 3
        readers = [Browser(server.port, receive_buffer=4096) for _ in range(4)]
        for reader in readers[:3]:
            reader.send(url)
            assert reader.head().status == 200

        refused = readers[3].get(url)
        readers[0].close()
        wait_until(lambda: server.concurrency.taken == 2)
        again = readers[3].get(url, Range="bytes=0-9")
        for reader in readers:
            reader.close()

    assert (refused.status, refused.headers["retry-after"]) == (429, "5")
    assert again.status == 206


def open_files() -> int:
    listing = Path("/proc/self/fd")
    return len(list(listing.iterdir())) if listing.exists() else 0


def test_case_40_vanished_clients_leave_no_open_files(db, roots, root, session):
    big = root / "big.mp4"
    with big.open("wb") as file:
        file.truncate(64 * 2**20)
    url = address(make_item(db, big), session)
    with streaming(db, roots) as server:
        server.concurrency.limit = 1000
        Browser(server.port).close()
        wait_until(lambda: server.connections == 0)
        before = open_files()
        for _ in range(200):
            reader = Browser(server.port, receive_buffer=4096)
            reader.send(url)
            reader.head()
            reader.close()

        wait_until(lambda: server.connections == 0)
        after = open_files()

    assert server.concurrency.taken == 0
    assert after <= before + 2


def test_excess_connections_are_refused(db, roots, url):
    with streaming(db, roots, max_connections=2) as server:
        held = [Browser(server.port) for _ in range(2)]
        wait_until(lambda: server.connections == 2)

        with Browser(server.port) as turned_away:
            answer = turned_away.head()
        held[0].close()
        wait_until(lambda: server.connections == 1)
        with Browser(server.port) as welcome:
            served = welcome.get(url, Range="bytes=0-0")
        held[1].close()

    assert answer.status == 503
    assert served.status == 206


def test_an_invalid_request_is_refused_and_the_connection_closed(server):
    with Browser(server.port) as browser:
        browser.link.sendall(b"\x16\x03\x01 hello\r\n\r\n")

        assert browser.head().status == 400
        browser.stream.read(10_000)
        assert browser.stream.read(1) == b""


def test_endless_headers_are_refused(server):
    with Browser(server.port) as browser:
        browser.link.sendall(b"GET / HTTP/1.1\r\nX: " + b"a" * 40_000)

        assert browser.head().status == 431


def test_a_database_outage_is_answered_503(browser, db, url, monkeypatch):
    from chalicelib.platform.errors import Unavailable

    def away():
        raise Unavailable("The database does not answer.", retry_after_s=2)

    monkeypatch.setattr(
        "worker.gateway.authorization.stream_queries.is_alive", lambda *_, **__: away()
    )

    answer = browser.get(url)

    assert (answer.status, answer.headers["retry-after"]) == (503, "2")


def test_a_stream_continues_during_a_short_database_outage(db, roots, url, monkeypatch):
    from chalicelib.platform.errors import Unavailable

    def away(*_, **__):
        raise Unavailable("The database does not answer.", retry_after_s=2)

    seconds = [0.0]
    with (
        streaming(db, roots, now_s=lambda: seconds[0]) as server,
        Browser(server.port) as browser,
    ):
        first = browser.get(url, Range="bytes=0-9")
        monkeypatch.setattr("worker.gateway.authorization.stream_queries.is_alive", away)
        monkeypatch.setattr("worker.gateway.authorization.stream_queries.get", away)
        seconds[0] = 40.0
        still = browser.get(url, Range="bytes=10-19")
        seconds[0] = 60.0
        no_longer = browser.get(url, Range="bytes=20-29")

    assert [first.status, still.status, no_longer.status] == [206, 206, 503]


def test_closing_ends_every_connection(db, roots, root, session):
    big = root / "big.mp4"
    with big.open("wb") as file:
        file.truncate(64 * 2**20)
    url = address(make_item(db, big), session)
    with streaming(db, roots) as server:
        reader = Browser(server.port, receive_buffer=4096)
        reader.send(url)
        reader.head()

        server.close()
        wait_until(lambda: server.connections == 0)
        reader.close()

    assert server.concurrency.taken == 0
