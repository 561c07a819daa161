"""
HTTP requests to URLs of users.

Every request goes to an address that network_guard has just checked. It follows at most five
redirects, each checked again and never from https to http, keeps no cookies, sends no credentials,
ignores the environment's proxy settings and asks for unencoded bytes. Not imported by the API: it
costs 100 ms.

Built on the standard library's response parser, because downloads read at disk speed: bytes go
from the socket into the caller's buffer without a layer in between.
"""

import http.client
import re
import socket
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import lru_cache
from urllib.parse import urljoin

import httpx

from chalicelib.platform.errors import UpstreamFailed
from chalicelib.providers.network_guard import NetworkGuard, Target
from worker.net.egress import DIRECT, CancelHandle, EgressRoute, ProxyRefused, connect

MAX_REDIRECTS = 5
REDIRECTS = frozenset({301, 302, 303, 307, 308})
CONNECT_TIMEOUT_S = 10.0
READ_TIMEOUT_S = 30.0
USER_AGENT = "seen/0.1"
CHUNK_BYTES = 64 * 1024
MAX_INTERIM_RESPONSES = 10  # 102 Processing, 103 Early Hints
FORBIDDEN_IN_HEADERS = re.compile(r"[\x00-\x1f\x7f]")
SWITCHING_PROTOCOLS, OK = 101, 200


class Unreachable(UpstreamFailed):
    """No connection, or it was lost. A retry may help."""

    code = "unreachable"


class TruncatedResponse(Unreachable):
    """The server closed the connection cleanly before the end of the Content-Length."""

    code = "cut_short"


class TooManyRedirects(UpstreamFailed):
    """More than `MAX_REDIRECTS` redirects."""

    code = "too_many_redirects"


class InsecureRedirect(UpstreamFailed):
    """An https address redirects to http, where the content could be tampered with."""

    code = "insecure_redirect"


class StreamedResponse:
    """The head of a response; `read_into` or `chunks` read the body."""

    def __init__(self, response: http.client.HTTPResponse, connection: "Connection") -> None:
        self.status = response.status
        self.headers: Mapping[str, str] = _headers(response)  # names in lower case
        self.connection = connection
        self._response = response
        self._bytes_left = response.length  # None: until the connection closes

    @property
    def target(self) -> Target:
        """The URL that sent the response, after redirects."""
        return self.connection.target

    @property
    def is_complete(self) -> bool:
        """Whether the connection is free for another request."""
        is_over = self._response.isclosed() if self._bytes_left is None else not self._bytes_left
        return is_over and not self._response.will_close

    def read_into(self, view: memoryview) -> int:
        """
        Read the next bytes of the body into `view`; their number, 0 at the end.

        Blocks for the first byte only. Raises `TruncatedResponse` and `Unreachable`.
        """
        try:
            if self._bytes_left is None:
                data = self._response.read1(len(view))
                view[: len(data)] = data
                return len(data)
            if not self._bytes_left:
                return 0
            count = self._response.fp.readinto1(view[: self._bytes_left])
        except http.client.IncompleteRead as error:
            raise TruncatedResponse("The response was shorter than announced.") from error
        except (http.client.HTTPException, OSError, ValueError) as error:
            raise Unreachable("The connection was lost.") from error
        if not count:
            raise TruncatedResponse("The response was shorter than announced.")
        self._bytes_left -= count
        return count

    def request_again(self, headers: Mapping[str, str]) -> "StreamedResponse":
        """Send another request on the connection of a complete response. See `Connection`."""
        return self.connection.request(headers)

    def close_connection(self) -> None:
        self.connection.close()

    def chunks(self) -> Iterator[bytes]:
        """The body as it arrives. Raises as `read_into` does."""
        buffer = memoryview(bytearray(CHUNK_BYTES))
        while count := self.read_into(buffer):
            yield bytes(buffer[:count])

    def close(self) -> None:
        self._response.close()


class Connection:
    """A connection to one checked address, for one request or several in sequence."""

    def __init__(
        self, target: Target, route: EgressRoute, read_timeout_s: float, cancel_handle: CancelHandle
    ) -> None:
        """Raises `Unreachable`. `target` is pinned."""
        self.target = target
        self._answer: StreamedResponse | None = None
        self._socket = _connect(target, route, cancel_handle)
        self._socket.settimeout(read_timeout_s)

    def request(self, headers: Mapping[str, str], method: str = "GET") -> StreamedResponse:
        """
        Send a request; the previous response must be complete. Raises `Unreachable`.
        """
        if self._answer is not None:
            self._answer.close()
        lines = [f"{method} {self.target.path} HTTP/1.1", f"Host: {self.target.authority}"]
        defaults = {"User-Agent": USER_AGENT, "Accept": "*/*", "Accept-Encoding": "identity"}
        for name, value in (defaults | dict(headers)).items():
            if FORBIDDEN_IN_HEADERS.search(value):
                raise ValueError("a header value must not contain control characters")
            lines.append(f"{name}: {value}")
        try:
            self._socket.sendall("\r\n".join([*lines, "", ""]).encode())
            response = http.client.HTTPResponse(self._socket, method=method)
            _read_head(response)
        except (http.client.HTTPException, OSError, ValueError) as error:
            raise Unreachable("The server sent no valid response.") from error
        self._answer = StreamedResponse(response, self)
        return self._answer

    def close(self) -> None:
        if self._answer is not None:
            self._answer.close()
        self._socket.close()


