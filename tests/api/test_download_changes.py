"""Changes of downloads over the API: merged, refused at their field, and never a server error."""

import base64
import json
from uuid import uuid4

import pytest

from chalicelib.platform.registry import register
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


def made(user, **more: object) -> str:
    wanted = {"sourceType": "http", "source": f"https://example.org/{uuid4()}.mkv", **more}
    answer = user.post(URL, json=wanted)
    assert answer.status == 201, answer.text
    return answer.json["id"]


def magnet(number: int) -> str:
    return f"magnet:?xt=urn:btih:{number:040x}"


def test_options_are_merged_and_null_resets_one(user):
    seed = {"ratio": 2.0, "minutes": 60, "action": "remove"}
    job = made(
        user,
        options={
            "seed": seed,
            "filePriorities": {"0": "skip", "1": "high"},
            "downloadLimit": 5000,
            "checksum": "md5:" + "a" * 32,
        },
    )

    def changed(**options: object) -> dict:
        answer = user.request("PATCH", f"{URL}/{job}", json={"options": options})
        assert answer.status == 200, answer.text
        return answer.json["options"]

    assert changed(seed={"ratio": 3.0})["seed"] == seed | {"ratio": 3.0}
    options = changed(filePriorities={"1": "normal", "2": "skip"})
    assert options["filePriorities"] == {"0": "skip", "1": "normal", "2": "skip"}
    options = changed(seed=None, downloadLimit=None, checksum=None)
    assert (options["seed"], options["downloadLimit"], options["checksum"]) == (None, None, None)
    assert options["filePriorities"] == {"0": "skip", "1": "normal", "2": "skip"}
    assert changed(isSequential=True)["isSequential"] is True


def test_an_unknown_title_is_refused_with_its_code(user, db):
    media = make_title(db, "Metropolis")
    job = made(user)
    assert (
        user.request("PATCH", f"{URL}/{job}", json={"mediaId": media}).json["mediaTitle"]
        == "Metropolis"
    )
    refused = user.request("PATCH", f"{URL}/{job}", json={"mediaId": media + 999})

    assert (refused.status, refused.json["code"], refused.json["field"]) == (
        422,
        "unknown_media",
        "mediaId",
    )


def test_a_category_is_set_and_cleared_without_moving_files(admin, api, db):
    folder = admin.get(f"{URL}/folders").json["items"][0]["path"]
    films, shows = (
        admin.post(f"{URL}/categories", json={"name": name, "root": f"{folder}/{name}"}).json["id"]
        for name in ("Films", "Shows")
    )
    user = api.as_user()
    job = made(user, categoryId=films)

    def changed(**wanted: object) -> dict:
        answer = user.request("PATCH", f"{URL}/{job}", json=wanted)
        assert answer.status == 200, answer.text
        return answer.json["category"]

    assert changed(categoryId=shows) == {"id": shows, "name": "Shows"}
    assert changed(title="As it was") == {"id": shows, "name": "Shows"}
    with db.read() as conn:
        root = conn.execute("SELECT target_root FROM download_jobs").fetchone()
    assert root == (f"{folder}/Films",)
    assert user.get(f"{URL}/{job}").json["goesTo"] == "Films"
    assert changed(categoryId=None) is None
    assert user.get(f"{URL}/{job}").json["goesTo"] == "Films"
    refused = user.request("PATCH", f"{URL}/{job}", json={"title": "x", "categoryId": str(uuid4())})
    assert (refused.status, refused.json["code"], refused.json["field"]) == (
        422,
        "unknown_category",
        "categoryId",
    )
    assert user.get(f"{URL}/{job}").json["title"] == "As it was"


def test_a_job_shows_the_name_of_its_target_folder_also_after_a_rename(admin):
    folder = admin.get(f"{URL}/folders").json["items"][0]["path"]
    made_at = {"name": "Films", "root": f"{folder}/Films"}
    films = admin.post(f"{URL}/categories", json=made_at).json["id"]
    nowhere, elsewhere = made(admin), made(admin)
    labelled = made(admin, categoryId=films)
    admin.post(f"{URL}/{elsewhere}/move", json={"root": f"{folder}/Attic"})
    admin.request("PATCH", f"{URL}/{labelled}", json={"categoryId": None})

    def told() -> dict[str, str | None]:
        return {job["id"]: job["goesTo"] for job in admin.get(URL).json["items"]}

    assert told() == {nowhere: None, elsewhere: "Attic", labelled: "Films"}
    tag = admin.get(URL).headers["etag"]
    admin.request("PATCH", f"{URL}/categories/{films}", json={"name": "Cinema"})
    anew = admin.get(URL, headers={"If-None-Match": tag})
    assert anew.status == 200
    assert told()[labelled] == "Cinema"


