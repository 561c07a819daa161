"""
Kept-alive connections to one server we chose ourselves, such as the API of a provider.

Nothing is followed: no redirects, no cookies, no proxy of the environment. A request has a time
until its answer begins and a time until it ends, and both hold whatever the server does, because
every single read is given only what is left. Bodies are cut off at a size, packed or unpacked.

For addresses that people type there is http_client. Never imported by the API: it costs 100 ms.
"""

import contextvars
import ssl
import time
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpcore

from chalicelib.platform.errors import UpstreamFailed
from chalicelib.platform.network_guard import (
    DEFAULT_PORTS,
    BadAddress,
    BlockedAddress,
    NetworkGuard,
)

USER_AGENT = "seen/0.1"
IDLE_S = 30.0  # an idle connection is closed after this long
GZIP = zlib.MAX_WBITS | 16


class ConnectionFailed(UpstreamFailed):
    """The server's name is not known, or nobody answers there. Often our own network's fault."""

    code = "no_connection"


class ResponseTimeout(UpstreamFailed):
    """Connected, but the answer did not begin, or not end, in time."""

    code = "no_answer_in_time"


class TruncatedResponse(UpstreamFailed):
    """The connection ended before the answer did, or what came is not HTTP."""

    code = "answer_broken_off"


class ResponseTooLarge(UpstreamFailed):
    """The answer is bigger than any that makes sense."""

    code = "answer_too_big"


@dataclass(frozen=True, slots=True)
class RequestTimeouts:
    """How long a request may take, in seconds."""

    connect_s: float = 2.0
    head_s: float = 3.0  # until the answer begins, connecting included
    read_s: float = 3.0  # between two pieces of the body
    total_s: float = 10.0


@dataclass(frozen=True, slots=True)
class Response:
    status: int
    headers: Mapping[str, str]  # names in small letters
    body: bytes


#: When the request of this thread is out of time, by the monotonic clock.
_deadline: contextvars.ContextVar[float] = contextvars.ContextVar("_deadline")


class Pool:
    """Connections to one scheme, host and port. Safe to share between threads."""

    def __init__(
        self,
        base_url: str,
        guard: NetworkGuard,
        *,
        max_connections: int = 20,
        max_bytes: int = 8 * 1024 * 1024,
        times: RequestTimeouts | None = None,
    ) -> None:
        """`guard` judges where the name leads, each time a connection is made."""
        parts = urlsplit(base_url)
        if parts.scheme not in DEFAULT_PORTS or not parts.hostname or parts.username is not None:
            raise BadAddress("This is not the address of a web server.")
        self._scheme = parts.scheme
        self._host = parts.hostname
        self._port = parts.port
        self._prefix = parts.path.rstrip("/")
        self._max_bytes = max_bytes
        self._times = times or RequestTimeouts()
        self._pool = httpcore.ConnectionPool(
            ssl_context=ssl.create_default_context(),
            max_connections=max_connections,
            max_keepalive_connections=max_connections,
            keepalive_expiry=IDLE_S,
            network_backend=_Network(guard),
        )

    def send(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
    ) -> Response:
        """
        Ask once. `path` begins with a slash and is percent-encoded.

        Raises `ConnectionFailed`, `ResponseTimeout`, `TruncatedResponse`, `ResponseTooLarge`,
        `BlockedAddress` or `BadAddress`.
        """
        query = f"?{urlencode(params)}" if params else ""
        url = httpcore.URL(
            scheme=self._scheme.encode(),
            host=self._host.encode("idna"),
            port=self._port,
            target=f"{self._prefix}{path}{query}".encode("ascii"),
        )
        began = time.monotonic()
        token = _deadline.set(began + self._times.head_s)
        try:
            with self._pool.stream(
                method,
                url,
                headers=self._headers(headers or {}, body),
                content=body,
                extensions={"timeout": self._timeouts()},
            ) as answer:
                _deadline.set(began + self._times.total_s)
                found = {
                    k.decode("latin-1").lower(): v.decode("latin-1") for k, v in answer.headers
                }
                is_packed = found.get("content-encoding", "").strip().lower() == "gzip"
                chunks = answer.iter_stream()
                return Response(
                    answer.status,
                    found,
                    decompress_body(chunks, self._max_bytes)
                    if is_packed
                    else read_body(chunks, self._max_bytes),
                )
        except (httpcore.ConnectError, httpcore.ConnectTimeout, httpcore.PoolTimeout) as error:
            raise ConnectionFailed("The server cannot be reached.") from error
        except httpcore.TimeoutException as error:
            raise ResponseTimeout("The server did not answer in time.") from error
        except (httpcore.NetworkError, httpcore.ProtocolError, zlib.error) as error:
            raise TruncatedResponse("The answer broke off.") from error
        finally:
            _deadline.reset(token)

    def close(self) -> None:
        self._pool.close()

    def _headers(self, headers: Mapping[str, str], body: bytes | None) -> list[tuple[bytes, bytes]]:
        sent = {
            "Host": self._host if self._port is None else f"{self._host}:{self._port}",
            "User-Agent": USER_AGENT,
            "Accept": "application/json",
            "Accept-Encoding": "gzip",
            **({} if body is None else {"Content-Length": str(len(body))}),
            **headers,
        }
        return [(name.encode("ascii"), value.encode("latin-1")) for name, value in sent.items()]

    def _timeouts(self) -> dict[str, float]:
        times = self._times
        return {
            "connect": times.connect_s,
            "read": times.read_s,
            "write": times.read_s,
            "pool": times.head_s,
        }


