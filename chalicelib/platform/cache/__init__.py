"""Caching of responses: shared by all processes in Valkey or Redis, and locally in each process."""

from chalicelib.platform.cache.cache import Cache
from chalicelib.platform.cache.keys import (
    CALENDAR_TTL_S,
    CATALOGUE,
    CONTINUE_WATCHING_TTL_S,
    DASHBOARD_TTL_S,
    DISCOVER_TTL_S,
    LIBRARY,
    RECOMMENDATIONS_TTL_S,
    RELEASES,
    RULES_TTL_S,
    STATS_TTL_S,
    calendar_key,
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
    "CALENDAR_TTL_S",
    "CATALOGUE",
    "CONTINUE_WATCHING_TTL_S",
    "DASHBOARD_TTL_S",
    "DISCOVER_TTL_S",
    "LIBRARY",
    "RECOMMENDATIONS_TTL_S",
    "RELEASES",
    "RULES_TTL_S",
    "STATS_TTL_S",
    "Cache",
    "SharedGenerations",
    "calendar_key",
    "continue_watching_key",
    "dashboard_key",
    "discover_key",
    "generation_key",
    "recommendations_key",
    "rules_key",
    "stats_key",
    "title_scope",
]
