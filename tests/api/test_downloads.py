"""Downloads over the API: requests, responses and access."""

import base64
import logging
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest

from chalicelib.downloads.service import SourceValidator
from chalicelib.metadata.store import title_merge
from chalicelib.platform.registry import get, register
from chalicelib.providers.network_guard import NetworkGuard
from tests.downloads.data import bencode
from tests.titles import make_title

HASH = "c334138ef5bfc2d568ea7324e0e2a3a7ec229bdd"
MAGNET = f"magnet:?xt=urn:btih:{HASH}&dn=A+film&tr=http://tracker.example/?passkey=secret"
URL = "/api/v1/downloads"
INFO = {"length": 10, "name": "film.mkv", "piece length": 16384, "pieces": b"x" * 20}


@pytest.fixture(autouse=True)
def _no_names_are_resolved(api):
    """Every host name resolves to a public address, whatever network the tests run in."""
    register(NetworkGuard, lambda: NetworkGuard(resolver=lambda _host: ["93.184.216.34"]))


@pytest.fixture
def user(api):
    return api.as_user()


def body_of(source: str = MAGNET, kind: str = "magnet", **more: object) -> dict[str, object]:
    return {"sourceType": kind, "source": source, **more}


def upload(**info: object) -> str:
    data = bencode({"info": {**INFO, **info}})
    return "data:application/x-bittorrent;base64," + base64.b64encode(data).decode()


def refused(answer, code: str, field: str | None = "source") -> bool:
    assert answer.status == 422, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert (answer.json["code"], answer.json.get("field")) == (code, field)
    return True


def test_a_magnet_link_becomes_a_job(user):
    answer = user.post(URL, json=body_of())
    job = answer.json

    assert answer.status == 201
    assert job == {
        **job,
        "sourceType": "magnet",
        "source": f"magnet:?xt=urn:btih:{HASH}",
        "title": "A film",
        "status": "queued",
        "detail": "",
        "reason": None,
        "queuePosition": 1,
        "progressPercent": 0,
        "bytesTotal": 0,
        "bytesDownloaded": 0,
        "downloadSpeedMbps": 0,
        "etaSeconds": None,
        "engineJobId": None,
        "errorMessage": "",
        "retryCount": 0,
        "nextRetryAt": None,
        "mediaId": None,
        "mediaTitle": None,
        "posterUrl": None,
        "libraryItemId": None,
        "startedAt": None,
        "completedAt": None,
        "cancelledAt": None,
    }
    assert job.keys() >= {"id", "createdAt", "updatedAt"}
    assert user.get(f"{URL}/{job['id']}").json == job


def test_secrets_of_a_source_are_neither_shown_nor_logged(user, caplog):
    caplog.set_level(logging.DEBUG)
    user.post(URL, json=body_of())
    user.post(URL, json=body_of("https://example.org/a.mkv?token=secret", "http"))
    user.post(URL, json=body_of("http://127.0.0.1/a?token=secret", "http"))
    shown = user.get(URL).text

    assert "secret" not in shown
    assert "secret" not in caplog.text
    assert "https://example.org/a.mkv" in shown


def test_a_job_can_be_for_a_title(user, db):
    title = make_title(db, "Metropolis")

    job = user.post(URL, json=body_of(mediaId=title, title="My copy")).json

    assert (job["mediaId"], job["mediaTitle"], job["title"]) == (title, "Metropolis", "My copy")
    assert refused(
        user.post(URL, json=body_of(upload(), "torrent", mediaId=999)), "unknown_media", "mediaId"
    )


def test_a_job_can_be_for_a_title_by_the_id_it_had_before_it_was_merged(user, db):
    goes, title = make_title(db), make_title(db)
    with db.transaction() as conn:
        title_merge.merge(conn, kept=title, removed=goes)

    job = user.post(URL, json=body_of(mediaId=goes)).json
    other = user.post(URL, json=body_of(upload(), "torrent")).json
    changed = user.request("PATCH", f"{URL}/{other['id']}", json={"mediaId": goes})

    assert (job["mediaId"], changed.json["mediaId"]) == (title, title)


def test_other_types_of_sources_are_accepted(user):
    for kind, source, shown in (
        ("torrent", upload(), "film.mkv.torrent"),
        ("torrent", "https://example.org/x.torrent?key=1", "https://example.org/x.torrent"),
        ("http", "http://example.org:8080/x.mkv", "http://example.org:8080/x.mkv"),
        ("direct", "https://Example.org/x.mkv", "https://example.org/x.mkv"),
    ):
        answer = user.post(URL, json=body_of(source, kind))
        assert (answer.status, answer.json["source"]) == (201, shown)