def read_body(chunks: Iterable[bytes], max_bytes: int) -> bytes:
    """Raises `ResponseTooLarge`."""
    body = bytearray()
    for chunk in chunks:
        body += chunk
        if len(body) > max_bytes:
            raise ResponseTooLarge("The answer is too big.")
    return bytes(body)


def decompress_body(chunks: Iterable[bytes], max_bytes: int) -> bytes:
    """
    A gzip stream, unpacked no further than `max_bytes`.

    Raises `ResponseTooLarge`, `TruncatedResponse` or `zlib.error`.
    """
    packed = zlib.decompressobj(GZIP)
    body = bytearray()
    for chunk in chunks:
        body += packed.decompress(chunk, max_bytes + 1 - len(body))
        if len(body) > max_bytes:
            raise ResponseTooLarge("The answer is too big.")
    if not packed.eof:
        raise TruncatedResponse("The answer broke off.")
    return bytes(body)


def _left(most_s: float | None) -> float:
    """Seconds left for the request of this thread; zero or less when there are none."""
    left = _deadline.get() - time.monotonic()
    return left if most_s is None else min(left, most_s)


class _Network(httpcore.NetworkBackend):
    """Connects only where the guard says it may, and never reads for longer than is left."""

    def __init__(self, guard: NetworkGuard) -> None:
        self._guard = guard
        self._sockets = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        until = time.monotonic() + _left(timeout)
        name = self._guard.check_host(host, port)
        try:
            addresses = self._guard.addresses(name, max(until - time.monotonic(), 0.0))
        except OSError as error:
            raise httpcore.ConnectError("the name is not known") from error
        failure: Exception | None = None
        for address in addresses:
            left = until - time.monotonic()
            if left <= 0:
                break
            try:
                return _Stream(
                    self._sockets.connect_tcp(address, port, left, local_address, socket_options)
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise httpcore.ConnectTimeout("no address answered") from failure


class _Stream(httpcore.NetworkStream):
    def __init__(self, inner: httpcore.NetworkStream) -> None:
        self._inner = inner

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        left = _left(timeout)
        if left <= 0:
            raise httpcore.ReadTimeout("out of time")
        return self._inner.read(max_bytes, left)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        left = _left(timeout)
        if left <= 0:
            raise httpcore.WriteTimeout("out of time")
        self._inner.write(buffer, left)

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        left = _left(timeout)
        if left <= 0:
            raise httpcore.ConnectTimeout("out of time")
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, left))

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


__all__ = [
    "BlockedAddress",
    "ConnectionFailed",
    "Pool",
    "RequestTimeouts",
    "Response",
    "ResponseTimeout",
    "ResponseTooLarge",
    "TruncatedResponse",
]
