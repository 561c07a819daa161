"""Providers of metadata: their keys, the queue of their tasks, titles from outside."""

from functools import lru_cache
from typing import TYPE_CHECKING

from chalicelib.catalog.service import CatalogService
from chalicelib.enrichment.service import EnrichmentService
from chalicelib.enrichment.service.manual_matching import MatchService
from chalicelib.library.service.provider_titles import ProviderTitleService
from chalicelib.metadata.service.metadata_writer import MetadataWriter
from chalicelib.metadata.service.staleness import Refresher
from chalicelib.metadata.service.task_queue import MetadataTaskQueue
from chalicelib.platform.cache import Cache
from chalicelib.platform.clock import utc_now
from chalicelib.platform.db import Database
from chalicelib.platform.registry import get, register
from chalicelib.platform.secret_box import PROVIDER_KEYS, SecretBox
from chalicelib.platform.settings import Settings
from chalicelib.providers.key_ring import KeyRing

if TYPE_CHECKING:
    from chalicelib.library.service.provider_search import ProviderSearch
    from chalicelib.providers.current_providers import CurrentProviders


def wire() -> None:
    register(KeyRing, _keys)
    register(MetadataTaskQueue, lambda: MetadataTaskQueue(get(Database)))
    register(Refresher, _refresher)
    register(ProviderTitleService, _outside)
    register(
        EnrichmentService,
        lambda: EnrichmentService(
            get(Database),
            get(Cache),
            utc_now,
            get(KeyRing),
            get(MetadataTaskQueue),
            {"omdb": get(Settings).seen_omdb_daily},
        ),
    )
    register(
        MatchService,
        lambda: MatchService(get(Database), get(Cache), utc_now, get(ProviderTitleService)),
    )


def _keys() -> KeyRing:
    settings = get(Settings)
    return KeyRing(get(Database), settings, SecretBox(settings.seen_secret, PROVIDER_KEYS), utc_now)


def _refresher() -> Refresher:
    settings = get(Settings)
    return Refresher(
        get(Database),
        utc_now,
        get(KeyRing).usable,
        settings.seen_lazy_budget_ms / 1000,
    )


def _outside() -> ProviderTitleService:
    return ProviderTitleService(
        get(CatalogService),
        MetadataWriter(get(Database), get(Cache), utc_now),
        lru_cache(maxsize=1)(_provider_search),
    )


def _provider_search() -> "ProviderSearch":
    from chalicelib.library.service.provider_search import ProviderSearch  # noqa: PLC0415  # cold starts: rarely needed

    return ProviderSearch(live_providers())


def live_providers() -> "CurrentProviders":
    from chalicelib.providers.current_providers import CurrentProviders, ProviderHolder  # noqa: PLC0415  # cold starts: rarely needed
    from chalicelib.providers.provider_factory import Providers  # noqa: PLC0415

    db = get(Database)
    holder = ProviderHolder(get(KeyRing), lambda settings: Providers.from_settings(settings, db))
    return CurrentProviders(holder)
