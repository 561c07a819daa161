"""Fetches original images from providers: known hosts only, bounded in size and time."""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import urlsplit

from chalicelib.artwork.proxy_urls import MAX_ORIGINAL_BYTES, Picture
from chalicelib.platform.errors import InvalidInput, UpstreamFailed
from chalicelib.providers.http_pool import Pool, RequestTimeouts, Response
from chalicelib.providers.network_guard import NetworkGuard
from worker.artwork.errors import ImageFetchFailed, ImageNotFound

MAX_CONNECTIONS = 8  # to one host
TIMEOUTS = RequestTimeouts(connect_s=3.0, head_s=6.0, read_s=6.0, total_s=12.0)
OPEN_AFTER_FAILURES = 4  # consecutive failures of one host open its circuit
OPEN_FOR_S = 15.0  # while offline, a page of posters must not wait for each
#: No content coding: images do not compress, and a compressed body could be a bomb.
HEADERS = {"Accept": "image/webp,image/jpeg,image/png", "Accept-Encoding": "identity"}
#: Statuses for a missing image; providers that store images in S3 send 403.
NOT_THERE = (HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND, HTTPStatus.GONE)
#: Content types of stores that do not know the type; decoding decides.
GENERIC_TYPES = ("application/octet-stream", "binary/octet-stream")

UrlsOf = Callable[[Picture], Sequence[str]]


def provider_urls(picture: Picture) -> Sequence[str]:
    """URLs at the provider, best first. Only allow-listed hosts, no redirects."""
    return picture.provider_urls


def mirror_urls(url: str) -> UrlsOf:
    """The same images on a mirror, by host and path."""

    def urls(picture: Picture) -> Sequence[str]:
        return [f"{url}/{one.removeprefix('https://')}" for one in picture.provider_urls]

    return urls


@dataclass
class Host:
    """One server and its circuit breaker."""

    pool: Pool
    failures: int = 0  # in a row
    open_until_s: float = 0.0


@dataclass
class UpstreamClient:
    """Keeps connections alive: the posters of a page come from one host."""

    guard: NetworkGuard
    urls_of: UrlsOf = provider_urls
    times: RequestTimeouts = TIMEOUTS
    clock_s: Callable[[], float] = time.monotonic
    _hosts: dict[str, Host] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def read(self, picture: Picture) -> bytes:
        """
        The original image.

        Raises `ImageNotFound` or `ImageFetchFailed`.
        """
        for url in self.urls_of(picture):
            answer = self._ask(url)
            if answer.status not in NOT_THERE:
                return _content(answer)
        raise ImageNotFound("The provider does not have this image.")

    def close(self) -> None:
        with self._lock:
            for host in self._hosts.values():
                host.pool.close()
            self._hosts.clear()

    def _ask(self, url: str) -> Response:
        """Raises `ImageFetchFailed`, immediately while the circuit of the host is open."""
        parts = urlsplit(url)
        host = self._host(f"{parts.scheme}://{parts.netloc}")
        if host.open_until_s > self.clock_s():
            raise ImageFetchFailed("The provider is not responding.")
        try:
            answer = host.pool.send("GET", parts.path, headers=HEADERS)
        except (InvalidInput, UpstreamFailed) as error:
            host.failures += 1
            if host.failures >= OPEN_AFTER_FAILURES:
                host.open_until_s = self.clock_s() + OPEN_FOR_S
            raise ImageFetchFailed("The image could not be fetched.") from error
        host.failures = 0
        return answer

    def _host(self, origin: str) -> Host:
        with self._lock:
            if origin not in self._hosts:
                pool = Pool(
                    origin,
                    self.guard,
                    max_connections=MAX_CONNECTIONS,
                    max_bytes=MAX_ORIGINAL_BYTES,
                    timeouts=self.times,
                )
                self._hosts[origin] = Host(pool)
            return self._hosts[origin]


def _content(answer: Response) -> bytes:
    """Raises `ImageFetchFailed`."""
    if answer.status != HTTPStatus.OK:
        raise ImageFetchFailed("The provider did not return the image.")
    kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in GENERIC_TYPES and (not kind.startswith("image/") or "svg" in kind):
        raise ImageFetchFailed("The provider did not return an image.")
    return answer.body
