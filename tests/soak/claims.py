"""Many users and eight dispatchers compete for slots."""

import itertools
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from chalicelib.downloads.models import Status
from chalicelib.leases.service import LeaseService
from chalicelib.platform.cache import Cache
from tests.downloads.accounts import make_user, settings_service

MAX_ACTIVE = 3
SLOT_WITHIN_S = 30.0
#: Of what is fair. In the order of the queue, each of the small users gets half of it.
MIN_SHARE = 0.65


def enqueue(db, shares: dict[object, int]) -> None:
    """Many jobs at once, each with its first event."""
    for user_id, count in shares.items():
        with db.transaction() as conn:
            conn.execute(
                """
                WITH new AS (
                    INSERT INTO download_jobs (id, user_id, source_type, source)
                    SELECT gen_random_uuid(), %(user_id)s, 'http',
                           'http://127.0.0.1/' || %(user_id)s || '/' || n
                    FROM generate_series(1, %(count)s) AS n
                    RETURNING id
                )
                INSERT INTO download_events (job_id, status, message)
                SELECT id, 'queued', '' FROM new
                """,
                {"user_id": user_id, "count": count},
            )


def race(db, jobs: int) -> list[tuple]:
    """Eight dispatchers over the jobs of four users; all their events, by time."""
    users = [make_user(db).id for _ in range(4)]
    shares = dict(zip(users, (jobs - 3 * jobs // 8, *[jobs // 8] * 3), strict=True))
    enqueue(db, shares)
    work = LeaseService(db, Cache(None), settings_service(db, most_active=MAX_ACTIVE), backoff_s=1)
    changed = threading.Condition()
    completed = 0

    def dispatch(name: str) -> None:
        nonlocal completed
        while True:
            before = completed
            claims = work.claim(name, "/data/downloads", limit=2)
            for claim in claims:
                work.transition(claim, Status.DOWNLOADING)
                work.complete(claim, [])
                with changed:
                    completed += 1
                    changed.notify_all()  # all of them compete for the free slot
            if not claims:
                if work.seconds_until_due() is None:
                    return
                with changed:
                    if completed == before:
                        changed.wait(SLOT_WITHIN_S)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(dispatch, [f"worker {number}" for number in range(8)]))
    with db.read() as conn:
        return conn.execute(
            """
            SELECT e.status, e.job_id, j.user_id
            FROM download_events AS e
            JOIN download_jobs AS j ON j.id = e.job_id
            WHERE e.status IN ('preparing', 'completed')
            ORDER BY e.created_at, e.id
            """
        ).fetchall()


def violations_in(events: list[tuple], jobs: int) -> list[str]:
    """Jobs started twice, too many at once, or unfair shares."""
    started = Counter(job for status, job, _ in events if status == "preparing")
    ended = Counter(job for status, job, _ in events if status == "completed")
    # A job is counted from the moment its claim wrote it down, which saw every end before it.
    at_once = list(
        itertools.accumulate(1 if status == "preparing" else -1 for status, _, _ in events)
    )
    served = [user for status, _, user in events if status == "preparing"]
    while_all_wait = Counter(served[: jobs // 4])
    found = []
    if set(started.values()) != {1} or started != ended or len(started) != jobs:
        found.append(f"begun {started.total()} times, ended {ended.total()} times, of {jobs}")
    if max(at_once) > MAX_ACTIVE:
        found.append(f"{max(at_once)} at once")
    if min(while_all_wait.values()) < MIN_SHARE * jobs / 16:
        found.append(f"unfair: {sorted(while_all_wait.values())}")
    return found
