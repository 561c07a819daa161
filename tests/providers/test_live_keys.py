"""Keys that change while a process runs."""

from pydantic import SecretStr

from chalicelib.platform.secret_box import PROVIDER_KEYS, SecretBox
from chalicelib.providers.current_providers import CurrentProviders, ProviderHolder
from chalicelib.providers.key_ring import COPY_TTL_S, KeyRing
from chalicelib.providers.provider_factory import Providers
from tests.services import settings_for

BOX = SecretBox(SecretStr("s" * 32), PROVIDER_KEYS)
NO_KEYS = dict.fromkeys(
    ("tmdb_api_key", "igdb_client_id", "igdb_client_secret", "omdb_api_key", "tvdb_api_key")
)


def rings(db, service, watch):
    """The keys as two processes see them: the API and the worker."""
    settings = settings_for(service, **NO_KEYS)
    with db.read() as conn:
        conn.execute("TRUNCATE provider_keys")
    return [KeyRing(db, settings, BOX, watch, monotonic=watch.monotonic) for _ in range(2)]


def test_another_process_uses_a_new_key_within_seconds(db, service, watch):
    api, worker = rings(db, service, watch)
    holder = ProviderHolder(worker, lambda settings: Providers.from_settings(settings, db))
    providers = CurrentProviders(holder)
    before = providers.tmdb
    api.save("tmdb", {"tmdb_api_key": "a-key"})

    watch.pass_by(seconds=COPY_TTL_S)

    assert before is None
    assert providers.tmdb is not None
    assert providers.tmdb is providers.tmdb
    assert providers.without_cache().tmdb is not None
    holder.close()


def test_a_cleared_key_is_out_of_use_within_seconds(db, service, watch):
    api, worker = rings(db, service, watch)
    api.save("omdb", {"omdb_api_key": "a-key"})
    assert "omdb" in worker.usable()

    api.clear("omdb")
    watch.pass_by(seconds=COPY_TTL_S)

    assert "omdb" not in worker.usable()


def test_a_key_sealed_with_another_secret_is_no_key(db, service, watch):
    api, _ = rings(db, service, watch)
    api.save("omdb", {"omdb_api_key": "a-key"})
    other = SecretBox(SecretStr("t" * 32), PROVIDER_KEYS)

    moved = KeyRing(db, settings_for(service, **NO_KEYS), other, watch)

    assert moved.source_of("omdb") is None
