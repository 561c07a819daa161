"""The commands: fetch the metadata of all titles now, and mark titles to be fetched again."""

import argparse
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from chalicelib.catalog.models import MediaType
from chalicelib.metadata.models import BackfillFilter
from chalicelib.metadata.store import fetch_status
from chalicelib.platform.clock import utc_now
from chalicelib.platform.db import Database
from chalicelib.platform.registry import get
from chalicelib.platform.settings import Settings
from worker.metadata.backfill import ProviderPaused
from worker.metadata.component import MetadataComponent

NO_TIME_LIMIT_S = 365 * 86_400.0
STATEMENT_TIMEOUT_MS = 600_000  # a scan of a million titles outside any request


@dataclass(slots=True)
class ProgressLine:
    """Prints the number of titles done, the rate, and the remaining time."""

    total: int
    started: float = field(default_factory=time.monotonic)

    def __call__(self, done: int) -> None:
        rate = done / max(time.monotonic() - self.started, 0.001)
        left_s = round(max(self.total - done, 0) / rate) if rate else 0
        sys.stdout.write(
            f"{done} of {self.total} titles, {rate:.1f}/s, {clock_text(left_s)} left\n"
        )
        sys.stdout.flush()


def clock_text(seconds: int) -> str:
    """3725 → `1:02:05`."""
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def backfill_command(arguments: Sequence[str]) -> int:
    """
    `metadata-backfill [--limit N] [--kind KIND] [--shows-without-pictures] [--skip-asked]`; the
    exit status.
    """
    parser = argparse.ArgumentParser("python -m worker metadata-backfill", description=__doc__)
    parser.add_argument("--limit", type=int, default=None, help="of titles, the most voted first")
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--kind", type=MediaType, choices=list(MediaType), default=None)
    which.add_argument(
        "--shows-without-pictures", action="store_true", help="only these, also fetched ones"
    )
    parser.add_argument(
        "--skip-asked", action="store_true", help="not those that a provider was asked for before"
    )
    given = parser.parse_args(arguments)
    if given.limit is not None and given.limit < 1:
        parser.error("--limit is at least 1")
    wanted = BackfillFilter(
        kind=MediaType.SHOW if given.shows_without_pictures else given.kind,
        without_picture=given.shows_without_pictures,
        skips_asked=given.skip_asked,
    )
    component = MetadataComponent.from_settings()
    try:
        backfill = replace(component.backfill, wanted=wanted)
        kinds = backfill.kinds()
        if not kinds:
            sys.stderr.write("No provider of these titles has a key; see .env.example.\n")
            return 1
        with component.db.read() as conn:
            waiting = fetch_status.count_to_backfill(conn, media_types=kinds, wanted=wanted)
        total = waiting if given.limit is None else min(waiting, given.limit)
        done = replace(
            backfill, max_run_s=NO_TIME_LIMIT_S, limit=given.limit, report=ProgressLine(total)
        ).run()
    except ProviderPaused as paused:
        sys.stderr.write(f"{paused} Try again in {paused.retry_after_s} seconds.\n")
        return 1
    finally:
        component.close(0)
    sys.stdout.write(f"titles fetched: {done}\n")
    return 0


def reset_command(arguments: Sequence[str]) -> int:
    """
    `metadata-reset (--all | [--title ID] [--kind KIND] [--older-than DAYS] [--failed])`; the exit
    status.
    """
    parser = argparse.ArgumentParser("python -m worker metadata-reset", description=__doc__)
    parser.add_argument("--all", action="store_true", help="every title")
    parser.add_argument("--title", type=int, default=None, metavar="ID")
    parser.add_argument("--kind", type=MediaType, choices=list(MediaType), default=None)
    parser.add_argument("--older-than", type=int, default=None, metavar="DAYS")
    parser.add_argument("--failed", action="store_true", help="only titles that failed last time")
    given = parser.parse_args(arguments)
    if given.older_than is not None and not 0 <= given.older_than <= 36_500:  # noqa: PLR2004
        parser.error("--older-than is between 0 and 36500 days")
    narrows = any((given.title is not None, given.kind, given.older_than is not None, given.failed))
    if given.all == narrows:
        parser.error("name which titles: --all, or at least one of the others")
    dsn = get(Settings).database_url.get_secret_value()
    database = Database(dsn, 1, STATEMENT_TIMEOUT_MS)
    before = utc_now() - timedelta(days=given.older_than or 0)
    with database.transaction() as conn:
        count = fetch_status.reset_backfill(
            conn,
            media_type=given.kind,
            fetched_before=before,
            only_failed=given.failed,
            media_id=given.title,
        )
    database.close()
    sys.stdout.write(f"titles that will be fetched again: {count}\n")
    return 0
