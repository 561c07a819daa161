"""
Locks on tables that everybody reads, without anybody noticing.

While a lock is waited for, whoever comes after waits too. So we wait for less than a second,
let everybody pass, and try again.
"""

import random
import threading
from collections.abc import Callable

from psycopg import Connection, errors

from worker.imdb.errors import ImportEnded

#: Below PostgreSQL's deadlock_timeout of 1 s: were we part of a deadlock, we are who gives up.
WAIT_FOR_LOCKS_MS = 900
TRIES = 120
PAUSE_S = (0.2, 1.5)


def patiently(conn: Connection, work: Callable[[], None]) -> None:
    """
    Run the work in a transaction that waits for no lock for long, until it succeeds.

    Raises `ImportEnded` when it never does.
    """
    for _ in range(TRIES):
        try:
            with conn.transaction():
                conn.execute(f"SET LOCAL lock_timeout = {WAIT_FOR_LOCKS_MS}")
                work()
        except (errors.LockNotAvailable, errors.DeadlockDetected, errors.QueryCanceled):
            threading.Event().wait(random.uniform(*PAUSE_S))  # noqa: S311  # jitter
        else:
            return
    raise ImportEnded("The catalogue was in use all the time; the import will be tried again.")
