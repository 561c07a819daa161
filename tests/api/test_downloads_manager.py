"""The download manager over the API: polling, inspections, bulk actions, settings, quotas."""

from uuid import uuid4

import pytest
from psycopg import sql
from psycopg.types.json import Jsonb

from chalicelib.download_settings.service import DownloadSettingsService
from chalicelib.platform.registry import get, register
from chalicelib.platform.settings import Settings
from chalicelib.providers.network_guard import NetworkGuard
from tests.titles import make_title

URL = "/api/v1/downloads"


@pytest.fixture(autouse=True)
def _no_names_are_resolved(api):
    """Every host name resolves to a public address, whatever network the tests run in."""
    register(NetworkGuard, lambda: NetworkGuard(resolver=lambda _host: ["93.184.216.34"]))


@pytest.fixture
def user(api):
    return api.as_user()


@pytest.fixture
def admin(api):
    return api.as_admin()


def made(user, count: int = 1, **more: object) -> list[str]:
    answers = [
        user.post(
            URL,
            json={"sourceType": "http", "source": f"https://example.org/{uuid4()}.mkv", **more},
        )
        for _ in range(count)
    ]
    assert {answer.status for answer in answers} == {201}, answers[0].text
    return [answer.json["id"] for answer in answers]


def change(db, job_id: str, **columns: object) -> None:
    with db.read() as conn:
        for name, value in columns.items():
            conn.execute(
                sql.SQL("UPDATE download_jobs SET {} = %s WHERE id = %s").format(
                    sql.Identifier(name)
                ),
                [value, job_id],
            )
        conn.execute(
            "UPDATE download_jobs SET updated_at = clock_timestamp() WHERE id = %s", [job_id]
        )


def report(db, job_id: str, **columns: object) -> None:
    """Report progress as a worker does: the row in `download_jobs` is not written."""
    with db.read() as conn:
        for name, value in columns.items():
            conn.execute(
                sql.SQL(
                    "UPDATE download_progress SET {} = %s, updated_at = clock_timestamp()"
                    " WHERE job_id = %s"
                ).format(sql.Identifier(name)),
                [value, job_id],
            )


def test_polling_is_answered_304_until_something_changes(user, db):
    (job,) = made(user)
    change(db, job, worker_id="w")
    first = user.get(URL)
    tag = {"If-None-Match": first.headers["etag"]}
    again = user.get(URL, headers=tag)
    report(db, job, bytes_downloaded=10)
    changed = user.get(URL, headers=tag)

    assert (again.status, again.text) == (304, "")
    assert again.headers["etag"] == first.headers["etag"]
    assert changed.status == 200
    assert changed.headers["etag"] != first.headers["etag"]


@pytest.mark.parametrize("what", ["title", "place in the queue"])
def test_changes_of_joined_data_change_the_etag(api, user, db, what):
    media = make_title(db, "Metropolis")
    made(user, mediaId=media)
    other = made(api.as_user("max"))[0]
    (mine,) = made(user)
    tag = user.get(URL).headers["etag"]
    if what == "title":
        with db.read() as conn:
            conn.execute("UPDATE media_items SET title = 'M', updated_at = clock_timestamp()")
    else:
        api.as_user("max").delete(f"{URL}/{other}")

    assert user.get(URL, headers={"If-None-Match": tag}).status == 200
    assert mine in user.get(URL).text


def test_since_returns_only_changed_and_removed_jobs(user, db):
    old, changed, removed = made(user, 3)
    with db.read() as conn:
        conn.execute("UPDATE download_jobs SET updated_at = now() - interval '1 minute'")
        conn.execute(
            "UPDATE download_jobs SET updated_at = now() - interval '1 hour' WHERE id = %s", [old]
        )
        conn.execute("UPDATE download_progress SET updated_at = now() - interval '1 minute'")
        conn.execute("UPDATE download_jobs SET worker_id = 'w' WHERE id = %s", [changed])
    version = user.get(URL).json["version"]
    report(db, changed, bytes_downloaded=10)
    user.post(f"{URL}/{removed}/remove", json={"withFiles": False})
    news = user.get(f"{URL}?since={version}").json

    assert [job["id"] for job in news["items"]] == [changed]
    assert news["removedIds"] == [removed]
    assert old not in str(news)
    assert user.get(f"{URL}?since=nonsense").status == 422
    assert user.get(f"{URL}?since=nonsense").json["field"] == "since"


