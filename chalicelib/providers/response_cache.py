"""Responses of providers in PostgreSQL: shared by processes, and kept across restarts."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from chalicelib.platform.db import Database
from chalicelib.providers import store
from chalicelib.providers.errors import InvalidResponse, UnknownToProvider
from chalicelib.providers.http_reply import NOT_FOUND, ProviderReply
from chalicelib.providers.lenient_parsing import SkippedCount, parse_json
from chalicelib.providers.provider_result import ProviderResult

T = TypeVar("T")
#: Turns JSON into a value. Raises `InvalidResponse`.
Parser = Callable[[Any, SkippedCount], T]

NOT_FOUND_TTL = timedelta(hours=24)
#: How long a stale response may replace a failed request; older ones are deleted.
MAX_STALE = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class CachedResponse:
    """A stored response, parsed again."""

    value: Any  # None: the provider replied 404
    is_found: bool
    skipped: int
    etag: str | None
    fetched_at: datetime
    fresh_until: datetime

    def result(self, *, is_stale: bool = False) -> ProviderResult[Any]:
        """Raises `UnknownToProvider`."""
        if not self.is_found:
            raise UnknownToProvider("The provider does not know this.")
        return ProviderResult(self.value, self.fetched_at, is_stale, self.skipped)

    def is_usable(self, now: datetime) -> bool:
        """Whether it may replace a failed request."""
        return now - self.fetched_at <= MAX_STALE


@dataclass(frozen=True, slots=True)
class ResponseCache:
    db: Database
    provider: str
    stores: bool = True  # False: read only

    def lookup(self, request: bytes, parse: Parser[T]) -> CachedResponse | None:
        with self.db.read() as conn:
            row = store.response(conn, provider=self.provider, request=request)
        if row is None:
            return None
        skipped, value, is_found = SkippedCount(), None, row.status != NOT_FOUND
        if is_found:
            try:
                value = parse(parse_json(row.body), skipped)
            except InvalidResponse:
                return None  # stored by a version with another parser
        return CachedResponse(
            value, is_found, skipped.count, row.etag, row.fetched_at, row.fresh_until
        )

    def put(self, request: bytes, reply: ProviderReply, now: datetime, ttl: timedelta) -> None:
        """Store a reply that was parsed, or a 404."""
        if not self.stores:
            return
        is_found = reply.status != NOT_FOUND
        with self.db.read() as conn:
            store.upsert_response(
                conn,
                provider=self.provider,
                request=request,
                status=reply.status,
                etag=reply.headers.get("etag") if is_found else None,
                body=reply.body if is_found else b"",
                fetched_at=now,
                fresh_until=now + (ttl if is_found else NOT_FOUND_TTL),
            )

    def revalidate(self, request: bytes, now: datetime, ttl: timedelta) -> None:
        """The provider replied 304: the stored response is fresh again."""
        with self.db.read() as conn:
            store.revalidate_response(
                conn,
                provider=self.provider,
                request=request,
                fetched_at=now,
                fresh_until=now + ttl,
            )
