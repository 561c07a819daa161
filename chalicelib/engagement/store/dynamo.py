"""
Visits in DynamoDB: one expiring counter for each title and day.

One table holds two kinds of items. A visit has its dedup key as hash key, so a conditional write
refuses a repetition. A counter has the day as hash key and the title as range key, so a day is one
query, and a title's week is seven keys of a batch of a hundred. Neither needs an index, a scan or
a transaction: a crash between the visit and its counter loses one visit.

Imported only where it is configured: PynamoDB imports botocore.
"""

import logging
import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from datetime import time as time_of_day
from typing import Any

from pynamodb.attributes import NumberAttribute, TTLAttribute, UnicodeAttribute
from pynamodb.exceptions import GetError, PutError, PynamoDBException
from pynamodb.models import Model

from chalicelib.engagement.models import RETENTION, ViewCount
from chalicelib.platform.errors import Unavailable

logger = logging.getLogger(__name__)

# A page waits for this write, so timeouts are short: losing a visit is better. A table of the same
# region answers within about ten milliseconds.
CONNECT_TIMEOUT_S = 0.5
READ_TIMEOUT_S = 1.0
RETRIES = 1
#: Before retrying unprocessed keys of a batch; each with jitter.
BATCH_RETRY_PAUSES_S = (0.02, 0.05, 0.1, 0.2)
PAUSE_AFTER_FAILURE_S = 30.0  # without requests, so that pages do not wait for timeouts

VIEWS, CLICKS = "views", "clicks"
NO_SORT_KEY = "-"  # the range key of visits


class CounterItem(Model):
    """A visit (`views!<dedup key>`, `-`) or a day's counter (`views#2026-01-31`, a title's id)."""

    bucket = UnicodeAttribute(hash_key=True)
    entry = UnicodeAttribute(range_key=True)
    of = NumberAttribute(null=True)  # a visit: the title or the collection
    source = UnicodeAttribute(null=True)
    at = NumberAttribute(null=True)  # a visit: seconds since 1970
    times = NumberAttribute(null=True)  # a counter
    expires_at = TTLAttribute(null=True)

    @classmethod
    def _batch_get_page(
        cls, keys_to_get: list[Any], consistent_read: Any, attributes_to_get: Any
    ) -> tuple[list[Any], list[Any]]:
        """
        Override PynamoDB, which retries unprocessed keys at once and without end.

        Raises `GetError` when keys stay unprocessed.
        """
        found: list[Any] = []
        for pause_s in (*BATCH_RETRY_PAUSES_S, None):
            page, keys_to_get = super()._batch_get_page(  # type: ignore[no-untyped-call]
                keys_to_get, consistent_read, attributes_to_get
            )
            found += page
            if not keys_to_get:
                return found, []
            if pause_s is not None:
                time.sleep(pause_s * random.uniform(0.5, 1.0))  # noqa: S311  # no secret
        raise GetError("DynamoDB leaves out what it is asked for.")


def item_class_of(table: str, region: str | None) -> type[CounterItem]:
    """The item class of a table. Without a region, AWS's default configuration decides."""
    meta = {
        "table_name": table,
        "region": region,
        "connect_timeout_seconds": CONNECT_TIMEOUT_S,
        "read_timeout_seconds": READ_TIMEOUT_S,
        "max_retry_attempts": RETRIES,
    }
    return type("ItemOfTable", (CounterItem,), {"Meta": type("Meta", (), meta)})


class DynamoVisitCounter:
    """See `VisitCounter`."""

    def __init__(
        self,
        table: str,
        region: str | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.items = item_class_of(table, region)
        self._monotonic = monotonic
        self._paused_until = 0.0

    def view(self, *, dedup_key: bytes, media_id: int, source: str, at: datetime) -> bool:
        return self._count(VIEWS, dedup_key, media_id, at, source=source or None)

    def click(self, *, dedup_key: bytes, collection_id: int, at: datetime) -> bool:
        return self._count(CLICKS, dedup_key, collection_id, at)

    def views(self, media_ids: Sequence[int], days: Sequence[date]) -> dict[int, int]:
        keys = [(_day(VIEWS, day), str(media_id)) for media_id in set(media_ids) for day in days]
        with self._guarded():
            found = list(self.items.batch_get(keys)) if keys else []
        return _sums(found)

    def top(self, days: Sequence[date], *, limit: int) -> list[ViewCount]:
        sums = self._sums_of(VIEWS, days)
        order = sorted(sums.items(), key=lambda each: (-each[1], each[0]))
        return [ViewCount(media_id, views) for media_id, views in order[:limit]]

    def clicks(self, days: Sequence[date]) -> dict[int, int]:
        return self._sums_of(CLICKS, days)

    def delete_before(self, *, before: datetime) -> int:  # noqa: ARG002  # expired by DynamoDB
        return 0

    def _count(self, kind: str, dedup_key: bytes, of: int, at: datetime, **more: Any) -> bool:
        visit = self.items(
            f"{kind}!{dedup_key.hex()}",
            NO_SORT_KEY,
            of=of,
            at=int(at.timestamp()),
            expires_at=at + RETENTION,
            **more,
        )
        day = at.astimezone(UTC).date()
        number = self.items(_day(kind, day), str(of))
        with self._guarded():
            try:
                visit.save(CounterItem.bucket.does_not_exist())
            except PutError as error:
                if error.cause_response_code == "ConditionalCheckFailedException":
                    return False
                raise
            ends_at = datetime.combine(day, time_of_day(), UTC) + RETENTION
            number.update([CounterItem.times.add(1), CounterItem.expires_at.set(ends_at)])
        return True

    def _sums_of(self, kind: str, days: Sequence[date]) -> dict[int, int]:
        with self._guarded():
            found = [each for day in days for each in self.items.query(_day(kind, day))]
        return _sums(found)

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        """Raises `Unavailable` when DynamoDB fails, and for a while after."""
        if self._monotonic() < self._paused_until:
            raise Unavailable("DynamoDB did not answer a moment ago.")
        try:
            yield
        except PynamoDBException as error:
            self._paused_until = self._monotonic() + PAUSE_AFTER_FAILURE_S
            # The reason only: the message may contain what was sent.
            reason = error.cause_response_code or type(error.cause).__name__
            logger.warning("DynamoDB does not answer", extra={"reason": reason})
            raise Unavailable("DynamoDB does not answer.") from error


def _day(kind: str, day: date) -> str:
    return f"{kind}#{day.isoformat()}"


def _sums(numbers: Sequence[CounterItem]) -> dict[int, int]:
    sums: dict[int, int] = {}
    for each in numbers:
        of = int(each.entry)
        sums[of] = sums.get(of, 0) + int(each.times or 0)
    return sums
