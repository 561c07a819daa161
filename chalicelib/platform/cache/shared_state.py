"""
Small values that all processes share for a short time, in Valkey or Redis: hashes that expire.

Nothing depends on them: without a server they are missing.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

from pydantic import SecretStr

from chalicelib.platform.cache.circuit_breaker import ServerCircuit

if TYPE_CHECKING:
    import redis

TIMEOUT_S = 0.5


@dataclass
class SharedState:
    """Hashes by key. Every write lets its hash live for `ttl_s` from then on."""

    cache_url: SecretStr | None
    key_prefix: str
    _circuit: ServerCircuit = field(
        default_factory=lambda: ServerCircuit("shared state is missing"), init=False, repr=False
    )

    def read(self, key: str) -> dict[str, str] | None:
        """All fields of a hash; None while there is no server."""
        return cast(
            "dict[str, str] | None", self._try(lambda client: client.hgetall(self._name(key)))
        )

    def put(self, key: str, name: str, value: str, ttl_s: int) -> dict[str, str] | None:
        """Set a field. All fields afterwards; None when it could not be set."""

        def write(client: "redis.Redis") -> dict[str, str]:
            with client.pipeline(transaction=True) as pipe:
                pipe.hset(self._name(key), name, value)
                pipe.expire(self._name(key), ttl_s)
                pipe.hgetall(self._name(key))
                return cast("dict[str, str]", pipe.execute()[-1])

        return cast("dict[str, str] | None", self._try(write))

    def remove(self, key: str, *names: str) -> None:
        self._try(lambda client: client.hdel(self._name(key), *names))

    def _name(self, key: str) -> str:
        return f"{self.key_prefix}:{key}"

    def _try(self, command: Callable[["redis.Redis"], Any]) -> Any:
        if self.cache_url is None:
            return None
        return self._circuit.call(lambda: command(self._client))

    @cached_property
    def _client(self) -> "redis.Redis":
        import redis  # noqa: PLC0415  # as in circuit_breaker.py

        return redis.Redis.from_url(
            self.cache_url.get_secret_value() if self.cache_url else "",
            socket_timeout=TIMEOUT_S,
            socket_connect_timeout=TIMEOUT_S,
            health_check_interval=30,
            decode_responses=True,
        )
