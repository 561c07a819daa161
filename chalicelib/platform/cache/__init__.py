"""Caching of responses: shared by all processes in Valkey or Redis, and locally in each process."""

from chalicelib.platform.cache.cache import Cache
from chalicelib.platform.cache.keys import (
    CATALOGUE,
    CONTINUE_WATCHING_TTL_S,
    DASHBOARD_TTL_S,
    DISCOVER_TTL_S,
    RECOMMENDATIONS_TTL_S,
    RULES_TTL_S,
    STATS_TTL_S,
    continue_watching_key,
    dashboard_key,
    discover_key,
    generation_key,
    recommendations_key,
    rules_key,
    stats_key,
    title_scope,
)
from chalicelib.platform.cache.shared_generations import SharedGenerations

__all__ = [
    "CATALOGUE",
    "CONTINUE_WATCHING_TTL_S",
    "DASHBOARD_TTL_S",
    "DISCOVER_TTL_S",
    "RECOMMENDATIONS_TTL_S",
    "RULES_TTL_S",
    "STATS_TTL_S",
    "Cache",
    "SharedGenerations",
    "continue_watching_key",
    "dashboard_key",
    "discover_key",
    "generation_key",
    "recommendations_key",
    "rules_key",
    "stats_key",
    "title_scope",
]
