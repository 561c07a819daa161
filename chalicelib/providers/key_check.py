"""Tries a key with one real request, outside the cache, the circuit breaker and the retries."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Database
from chalicelib.platform.settings import Settings
from chalicelib.providers import omdb
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
)
from chalicelib.providers.credentials import Signature
from chalicelib.providers.errors import InvalidResponse
from chalicelib.providers.http_reply import ProviderReply, check_reply
from chalicelib.providers.lenient_parsing import SkippedCount, parse_json, parse_model
from chalicelib.providers.opensubtitles import SubtitlePage
from chalicelib.providers.provider_client import Transport
from chalicelib.providers.provider_factory import (
    ProviderFactory,
    opensubtitles_key,
    reveal,
    tmdb_key,
)

#: What each provider is asked for: Metropolis, The Witcher 3, Under the Dome, Cowboy Bebop.
TMDB_SAMPLE = "/movie/19"
OMDB_SAMPLE = "tt0017136"
IGDB_SAMPLE = "fields name; where id = 1942;"
TVMAZE_SAMPLE = "/shows/1"
JIKAN_SAMPLE = "/anime/1"
OPENSUBTITLES_SAMPLE = {"imdb_id": "17136", "languages": "en"}


@dataclass(frozen=True, slots=True)
class KeyChecker:
    """`settings` are those to try; nothing of them is stored."""

    db: Database
    clock: Clock
    monotonic: Callable[[], float] = time.monotonic

    def check(self, provider: str, settings: Settings) -> tuple[str | None, int]:
        """
        The title the provider answered with, if it names one, and the milliseconds it took.

        Raises a `ProviderFailed`; `CredentialsRejected` for a key it does not accept.
        """
        breakers = CircuitBreakers(self.db, self.clock)
        factory = ProviderFactory(
            settings, self.db, breakers, self.clock, self.monotonic, time.sleep, timeouts=None
        )
        ask = {
            TMDB: _tmdb,
            OMDB: self._omdb,
            IGDB: _igdb,
            TVDB: _tvdb,
            TVMAZE: _tvmaze,
            JIKAN: _jikan,
            OPENSUBTITLES: _opensubtitles,
        }[provider]
        began = self.monotonic()
        try:
            sample = ask(factory, settings)
        finally:
            for each in factory.connections:
                each.close()
        return sample, round((self.monotonic() - began) * 1000)

    def _omdb(self, factory: ProviderFactory, settings: Settings) -> str:
        params = {"apikey": reveal(settings.omdb_api_key), "i": OMDB_SAMPLE}
        transport = factory.transport(OMDB, settings.seen_omdb_url)
        reply = _get(transport, "/", Signature(params=params))
        return _text(_json(omdb.reply_checker(self.clock)(reply)), "Title")


def _tmdb(factory: ProviderFactory, settings: Settings) -> str:
    transport = factory.transport(TMDB, settings.seen_tmdb_url)
    reply = _get(transport, TMDB_SAMPLE, tmdb_key(settings).sign())
    return _text(_json(check_reply(reply)), "title")


def _igdb(factory: ProviderFactory, settings: Settings) -> str:
    client_id = reveal(settings.igdb_client_id)
    twitch = factory.transport("twitch", settings.seen_twitch_url)
    token = fetch_twitch_token(twitch, client_id, reveal(settings.igdb_client_secret))
    reply = factory.transport(IGDB, settings.seen_igdb_url).send(
        "POST",
        "/games",
        params={},
        headers={"Client-ID": client_id, "Authorization": f"Bearer {token.value}"},
        body=IGDB_SAMPLE.encode(),
    )
    found = _json(check_reply(reply))
    return _text(found[0] if isinstance(found, list) and found else None, "name")


def _tvdb(factory: ProviderFactory, settings: Settings) -> str | None:
    """Issuing a token is the test: TheTVDB checks the key then."""
    transport = factory.transport(TVDB, settings.seen_tvdb_url)
    fetch_tvdb_token(transport, reveal(settings.tvdb_api_key))
    return None


def _tvmaze(factory: ProviderFactory, settings: Settings) -> str:
    reply = _get(factory.transport(TVMAZE, settings.seen_tvmaze_url), TVMAZE_SAMPLE, Signature())
    return _text(_json(check_reply(reply)), "name")


def _jikan(factory: ProviderFactory, settings: Settings) -> str:
    reply = _get(factory.transport(JIKAN, settings.seen_jikan_url), JIKAN_SAMPLE, Signature())
    found = _json(check_reply(reply))
    return _text(found.get("data") if isinstance(found, dict) else None, "title")


def _opensubtitles(factory: ProviderFactory, settings: Settings) -> str | None:
    transport = factory.transport(OPENSUBTITLES, settings.seen_opensubtitles_url)
    reply = transport.send(
        "GET",
        "/subtitles",
        params=OPENSUBTITLES_SAMPLE,
        headers=opensubtitles_key(settings).headers,
        body=None,
    )
    found = parse_model(SubtitlePage, _json(check_reply(reply)), SkippedCount()).items
    return found[0].feature.title[:100] if found and found[0].feature else None


def _get(transport: Transport, path: str, signature: Signature) -> ProviderReply:
    return transport.send(
        "GET", path, params=signature.params, headers=signature.headers, body=None
    )


def _json(reply: ProviderReply) -> Any:
    return parse_json(reply.body)


def _text(found: Any, name: str) -> str:
    """
    A text of the sample, short enough for one line.

    Raises `InvalidResponse` without it: a response of another service may be JSON as well.
    """
    value = found.get(name) if isinstance(found, Mapping) else None
    if not isinstance(value, str):
        raise InvalidResponse("The response is about something else.")
    return value[:100]