def test_a_removal_is_reported_to_a_filtered_poll(user):
    job = made(user)[0]
    version = user.get(URL).json["version"]
    address = f"{URL}?state=active&since={version}"
    tag = user.get(address).headers["etag"]
    user.post(f"{URL}/{job}/remove", json={"withFiles": False})
    news = user.get(address, headers={"If-None-Match": tag})

    assert (news.status, news.json["removedIds"]) == (200, [job])


def test_the_list_can_be_filtered_by_state_group(user, db):
    queued, running, paused, failed = made(user, 4)
    change(db, running, status="preparing")
    change(db, failed, status="preparing")
    change(db, failed, status="failed")
    user.post(f"{URL}/{paused}/pause")

    def listed(query: str) -> list[str]:
        return [job["id"] for job in user.get(f"{URL}?{query}").json["items"]]

    assert listed("state=queued") == [queued]
    assert listed("state=active") == [running]
    assert listed("state=paused") == [paused]
    assert listed("state=failed") == [failed]
    assert listed("state=seeding") == []
    assert user.get(f"{URL}?state=sleeping").status == 422


def test_the_list_can_be_searched_by_part_of_a_title(user):
    user.post(
        URL, json={"sourceType": "http", "source": "https://example.org/a", "title": "100% Wolf_x"}
    )
    made(user)

    assert len(user.get(f"{URL}?q=0%25%20wolf_").json["items"]) == 1
    assert len(user.get(f"{URL}?q=wolf%25").json["items"]) == 0


def test_an_inspection_waits_for_a_worker_and_fails_without_one(user, db):
    asked = user.post(
        f"{URL}/inspect", json={"sourceType": "http", "source": "https://example.org/a.mkv?k=1"}
    )
    address = f"{URL}/inspections/{asked.json['id']}"
    with db.read() as conn:
        conn.execute("UPDATE download_inspections SET created_at = now() - interval '1 hour'")
    late = user.get(address).json

    assert (asked.status, asked.json["status"]) == (202, "pending")
    assert asked.json["source"] == "https://example.org/a.mkv"
    assert (late["status"], late["reason"]) == ("failed", "no_worker")
    assert user.delete(address).status == 204
    assert user.get(address).status == 404


def test_a_user_has_at_most_five_pending_inspections(user):
    wanted = [
        {"sourceType": "http", "source": f"https://example.org/{number}"} for number in range(6)
    ]
    statuses = [user.post(f"{URL}/inspect", json=each).status for each in wanted]

    assert statuses == [202] * 5 + [429]


def test_another_users_inspection_is_not_found(api, user):
    wanted = {"sourceType": "http", "source": "https://example.org/a"}
    look = api.as_user("max").post(f"{URL}/inspect", json=wanted).json["id"]
    answer = user.post(URL, json={**wanted, "inspectionId": look})

    assert (answer.status, answer.json["code"]) == (422, "unknown_inspection")
    assert answer.json["field"] == "inspectionId"


def test_a_blocked_address_is_not_inspected(user):
    wanted = {"sourceType": "http", "source": "http://127.0.0.1/a"}
    answer = user.post(f"{URL}/inspect", json=wanted)

    assert (answer.status, answer.json["code"]) == (422, "blocked_address")