def test_a_job_moves_to_a_distant_queue_position_in_one_step(user, api):
    a, b, c, d, e = (made(user, title=name) for name in "ABCDE")
    theirs = made(api.as_user("other"))

    def put(job: str, place_of: str) -> int:
        return user.post(f"{URL}/{job}/queue", json={"placeOf": place_of}).status

    def order() -> str:
        jobs = user.get(f"{URL}?state=queued").json["items"]
        waiting = [job for job in jobs if job["queuePosition"] is not None]
        return "".join(job["title"] for job in sorted(waiting, key=lambda j: j["queuePosition"]))

    assert order() == "ABCDE"
    assert put(d, b) == 200
    assert order() == "ADBCE"
    assert put(a, c) == 200
    assert order() == "DBCAE"
    assert put(e, e) == 200
    user.post(f"{URL}/{c}/pause", json={})
    assert put(e, d) == 200
    assert order() == "EDBA"

    assert put(a, c) == 409  # it is paused, not queued
    assert put(a, theirs) == 409
    assert put(a, str(uuid4())) == 409
    assert order() == "EDBA"
    for body in ({}, {"to": "top", "placeOf": b}):
        assert user.post(f"{URL}/{a}/queue", json=body).status == 422


@pytest.mark.parametrize("path", ["", "/inspect"])
@pytest.mark.parametrize(
    ("kind", "source"), [("http", "https://example.org/a"), ("magnet", magnet(1) + "&x=")]
)
def test_values_the_database_cannot_store_are_refused_at_their_field(user, path, kind, source):
    answer = user.post(URL + path, json={"sourceType": kind, "source": source + "\x00"})

    assert (answer.status, answer.json.get("field")) == (422, "source"), answer.text


def test_a_nul_anywhere_else_is_refused_at_its_field(user, admin):
    job = made(user)
    answers = {
        "title": user.request("PATCH", f"{URL}/{job}", json={"title": "a\x00b"}),
        "root": user.post(f"{URL}/{job}/move", json={"root": "/a\x00b"}),
        "name": admin.post(f"{URL}/categories", json={"name": "a\x00", "root": "/x"}),
        "q": user.get(f"{URL}?q=a%00b"),
        "watchFolder": admin.request("PATCH", f"{URL}/settings", json={"watchFolder": "/a\x00b"}),
        "network.proxy.username": admin.request(
            "PATCH", f"{URL}/settings", json={"network": {"proxy": {"username": "a\x00"}}}
        ),
    }

    assert {
        field: (answer.status, answer.json.get("field")) for field, answer in answers.items()
    } == {field: (422, field) for field in answers}


def test_a_watch_folder_is_an_absolute_path(admin):
    answer = admin.request("PATCH", f"{URL}/settings", json={"watchFolder": "drop"})

    assert (answer.status, answer.json["field"]) == (422, "watchFolder")


@pytest.mark.parametrize("year", ["0001-01-01T00:00:00+00:00", "9999-12-31T23:59:59+00:00"])
@pytest.mark.parametrize("field", ["since", "cursor"])
def test_extreme_timestamps_in_cursors_cause_no_server_error(user, field, year):
    made(user)
    text = base64.urlsafe_b64encode(json.dumps([year, str(uuid4())]).encode()).decode().rstrip("=")

    assert user.get(f"{URL}?{field}={text}").status in (200, 422)


def test_jobs_that_left_a_filtered_list_are_in_removed_ids(user):
    stays, leaves = made(user, title="Stays"), made(user, title="Leaves")
    first = user.get(f"{URL}?state=queued").json
    assert {job["id"] for job in first["items"]} == {stays, leaves}
    user.post(f"{URL}/{leaves}/pause", json={})
    then = user.get(f"{URL}?state=queued&since={first['version']}").json

    assert leaves in then["removedIds"]
    assert stays not in then["removedIds"]


def test_more_changes_than_one_page_holds_are_all_listed(user):
    first = user.get(URL).json
    jobs = {made(user) for _ in range(7)}
    version = first["version"] or user.get(URL).json["version"]
    told, cursor = set(), ""
    while True:
        page = user.get(f"{URL}?since={version}&limit=2{cursor}").json
        told |= {job["id"] for job in page["items"]}
        if page["nextCursor"] is None:
            break
        cursor = f"&cursor={page['nextCursor']}"

    assert told == jobs


def test_too_many_removals_reset_the_list(user, monkeypatch):
    monkeypatch.setattr("chalicelib.downloads.service.jobs.MAX_REMOVED", 2)
    jobs = [made(user) for _ in range(4)]
    version = user.get(URL).json["version"]
    few = [user.post(f"{URL}/{job}/remove", json={}) for job in jobs[:2]]
    told = user.get(f"{URL}?since={version}").json
    user.post(f"{URL}/{jobs[2]}/remove", json={})
    too_many = user.get(f"{URL}?since={version}").json

    assert [answer.status for answer in few] == [200, 200]
    assert (set(told["removedIds"]), told["isReset"]) == (set(jobs[:2]), False)
    assert (too_many["removedIds"], too_many["items"], too_many["isReset"]) == ([], [], True)
    assert [job["id"] for job in user.get(URL).json["items"]] == [jobs[3]]


