"""Readiness and health of the server and its dependencies."""

import functools
import platform
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

import chalicelib
from chalicelib import migrate
from chalicelib.admin import store
from chalicelib.admin.errors import NotReady
from chalicelib.admin.models import (
    AdminHealth,
    Check,
    Checks,
    Converter,
    Readiness,
    Status,
    WorkerHealth,
)
from chalicelib.platform.cache import Cache
from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Database
from chalicelib.platform.errors import Unavailable
from chalicelib.platform.worker_heartbeat import MAX_SILENCE

STORE_TIMEOUT_S = 0.5


@dataclass(frozen=True, slots=True)
class HealthService:
    db: Database
    cache: Cache
    store_answers: Callable[[], bool] | None  # None: no object store is configured
    clock: Clock

    def ready(self) -> Readiness:
        """Raises `NotReady`, which names the missing dependency."""
        checks = self.checks()
        if checks.database == "down":
            raise NotReady("The database does not answer.", retry_after_s=5)
        if checks.migrations != "ok":
            missing = ", ".join(sorted(self._missing_migrations()))
            raise NotReady(f"The database lacks migrations: {missing}.", retry_after_s=5)
        return Readiness(status=_status(checks), checks=checks)

    def checks(self) -> Checks:
        cache: Check = "off"
        if self.cache.is_configured:
            cache = "ok" if self.cache.is_up() else "down"
        object_store: Check = "off"
        if self.store_answers is not None:
            object_store = "ok" if self.store_answers() else "down"
        try:
            missing = self._missing_migrations()
        except Unavailable:
            return Checks(
                database="down", migrations="unknown", cache=cache, object_store=object_store
            )
        return Checks(
            database="ok",
            migrations="missing" if missing else "ok",
            cache=cache,
            object_store=object_store,
        )

    def report(self) -> AdminHealth:
        """The full report. Raises `Unavailable` when the database is down."""
        checks = self.checks()
        now = self.clock()
        with self.db.read() as conn:
            facts = store.facts(conn)
            applied = store.applied_migrations(conn)
            heartbeats = store.heartbeats(conn)
            counts = store.counts(conn, now=now)
            converter = store.converter(conn)
            store_check = store.store_check(conn)
        return AdminHealth(
            status=_status(checks),
            checks=checks,
            version=chalicelib.__version__,
            python_version=platform.python_version(),
            database_version=facts.version,
            database_size_bytes=facts.size_bytes,
            newest_migration=max(applied, default=None),
            workers=[
                WorkerHealth(
                    id=each.id,
                    last_heartbeat_at=each.last_heartbeat_at,
                    is_alive=now - each.last_heartbeat_at < MAX_SILENCE,
                )
                for each in heartbeats
            ],
            converter=Converter.model_validate(converter) if converter else None,
            counts=counts,
            store_check=store_check,
        )

    def _missing_migrations(self) -> frozenset[str]:
        with self.db.read() as conn:
            return _shipped_migrations() - store.applied_migrations(conn)


def http_answers(url: str) -> bool:
    """Whether a server responds with a status below 500."""
    import http.client  # noqa: PLC0415  # cold starts: only health checks need it

    parts = urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=STORE_TIMEOUT_S)
    try:
        connection.request("GET", parts.path or "/")
        return connection.getresponse().status < http.HTTPStatus.INTERNAL_SERVER_ERROR
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _status(checks: Checks) -> Status:
    return "degraded" if "down" in (checks.cache, checks.object_store) else "ready"


@functools.cache
def _shipped_migrations() -> frozenset[str]:
    return frozenset(name for name, _ in migrate.files())
