"""Converted copies over HTTP: asked for, undone, removed, and played from the object store."""

from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import pytest

from chalicelib.platform.db import Database
from tests.library import make_item

STORE = {
    "s3_endpoint_url": "http://127.0.0.1:1",
    "s3_access_key": "key",
    "s3_secret_key": "a secret key",
}


@pytest.fixture
def film(tmp_path: Path) -> Path:
    path = tmp_path / "library" / "film.mkv"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"film")
    return path


@pytest.fixture
def item(api, db, film) -> UUID:
    """HEVC in Matroska with two audio tracks, which a careful browser does not play."""
    api.configure(**STORE)
    item = make_item(db, film, duration_s=3600)
    with db.read() as conn:
        conn.execute(
            "UPDATE library_items SET fingerprint = 'abc', container_format = 'mkv',"
            " video_codec = 'hevc', width = 1280, height = 720, file_size_bytes = 9000"
        )
        for index in (1, 2):
            conn.execute(
                "INSERT INTO library_streams"
                " (id, library_item_id, stream_index, stream_type, codec, language)"
                " VALUES (%s, %s, %s, 'audio', 'ac3', 'eng')",
                [uuid4(), item, index],
            )
    return item


def make_ready(db: Database, copy_id: str) -> None:
    with db.read() as conn:
        conn.execute(
            "UPDATE converted_copies SET state = 'ready', durations = '{2, 2, 1.5}',"
            " size_bytes = 5000 WHERE id = %s",
            [copy_id],
        )


def copies_path(item: UUID) -> str:
    return f"/api/v1/library/{item}/copies"


def test_a_copy_is_asked_for_undone_and_removed(api, db, item):
    person = api.as_user()
    shown = person.get(copies_path(item)).json
    asked = person.post(copies_path(item), json={"height": 720, "audioIndex": 2})
    again = person.post(copies_path(item), json={"height": 720, "audioIndex": 2})
    (copy,) = again.json["copies"]["items"]
    undone = person.post(f"/api/v1/undo/{asked.json['undoId']}")
    after_undo = person.get(copies_path(item)).json["items"]
    (kept,) = person.post(copies_path(item), json={"height": 480}).json["copies"]["items"]
    removed = person.delete(f"/api/v1/copies/{kept['id']}").json
    person.post(f"/api/v1/undo/{removed['undoId']}")

    assert (shown["items"], shown["whyNot"]) == ([], "")
    assert [(one["height"], one["maxBytes"]) for one in shown["choices"]] == [
        (720, 4192 * 125 * 3600), (480, 2192 * 125 * 3600), (360, 1192 * 125 * 3600),
    ]  # fmt: skip
    assert (asked.status, again.status) == (202, 202)
    assert (copy["label"], copy["state"], copy["canRemove"]) == ("720p", "waiting", True)
    assert (copy["height"], copy["audioIndex"]) == (720, 2)
    assert (undone.status, after_undo) == (204, [])
    assert removed["copies"]["items"] == []
    assert [one["id"] for one in person.get(copies_path(item)).json["items"]] == [kept["id"]]


def test_a_copy_that_cannot_be_kept_is_refused_with_the_reason(api, db, item):
    person = api.as_user()

    def refusal(**wanted):
        answer = person.post(copies_path(item), json=wanted)
        return answer.status, answer.json["code"]

    assert refusal(height=1080) == (409, "copy_not_needed")
    assert refusal() == (409, "copy_not_needed")  # this picture has to be converted
    assert refusal(height=719) == (422, "invalid_input")
    api.configure(seen_converted_gb=0, **STORE)
    assert refusal(height=720) == (409, "copies_unavailable")
    assert person.get(copies_path(item)).json["whyNot"] == "off"
    api.configure(seen_push="off", **STORE)
    assert refusal(height=720) == (409, "copies_unavailable")
    api.configure(**STORE)
    with db.read() as conn:
        conn.execute("UPDATE library_items SET fingerprint = NULL")
    assert person.get(copies_path(item)).json["whyNot"] == "being_read"


def test_what_one_person_keeps_another_removes_only_with_the_right_to_delete(api, db, item):
    owner, other = api.as_user("one"), api.as_user("two")
    (copy,) = owner.post(copies_path(item), json={"height": 720}).json["copies"]["items"]

    (seen,) = other.get(copies_path(item)).json["items"]
    refused = other.delete(f"/api/v1/copies/{copy['id']}")

    assert seen["canRemove"] is False
    assert (refused.status, refused.json["code"]) == (404, "converted_copy_not_found")
    assert api.as_admin().delete(f"/api/v1/copies/{copy['id']}").status == 200


