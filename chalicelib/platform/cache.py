"""
The cache: quick when it is there, no loss when it is not.

Every key of the product is written here (seed: cache key contract). Postgres stays the source
of truth: a cache that is down, slow or full of garbage costs time and nothing else. After a
failure it is left alone for a few seconds, so that a hanging server is not asked by every
request.

A value that was computed before an invalidation is never seen after it: each scope (a person,
the catalogue) has a generation, which is read before computing, compared when storing, and
stored with the value. So raising it drops every value of the scope without naming their keys,
and whatever else lies under a key, such as the leftovers of another version, is a miss.

Each process keeps the last values it saw. As long as the generation is the same they are what
the server has, so a warm request asks for those few bytes instead of a whole page; where the
processes share a board (platform/board.py), it asks nobody.

What is known of a single title is kept in small pieces that only this process has: pages are put
together from them. Each title has a generation of its own beside the catalogue's, so that filling
in one title drops what shows it and nothing else.
"""

import itertools
import logging
import random
import threading
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from uuid import UUID

from chalicelib.platform.board import Board, slot_of
from chalicelib.platform.shelf import Shelf

if TYPE_CHECKING:
    import redis

logger = logging.getLogger(__name__)

TIMEOUT_S = 0.05
REST_S = 5.0  # after a failure, plus or minus a fifth so that processes do not return together

DISCOVER_TTL_S = 600
DASHBOARD_TTL_S = 120
CONTINUE_WATCHING_TTL_S = 120

PIECES_TTL_S = 600
MAX_BYTES = 32 * 1024 * 1024  # of values a process keeps, and as much of pieces
MAX_FLIGHTS = 10_000  # locks are small, but not free

CATALOGUE = "catalogue"  # the scope of everything that is the same for everyone

#: Longer than anything is kept: when a generation is gone, so is whatever belonged to it.
GENERATION_TTL_S = 24 * 3600
MAX_TITLES = 500  # with more of them changed at once, everything is dropped

SEAL = b"\n"  # between the generation a value belongs to and the value itself

STORE_IF_CURRENT = """
if redis.call('GET', KEYS[2]) == ARGV[2] then
    redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[3])
end
"""


def discover_key(query_hash: str) -> str:
    return f"seen:v1:discover:{query_hash}"


def dashboard_key(user_id: UUID) -> str:
    return f"seen:v1:dashboard:{user_id}"


def continue_watching_key(user_id: UUID) -> str:
    return f"seen:v1:continue-watching:{user_id}"


def recommendations_key(user_id: UUID) -> str:
    return f"seen:v1:recommendations:{user_id}"


def generation_key(scope: str) -> str:
    return f"seen:v1:generation:{scope}"


def title_scope(media_id: int) -> str:
    """The scope of what is known of one title."""
    return f"title:{media_id}"


@lru_cache(maxsize=8192)
def _slot_of_title(media_id: int) -> int:
    return slot_of(title_scope(media_id))


@dataclass(frozen=True, slots=True)
class Copy:
    """A value as this process last saw it; `good_until` is on the monotonic clock."""

    generation: bytes
    value: bytes
    good_until: float
    notice: int | None  # what the board said before the value was read or computed

    @property
    def is_old(self) -> bool:
        return time.monotonic() >= self.good_until


#: Of the catalogue and of a title, as the server or the board has them.
Generations = tuple[bytes | int | None, bytes | int | None]


@dataclass(frozen=True, slots=True)
class Piece:
    """What is known of a title, and the generations it belongs to."""

    of: Generations
    value: bytes
    good_until: float


