"""
A connection pool to one configured HTTP server, such as the API of a provider.

No redirects, no cookies, no proxy from the environment. A request has a deadline for the head of
its response and one for its end, which also hold for a server that sends a byte at a time. The size
of bodies is limited, compressed and decompressed.

worker/net/http_client.py is for URLs of users. Not imported by the API: it costs 100 ms.
"""

import contextvars
import functools
import ssl
import time
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpcore

from chalicelib.platform.errors import UpstreamFailed
from chalicelib.providers.network_guard import (
    DEFAULT_PORTS,
    BadAddress,
    BlockedAddress,
    NetworkGuard,
)

USER_AGENT = "seen/0.1"
KEEPALIVE_S = 30.0
GZIP = zlib.MAX_WBITS | 16


class ConnectionFailed(UpstreamFailed):
    """The name cannot be resolved or the connection failed. Often caused by our own network."""

    code = "no_connection"


class ResponseTimeout(UpstreamFailed):
    """Connected, but the response did not start or end in time."""

    code = "no_answer_in_time"


class TruncatedResponse(UpstreamFailed):
    """The connection ended before the response did, or the response is not HTTP."""

    code = "answer_broken_off"


class ResponseTooLarge(UpstreamFailed):
    """The response is larger than `max_bytes`."""

    code = "answer_too_big"


@dataclass(frozen=True, slots=True)
class RequestTimeouts:
    connect_s: float = 2.0
    head_s: float = 3.0  # until the response starts, connecting included
    read_s: float = 3.0  # between two chunks of the body
    total_s: float = 10.0


@dataclass(frozen=True, slots=True)
class Response:
    status: int
    headers: Mapping[str, str]  # names in lower case
    body: bytes


#: Deadline of the current thread's request, on the monotonic clock.
_deadline: contextvars.ContextVar[float] = contextvars.ContextVar("_deadline")


@functools.cache
def _tls_context() -> ssl.SSLContext:
    """Shared by all pools: to read the certificates of all authorities takes 30 ms of CPU."""
    return ssl.create_default_context()


