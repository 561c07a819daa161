"""
The response cache in Valkey or Redis. PostgreSQL stays the source of truth: a cache that is down,
slow or corrupted costs time and nothing else.

Consistency: each scope (a user, the catalogue) has a generation, which is read before a value is
computed, compared when the value is stored and stored with it. Replacing the generation of a scope
invalidates every value of the scope without listing its keys; a value computed before an
invalidation is never returned after it.

Each process keeps local copies. While the generation is unchanged, a warm request transfers a few
bytes instead of a page; where the processes of one machine share generations in memory
(shared_generations.py), it sends no request at all.

Fragments (what pages show of one title) are kept in this process only. A title has a generation of
its own besides the catalogue's, so a change of one title invalidates only what shows it.
"""

import random
import threading
import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from uuid import UUID

from chalicelib.platform.cache.byte_bounded_cache import ByteBoundedCache
from chalicelib.platform.cache.circuit_breaker import ServerCircuit
from chalicelib.platform.cache.invalidations import Invalidations, KeysByScope
from chalicelib.platform.cache.keys import (
    CATALOGUE,
    continue_watching_key,
    dashboard_key,
    generation_key,
    recommendations_key,
    title_scope,
)
from chalicelib.platform.cache.shared_generations import SharedGenerations, slot_of
from chalicelib.platform.cache.unused_generations import UnusedGenerations

if TYPE_CHECKING:
    import redis

TIMEOUT_S = 0.05
INVALIDATION_TIMEOUT_S = 0.5

FRAGMENT_TTL_S = 600
MAX_LOCAL_BYTES = 32 * 1024 * 1024  # of local entries, and as much again of fragments
MAX_LOCKS = 10_000
#: Longer than any value lives: when a generation has expired, so have its values.
GENERATION_TTL_S = 24 * 3600
MAX_TITLES = 500  # when more titles change at once, the whole catalogue is invalidated

SEPARATOR = b"\n"  # between the generation and the value

STORE_IF_CURRENT = """
local current = {}
for place = 2, #KEYS do
    current[place - 1] = redis.call('GET', KEYS[place]) or ''
end
if table.concat(current, '.') == ARGV[2] then
    redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[3])
end
"""

#: One scope, or several: a value is invalid as soon as one of them is invalidated.
Scope = str | tuple[str, ...]


@lru_cache(maxsize=8192)
def _slot_of_title(media_id: int) -> int:
    return slot_of(title_scope(media_id))


@dataclass(frozen=True, slots=True)
class LocalEntry:
    """This process's copy of a value; `expires_at` is on the monotonic clock."""

    generation: bytes
    value: bytes
    expires_at: float
    shared_generation: tuple[int, ...] | None  # read before the value was read or computed

    @property
    def is_expired(self) -> bool:
        return time.monotonic() >= self.expires_at


#: Of the catalogue and of one title, from the server or from shared memory.
Generations = tuple[bytes | int | None, bytes | int | None]


@dataclass(frozen=True, slots=True)
class Fragment:
    """A part of a page about one title, and the generations it was made at."""

    generations: Generations
    value: bytes
    expires_at: float