class Cache:
    """Remembers rendered answers. With no URL it remembers nothing."""

    def __init__(self, url: str | None, board: Board | None = None) -> None:
        self._url = url
        self._board = board
        self._client: redis.Redis | None = None
        self._resting_until = 0.0
        self._flights: dict[str, threading.Lock] = {}
        self._guard = threading.Lock()
        self._copies: Shelf[str, Copy] = Shelf(MAX_BYTES)
        self._pieces: Shelf[tuple[str, int], Piece] = Shelf(MAX_BYTES)
        # Invalidations the server has not confirmed: a ticket and the keys, by scope. If it was
        # away meanwhile, it must hear of them before it is believed again.
        self._owed: dict[str, tuple[int, frozenset[str]]] = {}
        self._tickets = itertools.count()
        self._paying = threading.Lock()

    def remember(
        self, key: str, scope: str, ttl_s: int | Callable[[], int], compute: Callable[[], bytes]
    ) -> bytes:
        """
        The stored value of `key`, or the computed one, which is then stored.

        When many ask for the same missing key at once, one of this process computes it. A
        `ttl_s` that depends on the value is a function, called after `compute`.
        """
        notice = self._board.read(scope) if self._board else None
        copy = self._copies.get(key)
        if copy and notice is not None and copy.notice == notice and not copy.is_old:
            return copy.value
        generation, value = self._look(scope, key, notice)
        if value is not None:
            return value
        with self._flight(key):
            if generation is not None:  # somebody may have stored it while we waited
                notice = self._board.read(scope) if self._board else None
                generation, value = self._look(scope, key, notice)
                if value is not None:
                    return value
            value = compute()
        if generation is not None:
            sealed = generation + SEAL + value
            ttl_s = ttl_s if isinstance(ttl_s, int) else ttl_s()
            self._copy(key, Copy(generation, value, time.monotonic() + ttl_s, notice))
            self._try(
                lambda client: client.eval(
                    STORE_IF_CURRENT, 2, key, generation_key(scope), sealed, generation, ttl_s
                )
            )
        return value

    def pieces(
        self, kind: str, ids: Sequence[int], compute: Callable[[list[int]], Mapping[int, bytes]]
    ) -> dict[int, bytes]:
        """
        What is known of titles, by id. `compute` is asked once, for all that is not at hand.

        Titles it leaves out are left out, and asked for again the next time.
        """
        generations = self._generations(ids)
        if generations is None:
            return dict(compute(list(ids)))
        now = time.monotonic()
        found: dict[int, bytes] = {}
        missing: dict[int, Generations] = {}
        for media_id, of in zip(ids, generations, strict=True):
            piece = self._pieces.get((kind, media_id))
            if piece is not None and piece.of == of and now < piece.good_until:
                found[media_id] = piece.value
            else:
                missing[media_id] = of
        if missing:
            for media_id, value in compute(list(missing)).items():
                found[media_id] = value
                piece = Piece(missing[media_id], value, now + PIECES_TTL_S)
                self._pieces.put((kind, media_id), piece, len(value))
        return found

    def forget(self, scope: str, *keys: str) -> None:
        """Drop the keys, and whatever is being computed for the scope right now."""
        self._forget({scope: frozenset(keys)})

    def forget_titles(self, media_ids: Collection[int]) -> None:
        """Something about these titles changed; lists of ids stay as they are."""
        if len(media_ids) > MAX_TITLES or len(self._owed) > MAX_TITLES:
            self.forget(CATALOGUE)
        elif media_ids:
            self._forget({title_scope(media_id): frozenset() for media_id in media_ids})

    def _forget(self, dropped: Mapping[str, frozenset[str]]) -> None:
        if self._url is None:
            return
        with self._guard:
            for scope, keys in dropped.items():
                _, known = self._owed.get(scope, (0, frozenset()))
                self._owed[scope] = (next(self._tickets), known | keys)
        self._pay()
        if self._board:
            # Last: who reads the server's old value until now did so under the old notice.
            for scope in dropped:
                self._board.change(scope)

    def forget_person(self, user_id: UUID) -> None:
        """What a person sees changed: progress, watch later, downloads, library."""
        self.forget(
            str(user_id),
            dashboard_key(user_id),
            continue_watching_key(user_id),
            recommendations_key(user_id),
        )

    def is_up(self) -> bool:
        return self._try(lambda client: client.ping()) is not None

    @property
    def is_configured(self) -> bool:
        return self._url is not None

    def _look(self, scope: str, key: str, notice: int | None) -> tuple[bytes | None, bytes | None]:
        """The scope's generation and the value; both None when the cache does not answer."""
        if self._owed and not self._pay():
            return None, None
        copy = self._copies.get(key)
        if copy is not None and not copy.is_old:
            generation = self._try(lambda client: client.get(generation_key(scope)) or b"")
            if generation is None:
                return None, None
            if generation == copy.generation:
                self._copy(key, replace(copy, notice=notice))
                return generation, copy.value
        found = self._try(lambda client: _read(client, scope, key))
        if found is None:
            return None, None
        generation, sealed, ttl_ms = found
        sealed_in, seal, value = (sealed or b"").partition(SEAL)
        if not seal or sealed_in != generation:
            return generation, None
        good_until = time.monotonic() + max(ttl_ms, 0) / 1000
        self._copy(key, Copy(generation, value, good_until, notice))
        return generation, value

    def _generations(self, media_ids: Sequence[int]) -> Sequence[Generations] | None:
        """
        For each title, the catalogue's generation and its own: what the board says where there
        is one, else the server. None when nobody can tell.
        """
        if self._url is None:
            return None
        board = self._board
        if board:
            whole = board.read(CATALOGUE)
            return [(whole, board.at(_slot_of_title(media_id))) for media_id in media_ids]
        if self._owed and not self._pay():
            return None

        def ask(client: "redis.Redis") -> list[bytes | None]:
            keys = [CATALOGUE, *map(title_scope, media_ids)]
            with client.pipeline(transaction=False) as pipe:
                _begin(pipe, CATALOGUE)
                pipe.mget([generation_key(scope) for scope in keys])
                said: list[bytes | None] = pipe.execute()[-1]
            return said

        answer = self._try(ask)
        if answer is None:
            return None
        of_catalogue, *of_titles = answer
        # A title nobody changed lately has none, and none is one as well: a server that lost a
        # title's has lost the catalogue's too.
        return [(of_catalogue, of_title) for of_title in of_titles]

    def _copy(self, key: str, copy: "Copy") -> None:
        self._copies.put(key, copy, len(copy.value))

    def _pay(self) -> bool:
        """Tell the server what was invalidated; whether it knows everything now."""

        def drop(client: "redis.Redis") -> bool:
            with client.pipeline(transaction=True) as pipe:
                for scope, (_, keys) in owed.items():
                    pipe.set(generation_key(scope), _new_generation(), ex=GENERATION_TTL_S)
                    if keys:
                        pipe.delete(*keys)
                pipe.execute()
            return True

        with self._paying:
            with self._guard:
                owed = dict(self._owed)
            if owed and not self._try(drop):
                return False
            with self._guard:
                for scope, debt in owed.items():
                    if self._owed[scope] == debt:  # nothing was added while we were telling
                        del self._owed[scope]
        return True

    def _flight(self, key: str) -> threading.Lock:
        with self._guard:
            if len(self._flights) > MAX_FLIGHTS:
                self._flights.clear()
            return self._flights.setdefault(key, threading.Lock())

    def _try(self, ask: Callable[["redis.Redis"], Any]) -> Any:
        """The answer, or None when there is no cache to answer."""
        if self._url is None or time.monotonic() < self._resting_until:
            return None
        from redis.exceptions import RedisError  # noqa: PLC0415  # 190 ms of import, not at start

        try:
            return ask(self._connected())
        except (RedisError, OSError) as error:
            rest_s = REST_S * random.uniform(0.8, 1.2)  # noqa: S311  # spreads retries, no secret
            self._resting_until = time.monotonic() + rest_s
            logger.warning("cache does not answer", extra={"error": type(error).__name__})
            return None

    def _connected(self) -> "redis.Redis":
        if self._client is None:
            import redis  # noqa: PLC0415  # see _try

            self._client = redis.Redis.from_url(
                self._url or "",
                socket_timeout=TIMEOUT_S,
                socket_connect_timeout=TIMEOUT_S,
                health_check_interval=30,
            )
        return self._client


def _read(client: "redis.Redis", scope: str, key: str) -> list[Any]:
    """
    The scope's generation, the value and how many milliseconds it has left.

    A scope without a generation gets one nobody has seen before, so that a server that lost
    its memory is not taken for one where nothing happened.
    """
    with client.pipeline(transaction=False) as pipe:
        _begin(pipe, scope)
        pipe.get(generation_key(scope))
        pipe.get(key)
        pipe.pttl(key)
        answers: list[Any] = pipe.execute()
    return answers[1:]


def _begin(pipe: "redis.client.Pipeline", scope: str) -> None:
    """Give a scope a generation if it has none."""
    pipe.set(generation_key(scope), _new_generation(), nx=True, ex=GENERATION_TTL_S)


def _new_generation() -> int:
    """One that nobody has seen: what belonged to an earlier one must never look right again."""
    return random.getrandbits(63)
