"""The folder of new downloads: tested, chosen, and refused with the reason."""

from datetime import UTC, datetime

import pytest

from chalicelib.download_settings.models.folders import MARKER
from chalicelib.download_settings.store import chosen_folders as store
from chalicelib.platform.registry import get
from chalicelib.platform.settings import Settings

URL = "/api/v1/downloads/folders"


@pytest.fixture
def admin(api):
    return api.as_admin()


def choose(admin, path):
    return admin.request("PUT", f"{URL}/chosen", json={"path": str(path)})


def test_a_chosen_folder_is_the_first_and_the_others_stay(admin, tmp_path):
    first, second = tmp_path.parent / f"{tmp_path.name}-a", tmp_path.parent / f"{tmp_path.name}-b"
    for folder in (first, second):
        folder.mkdir()
    usual = admin.get(URL).json["items"][0]["path"]

    choose(admin, first)
    answer = choose(admin, second)

    paths = [folder["path"] for folder in answer.json["items"]]
    assert paths[:3] == [str(second), str(first), usual]
    assert answer.json == admin.get(URL).json
    assert [path.name for path in second.iterdir()] == [MARKER]


def test_the_usual_folder_can_be_chosen_again(admin, tmp_path):
    other = tmp_path.parent / f"{tmp_path.name}-a"
    other.mkdir()
    usual = get(Settings).download_dir
    usual.mkdir(parents=True, exist_ok=True)
    choose(admin, other)

    assert choose(admin, usual).json["items"][0]["path"] == str(usual)


def test_a_choice_of_another_process_is_seen_at_once(admin, db, tmp_path):
    folder = tmp_path.parent / f"{tmp_path.name}-a"
    folder.mkdir()
    admin.get(URL)

    with db.transaction() as conn:
        store.choose(conn, path=str(folder), now=datetime.now(UTC))

    assert admin.get(URL).json["items"][0]["path"] == str(folder)


def test_a_test_tells_the_space_and_writes_nothing(admin, tmp_path):
    folder = tmp_path.parent / f"{tmp_path.name}-a"
    folder.mkdir()

    found = admin.post(f"{URL}/test", json={"path": f"{folder}/"}).json

    assert (found["path"], found["problem"]) == (str(folder), None)
    assert 0 < found["freeBytes"] <= found["totalBytes"]
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("missing", "no such folder"),
        ("file.txt", "no such folder"),
        ("films", "of the library"),
        ("films/new", "of the library"),
        (".", "data of /seen/"),
        ("/etc", "system"),
        ("data", "data of /seen/"),
        ("data/../data", "whole path"),
        ("relative", "whole path"),
    ],
)
def test_a_folder_is_refused_with_the_reason(api, tmp_path_factory, name, said):
    place = tmp_path_factory.mktemp("places")
    for folder in ("films/new", "data"):
        (place / folder).mkdir(parents=True)
    (place / "file.txt").write_text("no folder")
    api.configure(seen_library_roots=str(place / "films"), seen_data_dir=place / "data")
    admin = api.as_admin()
    path = name if name in ("/etc", "relative") else f"{place}/{name}"

    answer = choose(admin, path)

    assert (answer.status, answer.json["code"], answer.json["field"]) == (
        422,
        "folder_not_suitable",
        "path",
    )
    assert said in answer.json["detail"]
    if said != "whole path":
        assert said in admin.post(f"{URL}/test", json={"path": path}).json["problem"]


def test_members_choose_nothing(api, tmp_path):
    member = api.as_user()

    assert choose(member, tmp_path).status == 403
    assert member.post(f"{URL}/test", json={"path": str(tmp_path)}).status == 403
