"""
Counting in DynamoDB: a number for each title and day, which ends by itself.

Two kinds of items lie in one table. A visit lies under its mark, so writing it a second time is
refused. A number lies under the day and the title, so a day's numbers are read by one query and
a title's week by seven keys, of which a hundred are asked for at once. Neither needs an index, a
scan or a transaction: whoever dies between the visit and its number loses one visit.

Imported only where it was chosen: PynamoDB brings botocore.
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

from chalicelib.engagement.models import KEPT_FOR, Visited
from chalicelib.platform.errors import Unavailable

logger = logging.getLogger(__name__)

# A page waits for a visit to be written: better to lose one than to wait. The table is in the
# same region, where it answers within some ten milliseconds.
CONNECT_TIMEOUT_S = 0.5
READ_TIMEOUT_S = 1.0
RETRIES = 1
#: Before it is asked again for what it left out because it had too much to do; each is spread.
PAUSES_S = (0.02, 0.05, 0.1, 0.2)
REST_S = 30.0  # after a failure, in which it is not asked by every page

VIEWS, CLICKS = "views", "clicks"
ONLY = "-"  # a visit has no neighbours


class Entry(Model):
    """A visit (`views!<mark>`, `-`) or a day's number (`views#2026-01-31`, the title's id)."""

    bucket = UnicodeAttribute(hash_key=True)
    entry = UnicodeAttribute(range_key=True)
    of = NumberAttribute(null=True)  # a visit: the title or the collection
    source = UnicodeAttribute(null=True)
    at = NumberAttribute(null=True)  # a visit: seconds since 1970
    times = NumberAttribute(null=True)  # a number
    expires_at = TTLAttribute(null=True)

    @classmethod
    def _batch_get_page(
        cls, keys_to_get: list[Any], consistent_read: Any, attributes_to_get: Any
    ) -> tuple[list[Any], list[Any]]:
        """
        As PynamoDB's own, which asks at once and without end for what was left out.

        Raises `GetError` when something is left out again and again.
        """
        found: list[Any] = []
        for pause_s in (*PAUSES_S, None):
            page, keys_to_get = super()._batch_get_page(  # type: ignore[no-untyped-call]
                keys_to_get, consistent_read, attributes_to_get
            )
            found += page
            if not keys_to_get:
                return found, []
            if pause_s is not None:
                time.sleep(pause_s * random.uniform(0.5, 1.0))  # noqa: S311  # no secret
        raise GetError("DynamoDB leaves out what it is asked for.")


def entries_of(table: str, region: str | None) -> type[Entry]:
    """The class whose instances lie in this table. Without a region, AWS's own settings count."""
    meta = {
        "table_name": table,
        "region": region,
        "connect_timeout_seconds": CONNECT_TIMEOUT_S,
        "read_timeout_seconds": READ_TIMEOUT_S,
        "max_retry_attempts": RETRIES,
    }
    return type("EntryOfTable", (Entry,), {"Meta": type("Meta", (), meta)})


class DynamoTally:
    """See `Tally`."""

    def __init__(
        self,
        table: str,
        region: str | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.entries = entries_of(table, region)
        self._monotonic = monotonic
        self._resting_until = 0.0

    def view(self, *, mark: bytes, media_id: int, source: str, at: datetime) -> bool:
        return self._count(VIEWS, mark, media_id, at, source=source or None)

    def click(self, *, mark: bytes, collection_id: int, at: datetime) -> bool:
        return self._count(CLICKS, mark, collection_id, at)

    def views(self, media_ids: Sequence[int], days: Sequence[date]) -> dict[int, int]:
        keys = [(_day(VIEWS, day), str(one)) for one in set(media_ids) for day in days]
        with self._asking():
            found = list(self.entries.batch_get(keys)) if keys else []
        return _sums(found)

    def top(self, days: Sequence[date], *, limit: int) -> list[Visited]:
        sums = self._sums_of(VIEWS, days)
        order = sorted(sums.items(), key=lambda each: (-each[1], each[0]))
        return [Visited(media_id, views) for media_id, views in order[:limit]]

    def clicks(self, days: Sequence[date]) -> dict[int, int]:
        return self._sums_of(CLICKS, days)

    def forget(self, *, before: datetime) -> int:  # noqa: ARG002  # DynamoDB forgets by itself
        return 0

    def _count(self, kind: str, mark: bytes, of: int, at: datetime, **more: Any) -> bool:
        visit = self.entries(
            f"{kind}!{mark.hex()}",
            ONLY,
            of=of,
            at=int(at.timestamp()),
            expires_at=at + KEPT_FOR,
            **more,
        )
        day = at.astimezone(UTC).date()
        number = self.entries(_day(kind, day), str(of))
        with self._asking():
            try:
                visit.save(Entry.bucket.does_not_exist())
            except PutError as error:
                if error.cause_response_code == "ConditionalCheckFailedException":
                    return False
                raise
            ends_at = datetime.combine(day, time_of_day(), UTC) + KEPT_FOR
            number.update([Entry.times.add(1), Entry.expires_at.set(ends_at)])
        return True

    def _sums_of(self, kind: str, days: Sequence[date]) -> dict[int, int]:
        with self._asking():
            found = [each for day in days for each in self.entries.query(_day(kind, day))]
        return _sums(found)

    @contextmanager
    def _asking(self) -> Iterator[None]:
        """Raises `Unavailable` when DynamoDB fails, and for a while after."""
        if self._monotonic() < self._resting_until:
            raise Unavailable("DynamoDB did not answer a moment ago.")
        try:
            yield
        except PynamoDBException as error:
            self._resting_until = self._monotonic() + REST_S
            # The reason and nothing of what was sent.
            reason = error.cause_response_code or type(error.cause).__name__
            logger.warning("DynamoDB does not answer", extra={"reason": reason})
            raise Unavailable("DynamoDB does not answer.") from error


def _day(kind: str, day: date) -> str:
    return f"{kind}#{day.isoformat()}"


def _sums(numbers: Sequence[Entry]) -> dict[int, int]:
    sums: dict[int, int] = {}
    for each in numbers:
        of = int(each.entry)
        sums[of] = sums.get(of, 0) + int(each.times or 0)
    return sums