def test_paths_on_the_server_are_shown_to_administrators_only(admin, api, db):
    folders = admin.get(f"{URL}/folders").json["items"]
    usual, library = (folder["path"] for folder in folders[:2])
    new = {"name": "New", "root": f"{library}/New"}
    category = admin.post(f"{URL}/categories", json=new).json
    user = api.as_user()
    job = made(user, categoryId=category["id"])
    with db.read() as conn:
        # Its files are in the folder of another user's job.
        conn.execute(
            "INSERT INTO download_files (job_id, file_index, path, size_bytes)"
            " VALUES (%s, 0, %s, 1)",
            [job, f"{usual}/another/film.mkv"],
        )
    answers = [
        user.get(f"{URL}{path}").text
        for path in ("", "/folders", "/categories", "/stats", f"/{job}", f"/{job}/details")
    ] + [user.get(f"{URL}/{job}/events").text]
    told = user.get(f"{URL}/folders").json["items"]
    by_name = user.post(f"{URL}/{job}/move", json={"root": told[1]["name"]})
    by_path = user.post(f"{URL}/{job}/move", json={"root": library})

    assert category["root"] == f"{library}/New"
    assert [each for each in answers if usual in each or library in each] == []
    assert [folder["path"] for folder in told] == [None] * len(folders)
    assert user.get(f"{URL}/categories").json["items"][0]["root"] == f"{told[1]['name']}/New"
    assert user.get(f"{URL}/{job}/details").json["files"][0]["path"] == "film.mkv"
    assert by_name.status == 200
    assert (by_path.status, by_path.json["code"]) == (422, "unknown_folder")
    assert admin.post(f"{URL}/{job}/move", json={"root": f"{library}/New"}).status == 200


def test_renaming_a_category_changes_the_etag_of_its_jobs(admin, api):
    folder = admin.get(f"{URL}/folders").json["items"][0]["path"]
    category = admin.post(f"{URL}/categories", json={"name": "Films", "root": folder}).json["id"]
    user = api.as_user()
    made(user, categoryId=category)
    tag = user.get(URL).headers["etag"]
    admin.request("PATCH", f"{URL}/categories/{category}", json={"name": "Movies"})
    again = user.get(URL, headers={"If-None-Match": tag})

    assert again.status == 200
    assert again.json["items"][0]["category"]["name"] == "Movies"


def test_a_job_starts_with_the_options_of_its_category(admin, api):
    folder = admin.get(f"{URL}/folders").json["items"][0]["path"]
    category = admin.post(
        f"{URL}/categories",
        json={
            "name": "Slow",
            "root": folder,
            "options": {"downloadLimit": 2048, "uploadLimit": 4096, "seed": {"ratio": 0}},
        },
    ).json["id"]
    user = api.as_user()
    as_told = made(user, categoryId=category)
    otherwise = made(user, categoryId=category, options={"downloadLimit": 9999})

    options = user.get(f"{URL}/{as_told}").json["options"]
    assert (options["downloadLimit"], options["uploadLimit"], options["seed"]) == (2048, 4096, None)
    options = user.get(f"{URL}/{otherwise}").json["options"]
    assert (options["downloadLimit"], options["uploadLimit"]) == (9999, 4096)


def test_a_job_starts_only_with_an_inspection_of_the_same_source(user):
    look = user.post(f"{URL}/inspect", json={"sourceType": "magnet", "source": magnet(1)}).json
    other = user.post(
        URL, json={"sourceType": "magnet", "source": magnet(2), "inspectionId": look["id"]}
    )
    same = user.post(
        URL,
        json={
            "sourceType": "magnet",
            "source": magnet(1) + "&dn=film",
            "inspectionId": look["id"],
        },
    )

    assert (other.status, other.json["code"]) == (422, "unknown_inspection")
    assert same.status == 201


def test_the_same_key_with_other_options_is_another_request(user):
    key = {"Idempotency-Key": "one"}
    body = {"sourceType": "magnet", "source": magnet(1), "options": {"isSequential": True}}
    first = user.post(URL, json=body, headers=key)
    again = user.post(URL, json=body, headers=key)
    other = user.post(URL, json=body | {"isPaused": True}, headers=key)

    assert (first.status, again.status, again.json["id"]) == (201, 201, first.json["id"])
    assert again.json["options"] == first.json["options"]
    assert (other.status, other.json["code"]) == (422, "idempotency_key_reused")


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PATCH", "", {"title": "x"}),
        ("PUT", "/files", {"priorities": {"0": "skip"}}),
        ("POST", "/pause", {}),
        ("POST", "/move", {"root": "/x"}),
        ("POST", "/queue", {"to": "top"}),
        ("POST", "/remove", {"withFiles": True}),
        ("POST", "/retry", {}),
        ("GET", "/details", None),
    ],
)
def test_other_users_jobs_and_unknown_jobs_are_not_found(api, user, method, path, body):
    theirs = made(api.as_user("max"))
    for job in (theirs, str(uuid4())):
        more = {} if body is None else {"json": body}
        answer = user.request(method, f"{URL}/{job}{path}", **more)
        assert (answer.status, answer.json["code"]) == (404, "download_not_found")
