"""Settings, database, cache, keys and limits: what every slice is given."""

import os
from pathlib import Path

from chalicelib.artwork import proxy_urls
from chalicelib.http.allowed_hosts import AllowedHosts
from chalicelib.http.idempotency import IdempotencyKeys
from chalicelib.http.request_limits import KEY_PREFIX, RequestLimiter
from chalicelib.platform.cache import Cache
from chalicelib.platform.cache.rate_limits import RateCounters
from chalicelib.platform.cache.shared_generations import SharedGenerations
from chalicelib.platform.cache.shared_state import SharedState
from chalicelib.platform.db import Database
from chalicelib.platform.registry import get, register
from chalicelib.platform.secret_box import STORED_ANSWERS, SecretBox
from chalicelib.platform.settings import Settings
from chalicelib.providers.network_guard import NetworkGuard


def wire() -> None:
    register(Settings, _settings)
    register(AllowedHosts, lambda: AllowedHosts.of(get(Settings)))
    register(Database, _database)
    register(Cache, _cache)
    register(SharedState, lambda: SharedState(get(Settings).cache_url, "seen:v1:state"))
    register(RequestLimiter, _request_limiter)
    register(
        IdempotencyKeys,
        lambda: IdempotencyKeys(
            get(Database), SecretBox(get(Settings).seen_secret, STORED_ANSWERS)
        ),
    )
    register(NetworkGuard, lambda: NetworkGuard(get(Settings).seen_download_allow))


def _settings() -> Settings:
    settings = Settings.from_env(os.environ)
    proxy_urls.set_url_mode(settings.seen_artwork)
    return settings


def _database() -> Database:
    settings = get(Settings)
    return Database(settings.database_url.get_secret_value(), settings.db_max_connections)


def _cache() -> Cache:
    url, board = get(Settings).cache_url, board_path()
    return Cache(
        url.get_secret_value() if url else None, SharedGenerations(board) if board else None
    )


def board_path() -> Path | None:
    """The memory that processes share; set by the supervisor, which runs every one of them."""
    board = os.environ.get("SEEN_CACHE_BOARD")
    return Path(board) if board else None


def _request_limiter() -> RequestLimiter:
    settings = get(Settings)
    return RequestLimiter(
        RateCounters(settings.cache_url, KEY_PREFIX),
        RateCounters(None, KEY_PREFIX),
        writes=settings.seen_write_limit,
        searches=settings.seen_search_limit,
        anonymous=settings.seen_anonymous_limit,
    )