#: Body, code, field. One test for all of them: each test copies a database.
REFUSED = [
    ({}, "invalid_input", "sourceType"),
    (body_of("", "http"), "invalid_input", "source"),
    (body_of(kind="ftp"), "invalid_input", "sourceType"),
    (body_of(surprise=1), "invalid_input", "surprise"),
    (body_of(mediaId="x"), "invalid_input", "mediaId"),
    (body_of("magnet:?dn=nothing"), "bad_source", "source"),
    (body_of("not an address", "http"), "bad_address", "source"),
    (body_of(MAGNET, "http"), "blocked_address", "source"),
    (body_of("https://user:password@example.org/", "direct"), "bad_address", "source"),
    (body_of("data:text/plain;base64,eA==", "torrent"), "bad_source", "source"),
    (body_of(upload(**{"piece length": 0}), "torrent"), "bad_torrent", "source"),
    (body_of(title="x" * 301), "invalid_input", "title"),
]


def test_unusable_sources_are_refused_with_their_code(user):
    for body, code, field in REFUSED:
        assert refused(user.post(URL, json=body), code, field)
    assert user.get(URL).json["items"] == []


def test_a_torrent_that_is_too_big_is_refused(user):
    data = base64.b64encode(b"d4:info" + b"x" * (4 * 1024 * 1024)).decode()

    assert refused(
        user.post(URL, json=body_of("data:application/x-bittorrent;base64," + data, "torrent")),
        "bad_torrent",
    )
    assert refused(user.post(URL, json=body_of("x" * 6_000_000, "torrent")), "invalid_input")


def test_torrents_can_be_switched_off(api):
    api.configure(seen_torrents="off")
    user = api.as_user()

    assert refused(user.post(URL, json=body_of()), "torrents_off", "sourceType")
    assert refused(user.post(URL, json=body_of(upload(), "torrent")), "torrents_off", "sourceType")
    register(NetworkGuard, lambda: NetworkGuard(resolver=lambda _host: ["93.184.216.34"]))
    assert user.post(URL, json=body_of("https://example.org/x", "http")).status == 201


PORT = 0  # stands for the port of a socket that must see nothing
INSIDE = [
    "127.0.0.1",
    "127.1",
    "2130706433",
    "0x7f.1",
    "017700000001",
    "0",
    "0.0.0.0",
    "localhost",
    "localhost.",
    "LOCALHOST",
    "[::1]",
    "[::]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[64:ff9b::7f00:1]",
    "[2002:7f00:1::]",
    "good@127.0.0.1",
    "169.254.169.254",
    "10.0.0.1",
    "192.168.0.1",
    "100.64.0.1",
    "[fc00::1]",
    "[fe80::1]",
]