def test_undo_of_the_first_request_leaves_the_copy_to_the_user_who_asked_meanwhile(api, db, item):
    first, second = api.as_user("one"), api.as_user("two")
    asked = first.post(copies_path(item), json={"height": 720}).json
    asked_too = second.post(copies_path(item), json={"height": 720}).json
    asked_again = second.post(copies_path(item), json={"height": 720}).json

    first.post(f"/api/v1/undo/{asked['undoId']}")
    (kept,) = first.get(copies_path(item)).json["items"]
    second.post(f"/api/v1/undo/{asked_again['undoId']}")  # it had changed nothing
    (still,) = second.get(copies_path(item)).json["items"]
    second.post(f"/api/v1/undo/{asked_too['undoId']}")

    assert kept["id"] == still["id"] == asked["copies"]["items"][0]["id"]
    assert (kept["canRemove"], still["canRemove"]) == (False, True)
    assert second.get(copies_path(item)).json["items"] == []


def test_undo_of_trying_again_leaves_the_copy_to_the_user_who_asked_first(api, db, item):
    first, second = api.as_user("one"), api.as_user("two")
    first.post(copies_path(item), json={"height": 720})
    with db.read() as conn:
        conn.execute("UPDATE converted_copies SET state = 'failed', reason = 'quota'")

    again = second.post(copies_path(item), json={"height": 720}).json
    second.post(f"/api/v1/undo/{again['undoId']}")

    (copy,) = first.get(copies_path(item)).json["items"]
    assert (copy["state"], copy["canRemove"]) == ("waiting", True)


def test_removing_withdraws_the_users_own_request_and_can_be_undone(api, db, item):
    first, second = api.as_user("one"), api.as_user("two")
    (copy,) = first.post(copies_path(item), json={"height": 720}).json["copies"]["items"]
    second.post(copies_path(item), json={"height": 720})
    path = f"/api/v1/copies/{copy['id']}"

    stays = first.delete(path).json
    refused = first.delete(path)
    last = second.delete(path).json
    (another,) = second.post(copies_path(item), json={"height": 720}).json["copies"]["items"]
    first.post(f"/api/v1/undo/{stays['undoId']}")  # for the one that is there now
    (seen,) = first.get(copies_path(item)).json["items"]

    assert [(one["id"], one["canRemove"]) for one in stays["copies"]["items"]] == [
        (copy["id"], False)
    ]
    assert (refused.status, refused.json["code"]) == (404, "converted_copy_not_found")
    assert last["copies"]["items"] == []
    assert another["id"] != copy["id"]
    assert (seen["id"], seen["canRemove"]) == (another["id"], True)


def test_undo_of_a_last_withdrawal_brings_the_copy_back(api, db, item):
    person = api.as_user()
    (copy,) = person.post(copies_path(item), json={"height": 720}).json["copies"]["items"]

    removed = person.delete(f"/api/v1/copies/{copy['id']}").json
    person.post(f"/api/v1/undo/{removed['undoId']}")

    (back,) = person.get(copies_path(item)).json["items"]
    assert (back["id"], back["canRemove"]) == (copy["id"], True)


def test_undo_of_a_withdrawal_does_not_bring_back_what_was_removed_for_all(api, db, item):
    admin = api.as_admin()
    first, second = api.as_user("one"), api.as_user("two")
    (copy,) = first.post(copies_path(item), json={"height": 720}).json["copies"]["items"]
    second.post(copies_path(item), json={"height": 720})
    withdrawn = first.delete(f"/api/v1/copies/{copy['id']}").json

    removed = admin.delete(f"/api/v1/copies/{copy['id']}").json
    first.post(f"/api/v1/undo/{withdrawn['undoId']}")
    after = first.get(copies_path(item)).json["items"]
    admin.post(f"/api/v1/undo/{removed['undoId']}")  # their own

    assert after == []
    assert [one["id"] for one in second.get(copies_path(item)).json["items"]] == [copy["id"]]


def test_undo_of_a_last_withdrawal_does_not_bring_back_what_was_removed_for_all_since(
    api, db, item
):
    admin = api.as_admin()
    first, second = api.as_user("one"), api.as_user("two")
    (copy,) = first.post(copies_path(item), json={"height": 720}).json["copies"]["items"]
    withdrawn = first.delete(f"/api/v1/copies/{copy['id']}").json
    (another,) = second.post(copies_path(item), json={"height": 720}).json["copies"]["items"]

    admin.delete(f"/api/v1/copies/{another['id']}")
    first.post(f"/api/v1/undo/{withdrawn['undoId']}")

    assert first.get(copies_path(item)).json["items"] == []


