"""Health, import runs, state and keys of providers, exports."""

from chalicelib.admin.service.health import HealthService, http_answers
from chalicelib.admin.service.import_runs import ImportService
from chalicelib.admin.service.provider_keys import ProviderHealthService
from chalicelib.exports.service import ExportService
from chalicelib.metadata.service.task_queue import MetadataTaskQueue
from chalicelib.platform.cache import Cache
from chalicelib.platform.clock import utc_now
from chalicelib.platform.db import Database
from chalicelib.platform.registry import get, register
from chalicelib.platform.settings import Settings
from chalicelib.providers.key_ring import KeyRing


def wire() -> None:
    register(HealthService, _health)
    register(ImportService, lambda: ImportService(get(Database), utc_now))
    register(
        ProviderHealthService,
        lambda: ProviderHealthService(
            get(Database), utc_now, get(KeyRing), _check_key, get(MetadataTaskQueue)
        ),
    )
    register(ExportService, lambda: ExportService(get(Database), utc_now))


def _health() -> HealthService:
    url = get(Settings).s3_endpoint_url
    answers = None if url is None else (lambda: http_answers(url))
    return HealthService(get(Database), get(Cache), answers, utc_now)


def _check_key(provider: str, settings: Settings) -> tuple[str | None, int]:
    from chalicelib.providers.key_check import KeyChecker  # noqa: PLC0415  # cold starts: rarely needed

    return KeyChecker(get(Database), utc_now).check(provider, settings)