def test_bulk_actions_succeed_and_fail_per_job(api, user):
    mine = made(user, 2)
    (theirs,) = made(api.as_user("max"))
    answer = user.post(f"{URL}/bulk", json={"ids": [*mine, theirs], "action": "pause"}).json
    retried = user.post(f"{URL}/bulk", json={"ids": mine, "action": "retry"}).json

    assert answer["done"] == mine
    assert [(each["id"], each["code"]) for each in answer["refused"]] == [
        (theirs, "download_not_found")
    ]
    assert {each["code"] for each in retried["refused"]} == {"not_now"}
    too_many = {"ids": [str(uuid4()) for _ in range(201)], "action": "pause"}
    assert user.post(f"{URL}/bulk", json=too_many).status == 422


def test_changes_of_a_job_are_kept(user):
    (job,) = made(user, options={"isSequential": True})
    user.request(
        "PATCH", f"{URL}/{job}", json={"title": "A film", "options": {"downloadLimit": 50000}}
    )
    now = user.get(f"{URL}/{job}").json

    assert now["title"] == "A film"
    assert (now["options"]["isSequential"], now["options"]["downloadLimit"]) == (True, 50000)
    for options, field in (
        ({"downloadLimit": 5}, "options.downloadLimit"),
        ({"checksum": "sha256:xyz"}, "options.checksum"),
        ({"filePriorities": {"-1": "skip"}}, "options.filePriorities"),
        ({"seed": {"ratio": -1}}, "options.seed.ratio"),
    ):
        refused = user.request("PATCH", f"{URL}/{job}", json={"options": options})
        assert (refused.status, refused.json["field"]) == (422, field)


def test_retrying_a_cancelled_job_creates_a_new_job(user):
    (job,) = made(user)
    user.delete(f"{URL}/{job}")
    again = user.post(f"{URL}/{job}/retry")

    assert again.status == 201
    assert (again.json["retryOf"], again.json["status"]) == (job, "queued")
    assert [each["id"] for each in user.get(URL).json["items"]] == [again.json["id"]]
    assert user.get(f"{URL}/{job}").json["status"] == "cancelled"


def test_a_removed_job_is_cancelled_leaves_the_list_and_can_be_restored(user):
    (job,) = made(user)
    removed = user.post(f"{URL}/{job}/remove", json={"withFiles": True}).json
    assert (removed["status"], bool(removed["removedAt"])) == ("cancelled", True)
    assert user.get(URL).json["items"] == []

    user.post(f"{URL}/{job}/restore")
    assert [each["id"] for each in user.get(URL).json["items"]] == [job]


def test_settings_are_merged_and_secrets_are_never_returned(admin, db):
    settings = f"{URL}/settings"
    proxy = {"kind": "socks5", "host": "proxy.example", "port": 1080, "password": "hush-hush"}
    first = admin.request("PATCH", settings, json={"network": {"proxy": proxy, "dht": False}})
    second = admin.request("PATCH", settings, json={"network": {"upnp": False}})

    assert "hush-hush" not in first.text + second.text
    assert first.json["network"]["hasProxyPassword"] is True
    network = second.json["network"]
    assert (network["dht"], network["upnp"], network["lsd"]) == (False, False, True)
    assert network["proxy"]["host"] == "proxy.example"
    with db.read() as conn:
        (stored, version) = conn.execute(
            "SELECT chosen::text, version FROM download_settings"
        ).fetchone()
    assert "hush-hush" not in stored
    assert version == 3
    assert password_in_force() == "hush-hush"


def test_a_password_stored_in_clear_text_is_read_and_sealed_with_the_next_change(admin, db):
    values = {"network": {"dht": False, "proxy": {"kind": "http", "password": "hush-hush"}}}
    with db.read() as conn:
        conn.execute("UPDATE download_settings SET chosen = %s", [Jsonb(values)])

    before = password_in_force()
    changed = admin.request("PATCH", f"{URL}/settings", json={"network": {"upnp": False}})

    assert (before, password_in_force()) == ("hush-hush", "hush-hush")
    assert changed.json["network"]["hasProxyPassword"] is True
    with db.read() as conn:
        (stored,) = conn.execute("SELECT chosen::text FROM download_settings").fetchone()
    assert "hush-hush" not in stored


