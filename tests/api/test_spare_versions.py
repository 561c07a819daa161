"""Deleting spare versions: one of each film and episode stays, and no user loses one."""

import threading
from pathlib import Path
from uuid import UUID

import pytest
from psycopg import sql

from tests.library import make_item
from tests.titles import make_person, make_show, make_title

FOLDER = "/api/v1/library/recycle-folder"


@pytest.fixture
def person(api):
    return api.as_librarian()


@pytest.fixture
def sintel(db) -> int:
    return make_title(db, "Sintel", year=2010)


def put(db, name: str, media_id: int | None, *, episode_id: int | None = None) -> UUID:
    return make_item(db, Path("/away") / name, media_id=media_id, episode_id=episode_id)


def change(db, item: UUID, assignment: str) -> None:
    with db.read() as conn:
        statement = sql.SQL("UPDATE library_items SET {} WHERE id = %s")
        conn.execute(statement.format(sql.SQL(assignment)), [item])


def delete_spare(person, *items: UUID):
    body = {"libraryItemIds": [str(item) for item in items], "spareOnly": True}
    return person.post(FOLDER, json=body)


def refusal(answer) -> tuple[int, str, str]:
    return (answer.status, answer.json["code"], answer.json["field"])


def test_a_spare_version_is_deleted_and_the_other_one_stays(person, db, sintel):
    spare, best = put(db, "s.mkv", sintel), put(db, "l.mkv", sintel)

    assert delete_spare(person, spare).json["files"] == 1
    assert person.get(f"/api/v1/library/{best}").status == 200


def test_the_last_version_stays_unless_it_is_deleted_as_such(person, db, sintel):
    small, large = put(db, "s.mkv", sintel), put(db, "l.mkv", sintel)

    both = delete_spare(person, small, large)
    delete_spare(person, small)
    last = delete_spare(person, large)

    assert refusal(both) == (409, "only_version", "libraryItemIds")
    assert refusal(last) == (409, "only_version", "libraryItemIds")
    assert "Sintel" in last.json["detail"]
    assert person.post(FOLDER, json={"libraryItemIds": [str(large)]}).status == 200


@pytest.mark.parametrize(
    "assignment",
    [
        "missing_since = now()",
        "editions = '{Extended}'",
        "match_state = 'ignored'",
    ],
)
def test_what_is_not_there_or_another_film_is_no_other_version(person, db, sintel, assignment):
    spare, other = put(db, "s.mkv", sintel), put(db, "l.mkv", sintel)
    change(db, other, assignment)

    assert refusal(delete_spare(person, spare)) == (409, "only_version", "libraryItemIds")


def test_half_of_a_copy_in_parts_is_no_other_version(person, db, sintel):
    spare, first, second = (put(db, name, sintel) for name in ("s.mkv", "1.mkv", "2.mkv"))
    for item in (first, second):
        change(db, item, "part_set = 'sintel'")
    change(db, second, "missing_since = now()")

    assert delete_spare(person, spare).json["code"] == "only_version"

    change(db, second, "missing_since = NULL")
    assert delete_spare(person, spare).status == 200


def test_another_episode_is_no_other_version(person, db):
    show = make_show(db, seasons=(2,))
    one, two = (put(db, f"{episode}.mkv", show.id, episode_id=episode) for episode in show.episodes)
    again = put(db, "again.mkv", show.id, episode_id=show.episodes[0])

    assert delete_spare(person, one, two).json["code"] == "only_version"
    assert delete_spare(person, again).status == 200


def test_a_file_of_no_title_is_nobodys_spare_version(person, db):
    assert delete_spare(person, put(db, "holiday.mkv", None)).json["code"] == "only_version"


def test_what_somebody_watches_now_stays(person, db, sintel):
    spare = put(db, "s.mkv", sintel)
    put(db, "l.mkv", sintel)
    with db.read() as conn:
        conn.execute(
            """
            INSERT INTO user_progress (
                user_id, media_id, position_seconds, duration_seconds, updated_at
            )
            VALUES (%s, %s, 60, 600, now())
            """,
            [make_person(db), sintel],
        )

    assert refusal(delete_spare(person, spare)) == (409, "being_watched", "libraryItemIds")

    with db.read() as conn:
        conn.execute("UPDATE user_progress SET updated_at = now() - interval '1 hour'")
    assert delete_spare(person, spare).status == 200


def test_of_two_people_who_each_keep_another_version_one_is_refused(api, db, sintel):
    items = put(db, "s.mkv", sintel), put(db, "l.mkv", sintel)
    people = api.as_librarian(), api.as_admin()
    start = threading.Barrier(2)
    codes = []

    def run(person, item):
        start.wait()
        codes.append(delete_spare(person, item).status)

    threads = [threading.Thread(target=run, args=pair) for pair in zip(people, items, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(codes) == [200, 409]
