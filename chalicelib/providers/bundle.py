"""Every outside service there is a key for, ready to be asked."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from ipaddress import ip_network
from typing import TYPE_CHECKING, Protocol, TypeVar

from pydantic import SecretStr

from chalicelib.platform.clock import Clock, utc_now
from chalicelib.platform.db import Database
from chalicelib.platform.network_guard import NetworkGuard
from chalicelib.platform.settings import Settings
from chalicelib.providers import omdb
from chalicelib.providers.client import Client, Server
from chalicelib.providers.configured import IGDB, JIKAN, OMDB, TMDB, TVDB, configured
from chalicelib.providers.credentials import Credentials, Key, Signature, Tokens
from chalicelib.providers.errors import NotConfigured
from chalicelib.providers.igdb import Igdb
from chalicelib.providers.jikan import Jikan
from chalicelib.providers.limits import Limits, Rate
from chalicelib.providers.omdb import Omdb
from chalicelib.providers.replies import Reply, judged
from chalicelib.providers.states import States
from chalicelib.providers.tmdb import Tmdb
from chalicelib.providers.tokens import tvdb_token, twitch_token
from chalicelib.providers.tvdb import Tvdb

if TYPE_CHECKING:
    from chalicelib.providers.http_pool import RequestTimeouts

T = TypeVar("T")

#: Where the services are. Nothing else is ever asked, unless the administrator says so.
ADDRESSES = {
    TMDB: "https://api.themoviedb.org/3",
    IGDB: "https://api.igdb.com/v4",
    "twitch": "https://id.twitch.tv",
    OMDB: "https://www.omdbapi.com",
    TVDB: "https://api4.thetvdb.com/v4",
    JIKAN: "https://api.jikan.moe/v4",
}
#: What they ask us to keep to, and how many requests may be open at once.
RATES: dict[str, tuple[tuple[Rate, ...], int]] = {
    TMDB: ((Rate(40, 1.0),), 20),
    IGDB: ((Rate(4, 1.0),), 8),
    OMDB: ((Rate(10, 1.0),), 4),
    TVDB: ((Rate(10, 1.0),), 8),
    JIKAN: ((Rate(3, 1.0), Rate(60, 60.0)), 3),
}
LONGEST_V3_KEY = 64
#: The names of our own services are proved by TLS, so it does not matter where they lead: some
#: networks answer with addresses of their own and carry the connection on.
ANYWHERE = NetworkGuard((ip_network("0.0.0.0/0"), ip_network("::/0")))


class Closable(Protocol):
    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Providers:
    """A service without a key is None."""

    tmdb: Tmdb | None = None
    igdb: Igdb | None = None
    omdb: Omdb | None = None
    tvdb: Tvdb | None = None
    jikan: Jikan | None = None
    connections: tuple[Closable, ...] = field(default=(), repr=False)

    @classmethod
    def from_settings(
        cls,
        settings: Settings,
        db: Database,
        *,
        clock: Clock = utc_now,
        monotonic: Callable[[], float] = time.monotonic,
        times: "RequestTimeouts | None" = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> "Providers":
        """Opens no connection yet. One for a process: limits and rests are counted in it."""
        states = States(db, clock, monotonic=monotonic)
        made = Workshop(settings, db, states, clock, monotonic, sleep, times)
        known = configured(settings)
        return cls(
            tmdb=made.tmdb() if known[TMDB] else None,
            igdb=made.igdb() if known[IGDB] else None,
            omdb=made.omdb() if known[OMDB] else None,
            tvdb=made.tvdb() if known[TVDB] else None,
            jikan=made.jikan() if known[JIKAN] else None,
            connections=tuple(made.connections),
        )

    def passing(self) -> "Providers":
        """The same services and limits, for going through a whole catalogue: nothing is kept."""
        return replace(
            self,
            **{
                name: replace(each, client=each.client.passing())
                for name in (TMDB, IGDB, OMDB, TVDB, JIKAN)
                if (each := getattr(self, name)) is not None
            },
        )

    def close(self) -> None:
        """Close the connections that are kept alive."""
        for each in self.connections:
            each.close()

    def need(self, kind: type[T]) -> T:
        """The client of that kind. Raises `NotConfigured`."""
        for each in (self.tmdb, self.igdb, self.omdb, self.tvdb, self.jikan):
            if isinstance(each, kind):
                return each
        raise NotConfigured(f"There is no key for {kind.__name__}.")


@dataclass(frozen=True, slots=True)
class Workshop:
    """Puts each client together."""

    settings: Settings
    db: Database
    states: States
    clock: Clock
    monotonic: Callable[[], float]
    sleep: Callable[[float], None]
    times: "RequestTimeouts | None"
    connections: list[Closable] = field(default_factory=list)

    def tmdb(self) -> Tmdb:
        client = self._client(
            TMDB, self._server(TMDB, self.settings.seen_tmdb_url), _tmdb_key(self.settings)
        )
        return Tmdb(
            client, self.settings.seen_metadata_language, self.settings.seen_metadata_region
        )

    def igdb(self) -> Igdb:
        client_id = shown(self.settings.igdb_client_id)
        secret = shown(self.settings.igdb_client_secret)
        twitch = self._server("twitch", self.settings.seen_twitch_url)
        tokens = Tokens(
            lambda: twitch_token(twitch, client_id, secret),
            {"Client-ID": client_id},
            monotonic=self.monotonic,
        )
        server = self._server(IGDB, self.settings.seen_igdb_url)
        return Igdb(self._client(IGDB, server, tokens), self.clock)

    def omdb(self) -> Omdb:
        key = Key(Signature(params={"apikey": shown(self.settings.omdb_api_key)}))
        server = self._server(OMDB, self.settings.seen_omdb_url)
        return Omdb(self._client(OMDB, server, key, omdb.judge(self.clock)))

    def tvdb(self) -> Tvdb:
        server = self._server(TVDB, self.settings.seen_tvdb_url)
        tokens = Tokens(
            lambda: tvdb_token(server, shown(self.settings.tvdb_api_key)), monotonic=self.monotonic
        )
        return Tvdb(self._client(TVDB, server, tokens))

    def jikan(self) -> Jikan:
        server = self._server(JIKAN, self.settings.seen_jikan_url)
        return Jikan(self._client(JIKAN, server, Key()))

    def _server(self, name: str, override: str | None) -> Server:
        from chalicelib.providers.http_pool import Pool  # noqa: PLC0415  # 100 ms, for the worker only
        from chalicelib.providers.transport import PooledServer  # noqa: PLC0415

        guard = NetworkGuard(self.settings.seen_download_allow) if override else ANYWHERE
        in_flight = RATES[name][1] if name in RATES else 1
        pool = Pool(override or ADDRESSES[name], guard, max_connections=in_flight, times=self.times)
        self.connections.append(pool)
        return PooledServer(pool)

    def _client(
        self,
        name: str,
        server: Server,
        credentials: Credentials,
        judge: Callable[[Reply], Reply] = judged,
    ) -> Client:
        rates, in_flight = RATES[name]
        return Client(
            name,
            server=server,
            credentials=credentials,
            limits=Limits(rates, in_flight, monotonic=self.monotonic, sleep=self.sleep),
            states=self.states,
            db=self.db,
            clock=self.clock,
            judge=judge,
            monotonic=self.monotonic,
            sleep=self.sleep,
        )


def _tmdb_key(settings: Settings) -> Key:
    """TMDB gives two: a short key that goes into the query, and a long token for the headers."""
    key = shown(settings.tmdb_api_key)
    if key.startswith("eyJ") or len(key) > LONGEST_V3_KEY:
        return Key(Signature(headers={"Authorization": f"Bearer {key}"}))
    return Key(Signature(params={"api_key": key}))


def shown(secret: SecretStr | None) -> str:
    return secret.get_secret_value() if secret else ""