def test_a_schedule_of_an_earlier_release_is_read_and_stored_with_the_next_change(admin, db):
    night = {"isOn": True, "days": [4], "since": "22:30:00", "until": "06:00:00"}
    with db.read() as conn:
        conn.execute("UPDATE download_settings SET chosen = %s", [Jsonb({"timetable": night})])

    read = admin.get(f"{URL}/settings").json["timetable"]
    admin.request("PATCH", f"{URL}/settings", json={"timetable": {"isOn": False}})

    assert read["hours"] == [[], [], [], [], [22, 23], [0, 1, 2, 3, 4, 5], []]
    with db.read() as conn:
        (stored,) = conn.execute("SELECT chosen->'timetable' FROM download_settings").fetchone()
    assert stored == {"isOn": False, "hours": read["hours"]}


def test_a_password_that_is_set_to_null_is_forgotten(admin):
    proxy = {"kind": "http", "host": "proxy.example", "password": "hush-hush"}
    admin.request("PATCH", f"{URL}/settings", json={"network": {"proxy": proxy}})
    cleared = {"network": {"proxy": {"password": None}}}
    answer = admin.request("PATCH", f"{URL}/settings", json=cleared)

    assert answer.json["network"]["hasProxyPassword"] is False
    assert password_in_force() is None


def password_in_force() -> str | None:
    password = get(DownloadSettingsService).get().network.proxy.password
    return password and password.get_secret_value()


@pytest.mark.parametrize(
    ("rules", "field"),
    [
        ({"mostActive": 0}, "mostActive"),
        ({"network": {"port": 70000}}, "network.port"),
        ({"network": {"interface": "tun0; rm"}}, "network.interface"),
        ({"timetable": {"timeZone": "Mars/North"}}, "timetable.timeZone"),
        ({"timetable": {"hours": [[24], *[[]] * 6]}}, "timetable.hours.0.0"),
        ({"timetable": {"hours": [[]]}}, "timetable.hours"),
        ({"nonsense": 1}, "nonsense"),
    ],
)
def test_invalid_settings_are_refused_at_their_field(admin, rules, field):
    answer = admin.request("PATCH", f"{URL}/settings", json=rules)

    assert (answer.status, answer.json["field"]) == (422, field)


def test_categories_have_a_unique_name_and_an_allowed_folder(admin, user):
    root = str(get(Settings).download_dir)
    films = admin.post(f"{URL}/categories", json={"name": "Films", "root": root})
    twin = admin.post(f"{URL}/categories", json={"name": "films", "root": root})
    elsewhere = [
        admin.post(f"{URL}/categories", json={"name": "X", "root": path}).json
        for path in ("/etc", f"{root}/../../etc", "relative", f"{root}x")
    ]

    assert films.status == 201
    assert (twin.status, twin.json["code"]) == (409, "category_exists")
    assert {each["code"] for each in elsewhere} == {"unknown_folder"}
    (job,) = made(user, categoryId=films.json["id"])
    assert user.get(f"{URL}/{job}").json["category"]["name"] == "Films"
    assert [job] == [
        each["id"] for each in user.get(f"{URL}?category={films.json['id']}").json["items"]
    ]
    unknown = user.post(
        URL,
        json={
            "sourceType": "http",
            "source": "https://example.org/a",
            "categoryId": str(uuid4()),
        },
    )
    assert (unknown.status, unknown.json["code"]) == (422, "unknown_category")
    admin.delete(f"{URL}/categories/{films.json['id']}")
    assert user.get(f"{URL}/{job}").json["category"] is None


