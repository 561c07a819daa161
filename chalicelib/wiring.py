"""The composition root: which real thing stands behind each service."""

import os

from chalicelib.accounts.service.access_tokens import AccessTokens
from chalicelib.accounts.service.attempts import Attempts
from chalicelib.accounts.service.live_sessions import LiveSessions
from chalicelib.accounts.service.passwords import Passwords
from chalicelib.accounts.service.sessions import SessionService
from chalicelib.accounts.service.sign_in import SignIn
from chalicelib.admin.service.health import Health, http_answers
from chalicelib.catalog.service import CatalogService
from chalicelib.platform.cache import Cache
from chalicelib.platform.clock import new_id, utc_now
from chalicelib.platform.db import Database
from chalicelib.platform.registry import get, register
from chalicelib.platform.sessions import Authenticator
from chalicelib.platform.settings import Settings


def wire() -> None:
    """Register every service. Builds nothing yet, so calling it twice is harmless."""
    register(Settings, lambda: Settings.from_env(os.environ))
    register(Database, _database)
    register(Cache, _cache)

    register(LiveSessions, _live_sessions)
    register(Authenticator, lambda: get(LiveSessions))  # type: ignore[type-abstract]
    register(SessionService, _sessions)
    register(SignIn, _sign_in)
    register(Health, _health)

    register(CatalogService, lambda: CatalogService(get(Database), utc_now))


def _database() -> Database:
    settings = get(Settings)
    return Database(settings.database_url.get_secret_value(), settings.db_max_connections)


def _cache() -> Cache:
    url = get(Settings).cache_url
    return Cache(url.get_secret_value() if url else None)


def _live_sessions() -> LiveSessions:
    tokens = AccessTokens(get(Settings).seen_secret, utc_now)
    return LiveSessions(get(Database), tokens, utc_now)


def _sessions() -> SessionService:
    live = get(LiveSessions)
    return SessionService(get(Database), live.tokens, live, utc_now, new_id)


def _sign_in() -> SignIn:
    settings = get(Settings)
    attempts = Attempts(settings.cache_url, settings.seen_secret)
    return SignIn(
        get(Database), Passwords(), attempts, get(SessionService), settings.seen_registration
    )


def _health() -> Health:
    url = get(Settings).s3_endpoint_url
    answers = None if url is None else (lambda: http_answers(url))
    return Health(get(Database), get(Cache), answers, utc_now)
