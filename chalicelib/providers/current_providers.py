"""The providers with the keys in force now, for processes that run for months."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from chalicelib.platform.settings import Settings
from chalicelib.providers.igdb import Igdb
from chalicelib.providers.jikan import Jikan
from chalicelib.providers.key_ring import KeyRing
from chalicelib.providers.omdb import Omdb
from chalicelib.providers.opensubtitles import OpenSubtitles
from chalicelib.providers.provider_factory import Providers
from chalicelib.providers.tmdb import Tmdb
from chalicelib.providers.tvdb import Tvdb
from chalicelib.providers.tvmaze import Tvmaze


class ProviderSource(Protocol):
    """A provider without a key is None."""

    @property
    def tmdb(self) -> Tmdb | None: ...
    @property
    def igdb(self) -> Igdb | None: ...
    @property
    def omdb(self) -> Omdb | None: ...
    @property
    def tvdb(self) -> Tvdb | None: ...
    @property
    def tvmaze(self) -> Tvmaze | None: ...
    @property
    def jikan(self) -> Jikan | None: ...
    @property
    def opensubtitles(self) -> OpenSubtitles | None: ...

    def without_cache(self) -> "ProviderSource":
        """The same clients and limits without a response cache, for bulk runs."""


class ProviderHolder:
    """Makes the clients anew when a key changes."""

    def __init__(self, keys: KeyRing, make: Callable[[Settings], Providers]) -> None:
        self._keys = keys
        self._make = make
        self._lock = threading.Lock()
        self._settings: Settings | None = None
        self._cached = self._uncached = Providers()
        #: Replaced a moment ago: requests on their way may still use it.
        self._replaced = Providers()

    def now(self, *, is_cached: bool) -> Providers:
        settings = self._keys.settings()
        with self._lock:
            if settings is not self._settings:
                self._replaced.close()
                self._replaced = self._cached
                self._cached = self._make(settings)
                self._uncached = self._cached.without_cache()
                self._settings = settings
            return self._cached if is_cached else self._uncached

    def close(self) -> None:
        """Close idle connections."""
        with self._lock:
            self._replaced.close()
            self._cached.close()


@dataclass(frozen=True, slots=True)
class CurrentProviders:
    """See `ProviderSource`."""

    holder: ProviderHolder
    is_cached: bool = field(default=True, kw_only=True)

    @property
    def tmdb(self) -> Tmdb | None:
        return self._now().tmdb

    @property
    def igdb(self) -> Igdb | None:
        return self._now().igdb

    @property
    def omdb(self) -> Omdb | None:
        return self._now().omdb

    @property
    def tvdb(self) -> Tvdb | None:
        return self._now().tvdb

    @property
    def tvmaze(self) -> Tvmaze | None:
        return self._now().tvmaze

    @property
    def jikan(self) -> Jikan | None:
        return self._now().jikan

    @property
    def opensubtitles(self) -> OpenSubtitles | None:
        return self._now().opensubtitles

    def without_cache(self) -> "CurrentProviders":
        return CurrentProviders(self.holder, is_cached=False)

    def _now(self) -> Providers:
        return self.holder.now(is_cached=self.is_cached)
