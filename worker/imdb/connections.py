"""Connections for statements that take minutes, and retries after conflicts with other writers."""

import logging
import os
import random
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
from psycopg import Connection, errors

from worker.imdb.errors import CatalogueBusy

MIN_MEMORY_MB, MAX_MEMORY_MB = 96, 1536
MEMORY_SHARE = 6  # of the machine's memory, so that a small server still responds

logger = logging.getLogger(__name__)


@contextmanager
def session(dsn: str) -> Iterator[Connection]:
    """
    An autocommit connection that resolves names in `incoming` first, then in `public`. A commit
    does not wait for the disk: one that a crash loses only means that the import runs again.
    """
    memory_mb = memory_budget_mb()
    settings = {
        "search_path": "incoming,public",
        "statement_timeout": "0",
        "idle_in_transaction_session_timeout": "0",
        "synchronous_commit": "off",
        # A hash may take twice work_mem, and a statement has a sort beside its hash.
        "work_mem": f"{memory_mb // 6}MB",
        "maintenance_work_mem": f"{memory_mb // 2}MB",
        "jit": "off",
        "timezone": "UTC",
        "client_min_messages": "notice",
    }
    options = " ".join(f"-c {name}={value}" for name, value in settings.items())
    with psycopg.connect(
        dsn, autocommit=True, options=options, prepare_threshold=None, connect_timeout=10,
        application_name="seen imdb import",
    ) as conn:  # fmt: skip
        yield conn


def memory_budget_mb() -> int:
    """How much memory PostgreSQL may use for an import."""
    try:
        total_mb = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2**20
    except (OSError, ValueError, AttributeError):
        total_mb = 0
    return min(max(total_mb // MEMORY_SHARE, MIN_MEMORY_MB), MAX_MEMORY_MB)


def retry(
    work: Callable[[], None],
    retried: tuple[type[errors.Error], ...],
    max_attempts: int,
    pause_s: tuple[float, float],
) -> None:
    """Repeat `work` while it fails because of concurrent writers. Raises `CatalogueBusy`."""
    for _ in range(max_attempts):
        try:
            work()
        except retried as error:
            logger.info("trying again", extra={"because": type(error).__name__})
            failure = error
            threading.Event().wait(random.uniform(*pause_s))  # noqa: S311  # jitter
        else:
            return
    raise CatalogueBusy("The catalogue is in use; the import will be tried again.") from failure
