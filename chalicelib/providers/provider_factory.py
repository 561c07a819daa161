"""Clients of the configured providers."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field, fields, replace
from ipaddress import ip_network
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from pydantic import SecretStr

from chalicelib.platform.clock import Clock, utc_now
from chalicelib.platform.db import Database
from chalicelib.platform.settings import Settings
from chalicelib.providers import omdb, tvmaze
from chalicelib.providers.access_token_requests import fetch_tvdb_token, fetch_twitch_token
from chalicelib.providers.circuit_breaker import CircuitBreakers
from chalicelib.providers.configured_providers import (
    IGDB,
    JIKAN,
    OMDB,
    OPENSUBTITLES,
    TMDB,
    TVDB,
    TVMAZE,
    configured,
)
from chalicelib.providers.credentials import Credentials, Key, Signature, Tokens
from chalicelib.providers.errors import NotConfigured
from chalicelib.providers.http_reply import ProviderReply, check_reply
from chalicelib.providers.igdb import Igdb
from chalicelib.providers.jikan import Jikan
from chalicelib.providers.network_guard import NetworkGuard
from chalicelib.providers.omdb import Omdb
from chalicelib.providers.opensubtitles import (
    USER_AGENT,
    OpenSubtitles,
    check_opensubtitles_reply,
)
from chalicelib.providers.provider_client import ProviderClient, Transport
from chalicelib.providers.request_limiter import OutboundLimiter, RateLimit
from chalicelib.providers.tmdb import Tmdb
from chalicelib.providers.tvdb import Tvdb
from chalicelib.providers.tvmaze import Tvmaze

if TYPE_CHECKING:
    from chalicelib.providers.http_pool import RequestTimeouts

T = TypeVar("T")

#: Overridden only by settings of the administrator.
BASE_URLS = {
    TMDB: "https://api.themoviedb.org/3",
    IGDB: "https://api.igdb.com/v4",
    "twitch": "https://id.twitch.tv",
    OMDB: "https://www.omdbapi.com",
    TVDB: "https://api4.thetvdb.com/v4",
    TVMAZE: "https://api.tvmaze.com",
    JIKAN: "https://api.jikan.moe/v4",
    OPENSUBTITLES: "https://api.opensubtitles.com/api/v1",
}
#: The providers' published rate limits, and how many requests may run at once.
LIMITS: dict[str, tuple[tuple[RateLimit, ...], int]] = {
    TMDB: ((RateLimit(40, 1.0),), 20),
    IGDB: ((RateLimit(4, 1.0),), 8),
    OMDB: ((RateLimit(10, 1.0),), 4),
    TVDB: ((RateLimit(10, 1.0),), 8),
    TVMAZE: ((RateLimit(20, 10.0),), 4),
    JIKAN: ((RateLimit(3, 1.0), RateLimit(60, 60.0)), 3),
    OPENSUBTITLES: ((RateLimit(5, 1.0),), 2),
}
MAX_V3_KEY_LENGTH = 64
#: TLS authenticates the providers, so every address is allowed: some networks resolve names to
#: addresses of their own gateway.
ANY_ADDRESS = NetworkGuard((ip_network("0.0.0.0/0"), ip_network("::/0")))


class Closable(Protocol):
    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Providers:
    """A provider without a key is None."""

    tmdb: Tmdb | None = None
    igdb: Igdb | None = None
    omdb: Omdb | None = None
    tvdb: Tvdb | None = None
    tvmaze: Tvmaze | None = None
    jikan: Jikan | None = None
    opensubtitles: OpenSubtitles | None = None
    connections: tuple[Closable, ...] = field(default=(), repr=False)

    @classmethod
    def from_settings(
        cls,
        settings: Settings,
        db: Database,
        *,
        clock: Clock = utc_now,
        monotonic: Callable[[], float] = time.monotonic,
        timeouts: "RequestTimeouts | None" = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> "Providers":
        """Opens no connection. One instance per process, because it holds the rate limits."""
        breakers = CircuitBreakers(db, clock, monotonic=monotonic)
        factory = ProviderFactory(settings, db, breakers, clock, monotonic, sleep, timeouts)
        is_configured = configured(settings)
        return cls(
            tmdb=factory.tmdb() if is_configured[TMDB] else None,
            igdb=factory.igdb() if is_configured[IGDB] else None,
            omdb=factory.omdb() if is_configured[OMDB] else None,
            tvdb=factory.tvdb() if is_configured[TVDB] else None,
            tvmaze=factory.tvmaze() if is_configured[TVMAZE] else None,
            jikan=factory.jikan() if is_configured[JIKAN] else None,
            opensubtitles=factory.opensubtitles() if is_configured[OPENSUBTITLES] else None,
            connections=tuple(factory.connections),
        )

    def without_cache(self) -> "Providers":
        """The same clients and limits without a response cache, for bulk runs."""
        return replace(
            self,
            **{
                name: replace(each, client=each.client.without_cache())
                for name, each in self._clients().items()
            },
        )

    def close(self) -> None:
        """Close idle connections."""
        for each in self.connections:
            each.close()

    def require(self, kind: type[T]) -> T:
        """The client of that type. Raises `NotConfigured`."""
        for each in self._clients().values():
            if isinstance(each, kind):
                return each
        raise NotConfigured(f"There is no key for {kind.__name__}.")

    def _clients(self) -> dict[str, Any]:
        """The configured ones, by field."""
        values = {each.name: getattr(self, each.name) for each in fields(self)}
        del values["connections"]
        return {name: client for name, client in values.items() if client is not None}


@dataclass(frozen=True, slots=True)
class ProviderFactory:
    """Assembles the clients."""

    settings: Settings
    db: Database
    breakers: CircuitBreakers
    clock: Clock
    monotonic: Callable[[], float]
    sleep: Callable[[float], None]
    timeouts: "RequestTimeouts | None"
    connections: list[Closable] = field(default_factory=list)

    def tmdb(self) -> Tmdb:
        client = self._client(
            TMDB, self.transport(TMDB, self.settings.seen_tmdb_url), tmdb_key(self.settings)
        )
        return Tmdb(
            client, self.settings.seen_metadata_language, self.settings.seen_metadata_region
        )

    def igdb(self) -> Igdb:
        client_id = reveal(self.settings.igdb_client_id)
        secret = reveal(self.settings.igdb_client_secret)
        twitch = self.transport("twitch", self.settings.seen_twitch_url)
        tokens = Tokens(
            lambda: fetch_twitch_token(twitch, client_id, secret),
            {"Client-ID": client_id},
            monotonic=self.monotonic,
        )
        transport = self.transport(IGDB, self.settings.seen_igdb_url)
        return Igdb(self._client(IGDB, transport, tokens), self.clock)

    def omdb(self) -> Omdb:
        key = Key(Signature(params={"apikey": reveal(self.settings.omdb_api_key)}))
        transport = self.transport(OMDB, self.settings.seen_omdb_url)
        return Omdb(self._client(OMDB, transport, key, omdb.reply_checker(self.clock)))

    def tvdb(self) -> Tvdb:
        transport = self.transport(TVDB, self.settings.seen_tvdb_url)
        tokens = Tokens(
            lambda: fetch_tvdb_token(transport, reveal(self.settings.tvdb_api_key)),
            monotonic=self.monotonic,
        )
        return Tvdb(self._client(TVDB, transport, tokens))

    def tvmaze(self) -> Tvmaze:
        transport = self.transport(TVMAZE, self.settings.seen_tvmaze_url)
        return Tvmaze(self._client(TVMAZE, transport, Key(), tvmaze.check_reply))

    def jikan(self) -> Jikan:
        transport = self.transport(JIKAN, self.settings.seen_jikan_url)
        return Jikan(self._client(JIKAN, transport, Key()))

    def opensubtitles(self) -> OpenSubtitles:
        transport = self.transport(OPENSUBTITLES, self.settings.seen_opensubtitles_url)
        key = Key(opensubtitles_key(self.settings))
        return OpenSubtitles(self._client(OPENSUBTITLES, transport, key, check_opensubtitles_reply))

    def transport(self, name: str, override: str | None) -> Transport:
        from chalicelib.providers.http_pool import Pool  # noqa: PLC0415  # 100 ms, for the worker only
        from chalicelib.providers.pooled_transport import PooledTransport  # noqa: PLC0415

        guard = NetworkGuard(self.settings.seen_download_allow) if override else ANY_ADDRESS
        max_concurrent = LIMITS[name][1] if name in LIMITS else 1
        pool = Pool(
            override or BASE_URLS[name],
            guard,
            max_connections=max_concurrent,
            timeouts=self.timeouts,
        )
        self.connections.append(pool)
        return PooledTransport(pool)

    def _client(
        self,
        name: str,
        transport: Transport,
        credentials: Credentials,
        check: Callable[[ProviderReply], ProviderReply] = check_reply,
    ) -> ProviderClient:
        rates, max_concurrent = LIMITS[name]
        return ProviderClient(
            name,
            transport=transport,
            credentials=credentials,
            limiter=OutboundLimiter(
                rates, max_concurrent, monotonic=self.monotonic, sleep=self.sleep
            ),
            breakers=self.breakers,
            db=self.db,
            clock=self.clock,
            check=check,
            monotonic=self.monotonic,
            sleep=self.sleep,
        )


def tmdb_key(settings: Settings) -> Key:
    """TMDB issues a short key for the query and a long token for a header; both work."""
    key = reveal(settings.tmdb_api_key)
    if key.startswith("eyJ") or len(key) > MAX_V3_KEY_LENGTH:
        return Key(Signature(headers={"Authorization": f"Bearer {key}"}))
    return Key(Signature(params={"api_key": key}))


def opensubtitles_key(settings: Settings) -> Signature:
    return Signature(
        headers={"Api-Key": reveal(settings.opensubtitles_api_key), "User-Agent": USER_AGENT}
    )


def reveal(secret: SecretStr | None) -> str:
    return secret.get_secret_value() if secret else ""