class Cache:
    """Caches rendered responses. Without a URL every value is computed."""

    def __init__(self, url: str | None, shared: SharedGenerations | None = None) -> None:
        self._url = url
        self._shared = shared
        self._clients: dict[float, redis.Redis] = {}  # by their timeout in seconds
        self._circuit = ServerCircuit("cache does not respond")
        self._key_locks: dict[str, threading.Lock] = {}
        self._lock = threading.Lock()
        self._local: ByteBoundedCache[str, LocalEntry] = ByteBoundedCache(MAX_LOCAL_BYTES)
        self._fragments: ByteBoundedCache[tuple[str, int], Fragment] = ByteBoundedCache(
            MAX_LOCAL_BYTES
        )
        self._invalidations = Invalidations(self._send_invalidations, self._replace_shared)
        self._unused = UnusedGenerations(shared) if shared else None

    @property
    def is_configured(self) -> bool:
        return self._url is not None

    def is_up(self) -> bool:
        return self._try(lambda client: client.ping()) is not None

    def get_or_compute(
        self, key: str, scope: Scope, ttl_s: int | Callable[[], int], compute: Callable[[], bytes]
    ) -> bytes:
        """
        The cached value of `key`, or the computed one, which is stored.

        Concurrent misses of one key in this process compute it once. A `ttl_s` that depends on
        the value is a function, called after `compute`.
        """
        scopes = (scope,) if isinstance(scope, str) else scope
        shared = self._shared_generation(scopes)
        entry = self._local.get(key)
        if (
            entry
            and shared is not None
            and entry.shared_generation == shared
            and not entry.is_expired
        ):
            return entry.value
        generation, value = self._lookup(scopes, key, self._use_shared(scopes))
        if value is not None:
            return value
        with self._single_flight_lock(key):
            if generation is not None:  # another thread may have stored it meanwhile
                generation, value = self._lookup(scopes, key, self._use_shared(scopes))
                if value is not None:
                    return value
            # After the generation was read: what is invalidated from here on is sent.
            shared = self._use_shared(scopes)
            value = compute()
        if generation is not None:
            stored = generation + SEPARATOR + value
            ttl_s = ttl_s if isinstance(ttl_s, int) else ttl_s()
            self._keep(key, LocalEntry(generation, value, time.monotonic() + ttl_s, shared))
            keys = [key, *map(generation_key, scopes)]
            self._try(
                lambda client: client.eval(
                    STORE_IF_CURRENT, len(keys), *keys, stored, generation, ttl_s
                )
            )
        return value

    def fragments(
        self, kind: str, ids: Sequence[int], compute: Callable[[list[int]], Mapping[int, bytes]]
    ) -> dict[int, bytes]:
        """
        Fragments of titles, by id. `compute` is called once for all that are missing.

        Titles that `compute` leaves out are left out, and computed again the next time.
        """
        generations = self._generations(ids)
        if generations is None:
            return dict(compute(list(ids)))
        now = time.monotonic()
        found: dict[int, bytes] = {}
        missing: dict[int, Generations] = {}
        for media_id, current in zip(ids, generations, strict=True):
            fragment = self._fragments.get((kind, media_id))
            if fragment and fragment.generations == current and now < fragment.expires_at:
                found[media_id] = fragment.value
            else:
                missing[media_id] = current
        if missing:
            for media_id, value in compute(list(missing)).items():
                found[media_id] = value
                fragment = Fragment(missing[media_id], value, now + FRAGMENT_TTL_S)
                self._fragments.put((kind, media_id), fragment, len(value))
        return found

    def invalidate(self, scope: str, *keys: str) -> None:
        """Invalidate a scope, including values that are being computed, and delete the keys."""
        self._invalidate({scope: frozenset(keys)})

    def invalidate_titles(self, media_ids: Collection[int]) -> None:
        """Invalidate what shows these titles; lists of ids stay valid."""
        if len(media_ids) > MAX_TITLES or len(self._invalidations) > MAX_TITLES:
            self.invalidate(CATALOGUE)
        elif media_ids:
            self._invalidate({title_scope(media_id): frozenset() for media_id in media_ids})

    def invalidate_user(self, user_id: UUID) -> None:
        """
        Progress, watch later, downloads or library of a user changed.

        Players report every few seconds: without a value since the last time, nothing is sent.
        """
        scope, unused = str(user_id), self._unused
        if unused and unused.has(scope):
            return
        with unused.written(scope) if unused else nullcontext():
            self.invalidate(
                scope,
                dashboard_key(user_id),
                continue_watching_key(user_id),
                recommendations_key(user_id),
            )

    def _invalidate(self, keys_by_scope: KeysByScope) -> None:
        if self._url is not None:
            self._invalidations.add(keys_by_scope)

    def _replace_shared(self, scopes: Iterable[str]) -> None:
        if self._unused:
            self._unused.replace_used(scopes)

    def _shared_generation(self, scopes: tuple[str, ...]) -> tuple[int, ...] | None:
        shared = self._shared
        return tuple(shared.read(scope) for scope in scopes) if shared else None

    def _use_shared(self, scopes: tuple[str, ...]) -> tuple[int, ...] | None:
        shared = self._shared
        return tuple(shared.use(scope) for scope in scopes) if shared else None

    def _lookup(
        self, scopes: tuple[str, ...], key: str, shared: tuple[int, ...] | None
    ) -> tuple[bytes | None, bytes | None]:
        """The scopes' generation and the value; both None when the server does not respond."""
        if self._invalidations and not self._invalidations.flush():
            return None, None
        entry = self._local.get(key)
        if entry is not None and not entry.is_expired:
            found = self._try(lambda client: client.mget([*map(generation_key, scopes)]))
            if found is None:
                return None, None
            generation = _joined(found)
            if generation == entry.generation:
                self._keep(key, replace(entry, shared_generation=shared))
                return generation, entry.value
        read = self._try(lambda client: _read(client, scopes, key))
        if read is None:
            return None, None
        generation, stored, ttl_ms = read
        stored_generation, separator, value = (stored or b"").partition(SEPARATOR)
        if not separator or stored_generation != generation:
            return generation, None
        expires_at = time.monotonic() + max(ttl_ms, 0) / 1000
        self._keep(key, LocalEntry(generation, value, expires_at, shared))
        return generation, value

    def _generations(self, media_ids: Sequence[int]) -> Sequence[Generations] | None:
        """The catalogue's generation and each title's; None when they are not known."""
        if self._url is None:
            return None
        shared = self._shared
        if shared:
            of_catalogue = shared.read(CATALOGUE)
            return [(of_catalogue, shared.read_slot(_slot_of_title(each))) for each in media_ids]
        if self._invalidations and not self._invalidations.flush():
            return None

        def read(client: "redis.Redis") -> list[bytes | None]:
            keys = [CATALOGUE, *map(title_scope, media_ids)]
            with client.pipeline(transaction=False) as pipe:
                _ensure_generation(pipe, CATALOGUE)
                pipe.mget([generation_key(scope) for scope in keys])
                values: list[bytes | None] = pipe.execute()[-1]
            return values

        values = self._try(read)
        if values is None:
            return None
        # A title that has not changed lately has no generation, which counts as one: a server
        # that lost a title's generation has lost the catalogue's as well.
        return [(values[0], of_title) for of_title in values[1:]]

    def _keep(self, key: str, entry: LocalEntry) -> None:
        self._local.put(key, entry, len(entry.value))

    def _send_invalidations(self, keys_by_scope: KeysByScope, *, is_urgent: bool) -> bool:
        def send(client: "redis.Redis") -> bool:
            with client.pipeline(transaction=True) as pipe:
                for scope, keys in keys_by_scope.items():
                    pipe.set(generation_key(scope), _new_generation(), ex=GENERATION_TTL_S)
                    if keys:
                        pipe.delete(*keys)
                pipe.execute()
            return True

        return bool(self._try(send, is_urgent=is_urgent))

    def _single_flight_lock(self, key: str) -> threading.Lock:
        with self._lock:
            if len(self._key_locks) > MAX_LOCKS:
                self._key_locks.clear()
            return self._key_locks.setdefault(key, threading.Lock())

    def _try(self, command: Callable[["redis.Redis"], Any], *, is_urgent: bool = False) -> Any:
        """The server's reply; None without a server, or while its circuit is open."""
        if self._url is None:
            return None
        timeout_s = max(INVALIDATION_TIMEOUT_S, TIMEOUT_S) if is_urgent else TIMEOUT_S
        return self._circuit.call(lambda: command(self._connected(timeout_s)), is_urgent=is_urgent)

    def _connected(self, timeout_s: float) -> "redis.Redis":
        client = self._clients.get(timeout_s)
        if client is None:
            import redis  # noqa: PLC0415  # as in circuit_breaker.py

            client = self._clients[timeout_s] = redis.Redis.from_url(
                self._url or "",
                socket_timeout=timeout_s,
                socket_connect_timeout=timeout_s,
                health_check_interval=30,
            )
        return client


def _read(client: "redis.Redis", scopes: tuple[str, ...], key: str) -> list[Any]:
    """The scopes' generation, the stored value and its remaining milliseconds."""
    with client.pipeline(transaction=False) as pipe:
        for scope in scopes:
            _ensure_generation(pipe, scope)
        pipe.mget([*map(generation_key, scopes)])
        pipe.get(key)
        pipe.pttl(key)
        *_, generations, stored, ttl_ms = pipe.execute()
    return [_joined(generations), stored, ttl_ms]


def _joined(generations: list[bytes | None]) -> bytes:
    """The generations of several scopes as one: it changes with each of them."""
    return b".".join(generation or b"" for generation in generations)


def _ensure_generation(pipe: "redis.client.Pipeline", scope: str) -> None:
    """A missing generation is created, so that values from before a data loss are invalid."""
    pipe.set(generation_key(scope), _new_generation(), nx=True, ex=GENERATION_TTL_S)


def _new_generation() -> int:
    """A random generation, so that no earlier one is repeated."""
    return random.getrandbits(63)