@contextmanager
def fetch(
    guard: NetworkGuard,
    url: str,
    headers: Mapping[str, str] | None = None,
    *,
    method: str = "GET",
    route: EgressRoute = DIRECT,
    cancel_handle: CancelHandle | None = None,
    read_timeout_s: float = READ_TIMEOUT_S,
    allow_downgrade: bool = False,
) -> Iterator[StreamedResponse]:
    """
    Request a URL and follow its redirects.

    Args:
        cancel_handle: Lets another thread cancel the connection that is open.
        allow_downgrade: Follow redirects from https to http, for content with a checksum.

    Raises `BlockedAddress`, `BadAddress`, `Unreachable`, `TooManyRedirects` or
    `InsecureRedirect`.
    """
    for _ in range(MAX_REDIRECTS + 1):
        # One connection per hop: they are never shared between hosts.
        connection = Connection(
            _resolve(guard, url), route, read_timeout_s, cancel_handle or CancelHandle()
        )
        try:
            answer = connection.request(headers or {}, method)
            location = answer.headers.get("location")
            if answer.status not in REDIRECTS or not location:
                yield answer
                return
        finally:
            connection.close()
        previous = connection.target
        url = urljoin(f"{previous.scheme}://{previous.authority}{previous.path}", location)
        is_insecure = previous.scheme == "https" and url.lower().startswith("http:")
        if is_insecure and not allow_downgrade:
            raise InsecureRedirect("This address redirects from https to http.")
    raise TooManyRedirects("This address redirects more than five times.")


def read_small(
    guard: NetworkGuard, url: str, max_bytes: int, *, route: EgressRoute = DIRECT
) -> tuple[int, bytes]:
    """
    Status and body of a GET; at most one byte more than `max_bytes` is read.

    Raises what `fetch` raises.
    """
    with fetch(guard, url, route=route) as answer:
        body = bytearray()
        for chunk in answer.chunks():
            body += chunk
            if len(body) > max_bytes:
                break
        return answer.status, bytes(body[: max_bytes + 1])


def _resolve(guard: NetworkGuard, url: str) -> Target:
    target = guard.read(url)
    try:
        return guard.pin(target)
    except OSError as error:
        raise Unreachable("The server's name cannot be resolved.") from error


def _connect(
    target: Target, route: EgressRoute, cancel_handle: CancelHandle
) -> "ssl.SSLSocket | socket.socket":
    """Try each checked address. The name serves for Host and TLS and is not resolved again."""
    failure: OSError | None = None
    for address in target.addresses:
        try:
            opened = connect(route, address, target.port, CONNECT_TIMEOUT_S, cancel_handle)
        except ProxyRefused as error:
            raise Unreachable("The proxy refuses the connection.") from error
        except OSError as error:
            failure = error
            continue
        if target.scheme == "http":
            return opened
        try:
            wrapped = _tls_context().wrap_socket(opened, server_hostname=target.host)
            cancel_handle.attach(wrapped)
        except (OSError, ValueError) as error:  # an invalid certificate as well
            opened.close()
            raise Unreachable("The server sent no valid response.") from error
        return wrapped
    raise Unreachable("The server cannot be reached.") from failure


def _read_head(response: http.client.HTTPResponse) -> None:
    response.begin()
    for _ in range(MAX_INTERIM_RESPONSES):
        if not SWITCHING_PROTOCOLS < response.status < OK:
            return
        response.headers = response.msg = None  # type: ignore[assignment]  # as before begin()
        response.begin()
    raise http.client.HTTPException("only interim responses")


def _headers(response: http.client.HTTPResponse) -> dict[str, str]:
    """Repeated fields joined (RFC 9110, 5.2), values decoded as UTF-8 where possible."""
    found: dict[str, str] = {}
    for name, text in response.headers.items():
        value = re.sub(r"[\r\n]+[ \t]*", " ", text)  # obsolete line folding
        with suppress(UnicodeError):
            value = value.encode("latin-1").decode()
        key = name.lower()
        found[key] = f"{found[key]}, {value}" if key in found else value
    return found


@lru_cache(maxsize=1)
def _tls_context() -> ssl.SSLContext:
    context = httpx.create_ssl_context(trust_env=False)
    context.set_alpn_protocols(["http/1.1"])
    return context
