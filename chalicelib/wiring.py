"""The composition root: which real thing stands behind each service."""

import os

from chalicelib.platform.cache import Cache
from chalicelib.platform.db import Database
from chalicelib.platform.registry import get, register
from chalicelib.platform.settings import Settings


def wire() -> None:
    """Register every service. Builds nothing yet, so calling it twice is harmless."""
    register(Settings, lambda: Settings.from_env(os.environ))
    register(Database, _database)
    register(Cache, _cache)


def _database() -> Database:
    settings = get(Settings)
    return Database(settings.database_url.get_secret_value(), settings.db_max_connections)


def _cache() -> Cache:
    url = get(Settings).cache_url
    return Cache(url.get_secret_value() if url else None)
