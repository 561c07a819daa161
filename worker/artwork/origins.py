"""Read a picture from its provider: known hosts only, and neither too much nor too slowly."""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import urlsplit

from chalicelib.artwork.picture_urls import Picture
from chalicelib.platform.errors import InvalidInput, UpstreamFailed
from chalicelib.platform.network_guard import NetworkGuard
from chalicelib.providers.http_pool import Pool, RequestTimeouts, Response
from worker.artwork.errors import NoSuchPicture, PictureNotFetched

MAX_BYTES = 10 * 2**20
MAX_CONNECTIONS = 8  # to one host
TIMES = RequestTimeouts(connect_s=3.0, head_s=6.0, read_s=6.0, total_s=12.0)
GIVEN_UP_AFTER = 4  # failures in a row of one host
GIVEN_UP_FOR_S = 15.0  # offline, a page of posters must not wait for each
#: As it is: pictures do not get smaller, and what was packed could unpack to anything.
HEADERS = {"Accept": "image/webp,image/jpeg,image/png", "Accept-Encoding": "identity"}
#: How the providers say that there is nothing; those that keep pictures in S3 say "forbidden".
NOT_THERE = (HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND, HTTPStatus.GONE)
#: What stores say that do not know what they keep; decoding tells.
UNKNOWN_KINDS = ("application/octet-stream", "binary/octet-stream")

Addresses = Callable[[Picture], Sequence[str]]


def provider_addresses(picture: Picture) -> Sequence[str]:
    """Where it lies, best first. Only hosts that are written down, never a redirect."""
    return picture.origins


def mirrored(url: str) -> Addresses:
    """The same pictures at another server, by host and path."""

    def addresses(picture: Picture) -> Sequence[str]:
        return [f"{url}/{origin.removeprefix('https://')}" for origin in picture.origins]

    return addresses


@dataclass
class Host:
    """One server, and whether it is worth asking just now."""

    pool: Pool
    failures: int = 0  # in a row
    silent_until_s: float = 0.0


@dataclass
class Origins:
    """Connections are kept: a page's posters come from one host."""

    guard: NetworkGuard
    addresses: Addresses = provider_addresses
    times: RequestTimeouts = TIMES
    clock_s: Callable[[], float] = time.monotonic
    _hosts: dict[str, Host] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def read(self, picture: Picture) -> bytes:
        """
        The picture as the provider has it.

        Raises `NoSuchPicture` or `PictureNotFetched`.
        """
        for address in self.addresses(picture):
            answer = self._ask(address)
            if answer.status not in NOT_THERE:
                return _content(answer)
        raise NoSuchPicture("The provider does not have this picture.")

    def close(self) -> None:
        with self._lock:
            for host in self._hosts.values():
                host.pool.close()
            self._hosts.clear()

    def _ask(self, address: str) -> Response:
        """Raises `PictureNotFetched`, at once when the host failed just now, again and again."""
        parts = urlsplit(address)
        host = self._host(f"{parts.scheme}://{parts.netloc}")
        if host.silent_until_s > self.clock_s():
            raise PictureNotFetched("The provider does not answer just now.")
        try:
            answer = host.pool.send("GET", parts.path, headers=HEADERS)
        except (InvalidInput, UpstreamFailed) as error:
            host.failures += 1
            if host.failures >= GIVEN_UP_AFTER:
                host.silent_until_s = self.clock_s() + GIVEN_UP_FOR_S
            raise PictureNotFetched("The picture could not be fetched.") from error
        host.failures = 0
        return answer

    def _host(self, origin: str) -> Host:
        with self._lock:
            if origin not in self._hosts:
                pool = Pool(
                    origin,
                    self.guard,
                    max_connections=MAX_CONNECTIONS,
                    max_bytes=MAX_BYTES,
                    timeouts=self.times,
                )
                self._hosts[origin] = Host(pool)
            return self._hosts[origin]


def _content(answer: Response) -> bytes:
    """Raises `PictureNotFetched`."""
    if answer.status != HTTPStatus.OK:
        raise PictureNotFetched("The provider does not give the picture.")
    kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in UNKNOWN_KINDS and (not kind.startswith("image/") or "svg" in kind):
        raise PictureNotFetched("The provider answers with something else.")
    return answer.body