def test_a_copy_of_a_deleted_account_stays_when_another_user_withdraws(api, db, item):
    first, second = api.as_user("one"), api.as_user("two")
    (copy,) = first.post(copies_path(item), json={"height": 720}).json["copies"]["items"]
    asked_too = second.post(copies_path(item), json={"height": 720}).json
    with db.read() as conn:
        conn.execute(
            "DELETE FROM users WHERE id = (SELECT user_id FROM converted_copy_requests"
            " ORDER BY requested_at LIMIT 1)"
        )

    second.post(f"/api/v1/undo/{asked_too['undoId']}")

    assert [one["id"] for one in second.get(copies_path(item)).json["items"]] == [copy["id"]]


def test_a_ready_copy_plays_by_a_signed_manifest_where_no_worker_is(api, db, item, film):
    person = api.as_user()
    (copy,) = person.post(copies_path(item), json={"height": 720}).json["copies"]["items"]
    before = person.get(f"/api/v1/library/{item}/playback").json["items"][0]["summary"]
    make_ready(db, copy["id"])
    film.unlink()
    api.configure(seen_playback_source="store", **STORE)

    ticket = person.post(f"/api/v1/library/{item}/play").json
    after = person.get(f"/api/v1/library/{item}/playback").json["items"][0]["summary"]
    url = urlsplit(ticket["url"])
    manifest = api.anonymous().get(f"{url.path}?{url.query}&at=3.20")

    assert (ticket["kind"], ticket["audioIndex"]) == ("transcode", 1)
    assert ticket["summary"] == "Plays its converted copy: HEVC is not played by this browser"
    assert ticket["fileUrl"] is None
    assert (before.partition(":")[0], after) == ("Video is converted", ticket["summary"])
    assert (manifest.status, manifest.headers["content-type"]) == (
        200,
        "application/vnd.apple.mpegurl",
    )
    lines = [line for line in manifest.text.splitlines() if line.startswith("http")]
    assert [urlsplit(line).path.rpartition("/")[2] for line in lines] == ["0.m4s", "1.m4s", "2.m4s"]
    start = f"http://seen.test/seen-media/converted/{item}/2328-abc/720-a1-aac-{copy['id']}/0.m4s?"
    assert lines[0].startswith(start)
    assert "X-Amz-Signature=" in lines[0]
    assert "#EXTINF:1.500000," in manifest.text


def test_a_manifest_needs_its_grant_and_a_session_that_has_not_ended(api, db, item):
    person = api.as_user()
    (copy,) = person.post(copies_path(item), json={"height": 720}).json["copies"]["items"]
    make_ready(db, copy["id"])
    url = urlsplit(person.post(f"/api/v1/library/{item}/play").json["url"])
    stranger = api.anonymous()

    assert stranger.get(url.path).json["code"] == "converted_copy_not_found"
    assert stranger.get(f"{url.path}?{url.query[:-2]}xx").json["code"] == "bad_grant"
    other = url.path.replace("720-a1", "480-a1")
    assert stranger.get(f"{other}?{url.query}").json["code"] == "converted_copy_not_found"
    assert stranger.get(f"{url.path}?{url.query}").status == 200
    with db.read() as conn:
        conn.execute("UPDATE library_items SET fingerprint = 'changed'")
    assert stranger.get(f"{url.path}?{url.query}").json["code"] == "converted_copy_not_found"
    with db.read() as conn:
        conn.execute("UPDATE sessions SET revoked_at = now()")
    assert stranger.get(f"{url.path}?{url.query}").json["code"] == "bad_grant"


def test_what_preparing_would_take_is_said_before_it_is_switched_on(api, db, item, film):
    admin, folder = api.as_admin(), str(film.parent)
    path = f"/api/v1/library/folders/copies-preview?path={folder}"
    before = admin.get(path).json
    (kept,) = admin.post(copies_path(item), json={"height": 720}).json["copies"]["items"]
    make_ready(db, kept["id"])
    after = admin.get(path).json
    query = f"/api/v1/library/folders?path={folder}"

    def is_prepared(answer) -> bool:
        (one,) = [one for one in answer.json["items"] if one["path"] == folder]
        return one["preparesCopies"]

    assert (before["files"], before["maxBytes"]) == (1, 4192 * 125 * 3600)
    assert (before["readyFiles"], before["whyNot"]) == (0, "")
    assert (after["files"], after["maxBytes"], after["readyFiles"]) == (0, 0, 1)
    assert not is_prepared(admin.get("/api/v1/library/folders"))
    assert is_prepared(admin.request("PATCH", query, json={"preparesCopies": True}))
    assert is_prepared(admin.request("PATCH", query, json={"kind": "movies"}))
    assert not is_prepared(admin.request("PATCH", query, json={"preparesCopies": False}))
    api.configure(seen_converted_gb=0, **STORE)
    assert admin.get(path).json["whyNot"] == "off"
