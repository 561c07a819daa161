"""The embedded Valkey server."""

import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from localstack.embedded_cache import EmbeddedCache


def client(server: EmbeddedCache) -> redis.Redis:
    return redis.Redis.from_url(server.url(), socket_timeout=5)


def test_data_survive_a_stop_and_a_start(folder):
    with EmbeddedCache(folder / "cache") as server, client(server) as link:
        link.set("kept", "7")

    with EmbeddedCache(folder / "cache") as server, client(server) as link:
        assert link.get("kept") == b"7"


def test_a_connection_without_the_password_is_refused(folder):
    with (
        EmbeddedCache(folder / "cache") as server,
        redis.Redis(port=server.port, retry=Retry(NoBackoff(), 0)) as stranger,
        pytest.raises(redis.AuthenticationError),
    ):
        stranger.get("kept")


def test_an_unreadable_file_is_renamed(folder):
    with EmbeddedCache(folder / "cache") as server, client(server) as link:
        link.set("kept", "7")
    for file in (folder / "cache" / "appendonlydir").glob("*.rdb"):
        file.write_bytes(b"garbage")

    with EmbeddedCache(folder / "cache") as server, client(server) as link:
        assert link.get("kept") is None
    assert (folder / "cache" / "appendonlydir.unreadable").exists()
