"""Liveness, readiness, the administrator's health page and metrics."""

import json
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from uuid import UUID

import pytest

from chalicelib.platform.cache import Cache
from chalicelib.platform.db import Database
from chalicelib.platform.registry import register


@pytest.fixture
def closed_port():
    """A port where nothing listens, and nothing else will during the test."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield held.getsockname()[1]


@pytest.fixture
def store_at():
    """Start a web server that always answers with the given status; its address."""
    servers = []

    def start(status: int) -> str:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_address[1]}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def test_a_process_without_any_service_is_live(api, client, closed_port):
    gone = Database(f"postgresql://nobody@127.0.0.1:{closed_port}/nothing")
    register(Database, lambda: gone)

    answer = client.get("/api/v1/health/live")

    assert answer.status == 200
    assert answer.json == {"status": "live"}
    gone.close()


def test_with_every_service_the_server_is_ready(client):
    answer = client.get("/api/v1/health/ready")

    assert answer.status == 200
    assert answer.json == {
        "status": "ready",
        "checks": {"database": "ok", "migrations": "ok", "cache": "ok", "objectStore": "off"},
    }


def test_without_a_database_the_server_is_not_ready_and_says_why(api, client, closed_port):
    gone = Database(f"postgresql://nobody@127.0.0.1:{closed_port}/nothing")
    register(Database, lambda: gone)

    answer = client.get("/api/v1/health/ready")

    assert answer.status == 503
    assert answer.json["code"] == "not_ready"
    assert "database" in answer.json["detail"]
    assert answer.headers["retry-after"] == "5"
    gone.close()


def test_a_missing_migration_is_named(client, db):
    with db.read() as conn:
        conn.execute("DELETE FROM schema_migrations WHERE name LIKE '0005%'")

    answer = client.get("/api/v1/health/ready")

    assert answer.status == 503
    assert "0005_library.sql" in answer.json["detail"]


def test_an_empty_database_is_not_ready(client, db):
    with db.read() as conn:
        conn.execute("DROP TABLE schema_migrations")

    answer = client.get("/api/v1/health/ready")

    assert answer.status == 503
    assert "0001_accounts.sql" in answer.json["detail"]


def test_a_database_from_the_future_is_ready(client, db):
    with db.read() as conn:
        conn.execute(
            "INSERT INTO schema_migrations (name, sha256) VALUES ('9999_later.sql', 'unknown')"
        )

    assert client.get("/api/v1/health/ready").status == 200


def test_without_a_cache_the_server_is_ready_but_degraded(api, client, closed_port):
    register(Cache, lambda: Cache(f"redis://127.0.0.1:{closed_port}/0"))

    answer = client.get("/api/v1/health/ready")

    assert answer.status == 200
    assert answer.json["status"] == "degraded"
    assert answer.json["checks"]["cache"] == "down"


def test_an_unconfigured_cache_is_not_reported(api, client):
    register(Cache, lambda: Cache(None))

    answer = client.get("/api/v1/health/ready")

    assert answer.json["status"] == "ready"
    assert answer.json["checks"]["cache"] == "off"


@pytest.mark.parametrize(("status", "check"), [(200, "ok"), (403, "ok"), (500, "down")])
def test_an_object_store_that_answers_is_healthy(api, client, store_at, status, check):
    api.configure(s3_endpoint_url=store_at(status), s3_access_key="key", s3_secret_key="secret")

    answer = client.get("/api/v1/health/ready")

    assert answer.status == 200
    assert answer.json["checks"]["objectStore"] == check


def test_an_unreachable_object_store_degrades_the_server(api, client, closed_port):
    api.configure(
        s3_endpoint_url=f"http://127.0.0.1:{closed_port}", s3_access_key="k", s3_secret_key="s"
    )

    answer = client.get("/api/v1/health/ready")

    assert answer.status == 200
    assert answer.json["status"] == "degraded"
    assert answer.json["checks"]["objectStore"] == "down"


def test_the_administrator_sees_versions_and_counts(api):
    api.as_user()

    answer = api.as_admin().get("/api/v1/admin/health")

    assert answer.status == 200
    report = answer.json
    assert report["status"] == "ready"
    assert report["databaseVersion"].split(".")[0].isdigit()
    assert report["databaseSizeBytes"] > 0
    assert report["newestMigration"].endswith(".sql")
    assert report["workers"] == []
    assert report["counts"]["accounts"] == 2
    assert report["counts"]["openSessions"] == 2
    assert set(report["counts"].values()) == {0, 2}


def test_the_administrator_sees_which_workers_are_alive(api, db):
    with db.read() as conn:
        conn.execute(
            """
            INSERT INTO procrastinate_workers (last_heartbeat)
            VALUES (now() - interval '1 hour'), (now())
            """
        )

    answer = api.as_admin().get("/api/v1/admin/health")

    assert [worker["isAlive"] for worker in answer.json["workers"]] == [True, False]


@pytest.mark.parametrize(("silent_s", "is_there"), [(10, True), (25, False)])
def test_every_page_says_the_same_of_a_silent_worker(api, db, silent_s, is_there):
    with db.read() as conn:
        conn.execute(
            """
            WITH beat AS (SELECT now() - make_interval(secs => %s) AS at),
            tasks AS (INSERT INTO procrastinate_workers (last_heartbeat) SELECT at FROM beat)
            INSERT INTO download_workers (id, seen_at, told)
            SELECT 'w', at, '{"converter": {"encoder": null, "canToneMap": false, "running": 0,
                "limit": 1, "keptBytes": 0, "limitBytes": 1, "freeBytes": 1}}' FROM beat
            """,
            [silent_s],
        )
    admin = api.as_admin()

    health = admin.get("/api/v1/admin/health").json

    assert [each["isAlive"] for each in health["workers"]] == [is_there]
    assert (health["converter"] is not None) is is_there
    assert admin.get("/api/v1/admin/enrichment").json["workerIsAlive"] is is_there
    assert admin.get("/api/v1/recommendations").json["workerIsAlive"] is is_there
    assert admin.get("/api/v1/downloads/stats").json["workers"] == int(is_there)


def test_the_administrator_sees_how_films_are_converted(api, db):
    told = {
        "encoder": "h264_vaapi",
        "canToneMap": True,
        "running": 1,
        "limit": 2,
        "keptBytes": 5,
        "limitBytes": 9,
        "freeBytes": None,
    }
    admin = api.as_admin()
    silent = admin.get("/api/v1/admin/health").json["converter"]
    with db.read() as conn:
        conn.execute(
            """
            INSERT INTO download_workers (id, seen_at, told)
            VALUES ('gone', now() - interval '1 hour', '{"converter": {"running": 9}}'),
                ('starting', now(), '{"converter": null}'), ('here', now(), %s)
            """,
            [json.dumps({"converter": told})],
        )

    assert silent is None
    assert admin.get("/api/v1/admin/health").json["converter"] == told


def test_the_health_page_is_for_administrators_only(api, client):
    assert client.get("/api/v1/admin/health").status == 401
    assert api.as_user().get("/api/v1/admin/health").status == 403


def test_metrics_are_prometheus_text_for_the_administrator(api):
    admin = api.as_admin()
    admin.get("/api/v1/auth/me")

    answer = admin.get("/api/v1/metrics")

    assert answer.status == 200
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert 'http_requests_total{method="GET",route="/api/v1/auth/me",status="200"}' in answer.text
    assert "http_request_duration_seconds_bucket" in answer.text
    assert answer.headers["cache-control"] == "no-store"


def test_metrics_can_be_read_with_their_token(api, client):
    api.configure(seen_metrics_token="a token of the monitoring")

    def status(token: str) -> int:
        headers = {"authorization": f"Bearer {token}"}
        return client.get("/api/v1/metrics", headers=headers).status

    assert status("a token of the monitoring") == 200
    assert status("a token of the monitorinG") == 401
    assert status("") == 401


def test_metrics_are_refused_without_a_token_or_an_administrator(api, client):
    assert client.get("/api/v1/metrics").status == 401
    assert api.as_user().get("/api/v1/metrics").status == 403


def test_metrics_name_routes_and_never_ids(api):
    admin = api.as_admin()
    strange = UUID(int=12345)
    admin.get(f"/api/v1/downloads/{strange}")

    assert str(strange) not in admin.get("/api/v1/metrics").text