@pytest.fixture
def silent_port():
    """A local socket that must see no connection."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0)
        yield server.getsockname()[1]
        with pytest.raises(BlockingIOError):
            server.accept()


def test_case_28_private_addresses_are_blocked_before_any_packet(user, silent_port):
    for host in INSIDE:
        source = f"http://{host}:{silent_port}/file"
        assert refused(user.post(URL, json=body_of(source, "http")), "blocked_address")
        assert refused(user.post(URL, json=body_of(source, "torrent")), "blocked_address")


def test_case_28_only_web_ports_and_schemes_are_accepted(user):
    for source in (
        "file:///etc/passwd",
        "gopher://x/",
        "ftp://x/",
        "ldap://x/",
        *(f"http://example.org:{port}/" for port in (22, 25, 5432, 6379, 9200)),
    ):
        assert refused(user.post(URL, json=body_of(source, "http")), "blocked_address")


def test_case_28_trackers_web_seeds_and_peers_on_private_addresses_are_blocked(user, silent_port):
    inside = f"127.0.0.1:{silent_port}"
    magnet = f"magnet:?xt=urn:btih:{HASH}"
    for extra in (
        f"&tr=http://{inside}/announce",
        f"&tr.1=udp://{inside}",
        f"&ws=http://{inside}/",
        f"&as=http://{inside}/",
        f"&xs=http://{inside}/x.torrent",
        f"&x.pe={inside}",
    ):
        assert refused(user.post(URL, json=body_of(magnet + extra)), "blocked_address")
    for extra in ({"announce": f"http://{inside}/a"}, {"url-list": f"http://{inside}/"}):
        data = base64.b64encode(bencode({"info": INFO, **extra})).decode()
        source = "data:application/x-bittorrent;base64," + data
        assert refused(user.post(URL, json=body_of(source, "torrent")), "blocked_address")


def test_case_29_a_name_that_resolves_to_a_private_address_is_blocked(user):
    register(
        NetworkGuard,
        lambda: NetworkGuard(resolver=lambda _host: ["93.184.216.34", "192.168.0.1"]),
    )
    register(SourceValidator, lambda: SourceValidator(get(NetworkGuard), are_torrents_on=True))

    assert refused(
        user.post(URL, json=body_of("http://inside.example/", "http")), "blocked_address"
    )


def test_an_administrator_can_open_a_network(api, silent_port):
    api.configure(seen_download_allow="127.0.0.0/8")
    user = api.as_user()

    assert user.post(URL, json=body_of(f"http://127.0.0.1:{silent_port}/x", "http")).status == 201


def test_case_13_the_same_key_gets_the_same_answer(user):
    key = {"Idempotency-Key": uuid4().hex}
    first = user.post(URL, json=body_of("https://example.org/a", "http"), headers=key)
    again = user.post(URL, json=body_of("https://example.org/a", "http"), headers=key)

    assert (first.status, again.status) == (201, 201)
    assert again.json == first.json
    assert len(user.get(URL).json["items"]) == 1


def test_case_13_the_same_key_for_another_request_is_refused(user):
    key = {"Idempotency-Key": "one"}
    user.post(URL, json=body_of("https://example.org/a", "http"), headers=key)

    answer = user.post(URL, json=body_of("https://example.org/b", "http"), headers=key)

    assert refused(answer, "idempotency_key_reused", "Idempotency-Key")


def test_case_13_a_key_belongs_to_one_user(api):
    key = {"Idempotency-Key": "one"}
    for name in ("rosa", "max"):
        answer = api.as_user(name).post(URL, json=body_of(), headers=key)
        assert answer.status == 201


def test_case_13_concurrent_requests_create_one_job(user):
    barrier = threading.Barrier(4)

    def ask(_number: int) -> int:
        barrier.wait()
        body = body_of("https://example.org/a", "http")
        return user.post(
            URL, json=body, headers={"Idempotency-Key": "x"}, keep_cookies=False
        ).status

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(ask, range(4)))

    assert set(answers) <= {201, 409}
    assert 201 in answers
    assert len(user.get(URL).json["items"]) == 1


def test_case_13_a_server_error_leaves_the_key_unused(user, db):
    key = {"Idempotency-Key": "one"}
    with db.read() as conn:
        conn.execute("ALTER TABLE download_events RENAME TO elsewhere")
    assert user.post(URL, json=body_of(), headers=key).status == 500
    with db.read() as conn:
        conn.execute("ALTER TABLE elsewhere RENAME TO download_events")

    assert user.post(URL, json=body_of(), headers=key).status == 201


def test_case_13_a_key_expires_after_a_day(user, db):
    key = {"Idempotency-Key": "one"}
    user.post(URL, json=body_of("https://example.org/a", "http"), headers=key)
    with db.read() as conn:
        conn.execute("UPDATE idempotency_keys SET created_at = now() - interval '25 hours'")

    answer = user.post(URL, json=body_of("https://example.org/b", "http"), headers=key)

    assert (answer.status, answer.json["source"]) == (201, "https://example.org/b")


def test_an_invalid_key_is_refused(user):
    for key in ("x" * 256, "a\tb", ""):
        answer = user.post(URL, json=body_of(), headers={"Idempotency-Key": key})
        assert refused(answer, "invalid_input", "Idempotency-Key")


def test_case_14_adding_an_open_torrent_returns_the_existing_job(user):
    first = user.post(URL, json=body_of())
    again = user.post(URL, json=body_of(f"magnet:?xt=urn:btih:{HASH.upper()}"))

    assert (first.status, again.status) == (201, 200)
    assert again.json["id"] == first.json["id"]


def test_case_14_adding_a_finished_torrent_creates_a_new_job(user):
    first = user.post(URL, json=body_of()).json
    user.delete(f"{URL}/{first['id']}")

    again = user.post(URL, json=body_of())

    assert again.status == 201
    assert again.json["id"] != first["id"]


def test_case_14_another_user_gets_a_separate_job(api):
    jobs = [api.as_user(name).post(URL, json=body_of()) for name in ("rosa", "max")]

    assert [job.status for job in jobs] == [201, 201]
    assert jobs[0].json["id"] != jobs[1].json["id"]
    assert [job.json["queuePosition"] for job in jobs] == [1, 2]


def test_case_14_concurrent_requests_for_one_torrent_create_one_job(user):
    barrier = threading.Barrier(4)

    def ask(_number: int) -> tuple[int, str]:
        barrier.wait()
        answer = user.post(URL, json=body_of(), keep_cookies=False)
        return answer.status, answer.json["id"]

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(ask, range(4)))

    assert sorted(status for status, _ in answers) == [200, 200, 200, 201]
    assert len({job for _, job in answers}) == 1


def made(user, count: int) -> list[str]:
    return [
        user.post(URL, json=body_of(f"https://example.org/{number}", "http")).json["id"]
        for number in range(count)
    ]


def test_the_list_shows_the_newest_activity_first_page_by_page(user):
    ids = made(user, 7)
    user.delete(f"{URL}/{ids[2]}")
    seen, cursor, sizes = [], "", []
    while True:
        page = user.get(f"{URL}?limit=3{cursor}").json
        seen += [job["id"] for job in page["items"]]
        sizes.append(len(page["items"]))
        if page["nextCursor"] is None:
            break
        cursor = f"&cursor={page['nextCursor']}"

    assert seen == [ids[2], *reversed([ids[0], ids[1], *ids[3:]])]
    assert sizes == [3, 3, 1]


def test_the_list_can_be_filtered_by_status(user):
    ids = made(user, 3)
    user.delete(f"{URL}/{ids[1]}")

    cancelled = user.get(f"{URL}?status=cancelled").json["items"]

    assert [job["id"] for job in cancelled] == [ids[1]]
    assert len(user.get(f"{URL}?status=queued").json["items"]) == 2
    completed = user.get(f"{URL}?status=completed").json
    assert (completed["items"], completed["nextCursor"]) == ([], None)


def test_jobs_with_the_same_instant_are_listed_once_each(user, db):
    ids = made(user, 5)
    with db.read() as conn:
        conn.execute("UPDATE download_jobs SET updated_at = '2026-01-01T00:00:00Z'")
    first = user.get(f"{URL}?limit=2").json
    second = user.get(f"{URL}?limit=10&cursor={first['nextCursor']}").json

    assert [job["id"] for job in first["items"] + second["items"]] == sorted(ids)


def test_an_invalid_list_query_is_refused(user):
    for query, field in (
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=x", "limit"),
        ("status=done", "status"),
        ("cursor=garbage", "cursor"),
        ("cursor=W10", "cursor"),
        ("cursor=" + "x" * 300, "cursor"),
        ("page=1", "page"),
    ):
        assert refused(user.get(f"{URL}?{query}"), "invalid_input", field)


def test_events_are_listed_oldest_first(user):
    (job,) = made(user, 1)
    user.delete(f"{URL}/{job}")
    events = user.get(f"{URL}/{job}/events").json["items"]

    assert [(event["status"], event["progressPercent"]) for event in events] == [
        ("queued", 0),
        ("cancelled", 0),
    ]
    assert events[0].keys() == {
        "id", "jobId", "status", "message", "progressPercent", "payload", "createdAt",
    }  # fmt: skip
    after = events[0]["createdAt"].replace("+", "%2B")
    rest = user.get(f"{URL}/{job}/events?after={after}").json["items"]
    assert rest == events[1:]
    assert len(user.get(f"{URL}/{job}/events?limit=1").json["items"]) == 1
    assert refused(user.get(f"{URL}/{job}/events?after=yesterday"), "invalid_input", "after")


def test_cancelling_returns_the_job_and_is_idempotent(user):
    (job,) = made(user, 1)
    first = user.delete(f"{URL}/{job}")
    again = user.delete(f"{URL}/{job}")

    assert (first.status, again.status) == (200, 200)
    assert first.json["status"] == "cancelled"
    assert first.json["cancelledAt"]
    assert again.json == first.json


def test_other_users_downloads_are_not_found(api):
    rosa, max_ = api.as_user("rosa"), api.as_user("max")
    (job,) = made(rosa, 1)

    for answer in (
        max_.get(f"{URL}/{job}"),
        max_.get(f"{URL}/{job}/events"),
        max_.delete(f"{URL}/{job}"),
        max_.get(f"{URL}/{uuid4()}"),
        max_.get(f"{URL}/not-an-id"),
    ):
        assert answer.status == 404
    assert max_.get(URL).json["items"] == []
    assert rosa.get(f"{URL}/{job}").json["status"] == "queued"


def test_an_administrator_sees_the_downloads_of_all_users_with_their_owners(api):
    rosa, admin = api.as_user("rosa"), api.as_admin()
    (job,) = made(rosa, 1)

    of_all_users = admin.get(f"{URL}?scope=all").json["items"]

    assert [each["id"] for each in of_all_users] == [job]
    assert of_all_users[0]["owner"]["id"] == rosa.user["id"]
    assert admin.get(URL).json["items"] == []
    assert admin.get(f"{URL}/{job}").status == 200
    assert rosa.get(f"{URL}?scope=all").status == 403
    assert rosa.get(f"{URL}/{job}").json["owner"] is None


def test_queue_positions_count_the_jobs_of_all_users(api):
    rosa, max_ = api.as_user("rosa"), api.as_user("max")
    first = made(rosa, 2)
    (second,) = made(max_, 1)
    rosa.delete(f"{URL}/{first[0]}")

    assert rosa.get(f"{URL}/{first[0]}").json["queuePosition"] is None
    assert rosa.get(f"{URL}/{first[1]}").json["queuePosition"] == 1
    assert max_.get(f"{URL}/{second}").json["queuePosition"] == 2