def test_a_user_cannot_exceed_the_quota(api, admin):
    user = api.as_user("rosa")
    address = f"/api/v1/admin/users/{user.user['id']}/download-quota"
    admin.request("PUT", address, json={"mostOpen": 2})
    (first, _) = made(user, 2)
    refused = user.post(URL, json={"sourceType": "http", "source": "https://example.org/a"})

    assert (refused.status, refused.json["code"]) == (409, "quota_exceeded")
    assert user.get(f"{URL}/stats").json["quota"]["mostOpen"] == 2
    user.delete(f"{URL}/{first}")
    made(user)
    assert (
        admin.request("PUT", address.replace(user.user["id"], str(uuid4())), json={}).status == 404
    )


def test_a_boolean_is_refused_as_a_limit(user, admin):
    address = f"/api/v1/admin/users/{user.user['id']}/download-quota"

    refused = admin.request("PUT", address, json={"bytesAMonth": False})

    assert (refused.status, refused.json["field"]) == (422, "bytesAMonth")


def test_a_users_own_limits_are_separate_from_those_for_all_users(api, admin):
    rosa, theo = api.as_user("rosa"), api.as_user("theo")
    made(rosa, 2)
    admin.request(
        "PUT",
        f"/api/v1/admin/users/{rosa.user['id']}/download-quota",
        json={"mostOpen": None, "mostActive": None, "bytesAMonth": 5_000_000_000},
    )

    people = admin.get("/api/v1/admin/download-quotas").json
    found = {each["id"]: each for each in people["items"]}
    assert people["total"] == len(found)
    assert found[rosa.user["id"]]["open"] == 2
    assert found[rosa.user["id"]]["own"] == {
        "mostOpen": None,
        "mostActive": None,
        "bytesAMonth": 5_000_000_000,
    }
    assert set(found[theo.user["id"]]["own"].values()) == {None}
    second = admin.get("/api/v1/admin/download-quotas?page=2&pageSize=1").json
    assert [each["id"] for each in second["items"]] == [people["items"][1]["id"]]


def test_stats_count_jobs_and_sum_rates_and_space(user, db):
    jobs = made(user, 3)
    change(db, jobs[0], status="preparing")
    change(db, jobs[0], status="downloading")
    report(db, jobs[0], download_bytes_per_s=1000, eta_seconds=60)
    with db.read() as conn:
        conn.execute(
            """
            INSERT INTO download_workers (id, told)
            VALUES ('w', jsonb_build_object(
                'reservedBytes', 5, 'reach', jsonb_build_object('port', 6881, 'isUp', true),
                'volumes', jsonb_build_object(
                    %s::text,
                    jsonb_build_object('freeBytes', 7, 'totalBytes', 9, 'isWritable', true)
                )
            ))
            """,
            [str(get(Settings).download_dir)],
        )
    stats = user.get(f"{URL}/stats").json

    assert stats["downloadBytesPerS"] == 1000
    assert stats["lastEtaSeconds"] == 60
    assert (stats["counts"]["active"], stats["counts"]["queued"]) == (1, 2)
    assert (stats["freeBytes"], stats["reservedBytes"], stats["workers"]) == (7, 5, 1)
    assert user.get(f"{URL}/stats?scope=all").status == 403
    folder = user.get(f"{URL}/folders").json["items"][0]
    assert (folder["freeBytes"], folder["isWritable"], folder["path"]) == (7, True, None)


def test_the_port_test_reports_only_what_the_worker_knows(admin, db):
    assert admin.get(f"{URL}/settings/port-test").json["verdict"] == "closed"
    for reach, verdict in (
        ('{"port": 6881, "isUp": true}', "listening"),
        ('{"port": 6881, "isUp": true, "hasIncoming": true}', "open"),
        ('{"port": 0, "isUp": true}', "closed"),
        ('{"port": 0, "isUp": false}', "down"),
    ):
        with db.read() as conn:
            conn.execute("DELETE FROM download_workers")
            conn.execute(
                "INSERT INTO download_workers (id, told)"
                " VALUES ('w', jsonb_build_object('reach', %s::jsonb))",
                [reach],
            )
        assert admin.get(f"{URL}/settings/port-test").json["verdict"] == verdict
