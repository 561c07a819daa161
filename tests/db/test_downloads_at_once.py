"""What two people, or a person and a worker, do to a download at the same moment."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import psycopg
import pytest

from chalicelib.downloads.errors import QuotaExceeded, TooManyInspections
from chalicelib.downloads.models import ArrivedFile, FailureReason, Status
from chalicelib.downloads.models.house import DownloadSettings
from chalicelib.downloads.models.inside import InspectionCreate, TorrentEntry
from chalicelib.downloads.models.wishes import (
    BulkRequest,
    FileChoice,
    JobChange,
    MoveTo,
    QueuePosition,
)
from chalicelib.downloads.service import InspectionService, SourceValidator
from chalicelib.platform.cache import Cache
from chalicelib.platform.clock import new_id
from chalicelib.platform.sessions import User
from tests.downloads import LOOPBACK, Home, as_admin, make_user, one_claim, wait_until

ROOT = "/data/downloads"
BROKEN = FailureReason("unreachable", "Nobody answered.")
GIB = 1024**3


@pytest.fixture
def home(db, tmp_path) -> Home:
    return Home(db, Cache(None), tmp_path)


@pytest.fixture
def user(db) -> User:
    return make_user(db)


def url(number: int = 1) -> str:
    return f"http://127.0.0.1/{number}"


def magnet(number: int) -> str:
    return f"magnet:?xt=urn:btih:{number:040x}"


def waiting_for_a_lock(db) -> int:
    with db.read() as conn:
        row = conn.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND wait_event_type = 'Lock'"
        ).fetchone()
    return row[0]


def while_locked(db, job_id: UUID, meanwhile: Callable[[], object], statement: str) -> object:
    """What `meanwhile` answers when `statement` is committed after it began and before it ended."""
    with psycopg.connect(db.dsn) as conn, ThreadPoolExecutor(1) as pool:
        conn.execute("SELECT FROM download_jobs WHERE id = %s FOR UPDATE", [job_id])
        answer = pool.submit(meanwhile)
        wait_until(lambda: waiting_for_a_lock(db))
        conn.execute(statement, [job_id])
        conn.commit()
        return answer.result(10)


def test_what_is_paused_while_it_is_being_claimed_is_not_begun(db, home, user):
    job = home.ask(user, "http", url())

    claims = while_locked(
        db,
        job.id,
        lambda: home.work.claim("w", ROOT),
        "UPDATE download_jobs SET paused_at = now(), detail = 'paused' WHERE id = %s",
    )

    now = home.job(user, job)
    assert claims == []
    assert (now.status, now.detail, now.is_paused) == ("queued", "paused", True)


def test_a_second_try_asked_for_twice_at_once_is_one_job(db, home, user):
    """A source without an info-hash has nothing else that would tell the two apart."""
    old = home.ask(user, "http", url())
    home.downloads.cancel(user, old.id)
    ready = threading.Barrier(4)

    def again(_number: int) -> UUID:
        ready.wait()
        return home.wishes.retry(user, old.id).job.id

    with ThreadPoolExecutor(4) as pool:
        made = set(pool.map(again, range(4)))

    assert len(made) == 1
    with db.read() as conn:
        row = conn.execute("SELECT count(*) FROM download_jobs").fetchone()
    assert row == (2,)


def test_a_second_try_can_be_had_again_once_the_first_is_over(home, user):
    old = home.ask(user, "http", url())
    home.downloads.cancel(user, old.id)
    second = home.wishes.retry(user, old.id)
    home.downloads.cancel(user, second.job.id)
    third = home.wishes.retry(user, old.id)

    assert (second.status, third.status) == (201, 201)
    assert third.job.id != second.job.id


def test_a_wish_to_move_that_comes_with_the_last_byte_is_not_lost(db, home, user):
    job = home.ask(user, "http", url())
    claim = one_claim(home.work, "w", ROOT)
    home.wishes.move(as_admin(user), job.id, MoveTo(root=str(home.folder / "films")))
    arrived = [ArrivedFile(0, f"{claim.save_path}/a.mkv", 3)]
    home.work.complete(claim, arrived)  # by a worker that has not heard of it

    with db.read() as conn:
        rows = conn.execute("SELECT job_id, kind FROM download_commands WHERE done_at IS NULL")
        assert rows.fetchall() == [(job.id, "move")]


def test_what_went_where_it_belongs_is_not_moved_once_more(db, home, user):
    job = home.ask(user, "http", url())
    root = str(home.folder / "films")
    home.wishes.move(as_admin(user), job.id, MoveTo(root=root))
    claim = one_claim(home.work, "w", ROOT)
    home.work.complete(claim, [ArrivedFile(0, f"{root}/a/a.mkv", 3)], went_to=root)

    with db.read() as conn:
        assert conn.execute("SELECT FROM download_commands").fetchall() == []


def test_two_torrents_of_one_moment_do_not_both_fit_into_a_share_for_one(db, home, user):
    home.house.change(DownloadSettings.model_validate({"perPerson": {"bytesAMonth": 10 * GIB}}))
    for number in range(2):
        home.ask(user, "magnet", magnet(number))
    claims = home.work.claim("w", ROOT, 2)

    def told(claim) -> bool:
        return home.work.describe(
            claim,
            title="A film",
            save_path=claim.save_path,
            info_hash=claim.info_hash,
            inside=[TorrentEntry(index=0, path="a.mkv", size_bytes=6 * GIB)],
        )

    assert told(claims[0])
    with pytest.raises(QuotaExceeded):
        told(claims[1])


def inside_of(home: Home, user: User, sizes: dict[int, int], skipped: list[int]):
    """A job whose files are known, some of which are not wanted."""
    job = home.ask(user, "magnet", magnet(1))
    if skipped:
        priorities = dict.fromkeys(skipped, "skip")
        home.wishes.choose_files(user, job.id, FileChoice(priorities=priorities))
    claim = one_claim(home.work, "w", ROOT)
    inside = [
        TorrentEntry(index=index, path=f"{index}.mkv", size_bytes=size)
        for index, size in sizes.items()
    ]
    home.work.describe(
        claim, title="", save_path=claim.save_path, info_hash=claim.info_hash, inside=inside
    )
    return job


def test_what_is_wanted_later_counts_in_the_share_too(home, user):
    home.house.change(DownloadSettings.model_validate({"perPerson": {"bytesAMonth": 10 * GIB}}))
    job = inside_of(home, user, {0: GIB, 1: 20 * GIB}, skipped=[1])

    with pytest.raises(QuotaExceeded):
        home.wishes.choose_files(user, job.id, FileChoice(priorities={1: "normal"}))
    change = JobChange.model_validate({"options": {"filePriorities": {"1": "high"}}})
    with pytest.raises(QuotaExceeded):
        home.wishes.change(user, job.id, change)
    files = home.wishes.details(user, job.id).files
    assert [file.priority for file in files] == ["normal", "skip"]


def test_what_never_came_does_not_count_in_the_share(home, user):
    home.house.change(DownloadSettings.model_validate({"perPerson": {"bytesAMonth": 10 * GIB}}))
    job = inside_of(home, user, {0: 9 * GIB}, skipped=[])
    assert home.house.quota(user.id).bytes_this_month == 9 * GIB
    home.downloads.cancel(user, job.id)

    assert home.house.quota(user.id).bytes_this_month == 0


def test_an_administrators_second_try_for_somebody_is_held_against_that_persons_share(
    db, home, user
):
    admin = User(id=make_user(db).id, session_id=new_id(), role="admin")
    home.house.change(DownloadSettings.model_validate({"perPerson": {"mostOpen": 1}}))
    old = home.ask(user, "http", url())
    home.downloads.cancel(user, old.id)
    home.ask(admin, "http", url(2))  # has as much as they may

    assert home.wishes.retry(admin, old.id).status == 201
    another = home.wishes.retry(admin, old.id)
    assert another.status == 200


def test_what_is_forced_keeps_to_a_persons_own_share_of_places(home, user):
    home.house.change(DownloadSettings.model_validate({"perPerson": {"mostActive": 2}}))
    for number in range(5):
        job = home.ask(user, "http", url(number))
        home.wishes.change(user, job.id, JobChange(isForced=True))

    first = home.work.claim("w", ROOT, 1)
    second = home.work.claim("w", ROOT, 20)
    third = home.work.claim("w", ROOT, 20)

    assert [len(first), len(second), len(third)] == [1, 1, 0]


def test_five_looks_inside_are_five_also_when_asked_for_at_once(db, home, user):
    looks = InspectionService(
        db, new_id, SourceValidator(LOOPBACK, are_torrents_on=True), home.house
    )
    ready = threading.Barrier(8)

    def look(number: int) -> bool:
        ready.wait()
        try:
            looks.ask(user, InspectionCreate(sourceType="http", source=url(number)))
        except TooManyInspections:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(look, range(8))) == 5


# --- the queue -----------------------------------------------------------------------------------


def places(home: Home, user: User, jobs) -> list[int | None]:
    return [home.job(user, job).queue_position for job in jobs]


def test_what_was_put_last_is_not_overtaken_forever_by_what_comes_later(home, user):
    jobs = [home.ask(user, "http", url(number)) for number in range(3)]
    for _ in range(5):
        home.wishes.queue(user, jobs[0].id, QueuePosition.BOTTOM)
        home.wishes.queue(user, jobs[1].id, QueuePosition.BOTTOM)
    late = home.ask(user, "http", url(9))

    assert places(home, user, [jobs[2], jobs[0], jobs[1], late]) == [1, 2, 3, 4]


def test_up_and_down_are_among_ones_own(db, home, user):
    """Somebody else's job is not pushed around, and one's own does move."""
    other = make_user(db)
    first = home.ask(user, "http", url(1))
    theirs = home.ask(other, "http", url(2))
    second = home.ask(user, "http", url(3))
    with db.read() as conn:
        before = conn.execute("SELECT xmin FROM download_jobs WHERE id = %s", [theirs.id])
        version = before.fetchone()
    home.wishes.queue(user, second.id, QueuePosition.UP)

    assert places(home, user, [second, first]) == [1, 3]
    with db.read() as conn:
        after = conn.execute("SELECT xmin FROM download_jobs WHERE id = %s", [theirs.id])
        assert after.fetchone() == version


# --- what a person may have to do with another ---------------------------------------------------


def test_many_at_once_touch_nobody_elses(db, home, user):
    other = make_user(db)
    theirs, mine = home.ask(other, "http", url(1)), home.ask(user, "http", url(2))
    for action in ("pause", "cancel", "remove", "removeWithFiles", "top", "retry", "restore"):
        done = home.wishes.bulk(user, BulkRequest(ids=[theirs.id], action=action))
        assert (done.done, [each.code for each in done.refused]) == ([], ["download_not_found"])

    now = home.job(other, theirs)
    assert (now.status, now.is_paused, now.removed_at) == (Status.QUEUED, False, None)
    assert home.job(user, mine).status == Status.QUEUED


def test_what_an_administrator_does_is_on_the_owners_dashboard_at_once(db, cache, user, tmp_path):
    home = Home(db, cache, tmp_path)
    admin = User(id=make_user(db).id, session_id=new_id(), role="admin")
    job = home.ask(user, "http", url())
    forgotten = []
    cache_of = home.cache

    class Watching:
        def forget_person(self, person: UUID) -> None:
            forgotten.append(person)
            cache_of.forget_person(person)

    home.cache = Watching()
    home.wishes.pause(admin, job.id)
    home.downloads.cancel(admin, job.id)

    assert forgotten == [user.id, user.id]
