"""What a service answered before, in PostgreSQL: shared by processes, and there after a restart."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from chalicelib.platform.db import Database
from chalicelib.providers import store
from chalicelib.providers.answers import Answer
from chalicelib.providers.errors import BadAnswer, NotThere
from chalicelib.providers.replies import NOT_FOUND, Reply
from chalicelib.providers.shapes import Tally, parse_json

T = TypeVar("T")
#: Turns parsed JSON into a value. Raises `BadAnswer` when it cannot.
Understand = Callable[[Any, Tally], T]

NOT_THERE_FOR = timedelta(hours=24)
#: For so long an old answer may stand in for a new one; afterwards it is deleted.
STALE_FOR = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Known:
    """An earlier answer, understood anew."""

    value: Any  # None when the service did not know the thing
    is_there: bool
    skipped: int
    etag: str | None
    fetched_at: datetime
    fresh_until: datetime

    def answer(self, *, is_stale: bool = False) -> Answer[Any]:
        """Raises `NotThere`."""
        if not self.is_there:
            raise NotThere("The service does not know this.")
        return Answer(self.value, self.fetched_at, is_stale, self.skipped)

    def may_stand_in(self, now: datetime) -> bool:
        return now - self.fetched_at <= STALE_FOR


@dataclass(frozen=True, slots=True)
class Memory:
    db: Database
    provider: str
    keeps: bool = True  # False: reads what is there and adds nothing

    def recall(self, request: bytes, understand: Understand[T]) -> Known | None:
        with self.db.read() as conn:
            row = store.response(conn, provider=self.provider, request=request)
        if row is None:
            return None
        tally, value, is_there = Tally(), None, row.status != NOT_FOUND
        if is_there:
            try:
                value = understand(parse_json(row.body), tally)
            except BadAnswer:
                return None  # written when we understood it differently
        return Known(value, is_there, tally.skipped, row.etag, row.fetched_at, row.fresh_until)

    def remember(self, request: bytes, reply: Reply, now: datetime, fresh_for: timedelta) -> None:
        """A reply that was understood, or a 404."""
        if not self.keeps:
            return
        is_there = reply.status != NOT_FOUND
        with self.db.read() as conn:
            store.remember(
                conn,
                provider=self.provider,
                request=request,
                status=reply.status,
                etag=reply.headers.get("etag") if is_there else None,
                body=reply.body if is_there else b"",
                fetched_at=now,
                fresh_until=now + (fresh_for if is_there else NOT_THERE_FOR),
            )

    def confirm(self, request: bytes, now: datetime, fresh_for: timedelta) -> None:
        """The service says that nothing changed."""
        with self.db.read() as conn:
            store.keep(
                conn,
                provider=self.provider,
                request=request,
                fetched_at=now,
                fresh_until=now + fresh_for,
            )