class Pool:
    """Connections to one scheme, host and port. Safe to share between threads."""

    def __init__(
        self,
        base_url: str,
        guard: NetworkGuard,
        *,
        max_connections: int = 20,
        max_bytes: int = 8 * 1024 * 1024,
        timeouts: RequestTimeouts | None = None,
    ) -> None:
        """`guard` checks the resolved addresses each time a connection is made."""
        parts = urlsplit(base_url)
        if parts.scheme not in DEFAULT_PORTS or not parts.hostname or parts.username is not None:
            raise BadAddress("This is not the URL of a web server.")
        self._scheme = parts.scheme
        self._host = parts.hostname
        self._port = parts.port
        self._prefix = parts.path.rstrip("/")
        self._max_bytes = max_bytes
        self._timeouts = timeouts or RequestTimeouts()
        self._pool = httpcore.ConnectionPool(
            ssl_context=_tls_context() if self._scheme == "https" else None,
            max_connections=max_connections,
            max_keepalive_connections=max_connections,
            keepalive_expiry=KEEPALIVE_S,
            network_backend=_GuardedBackend(guard),
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
        One attempt. `path` begins with a slash and is percent-encoded.

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
        token = _deadline.set(began + self._timeouts.head_s)
        try:
            with self._pool.stream(
                method,
                url,
                headers=self._headers(headers or {}, body),
                content=body,
                extensions={"timeout": self._httpcore_timeouts()},
            ) as response:
                _deadline.set(began + self._timeouts.total_s)
                header_fields = {
                    k.decode("latin-1").lower(): v.decode("latin-1") for k, v in response.headers
                }
                is_compressed = header_fields.get("content-encoding", "").strip().lower() == "gzip"
                chunks = response.iter_stream()
                return Response(
                    response.status,
                    header_fields,
                    decompress_body(chunks, self._max_bytes)
                    if is_compressed
                    else read_body(chunks, self._max_bytes),
                )
        except (httpcore.ConnectError, httpcore.ConnectTimeout, httpcore.PoolTimeout) as error:
            raise ConnectionFailed("The server cannot be reached.") from error
        except httpcore.TimeoutException as error:
            raise ResponseTimeout("The server did not respond in time.") from error
        except (httpcore.NetworkError, httpcore.ProtocolError, zlib.error) as error:
            raise TruncatedResponse("The response was truncated.") from error
        finally:
            _deadline.reset(token)

    def close(self) -> None:
        self._pool.close()

    def _headers(self, headers: Mapping[str, str], body: bytes | None) -> list[tuple[bytes, bytes]]:
        fields = {
            "Host": self._host if self._port is None else f"{self._host}:{self._port}",
            "User-Agent": USER_AGENT,
            "Accept": "application/json",
            "Accept-Encoding": "gzip",
            **({} if body is None else {"Content-Length": str(len(body))}),
            **headers,
        }
        return [(name.encode("ascii"), value.encode("latin-1")) for name, value in fields.items()]

    def _httpcore_timeouts(self) -> dict[str, float]:
        timeouts = self._timeouts
        return {
            "connect": timeouts.connect_s,
            "read": timeouts.read_s,
            "write": timeouts.read_s,
            "pool": timeouts.head_s,
        }


def read_body(chunks: Iterable[bytes], max_bytes: int) -> bytes:
    """Raises `ResponseTooLarge`."""
    body = bytearray()
    for chunk in chunks:
        body += chunk
        if len(body) > max_bytes:
            raise ResponseTooLarge("The response is too large.")
    return bytes(body)


def decompress_body(chunks: Iterable[bytes], max_bytes: int) -> bytes:
    """
    Decompress a gzip stream, up to `max_bytes`.

    Raises `ResponseTooLarge`, `TruncatedResponse` or `zlib.error`.
    """
    decompressor = zlib.decompressobj(GZIP)
    body = bytearray()
    for chunk in chunks:
        body += decompressor.decompress(chunk, max_bytes + 1 - len(body))
        if len(body) > max_bytes:
            raise ResponseTooLarge("The response is too large.")
    if not decompressor.eof:
        raise TruncatedResponse("The response was truncated.")
    return bytes(body)


def _time_left(timeout: float | None) -> float:
    """Seconds until the deadline, at most `timeout`; zero or less when it has passed."""
    left = _deadline.get() - time.monotonic()
    return left if timeout is None else min(left, timeout)


class _GuardedBackend(httpcore.NetworkBackend):
    """Connects only to addresses the guard allows, and keeps to the deadline."""

    def __init__(self, guard: NetworkGuard) -> None:
        self._guard = guard
        self._backend = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        until = time.monotonic() + _time_left(timeout)
        name = self._guard.check_host(host, port)
        try:
            addresses = self._guard.addresses(name, max(until - time.monotonic(), 0.0))
        except OSError as error:
            raise httpcore.ConnectError("the name cannot be resolved") from error
        failure: Exception | None = None
        for address in addresses:
            left = until - time.monotonic()
            if left <= 0:
                break
            try:
                return _Stream(
                    self._backend.connect_tcp(address, port, left, local_address, socket_options)
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise httpcore.ConnectTimeout("no address is reachable") from failure


class _Stream(httpcore.NetworkStream):
    def __init__(self, inner: httpcore.NetworkStream) -> None:
        self._inner = inner

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        left = _time_left(timeout)
        if left <= 0:
            raise httpcore.ReadTimeout("deadline passed")
        return self._inner.read(max_bytes, left)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        left = _time_left(timeout)
        if left <= 0:
            raise httpcore.WriteTimeout("deadline passed")
        self._inner.write(buffer, left)

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        left = _time_left(timeout)
        if left <= 0:
            raise httpcore.ConnectTimeout("deadline passed")
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
