"""IMDb imports over HTTP: queueing, progress, schedule."""

from datetime import UTC, datetime

import pytest

from worker.scheduler import _event as event_of_the_clock


def test_an_import_is_queued_once_and_listed(api, db):
    admin = api.as_admin()
    first = admin.post("/api/v1/admin/imports", json={"source": "imdb"})
    again = admin.post("/api/v1/admin/imports", json={"source": "imdb", "force": True})
    listed = admin.get("/api/v1/admin/imports").json["items"]
    with db.read() as conn:
        tasks = conn.execute(
            "SELECT task_name, queue_name, args FROM procrastinate_jobs"
        ).fetchall()

    assert first.status == 202
    assert first.json["state"] == "running"
    assert first.json["step"] == "waiting"
    assert again.json["id"] == first.json["id"]
    assert [run["id"] for run in listed] == [first.json["id"]]
    assert set(listed[0]) == {
        *("id", "source", "state", "step", "rowsDone", "rowsTotal", "badRows", "message"),
        *("counts", "startedAt", "updatedAt", "finishedAt"),
    }
    assert tasks == [("imdb_sync", "imports", {"run_id": first.json["id"], "force": False})]


def test_an_import_can_be_queued_after_the_previous_one_ended(api, db):
    admin = api.as_admin()
    first = admin.post("/api/v1/admin/imports", json={"source": "imdb"}).json["id"]
    with db.read() as conn:
        conn.execute(
            "UPDATE import_runs SET state = 'refused', message = 'Half of it is gone.',"
            " finished_at = now() WHERE id = %s",
            [first],
        )
    second = admin.post("/api/v1/admin/imports", json={"source": "imdb"}).json["id"]
    listed = admin.get("/api/v1/admin/imports").json["items"]

    assert second != first
    assert [(run["id"], run["state"], run["message"]) for run in listed] == [
        (second, "running", ""),
        (first, "refused", "Half of it is gone."),
    ]


def test_a_stale_run_does_not_block_a_new_one(api, db):
    admin = api.as_admin()
    first = admin.post("/api/v1/admin/imports", json={"source": "imdb"}).json["id"]
    with db.read() as conn:
        conn.execute("UPDATE import_runs SET updated_at = updated_at - interval '1 day'")

    assert admin.post("/api/v1/admin/imports", json={"source": "imdb"}).json["id"] != first


@pytest.mark.parametrize("body", [{}, {"source": "tmdb"}, {"source": "imdb", "force": "yes?"}])
def test_an_unknown_import_is_refused(api, body):
    admin = api.as_admin()

    assert admin.post("/api/v1/admin/imports", json=body).status == 422


@pytest.mark.parametrize(("wanted", "runs"), [("on", 1), ("off", 0)])
def test_the_schedule_imports_only_when_the_setting_allows_it(api, db, wanted, runs):
    from chalicelib import schedules

    api.configure(seen_imdb=wanted)
    for _ in range(2):
        schedules.import_imdb(event_of_the_clock("import_imdb", datetime.now(UTC)), None)

    with db.read() as conn:
        assert conn.execute("SELECT count(*) FROM import_runs").fetchone()[0] == runs
